"""What the whole support team shares: agents, articles in versions, features, releases, workflows, fixes and decisions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from agent_scorecard.simulation import planting
from agent_scorecard.simulation.arrow import schema_of, stream
from agent_scorecard.simulation.conversations import HUMAN_COUNT
from agent_scorecard.simulation.fragments import article_text
from agent_scorecard.simulation.world import World

# Second versions of articles come out in this part of the span, so that no incident begins next to one by chance.
ARTICLE_SHARES = (0.15, 0.35)
GAPS = {
    "agent_release": ("prompt", "wrong_policy", "Prompt of v2.0 taken back, answers quote the article again"),
    "stale_article": ("knowledge", "outdated_article", "Article brought up to date"),
    "product_release": ("product", "product_bug", "Hotfix for the release"),
}


def article_times(world: World) -> np.ndarray:
    """When the second version of each issue's article came out, by issue; after the end where it never did."""
    count = len(world.words.issues)
    first, last = ARTICLE_SHARES
    share = first + (last - first) * ((np.arange(count) * 37) % count) / max(count, 1)
    at = world.start + (share * world.config.weeks * 7).astype(np.int64) * 86_400 + 10 * 3600
    for incident in world.incidents:
        if incident.kind == "stale_article":
            end = incident.end_week if incident.end_week is not None else world.config.weeks + 4
            base = world.base[world.categories.index(incident.category)]
            at[world.words.issues_of(base)] = world.week_start(end) - 2 * 3600
    for issue, changed in planting.article_changes(world).items():
        at[issue] = changed
    return at


def catalogue_tables(world: World) -> dict[str, pa.Table]:
    return {
        "agents": _agents(world),
        "articles": _articles(world),
        "product_features": _features(world),
        "releases": _releases(world),
        "workflow_steps": _workflow_steps(world),
        "fixes": _fixes(world),
        "review_decisions": _decisions(world),
    }


def _table(name: str, rows: list[dict]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=schema_of(name))


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None)


def _agents(world: World) -> pa.Table:
    version = world.versions[int(world.version_at(np.array([world.end]))[0])]
    began = _at(world.start - 60 * 86_400)
    rows = [
        {
            "agent_id": "ava",
            "agent_type": "ai",
            "version": version,
            "capability": "text_only",
            "tier": "faq",
            "strategy": "answer_first",
            "valid_from": began,
        },
        {
            "agent_id": "pilot",
            "agent_type": "ai",
            "version": version,
            "capability": "page_aware",
            "tier": "multi_step",
            "strategy": "guide_on_page",
            "valid_from": began,
        },
    ]
    for number in range(1, HUMAN_COUNT + 1):
        rows.append(
            {
                "agent_id": f"h{number}",
                "agent_type": "human",
                "version": None,
                "capability": None,
                "tier": None,
                "strategy": None,
                "valid_from": began,
            }
        )
    return _table("agents", rows)


def _articles(world: World) -> pa.Table:
    rows = []
    changed, lacking, withdrawn = article_times(world), planting.lacking(world), planting.withdrawn(world)
    for number, issue in enumerate(world.words.issues):
        if number in lacking:
            continue
        began, at = _at(world.start - 200 * 86_400), changed[number]
        has_second = at < world.end
        for version in range(2 if has_second else 1):
            rows.append(
                {
                    "article_id": f"K{number + 1}",
                    "version": f"v{version + 1}",
                    "title": issue.article_title,
                    "body": article_text(issue, version),
                    "valid_from": _at(at) if version else began,
                    "valid_to": _at(at)
                    if has_second and not version
                    else _at(withdrawn[number])
                    if number in withdrawn
                    else None,
                    "product_area": issue.product_area,
                    "category": issue.category,
                }
            )
    for built, (at_launch, wish) in enumerate(planting.built_wishes(world), start=len(world.words.issues) + 1):
        about = {
            "article_id": f"K{built}",
            "version": "v1",
            "title": wish["name"],
            "product_area": wish["product_area"],
        }
        rows.append(about | {"body": f"{wish['name']} is in the menu.", "valid_from": _at(at_launch), "valid_to": None})
    return _table("articles", rows)


def _features(world: World) -> pa.Table:
    began = _at(world.start - 400 * 86_400)
    launched, unnamed = (planting.lacking(world, (kind,)) for kind in ("launch_without_article", "missing_article"))
    rows = [
        {
            "feature_id": f"F{number + 1}",
            "name": issue.feature,
            "product_area": issue.product_area,
            "available_from": _at(launched[number]) if number in launched else began,
            "available_to": None,
            "aliases": ";".join(issue.labels[1:3]),
        }
        for number, issue in enumerate(world.words.issues)
        if number not in unnamed
    ]
    rows.append(
        {
            "feature_id": f"F{len(world.words.issues) + 1}",
            "name": "Fax gateway",
            "product_area": "workspace",
            "available_from": began,
            "available_to": _at(world.start + 40 * 86_400),
            "aliases": "Fax",
        }
    )
    for built, (at, wish) in enumerate(planting.built_wishes(world), start=len(world.words.issues) + 2):
        about = {"feature_id": f"F{built}", "name": wish["name"], "product_area": wish["product_area"]}
        rows.append(about | {"available_from": _at(at), "available_to": None, "aliases": None})
    return _table("product_features", rows)


