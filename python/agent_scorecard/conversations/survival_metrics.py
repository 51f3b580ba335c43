"""Every clock of every group turned into metrics: follow-up, durability, times to resolution, response and escalation.

The definitions live in the tables ``WINDOWS`` and ``TIMES``; the estimators in :mod:`survival`. A group is a week (or a
month) of a category or segment; a group whose window is still open borrows its tail from the weeks before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from agent_scorecard.conversations.clock_rows import Clock, ClockRows, Counted, Estimates, clock_rows, curves_of
from agent_scorecard.statistics import borrowed_tail, survival

HOUR, DAY = 3600, 86400

# metric, clock, window in seconds, whether the metric is the share without the event
WINDOWS = (
    ("follow_up_rate_24h", "follow_up", DAY, False),
    ("follow_up_rate_72h", "follow_up", 3 * DAY, False),
    ("follow_up_rate_7d", "follow_up", 7 * DAY, False),
    ("follow_up_rate_14d", "follow_up", 14 * DAY, False),
    ("same_issue_follow_up_rate_7d", "same_issue", 7 * DAY, False),
    ("durable_resolution_rate", "autonomous", 7 * DAY, True),
    ("follow_up_after_person_rate_7d", "after_person", 7 * DAY, False),
)
# metric, clock, seconds in its unit
TIMES = (
    ("median_hours_to_resolution", "resolution", HOUR),
    ("median_hours_to_resolution_by_anyone", "resolution_by_anyone", HOUR),
    ("median_business_hours_to_resolution", "resolution (business)", HOUR),
    ("median_seconds_to_first_response", "first_response", 1),
    ("median_business_minutes_to_first_response", "first_response (business)", 60),
    ("median_minutes_to_person", "person", 60),
)
# metric, cause of the resolution clock that it counts (None: still waiting)
BY_ONE_DAY = (
    ("resolved_within_24h_rate", 1),
    ("escalated_within_24h_rate", 2),
    ("given_up_within_24h_rate", 3),
    ("waiting_after_24h_rate", None),
)
RESTRICTED_HOURS = 72


def survival_metrics(
    clocks: dict[str, Clock], counted: Counted, essentials: set[str], pool_days: int
) -> Iterator[Estimates]:
    """The estimates of every metric; ``essentials`` names those that the groups which are not full carry too."""
    for metric, clock, window, is_inverted in WINDOWS:
        rows = clock_rows(clocks[clock], counted, metric in essentials)
        yield _shown(_window(metric, rows, counted, window, pool_days), is_inverted)
        yield _shown(_mature(metric, rows, counted, window), is_inverted)
    for metric, clock, unit in TIMES:
        yield _median(metric, clock_rows(clocks[clock], counted, metric in essentials), len(counted.series), unit)
    rows = clock_rows(clocks["escalation"], counted, "minutes_to_escalation" in essentials)
    yield _conditional_median("minutes_to_escalation", rows, len(counted.series), 60)
    rows = clock_rows(clocks["resolution"], counted, False)
    yield _restricted(f"mean_hours_to_resolution_{RESTRICTED_HOURS}h", rows, len(counted.series))
    for metric, cause in BY_ONE_DAY:
        yield _by_one_day(metric, rows, len(counted.series), cause)


def _window(metric: str, rows: ClockRows, counted: Counted, window: int, pool_days: int) -> Estimates:
    """The share with the event within the window, all rows counted for as long as they were watched."""
    cells = len(counted.series)
    steps = curves_of(rows, cells)
    effect = survival.design_effect(steps, rows.cluster, float(window))
    share = survival.share_by(steps, float(window), effect)
    is_open = np.bincount(rows.cell, weights=rows.watched < window, minlength=cells) > 0
    if is_open.any():
        opened, pool, names = _with_pool(rows, counted, is_open, pool_days)
        done = borrowed_tail.share_by_completed(
            curves_of(opened, len(names)), opened.watched, curves_of(pool, len(names)), float(window), effect[names]
        )
        for name in ("value", "low", "high", "variance"):
            getattr(share, name)[names] = getattr(done, name)
    return _share(metric, rows, share, effect, cells)


def _mature(metric: str, rows: ClockRows, counted: Counted, window: int) -> Estimates:
    """The plain share among the rows that were watched for the whole window."""
    ripe = rows.where(rows.watched >= window)
    cells = len(counted.series)
    steps = curves_of(ripe, cells)
    effect = survival.design_effect(steps, ripe.cluster, float(window))
    share = survival.share_by(steps, float(window), effect)
    return _share(f"{metric}_mature", ripe, share, effect, cells)


def _share(metric: str, rows: ClockRows, share: survival.Shares, effect, cells: int) -> Estimates:
    count = np.bincount(rows.cell, minlength=cells).astype(np.float64)
    cell = np.flatnonzero(count > 0)
    value, variance = share.value[cell], share.variance[cell]
    # a last bit above 0 or below 1 is nothing to divide by
    is_between = (value > 1e-9) & (value < 1 - 1e-9) & (variance > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where(is_between, value * (1 - value) / variance, count[cell]) / effect[cell]
    return Estimates(
        metric, cell, value, share.low[cell], share.high[cell], value * count[cell], count[cell],
        np.minimum(np.where(np.isfinite(size), size, count[cell]), count[cell]), share.at_risk[cell],
        "kaplan_meier", np.full(len(cell), None),
    )  # fmt: skip


def _median(metric: str, rows: ClockRows, cells: int, unit: int) -> Estimates:
    steps = curves_of(rows, cells)
    middle = survival.quantile(steps).value
    effect = survival.design_effect(
        steps, rows.cluster, np.where(np.isfinite(middle), middle, steps.time.max(initial=0.0))
    )
    return _times(metric, rows, survival.quantile(steps, 0.5, effect), effect, unit, cells, "aalen_johansen_median")


def _conditional_median(metric: str, rows: ClockRows, cells: int, unit: int) -> Estimates:
    """The median time among those who ever have the event: half of the incidence that the group reaches at last."""
    steps = curves_of(rows, cells)
    share = survival.share_by(steps, np.inf).value
    has_event = np.nan_to_num(share)[rows.cell] > 0
    rows = rows.where(has_event)
    steps = curves_of(rows, cells)
    half = np.nan_to_num(survival.share_by(steps, np.inf).value, nan=1.0) / 2
    effect = survival.design_effect(
        steps, rows.cluster, np.nan_to_num(survival.quantile(steps, half).value, posinf=0.0)
    )
    found = _times(metric, rows, survival.quantile(steps, half, effect), effect, unit, cells, "aalen_johansen_median")
    # it rests on the events that were seen, and not on all that might have had one
    seen = np.bincount(rows.cell, rows.cause == 1, minlength=cells)[found.cell]
    return replace(found, denominator=seen, n_effective=seen / effect[found.cell])


def _restricted(metric: str, rows: ClockRows, cells: int) -> Estimates:
    steps = curves_of(rows, cells)
    effect = survival.design_effect(steps, rows.cluster, float(DAY))
    mean = survival.restricted_mean(steps, float(RESTRICTED_HOURS * HOUR), effect)
    return _times(metric, rows, mean, effect, HOUR, cells, "restricted_mean")


def _by_one_day(metric: str, rows: ClockRows, cells: int, cause: int | None) -> Estimates:
    """The share that ended in this way within a day, or has not ended by then; the four of a group add up to 1."""
    if cause is None:
        counted = replace(rows, cause=np.minimum(rows.cause, 1))
    else:
        counted = replace(rows, cause=np.where(rows.cause == cause, 1, np.where(rows.cause > 0, 2, 0)))
    steps = curves_of(counted, cells)
    effect = survival.design_effect(steps, rows.cluster, float(DAY))
    estimates = _share(metric, rows, survival.share_by(steps, float(DAY), effect), effect, cells)
    return _shown(replace(estimates, method="aalen_johansen"), cause is None)


def _times(
    metric: str, rows: ClockRows, times: survival.Times, effect, unit: int, cells: int, method: str
) -> Estimates:
    count = np.bincount(rows.cell, minlength=cells).astype(np.float64)
    cell = np.flatnonzero(count > 0)

    def shown(values):
        return np.where(np.isfinite(values[cell]), values[cell], np.nan) / unit

    is_reached = ~np.isinf(times.value[cell])
    return Estimates(
        metric, cell, shown(times.value), shown(times.low), shown(times.high), np.full(len(cell), np.nan), count[cell],
        count[cell] / effect[cell], np.full(len(cell), np.nan), method,
        np.array([None if each else "not_reached" for each in is_reached], dtype=object),
    )  # fmt: skip


def _shown(found: Estimates, is_inverted: bool) -> Estimates:
    if not is_inverted:
        return found
    # 1 - high of a share of 1 is above 0 by a last bit
    value = 1 - found.value
    return replace(
        found, value=value, low=np.minimum(1 - found.high, value), high=np.maximum(1 - found.low, value),
        numerator=found.denominator - found.numerator,
    )  # fmt: skip


def _with_pool(rows: ClockRows, counted: Counted, is_open, pool_days: int) -> tuple[ClockRows, ClockRows, np.ndarray]:
    """The rows of the open groups, and for each of them those of its series' groups in the ``pool_days`` before it."""
    names = np.flatnonzero(is_open)
    order = np.argsort(rows.cell, kind="stable")
    start = np.searchsorted(rows.cell[order], np.arange(len(counted.series) + 1))
    own, lent, own_cell, lent_cell = [], [], [], []
    by_series: dict[int, list[int]] = {}
    for cell in np.flatnonzero(np.diff(start) > 0):
        by_series.setdefault(int(counted.series[cell]), []).append(int(cell))
    for place, name in enumerate(names):
        own.append(order[start[name] : start[name + 1]])
        own_cell.append(np.full(len(own[-1]), place))
        for other in by_series[int(counted.series[name])]:
            if counted.day[name] - pool_days <= counted.day[other] < counted.day[name]:
                lent.append(order[start[other] : start[other + 1]])
                lent_cell.append(np.full(len(lent[-1]), place))
    none = [np.zeros(0, dtype=np.int64)]
    return (
        replace(rows.where(np.concatenate(own or none)), cell=np.concatenate(own_cell or none)),
        replace(rows.where(np.concatenate(lent or none)), cell=np.concatenate(lent_cell or none)),
        names,
    )
