"""What goes wrong, by topic: how much, for how many, since when, why by the reviewers' word, and what is near it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from agent_scorecard.improvement.typed_rows import typed_rows
from agent_scorecard.statistics.multiplicity import false_discovery
from agent_scorecard.statistics.ratio_changes import Rate, ratio_change

# of the topics called rising or falling, the share that may be so by chance
FALSE_TRENDS = 0.10
RECENT_WEEKS, BEFORE_WEEKS = 4, 12
RELEASE_DAYS = 28
LEAST_EVENTS = 5
WAYS = ("escalated", "unsupported", "abandoned", "badly_rated")
COLUMNS = {
    "cluster_key": "text",
    "topic_version": "text",
    "name": "text",
    "category": "text",
    "product_area": "text",
    "typical_opening": "text",
    "is_new": "flag",
    "failed_count": "count",
    "customer_count": "count",
    "wrong_count": "count",
    "escalated_count": "count",
    "unsupported_count": "count",
    "abandoned_count": "count",
    "badly_rated_count": "count",
    "reviewed_count": "count",
    "recent_count": "count",
    "before_count": "count",
    "trend_ratio": "number",
    "trend_ratio_low": "number",
    "trend_ratio_high": "number",
    "trend": "text",
    "failure_reasons": "text",
    "articles": "text",
    "release_id": "text",
    "first_failed_at": "moment",
    "last_failed_at": "moment",
}


def failure_clusters(episodes: Iterable[dict], releases: Iterable[dict], as_of: datetime) -> pa.Table:
    """One row per topic of failure, the largest first by key order of the table's readers.

    ``episodes`` that the AI answered in: episode_id, cluster_key, cluster_name, topic_version, topic_score, opening,
    category, product_area, customer_cluster, started_at, is_failed, correct_score, is_escalated, is_unsupported,
    is_abandoned, is_badly_rated, failure_reason, article_id. ``releases``: release_id, released_at, product_area, category.
    The trend compares failures of the topic per episode in the last four weeks with the twelve before (an interval on
    the logarithm of the ratio). Many topics are looked at, so `rising` and `falling` are what Benjamini and Hochberg let pass
    at one false in ten; else `steady`, or `few` below five expected. The release is the newest one
    of the topic's area or category within four weeks before the first failure of a new topic, or before the last four
    weeks of a rising one.
    """
    episodes, releases = list(episodes), sorted(releases, key=lambda row: (row["released_at"], row["release_id"]))
    spans = [
        (as_of - timedelta(weeks=RECENT_WEEKS), as_of),
        (as_of - timedelta(weeks=RECENT_WEEKS + BEFORE_WEEKS), as_of - timedelta(weeks=RECENT_WEEKS)),
    ]
    totals = [_within(episodes, span) for span in spans]
    topics: dict[str, list[dict]] = {}
    for row in episodes:
        if row["cluster_key"]:
            topics.setdefault(row["cluster_key"], []).append(row)
    counts = {key: tuple(_within(topics[key], span) for span in spans) for key in sorted(topics)}
    trends = _trends(counts, totals)
    return typed_rows((_topic(key, topics[key], counts[key], trends[key], spans, releases) for key in counts), COLUMNS)


def _topic(key: str, rows: list[dict], counts: tuple, trend: dict, spans: list, releases: list[dict]) -> dict:
    typical = min(rows, key=lambda row: (-(row["topic_score"] or 0), row["episode_id"]))
    recent, before = counts
    is_new = key.startswith("N")
    row = {
        "cluster_key": key,
        "topic_version": rows[0]["topic_version"],
        "name": rows[0]["cluster_name"],
        "category": _most(row["category"] for row in rows),
        "product_area": _most(row["product_area"] for row in rows),
        "typical_opening": typical["opening"],
        "is_new": is_new,
        "failed_count": len(rows),
        "customer_count": len({row["customer_cluster"] for row in rows}),
        "wrong_count": sum(row["correct_score"] is not None and row["correct_score"] < 0.5 for row in rows),
        "reviewed_count": sum(row["correct_score"] is not None for row in rows),
        "recent_count": recent,
        "before_count": before,
        "failure_reasons": _listed(row["failure_reason"] for row in rows),
        "articles": _listed(row["article_id"] for row in rows),
        "first_failed_at": min(row["started_at"] for row in rows),
        "last_failed_at": max(row["started_at"] for row in rows),
        **{f"{name}_count": sum(bool(row[f"is_{name}"]) for row in rows) for name in WAYS},
    }
    row |= trend
    if is_new or row["trend"] == "rising":
        border = row["first_failed_at"] if is_new else spans[0][0] + timedelta(weeks=1)
        near = [
            each["release_id"]
            for each in releases
            if border - timedelta(days=RELEASE_DAYS) <= each["released_at"] <= border
            and each["product_area"] in (None, row["product_area"])
            and each["category"] in (None, row["category"])
            and each["kind"] != "docs"
        ]
        row["release_id"] = near[-1] if near else None
    return row


def _trends(counts: dict[str, tuple], totals: list[int]) -> dict[str, dict]:
    """By topic the ratio with its interval, and what of all the topics' ratios is more than chance."""
    from scipy.special import ndtr

    if not all(totals):
        return {key: {"trend": "few"} for key in counts}
    found: dict[str, dict] = {}
    chance = []
    for key, (recent, before) in counts.items():
        # the others are counted as known: only the topic's own counts vary
        change = ratio_change(Rate(before, totals[1]), Rate(recent, totals[0]), Rate(1e9, 2e9), Rate(1e9, 2e9))
        error = math.sqrt(change.variance)
        ends = {name: math.exp(change.log_ratio + sign * 1.959964 * error) for name, sign in (("low", -1), ("high", 1))}
        is_enough = max(recent, before / totals[1] * totals[0]) >= LEAST_EVENTS
        found[key] = {
            "trend_ratio": math.exp(change.log_ratio),
            **{f"trend_ratio_{name}": end for name, end in ends.items()},
            "trend": "steady" if is_enough else "few",
        }
        chance.append(2 * float(ndtr(-abs(change.log_ratio) / error)) if is_enough else math.nan)
    for key, is_more in zip(found, false_discovery(np.array(chance), FALSE_TRENDS).tolist(), strict=True):
        if is_more:
            found[key]["trend"] = "rising" if found[key]["trend_ratio"] > 1 else "falling"
    return found


def _within(rows: list[dict], span: tuple[datetime, datetime]) -> int:
    return sum(span[0] < row["started_at"] <= span[1] for row in rows)


def _most(values: Iterable[str | None]) -> str | None:
    counts = Counter(value for value in values if value is not None)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


def _listed(values: Iterable[str | None], most: int = 5) -> str | None:
    """
    >>> _listed(["b", "a", "b", None])
    'b 2; a 1'
    """
    counts = Counter(value for value in values if value is not None)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]
    return "; ".join(f"{name} {count}" for name, count in ranked) or None
