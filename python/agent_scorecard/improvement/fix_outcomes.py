"""Did a fix work? Its failure against the same failure where nobody touched anything, on any day one likes to look."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

import pyarrow as pa

from agent_scorecard.improvement.typed_rows import typed_rows
from agent_scorecard.statistics.ratio_changes import Rate, ratio_change, weekly_dispersion
from agent_scorecard.statistics.sequential import sequence_half_width, variance_for_half_width

WEEKS_BEFORE = 12
# so far back where the weeks before those were no different: so many standard errors of the logarithm
MOST_WEEKS_BEFORE, NO_DIFFERENT = 26, 1.5
# the size of effects that is worth looking for: a failure that halves
SPREAD = math.log(2)
LEAST_EVENTS = 5.0
MOST_WEEKS = 104
COLUMNS = {
    "fix_id": "text",
    "gap_key": "text",
    "kind": "text",
    "category": "text",
    "failure": "text",
    "shipped_at": "moment",
    "weeks_since": "number",
    "failures_before": "number",
    "trials_before": "number",
    "failure_rate_before": "number",
    "failures_since": "number",
    "trials_since": "number",
    "failure_rate_since": "number",
    "others_rate_before": "number",
    "others_rate_since": "number",
    "ratio": "number",
    "ratio_low": "number",
    "ratio_high": "number",
    "dispersion": "number",
    "verdict": "text",
    "weeks_until_known": "count",
    "is_confounded": "flag",
    "description": "text",
    "proposed_by": "text",
    "approved_by": "text",
}


def fix_outcomes(fixes: Iterable[dict], episodes: Iterable[dict], as_of: datetime) -> pa.Table:
    """One row per shipped fix: by how much its failure changed beyond what changed elsewhere, and the verdict.

    ``fixes``: fix_id, gap_key (`category:failure`), kind, description, proposed_by, approved_by, shipped_at; ordered by
    shipped_at. ``episodes``: category, started_at, week_start, failure_reason, is_failed, cluster_key, article_id,
    correct_score and weight (null where nobody reviewed). A failure is a reviewer's reason, a cluster's key (`C…`), an
    article's id, or any other word for every failed episode of the category. Twelve weeks before are compared with what came
    since, until the next fix in that category; half a year before, where the failure was no different in the fourteen weeks
    before these. Categories with a fix of their own in the time are no comparison.

    Verdicts: `working` (the whole confidence sequence of the ratio below 1), `harmful` (above 1), `no_evidence`,
    `too_early` (fewer than five expected failures since), `not_measurable` (no category of that name, nothing to
    compare with).
    """
    fixes, episodes = list(fixes), list(episodes)
    touched = [(fix["gap_key"].partition(":")[0], fix["shipped_at"]) for fix in fixes]
    return typed_rows((_outcome(fix, episodes, touched, as_of) for fix in fixes), COLUMNS)


def _outcome(fix: dict, episodes: list[dict], touched: list[tuple[str, datetime]], as_of: datetime) -> dict:
    category, _, failure = fix["gap_key"].partition(":")
    at = fix["shipped_at"]
    later = [when for name, when in touched if name == category and when > at]
    until = min([*later, as_of])
    read = _reader(failure, episodes)
    own = [row for row in episodes if row["category"] == category]
    since, before = (at, until), _before(own, read, at, [when for name, when in touched if name == category])
    not_used = {name for name, when in touched if before[0] <= when < until} | {category}
    others = [row for row in episodes if row["category"] not in not_used]
    rates = [_rate(rows, read, span) for rows in (own, others) for span in (before, since)]
    dispersion = weekly_dispersion(_weeks(own, read, before))
    row = {
        name: fix[name]
        for name in ("fix_id", "gap_key", "kind", "shipped_at", "description", "proposed_by", "approved_by")
    }
    row |= {
        "category": category,
        "failure": failure,
        "weeks_since": max((until - at).total_seconds(), 0) / 604_800,
        "dispersion": dispersion,
        "is_confounded": any(before[0] <= when < until and when != at for name, when in touched if name == category),
    }
    for name, rate in zip(("before", "since"), rates[:2], strict=True):
        row |= {f"failures_{name}": rate.events, f"trials_{name}": rate.trials, f"failure_rate_{name}": _share(rate)}
    row |= {"others_rate_before": _share(rates[2]), "others_rate_since": _share(rates[3])}
    return row | _verdict(rates, dispersion, row["weeks_since"])


def _before(own: list[dict], read, at: datetime, touched: list[datetime]) -> tuple[datetime, datetime]:
    """The time that a fix is compared with: what it says of what came since hangs on nothing that came since.

    A fix often follows an incident, so that weeks before it would hide what the fix did; where there was none, more weeks know
    the usual rate better. A fix of the category's own in the earlier weeks keeps them out.
    """
    near, far = at - timedelta(weeks=WEEKS_BEFORE), at - timedelta(weeks=MOST_WEEKS_BEFORE)
    recent, earlier = _rate(own, read, (near, at)), _rate(own, read, (far, near))
    if any(far <= when < at for when in touched) or min(recent.events, earlier.events) < LEAST_EVENTS:
        return near, at
    dispersion = weekly_dispersion(_weeks(own, read, (far, at)))
    variance = sum(1 / rate.events - 1 / rate.trials for rate in (recent, earlier)) * dispersion
    moved = math.log(recent.events / recent.trials) - math.log(earlier.events / earlier.trials)
    return (far if abs(moved) <= NO_DIFFERENT * math.sqrt(variance) else near), at


def _verdict(rates: list[Rate], dispersion: float, weeks: float) -> dict:
    before, since, others_before, others_since = rates
    if before.trials <= 0 or others_before.trials <= 0:
        return {"verdict": "not_measurable"}
    change = ratio_change(before, since, others_before, others_since, dispersion)
    expected = (_share(before) or 0.0) * since.trials
    if change is None or expected < LEAST_EVENTS or before.events < LEAST_EVENTS:
        verdict = "not_measurable" if before.events < 1 else "too_early"
        return {"verdict": verdict, "weeks_until_known": _weeks_more(rates, dispersion, weeks)}
    half = float(sequence_half_width(change.variance, SPREAD))
    low, high = change.log_ratio - half, change.log_ratio + half
    verdict = "working" if high < 0 else "harmful" if low > 0 else "no_evidence"
    return {
        "ratio": math.exp(change.log_ratio),
        "ratio_low": math.exp(low),
        "ratio_high": math.exp(high),
        "verdict": verdict,
        "weeks_until_known": _weeks_more(rates, dispersion, weeks) if verdict == "no_evidence" else 0,
    }


def _weeks_more(rates: list[Rate], dispersion: float, weeks: float) -> int | None:
    """Weeks from now until a failure that halved would show; None where what is known of before never suffices."""
    before, since, others_before, others_since = rates
    if weeks <= 0 or since.trials <= 0 or others_since.trials <= 0:
        return None
    target = variance_for_half_width(SPREAD, SPREAD)
    for more in range(1, MOST_WEEKS + 1):
        grown = (weeks + more) / weeks
        halved = Rate((_share(before) or 0) / 2 * since.trials * grown, since.trials * grown)
        others = Rate((_share(others_before) or 0) * others_since.trials * grown, others_since.trials * grown)
        if ratio_change(before, halved, others_before, others, dispersion).variance <= target:
            return more
    return None


def _reader(failure: str, episodes: list[dict]):
    """How one episode answers `did this failure happen`: (0 to 1, weight), or None where it cannot be told."""
    reasons = {row["failure_reason"] for row in episodes} - {None}
    if failure in reasons:
        return lambda row: _reviewed(row, float(row["failure_reason"] == failure))
    for column in ("cluster_key", "article_id"):
        if failure in {row.get(column) for row in episodes} - {None}:
            return lambda row: (float(row["is_failed"] and row[column] == failure), 1.0)
    return lambda row: (float(row["is_failed"]), 1.0)


def _reviewed(row: dict, value: float):
    return None if row["correct_score"] is None or not row["weight"] else (value, row["weight"])


def _rate(episodes: list[dict], read, span: tuple[datetime, datetime]) -> Rate:
    """The weighted share, on the effective number of trials that its weights leave."""
    told = [read(row) for row in episodes if span[0] <= row["started_at"] < span[1]]
    told = [found for found in told if found is not None]
    total, squares = sum(weight for _, weight in told), sum(weight * weight for _, weight in told)
    if not total:
        return Rate(0.0, 0.0)
    n = total * total / squares
    return Rate(n * sum(value * weight for value, weight in told) / total, n)


def _weeks(episodes: list[dict], read, span: tuple[datetime, datetime]) -> list[Rate]:
    weeks: dict = {}
    for row in episodes:
        if span[0] <= row["started_at"] < span[1]:
            weeks.setdefault(row["week_start"], []).append(row)
    return [_rate(weeks[week], read, span) for week in sorted(weeks)]


def _share(rate: Rate) -> float | None:
    return rate.events / rate.trials if rate.trials else None
