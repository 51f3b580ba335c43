"""Whose users need less help afterwards: customers before and after their first question about a feature, against others'."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from agent_scorecard.business.asked_features import feature_of_article, features_asked
from agent_scorecard.improvement.typed_rows import typed_rows

WEEK = timedelta(weeks=1)
WEEKS = 12
# the first question and what follows it at once are one matter
PAUSE = WEEK
LEAST_CUSTOMERS, LEAST_EPISODES = 20, 10
# as many features are looked at, each must be surer than one in forty: one in two hundred
Z = 2.576
COLUMNS = {
    "feature_id": "text",
    "name": "text",
    "product_area": "text",
    "customer_count": "count",
    "help_before": "count",
    "weeks_before": "number",
    "help_rate_before": "number",
    "help_after": "count",
    "weeks_after": "number",
    "help_rate_after": "number",
    "others_ratio": "number",
    "help_ratio": "number",
    "help_ratio_low": "number",
    "help_ratio_high": "number",
    "again_rate": "number",
    "again_rate_numerator": "count",
    "again_rate_denominator": "count",
    "status": "text",
    "verdict": "text",
}


def feature_adoption(
    episodes: Iterable[dict],
    features: Iterable[dict],
    articles: Iterable[dict],
    customers: Iterable[dict],
    as_of: datetime,
) -> pa.Table:
    """One row per feature: do customers need less help once they have met it?

    ``episodes`` that the AI answered in, as for ``features_asked``: episode_id, customer_cluster, article_id, opening,
    element_labels, is_unsupported, started_at; ``features`` and ``articles`` as they landed; ``customers``: customer_id,
    created_at, left_at (either null where not known).

    A customer meets a feature with the first question about it. Counted are the customer's conversations of any kind in the
    twelve weeks before and, after a week's pause, in the twelve weeks that follow, each over the weeks in which the customer
    was there. Who asks is busy just then, whatever the feature: the ratio is that of after to before,
    over the same ratio of all who met another feature. Its interval (99 %) takes customers as what varies, by linearisation
    (Cochran, Sampling Techniques, 3rd ed., 6.3). ``verdict``: `less_help`, `more_help`, `as_others` or `not_known`.
    """
    features, articles = list(features), list(articles)
    asked = features_asked(episodes, features, feature_of_article(features, articles))
    if not asked:
        return typed_rows(
            [_named(feature) | {"status": "no_data", "verdict": "not_known"} for feature in features], COLUMNS
        )
    met = _met(asked, {row["customer_id"]: row for row in customers}, as_of)
    return typed_rows([_row(feature, met) for feature in features], COLUMNS)


def _named(feature: dict) -> dict:
    return {name: feature[name] for name in ("feature_id", "name", "product_area")}


def _met(asked: list[dict], customers: dict[str, dict], as_of: datetime) -> dict[str, list[dict]]:
    """Of each feature the customers that met it with both spans in what landed: conversations and weeks, before and after."""
    begun = min(row["started_at"] for row in asked)
    of_customer: dict[str, list[dict]] = defaultdict(list)
    for row in asked:
        of_customer[row["customer_cluster"]].append(row)
    met: dict[str, list[dict]] = defaultdict(list)
    for customer, rows in of_customer.items():
        known = customers.get(customer, {})
        there, gone = known.get("created_at") or begun, known.get("left_at") or as_of
        for feature in sorted({row["feature_id"] for row in rows if row["feature_id"]}):
            first = min(row["started_at"] for row in rows if row["feature_id"] == feature)
            since = first + PAUSE
            if first - WEEKS * WEEK < begun or since + WEEKS * WEEK > as_of:
                continue
            before = max((first - max(first - WEEKS * WEEK, there)) / WEEK, 0.0)
            after = max((min(since + WEEKS * WEEK, gone) - since) / WEEK, 0.0)
            later = [row for row in rows if since < row["started_at"] <= since + WEEKS * WEEK]
            earlier = [row for row in rows if first - WEEKS * WEEK <= row["started_at"] < first]
            met[feature].append(
                {
                    "customer": customer,
                    "before": len(earlier),
                    "weeks_before": before,
                    "after": len(later),
                    "weeks_after": after,
                    "again": any(row["feature_id"] == feature for row in later),
                }
            )
    return met


def _row(feature: dict, met: dict[str, list[dict]]) -> dict:
    own = met.get(feature["feature_id"], [])
    others = [row for name, rows in met.items() if name != feature["feature_id"] for row in rows]
    sums = {name: sum(row[name] for row in own) for name in ("before", "weeks_before", "after", "weeks_after", "again")}
    row = _named(feature) | {
        "customer_count": len(own),
        "help_before": sums["before"],
        "weeks_before": sums["weeks_before"],
        "help_rate_before": sums["before"] / sums["weeks_before"] if sums["weeks_before"] else None,
        "help_after": sums["after"],
        "weeks_after": sums["weeks_after"],
        "help_rate_after": sums["after"] / sums["weeks_after"] if sums["weeks_after"] else None,
        "again_rate": sums["again"] / len(own) if own else None,
        "again_rate_numerator": sums["again"],
        "again_rate_denominator": len(own),
    }
    mine, theirs = _log_ratio(own), _log_ratio(others)
    if mine is not None and theirs is not None:
        moved = _spread([(own, mine[1], 1), (others, theirs[1], -1)])
        ratio, half = mine[0] - theirs[0], Z * moved
        row |= {"others_ratio": math.exp(theirs[0]), "help_ratio": math.exp(ratio)}
        row |= {"help_ratio_low": math.exp(ratio - half), "help_ratio_high": math.exp(ratio + half)}
    is_known = row.get("help_ratio") is not None and len(own) >= LEAST_CUSTOMERS
    is_known = is_known and min(sums["before"], sums["after"]) >= LEAST_EPISODES
    return row | {"status": "ok" if is_known else "low_n", "verdict": _verdict(row) if is_known else "not_known"}


def _verdict(row: dict) -> str:
    return "less_help" if row["help_ratio_high"] < 1 else "more_help" if row["help_ratio_low"] > 1 else "as_others"


def _log_ratio(rows: list[dict]) -> tuple[float, np.ndarray] | None:
    """The logarithm of the rate after over that before, and what each row moves it by; None where a side has nothing."""
    table = np.array(
        [[row[name] for name in ("before", "weeks_before", "after", "weeks_after")] for row in rows], float
    )
    if not len(table) or (table.sum(0) <= 0).any():
        return None
    before, weeks_before, after, weeks_after = table.sum(0)
    influence = (table[:, 2] / after - table[:, 3] / weeks_after) - (table[:, 0] / before - table[:, 1] / weeks_before)
    return math.log(after / weeks_after) - math.log(before / weeks_before), influence


def _spread(parts: list[tuple[list[dict], np.ndarray, int]]) -> float:
    """The standard error of a sum of linearised parts, each customer's counted together."""
    of_customer: dict[str, float] = defaultdict(float)
    for rows, influence, sign in parts:
        for row, moved in zip(rows, influence.tolist(), strict=True):
            of_customer[row["customer"]] += sign * moved
    count = len(of_customer)
    return math.sqrt(math.fsum(moved**2 for moved in of_customer.values()) * count / max(count - 1, 1))
