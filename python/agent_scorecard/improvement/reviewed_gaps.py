"""Gaps that reviews and failures show: contradictions, topics without an article, and what reviewers name."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa

from agent_scorecard.improvement.gap_evidence import (
    LEAST_EVENTS,
    Team,
    counted,
    found_wrong,
    new_gap,
    product_releases,
    touches,
)
from agent_scorecard.text.language import languages

# below this part of the wrong answers a reason is what reviewers write now and then
LEAST_REASON_SHARE = 0.10
REASONS = {
    "missing_article": "missing",
    "outdated_article": "stale",
    "stale_article": "stale",
    "contradicted": "contradicted",
    "wrong_policy": "contradicted",
}
# reasons that reviewers give to all sorts of wrong answers open no gap by themselves
OPENING_REASONS = ("missing_article", "outdated_article", "stale_article")
OUTDATED = ("outdated_article", "stale_article")


def contradicted(team: Team):
    """An article whose answers say what it says, and that reviewers find wrong more often than others."""
    told_so = [
        row
        for row in team.recent
        if row["correct_score"] is not None and row["article_id"] and not row["is_unsupported"]
    ]
    for article in team.valid(team.as_of):
        own = [
            row
            for row in told_so
            if row["article_id"] == article["article_id"] and row["started_at"] >= article["valid_from"]
        ]
        others = [row for row in told_so if row["article_id"] != article["article_id"]]
        wrong = [row for row in own if row["correct_score"] < 0.5]
        usual = sum(row["correct_score"] < 0.5 for row in others) / len(others) if others else 0.5
        counts = counted(wrong, own, usual)
        if len(wrong) >= LEAST_EVENTS and counts["evidence_share_low"] > usual:
            yield new_gap(
                "contradicted",
                team.category(article),
                article["article_id"],
                article["title"],
                min(row["started_at"] for row in wrong),
                f"reviewers found {len(wrong)} of {len(own)} answers that repeat it wrong",
                product_area=article["product_area"],
                article_id=article["article_id"],
                article_version=article["version"],
                **counts,
            )


def _lacks_article(row: dict) -> bool:
    return bool(row["is_without_article"]) or row["failure_reason"] == "missing_article"


def _in_languages_of_articles(team: Team, rows: list[dict]) -> list[dict]:
    """The rows whose opening is in a language that an article is in."""

    def told(texts: list[str]) -> list[str]:
        found = languages(pa.array(texts, pa.string()), pa.nulls(len(texts), pa.string()), "en")
        return [name or "en" for name in found.to_pylist()]

    written = set(told([article["body"] or "" for article in team.valid(team.as_of)]))
    spoken = told([row["opening"] or "" for row in rows])
    return [row for row, name in zip(rows, spoken, strict=True) if name in written or not written]


def failing_topics(team: Team):
    """A topic of failure that no article fits, or none according to reviewers, more often than the others.

    A question in a language that no article is in finds none, whatever it asks, so it says nothing of its topic.
    """
    topics: dict[str, list[dict]] = {}
    failed = _in_languages_of_articles(team, [row for row in team.recent if row["is_failed"]])
    for row in failed:
        if row["cluster_key"]:
            topics.setdefault(row["cluster_key"], []).append(row)
    for key in sorted(topics):
        own = topics[key]
        lacking = [row for row in own if _lacks_article(row)]
        rest = [row for row in failed if row["cluster_key"] != key]
        usual = sum(map(_lacks_article, rest)) / len(rest) if rest else 0.0
        counts = counted(lacking, own, usual)
        if len(lacking) >= LEAST_EVENTS and counts["evidence_share_low"] > usual:
            most = sorted((row["category"] for row in own), key=lambda name: name)
            category = max(dict.fromkeys(most), key=most.count)
            areas = sorted(row["product_area"] for row in own if row["product_area"])
            yield new_gap(
                "missing",
                category,
                key,
                own[0]["cluster_name"],
                min(row["started_at"] for row in lacking),
                f"{len(lacking)} of {len(own)} failures of this topic found no fitting article",
                product_area=max(dict.fromkeys(areas), key=areas.count) if areas else None,
                cluster_key=key,
                **counts,
            )


def named_articles(team: Team):
    """An article that reviewers call outdated in more than a tenth of the wrong answers that rest on it."""
    valid = {article["article_id"]: article for article in team.valid(team.as_of)}
    wrong: dict[str, list[dict]] = {}
    for row in found_wrong(team):
        if row["article_id"] in valid and row["started_at"] >= valid[row["article_id"]]["valid_from"]:
            wrong.setdefault(row["article_id"], []).append(row)
    for name in sorted(wrong):
        article = valid[name]
        rows = [row for row in wrong[name] if row["failure_reason"] in OUTDATED]
        counts = counted(rows, wrong[name], LEAST_REASON_SHARE)
        if len(rows) >= LEAST_EVENTS and counts["evidence_share_low"] > LEAST_REASON_SHARE:
            first = min(row["started_at"] for row in rows)
            # what the product brought out just before is what the article does not know
            near = [
                release
                for release in product_releases(team)
                if touches(release, article) and first - timedelta(weeks=4) <= release["released_at"] <= first
            ]
            yield new_gap(
                "stale",
                team.category(article),
                name,
                article["title"],
                near[-1]["released_at"] if near else first,
                f"reviewers call it outdated in {len(rows)} of {len(wrong[name])} wrong answers that rest on it",
                product_area=article["product_area"],
                article_id=name,
                article_version=article["version"],
                release_id=near[-1]["release_id"] if near else None,
                **counts,
            )


def named_reasons(team: Team):
    """What reviewers name as the reason in more than a tenth of the wrong answers of a category."""
    wrong: dict[str, list[dict]] = {}
    named = {gap["article_id"] for gap in named_articles(team)}
    for row in found_wrong(team):
        wrong.setdefault(row["category"], []).append(row)
    for category in sorted(wrong):
        for reason in OPENING_REASONS:
            # what an article is named for is not told again of its category
            rows = [
                row
                for row in wrong[category]
                if row["failure_reason"] == reason and not (reason in OUTDATED and row["article_id"] in named)
            ]
            counts = counted(rows, wrong[category], LEAST_REASON_SHARE)
            if len(rows) >= LEAST_EVENTS and counts["evidence_share_low"] > LEAST_REASON_SHARE:
                at = min(row["started_at"] for row in rows)
                told = f"reviewers name it in {len(rows)} of {len(wrong[category])} wrong answers"
                yield new_gap(REASONS[reason], category, reason, reason.replace("_", " "), at, told, **counts)
