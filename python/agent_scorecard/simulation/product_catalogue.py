"""The product that the support team helps with: features, releases and workflow steps."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from agent_scorecard.simulation import planted_tables
from agent_scorecard.simulation.article_catalogue import article_times
from agent_scorecard.simulation.catalogue_rows import moment_at, table_of
from agent_scorecard.simulation.world import World


def features(world: World) -> pa.Table:
    """The features of the product, with when each was launched."""
    began = moment_at(world.start - 400 * 86_400)
    launched, unnamed = (
        planted_tables.lacking(world, (kind,)) for kind in ("launch_without_article", "missing_article")
    )
    rows = [
        {
            "feature_id": f"F{number + 1}",
            "name": issue.feature,
            "product_area": issue.product_area,
            "available_from": moment_at(launched[number]) if number in launched else began,
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
            "available_to": moment_at(world.start + 40 * 86_400),
            "aliases": "Fax",
        }
    )
    for built, (at, wish) in enumerate(planted_tables.built_wishes(world), start=len(world.words.issues) + 2):
        about = {"feature_id": f"F{built}", "name": wish["name"], "product_area": wish["product_area"]}
        rows.append(about | {"available_from": moment_at(at), "available_to": None, "aliases": None})
    return table_of("product_features", rows)


def releases(world: World) -> pa.Table:
    """Releases of the agent and of the product."""
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
    found += planted_tables.planted_releases(world)
    found = sorted((row for row in found if row[0] < world.end), key=lambda row: (row[0], row[1], row[3] or ""))
    # the next one is announced: a forecast of that week says so
    found.append(
        (world.end + 9 * 86_400, "product", area[world.base[0]], world.categories[0], "Announced: new year release")
    )
    return table_of(
        "releases",
        [
            {
                "release_id": f"L{place + 1}",
                "released_at": moment_at(at),
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
    table = releases(world)
    epoch = datetime(1970, 1, 1)
    return {
        int((at - epoch).total_seconds()): release
        for release, at in zip(table["release_id"].to_pylist(), table["released_at"].to_pylist(), strict=True)
    }


def workflow_steps(world: World) -> pa.Table:
    """The steps of each workflow and the labels that people see."""
    return table_of(
        "workflow_steps",
        [
            {"workflow": issue.key, "step_number": step + 1, "element_label": label}
            for issue in world.words.issues
            for step, label in enumerate(issue.labels)
        ],
    )
