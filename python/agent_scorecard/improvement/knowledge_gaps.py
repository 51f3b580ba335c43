"""What the knowledge base lacks: missing, stale, contradicted and unused articles, with evidence and state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pyarrow as pa

from agent_scorecard.improvement.gap_evidence import WEEKS, Team, new_gap
from agent_scorecard.improvement.gap_rules import RULES, SEEN_AGAIN
from agent_scorecard.improvement.reviewed_gaps import REASONS
from agent_scorecard.improvement.typed_rows import typed_rows

OWNER = "product_lead"
COLUMNS = {
    "gap_key": "text",
    "kind": "text",
    "category": "text",
    "product_area": "text",
    "subject": "text",
    "article_id": "text",
    "article_version": "text",
    "release_id": "text",
    "feature_id": "text",
    "cluster_key": "text",
    "state": "text",
    "evidence": "text",
    "evidence_count": "count",
    "episode_count": "count",
    "evidence_share": "number",
    "evidence_share_low": "number",
    "compared_share": "number",
    "customer_count": "count",
    "first_seen_at": "moment",
    "age_days": "number",
    "closed_at": "moment",
    "fix_id": "text",
    "owner": "text",
}


def knowledge_gaps(
    episodes: Iterable[dict],
    articles: Iterable[dict],
    releases: Iterable[dict],
    features: Iterable[dict],
    outcomes: Iterable[dict],
    decisions: Iterable[dict],
    owners: Iterable[dict],
    as_of: datetime,
) -> pa.Table:
    """One row per gap, `category:article`, `category:release`, `category:feature`, `category:topic` or `category:reason`.

    ``episodes`` that the AI answered in: category, product_area, article_id, cluster_key, cluster_name, customer_cluster,
    started_at, is_failed, is_escalated, is_operational, is_unsupported,
    is_without_article, failure_reason, correct_score, opening (redacted). ``articles`` in all versions,
    ``releases`` (future ones too) and ``features`` as they landed, ``outcomes`` of fixes (fix_id, gap_key, shipped_at,
    verdict), ``decisions`` (finding, improvement, decided_at), ``owners`` (the seed alert_owners).

    A share of evidence opens a gap where the lower end of its 99.8 % interval lies above what it is compared with, and
    a rise since a release where its 98 % interval lies above 1, each with five events at least.
    """
    team = Team(
        [row for row in episodes if row["started_at"] <= as_of], list(articles), list(releases), list(features), as_of
    )
    found: dict[str, dict] = {}
    for rule in RULES:
        for gap in rule(team):
            found.setdefault(gap["gap_key"], gap)
    latest: dict[str, dict] = {}
    for row in sorted(outcomes, key=lambda row: (row["shipped_at"], row["fix_id"])):
        latest[row["gap_key"]] = row
        if row["gap_key"] not in found and (gap := _recorded(team, row)):
            found[row["gap_key"]] = gap
    decided, owners = list(decisions), list(owners)
    rows = []
    for key in sorted(found):
        gap = found[key] | _state(found[key], latest.get(key), decided, team)
        end = gap.get("closed_at") or as_of
        gap["age_days"] = max((end - gap["first_seen_at"]).total_seconds() / 86_400, 0)
        gap["owner"] = _owner(gap, owners)
        rows.append(gap)
    return typed_rows(rows, COLUMNS)


def _recorded(team: Team, fix: dict) -> dict | None:
    """A gap that only its fix tells of: seen first where its evidence began in the half year before the fix."""
    category, _, name = fix["gap_key"].partition(":")
    articles = {row["article_id"]: row for row in team.articles}
    kind = REASONS.get(name) or ("stale" if name in articles else "missing" if fix["kind"] == "knowledge" else None)
    if kind is None:
        return None
    span = (fix["shipped_at"] - timedelta(weeks=2 * WEEKS), fix["shipped_at"])
    rows = [
        row
        for row in team.episodes
        if span[0] <= row["started_at"] < span[1]
        and row["category"] == category
        and name in (row["failure_reason"], row["cluster_key"], row["article_id"] if row["is_failed"] else None)
    ]
    first = min((row["started_at"] for row in rows), default=fix["shipped_at"])
    return new_gap(
        kind,
        category,
        name,
        articles[name]["title"] if name in articles else name.replace("_", " "),
        first,
        f"the team shipped {fix['fix_id']} for it; {len(rows)} episodes in the half year before",
        article_id=name if name in articles else None,
        evidence_count=len(rows),
        customer_count=len({row["customer_cluster"] for row in rows}),
        is_recorded=True,
    )


def _state(gap: dict, fix: dict | None, decisions: list[dict], team: Team) -> dict:
    """open → proposed (a decision names it) → fixed (shipped, or a newer article) → proven; reopened where it is seen since."""
    answered = gap.get("answered_at")
    if fix:
        closed = {"fix_id": fix["fix_id"], "closed_at": fix["shipped_at"]}
        if fix["verdict"] == "harmful":
            return {"state": "reopened", "fix_id": fix["fix_id"]}
        if fix["verdict"] == "working":
            return {"state": "proven", **closed}
        # what is seen in the episodes since the fix alone is a gap again
        later = Team(
            [row for row in team.episodes if row["started_at"] >= fix["shipped_at"]],
            team.articles,
            [],
            [],
            team.as_of,
        )
        again = {found["gap_key"] for rule in SEEN_AGAIN for found in rule(later)}
        if gap["gap_key"] in again or gap["first_seen_at"] > fix["shipped_at"]:
            return {"state": "reopened", "fix_id": fix["fix_id"]}
        return {"state": "fixed", **closed}
    if answered and answered <= team.as_of:
        return {"state": "fixed", "closed_at": answered}
    named = any(
        gap["gap_key"] in f"{row['finding'] or ''} {row['improvement'] or ''}" and row["decided_at"] <= team.as_of
        for row in decisions
    )
    return {"state": "proposed" if named else "open"}


def _owner(gap: dict, owners: list[dict]) -> str:
    """Who owns the area or category in the seed alert_owners, whatever the metric; else the product lead."""

    def fits(row: dict) -> bool:
        return all(row[name] in ("(any)", gap.get(name)) for name in ("category", "product_area")) and (
            row["kind"] in ("(any)", "knowledge_gap") and row["metric"] in ("(any)", "resolution_accuracy")
        )

    fitting = [row for row in owners if fits(row)]
    fitting.sort(key=lambda row: -sum(row[name] != "(any)" for name in ("kind", "product_area", "category")))
    return fitting[0]["owner"] if fitting else OWNER