def _releases(world: World) -> pa.Table:
    area = {base: world.words.issues[world.words.issues_of(base)[0]].product_area for base in world.base}
    found: list[tuple[int, str, str | None, str | None, str]] = []
    for version, at in zip(world.versions[1:], world.version_times[1:], strict=True):
        found.append((at, "agent", None, None, f"AI agents {version}"))
    for place, share in enumerate((0.08, 0.22, 0.40)):
        category = place % len(world.categories)
        found.append(
            (
                world.week_start(round(share * world.config.weeks)) + 34 * 3600,
                "product",
                area[world.base[category]],
                world.categories[category],
                "Monthly product release",
            )
        )
    # one release next to no incident's category: a cause candidate that must lose
    last = len(world.categories) - 1
    found.append(
        (
            world.week_start(round(0.54 * world.config.weeks)) + 58 * 3600,
            "product",
            area[world.base[last]],
            world.categories[last],
            "Small improvements",
        )
    )
    for at in sorted(set(article_times(world).tolist())):
        found.append((at, "docs", None, None, "Help centre update"))
    for incident in world.incidents:
        base = world.base[world.categories.index(incident.category)]
        if incident.kind in ("product_release", "stale_article"):
            found.append(
                (
                    world.release_time(incident),
                    "product",
                    area[base],
                    incident.category,
                    f"New {world.words.issues[world.words.issues_of(base)[0]].feature.lower()} for everybody",
                )
            )
    found += planting.planted_releases(world)
    found = sorted((row for row in found if row[0] < world.end), key=lambda row: (row[0], row[1], row[3] or ""))
    # the next one is announced: a forecast of that week says so
    found.append(
        (world.end + 9 * 86_400, "product", area[world.base[0]], world.categories[0], "Announced: new year release")
    )
    return _table(
        "releases",
        [
            {
                "release_id": f"L{place + 1}",
                "released_at": _at(at),
                "kind": kind,
                "product_area": product_area,
                "category": category,
                "description": description,
            }
            for place, (at, kind, product_area, category, description) in enumerate(found)
        ],
    )


def release_ids(world: World) -> dict[int, str]:
    """Release id by time, to name the causes in the truth."""
    table = _releases(world)
    epoch = datetime(1970, 1, 1)
    return {
        int((at - epoch).total_seconds()): release
        for release, at in zip(table["release_id"].to_pylist(), table["released_at"].to_pylist(), strict=True)
    }


def _workflow_steps(world: World) -> pa.Table:
    return _table(
        "workflow_steps",
        [
            {"workflow": issue.key, "step_number": step + 1, "element_label": label}
            for issue in world.words.issues
            for step, label in enumerate(issue.labels)
        ],
    )


def _fixes(world: World) -> pa.Table:
    """One fix per incident that ended, and one small one early on."""
    rows = [
        {
            "shipped_at": _at(world.week_start(round(0.18 * world.config.weeks)) + 9 * 3600),
            "gap_key": f"{world.categories[-1]}:missing_article",
            "kind": "knowledge",
            "description": "Step-by-step article written",
            "proposed_by": "r1",
            "approved_by": "ines",
        }
    ]
    for incident in world.incidents:
        if incident.kind in GAPS and incident.end_week is not None:
            kind, reason, description = GAPS[incident.kind]
            rows.append(
                {
                    "shipped_at": _at(world.week_start(incident.end_week) - 2 * 3600),
                    "gap_key": f"{incident.category}:{reason}",
                    "kind": kind,
                    "description": description,
                    "proposed_by": "r2",
                    "approved_by": "mark",
                }
            )
    rows += [row | {"shipped_at": _at(row.pop("at"))} for row in planting.planted_fixes(world)]
    for place, row in enumerate(rows):
        row["fix_id"] = f"X{place + 1}"
    return _table("fixes", rows)


def _decisions(world: World) -> pa.Table:
    rng = stream(world.config.seed, 0, "decisions")
    # the last one names no metric, as people forget to
    findings = (
        ("Refund questions come back", "Quote the payment method in the answer", "follow_up_rate_7d", "billing"),
        (
            "Customers repeat the error code",
            "Ask for the code once and keep it",
            "repeated_information_rate",
            "technical",
        ),
        ("Handovers wait over the weekend", "Saturday shift for handovers", "median_hours_to_resolution", None),
        ("Guests are confused with members", "Rename the button", "resolution_accuracy", "how_to"),
        ("Low confidence on exports", "New article on date ranges", None, None),
    )
    rows: list[dict] = []
    for week in range(1, world.config.weeks, 2):
        monday = _at(world.week_start(week))
        finding, improvement, metric, category = findings[int(rng.integers(len(findings)))]
        rows.append(
            {
                "decision_id": f"D{len(rows) + 1}",
                "week_start": (monday - timedelta(days=7)).date(),
                "decided_at": monday + timedelta(hours=9, minutes=int(rng.integers(60))),
                "finding": finding,
                "improvement": improvement,
                "owner": ("ines", "mark", "priya")[int(rng.integers(3))],
                "metric": metric,
                "category": category,
            }
        )
    return _table("review_decisions", rows)
