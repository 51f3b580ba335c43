"""Which features confuse: more customers ask about them than before, each against those who could, and why."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median

import pyarrow as pa

from agent_scorecard.business.asked_features import feature_of_article, features_asked
from agent_scorecard.improvement.typed_rows import typed_rows
from agent_scorecard.statistics.proportions import wilson
from agent_scorecard.statistics.ratio_changes import Rate, ratio_change, weekly_dispersion

NONE = "(none)"
# half a year before a change says how often a feature is asked about; what comes of it is seen within a quarter
WEEK, WEEKS, WEEKS_BEFORE = timedelta(weeks=1), 12, 26
NEAR_WEEKS = 26
LEAST_EVENTS, LEAST_WEEKS = 10, 2
# as many features and releases are looked at, each must be surer than one in forty: one in a hundred
Z = 2.326
# and so much more that it is worth a look
LEAST_RATIO = 1.25
LEAST_TOLD = 5
SEVERAL = object()
COLUMNS = {
    "feature_id": "text",
    "release_id": "text",
    "name": "text",
    "product_area": "text",
    "change_at": "moment",
    "customer_count": "count",
    "customer_basis": "text",
    "asked_before": "count",
    "active_before": "count",
    "asked_rate_before": "number",
    "asked_since": "count",
    "active_since": "count",
    "asked_rate_since": "number",
    "asked_rate_since_low": "number",
    "asked_rate_since_high": "number",
    "ratio": "number",
    "ratio_low": "number",
    "ratio_high": "number",
    "status": "text",
    "is_confusing": "flag",
    "cause": "text",
    "error_share": "number",
    "error_share_others": "number",
    "unexplained_share": "number",
    "unexplained_share_others": "number",
    "person_share": "number",
    "person_share_others": "number",
    "last_episodes": "text",
}


def confusing_features(
    episodes: Iterable[dict],
    features: Iterable[dict],
    articles: Iterable[dict],
    releases: Iterable[dict],
    weeks: Iterable[dict],
    as_of: datetime,
) -> pa.Table:
    """One row per feature and product release of its area in the last half year, and one per feature with `(none)`.

    ``episodes`` that the AI answered in: episode_id, customer_cluster, article_id, opening, element_labels,
    has_page, has_error, is_unsupported, is_unexplained, is_person_needed, week_start, started_at. ``features``, ``articles``
    and ``releases`` as they landed; ``weeks``: week_start, active_customer_count, customer_basis.

    What is counted are customers a week: in each week the different customers who asked about the feature, over the
    customers who were active then. Up to twelve weeks from the release on are compared with the half year before, and, without
    a release, the last twelve weeks with the half year before. The change is that beyond what all other questions changed by.
    """
    features, articles, weeks = list(features), list(articles), list(weeks)
    asked = features_asked(episodes, features, feature_of_article(features, articles))
    active = {row["week_start"]: row["active_customer_count"] or 0 for row in weeks if row["week_start"]}
    basis = next((row["customer_basis"] for row in weeks), None)
    team = _Weeks(asked, active, as_of)
    near = [
        row for row in releases if row["kind"] == "product" and as_of - NEAR_WEEKS * WEEK <= row["released_at"] <= as_of
    ]
    rows = []
    for feature in features:
        if feature["available_to"] and feature["available_to"] <= as_of - WEEKS * WEEK:
            continue
        touching = [row for row in near if _touches(row, feature)]
        for release in [*touching, None]:
            at = release["released_at"] if release else as_of - WEEKS * WEEK
            rows.append(_row(team, feature, release, at, basis))
    return typed_rows(rows, COLUMNS)


def _touches(release: dict, feature: dict) -> bool:
    return bool(release["product_area"]) and release["product_area"] == feature["product_area"]


class _Weeks:
    """Questions by feature and week, with all customers of a week once."""

    def __init__(self, asked: list[dict], active: dict, as_of: datetime):
        self.asked, self.active, self.as_of = asked, active, as_of
        self.by_feature: dict = defaultdict(list)
        for row in asked:
            self.by_feature[row["feature_id"]].append(row)
        self._told: dict[str, tuple] = {}
        # who asked about which one feature in a week; of several, SEVERAL
        asked_about: dict[tuple, object] = {}
        for row in asked:
            key = row["week_start"], row["customer_cluster"]
            if asked_about.setdefault(key, row["feature_id"]) != row["feature_id"]:
                asked_about[key] = SEVERAL
        self._customers = Counter(week for week, _ in asked_about)
        self._of_one = Counter((feature, week) for (week, _), feature in asked_about.items())

    def about(self, feature_id: str) -> tuple[list[dict], list[dict], Counter, Counter]:
        """Questions about the feature and about all others, and the different customers of each by week."""
        if feature_id not in self._told:
            own = self.by_feature[feature_id]
            others = [row for name, rows in self.by_feature.items() if name != feature_id for row in rows]
            others_by_week = {week: all_of - self._of_one[feature_id, week] for week, all_of in self._customers.items()}
            self._told[feature_id] = (own, others, _customers(own), Counter(others_by_week))
        return self._told[feature_id]

    def span(self, first: datetime, until: datetime) -> list:
        """The weeks that lie wholly between."""
        return [
            week
            for week in sorted(self.active)
            if datetime.combine(week, datetime.min.time()) >= first
            and datetime.combine(week, datetime.min.time()) + WEEK <= until
        ]

    def dispersion(self, weeks: list) -> float:
        """How much more than by chance the weeks of the usual feature differ; one that something happened to says too much."""
        by_feature = (self.about(name)[2] for name in self.by_feature if name)
        return median(
            weekly_dispersion([Rate(count[week], self.active[week]) for week in weeks]) for count in by_feature
        )


def _customers(rows: list[dict]) -> Counter:
    """Different customers by week."""
    return Counter(week for week, _ in {(row["week_start"], row["customer_cluster"]) for row in rows})


def _row(team: _Weeks, feature: dict, release: dict | None, at: datetime, basis: str | None) -> dict:
    # whole weeks; a release of a Sunday evening belongs to the week that follows it
    since = team.span(at - WEEK / 7, min(at + WEEKS * WEEK, team.as_of))
    before = [week for week in team.span(at - (WEEKS_BEFORE + 1) * WEEK, at + WEEK / 7) if week not in since]
    before = before[-WEEKS_BEFORE:]
    own, others, own_by_week, others_by_week = team.about(feature["feature_id"])
    told = {name: _rate(team, own_by_week, weeks) for name, weeks in (("before", before), ("since", since))}
    rest = {name: _rate(team, others_by_week, weeks) for name, weeks in (("before", before), ("since", since))}
    within = set(since)
    recent = [row for row in own if row["week_start"] in within]
    compared = [row for row in others if row["week_start"] in within]
    row = {
        "feature_id": feature["feature_id"],
        "release_id": release["release_id"] if release else NONE,
        "name": feature["name"],
        "product_area": feature["product_area"],
        "change_at": at,
        "customer_count": len({row["customer_cluster"] for row in recent}),
        "customer_basis": basis,
        "last_episodes": ";".join(row["episode_id"] for row in recent[:-4:-1]) or None,
    }
    for name, rate in told.items():
        row |= {f"asked_{name}": int(rate.events), f"active_{name}": int(rate.trials)}
        row[f"asked_rate_{name}"] = rate.events / rate.trials if rate.trials else None
    if told["since"].trials:
        low, high = wilson(told["since"].events / told["since"].trials, told["since"].trials)
        row |= {"asked_rate_since_low": float(low), "asked_rate_since_high": float(high)}
    row |= _shares(recent, compared)
    return row | _judged(team, own_by_week, before, since, told, rest)


def _rate(team: _Weeks, by_week: Counter, weeks: list) -> Rate:
    return Rate(float(sum(by_week[week] for week in weeks)), float(sum(team.active[week] for week in weeks)))


def _judged(team: _Weeks, by_week: Counter, before, since, told: dict, rest: dict) -> dict:
    if (
        len(since) < LEAST_WEEKS
        or len(before) < LEAST_WEEKS
        or told["since"].events + told["before"].events < LEAST_EVENTS
    ):
        return {"status": "low_n", "is_confusing": False}
    if min(told["before"].events, told["since"].events, rest["before"].events, rest["since"].events) < 1:
        return {"status": "new" if told["before"].events < 1 else "low_n", "is_confusing": False}
    dispersion = team.dispersion(before)
    change = ratio_change(told["before"], told["since"], rest["before"], rest["since"], dispersion)
    assert change is not None  # each side has events
    half = Z * math.sqrt(change.variance)
    ends = [math.exp(change.log_ratio + sign * half) for sign in (0, -1, 1)]
    names = ("ratio", "ratio_low", "ratio_high")
    return dict(zip(names, ends, strict=True)) | {
        "status": "ok",
        "is_confusing": ends[1] > 1 and ends[0] >= LEAST_RATIO,
    }


def _shares(own: list[dict], others: list[dict]) -> dict:
    """What the questions share beyond those about other features: errors on the page, no explanation, people; and the cause."""
    paged, paged_others = ([row for row in rows if row["has_page"]] for rows in (own, others))
    found: dict = {}
    sure = {}
    for name, column, mine, theirs in (
        ("error", "has_error", paged, paged_others),
        ("unexplained", "is_unexplained", own, others),
        ("person", "is_person_needed", own, others),
    ):
        share, usual = _share(mine, column), _share(theirs, column)
        found |= {f"{name}_share": share, f"{name}_share_others": usual}
        is_told = share is not None and usual is not None and len(mine) >= LEAST_TOLD
        sure[name] = is_told and float(wilson(share or 0.0, len(mine))[0]) > (usual or 0.0)
    cause = "bug" if sure["error"] else "documentation" if sure["unexplained"] else "page"
    return found | {"cause": cause if len(own) >= LEAST_TOLD else None}


def _share(rows: list[dict], column: str) -> float | None:
    return sum(bool(row[column]) for row in rows) / len(rows) if rows else None
