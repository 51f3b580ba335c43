"""Every metric of every category and segment, watched week by week: the table behind metric_drift_weekly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from .change_points import change_week
from .detector import BASELINE, Drift, detect_means, detect_shares
from .multiplicity import false_discovery
from .thresholds import false_alarms_per_series, limits

ALL = "(all)"
# A change so large must not pass unseen. Where even it would, the verdict says so. On a log scale: a doubling.
MATERIAL_CHANGE = 0.25
MATERIAL_LOG_CHANGE = float(np.log(2))
WATCH_Q = 0.10
# Units whose values are charted as logs: they are positive and skewed.
LOG_UNITS = ("seconds", "minutes", "hours")


@dataclass(frozen=True)
class Metric:
    """What the watch must know of a metric; ``final_weeks``: how many of the weeks, from the first, may be tested."""

    metric: str
    unit: str
    direction: str
    is_alerting: bool
    final_weeks: int


@dataclass(frozen=True)
class Cell:
    """One published number of one week. ``volume``: what it rests on; ``count``: successes, for a share."""

    metric: str
    segment_type: str
    segment: str
    week: int
    value: float
    low: float
    high: float
    count: float
    volume: float


def cells_of(rows: Iterable[tuple], weeks: list[date]) -> list[Cell]:
    """Cells from rows (metric, segment_type, segment, week, value, low, high, numerator, denominator, n_effective, method).

    A plain ratio of sums counts as it is: that customers' episodes are alike is part of the dispersion between weeks.
    Estimates (from weighted reviews, from survival curves) count for what they are worth, their effective number.
    """
    place = {week: index for index, week in enumerate(weeks)}

    def number(value) -> float:
        return float("nan") if value is None else float(value)

    cells = []
    for metric, kind, segment, week, value, low, high, numerator, denominator, n_effective, method in rows:
        is_counted = method == "wilson_clustered"
        volume = number(denominator if is_counted else n_effective)
        count = number(numerator) if is_counted else number(value) * volume
        if week in place:
            cells.append(
                Cell(metric, kind, segment, place[week], number(value), number(low), number(high), count, volume)
            )
    return sorted(cells, key=lambda cell: (cell.metric, cell.segment_type, cell.segment, cell.week))


SCHEMA = pa.schema(
    [
        ("week_start", pa.date32()),
        ("segment_type", pa.string()),
        ("segment", pa.string()),
        ("metric", pa.string()),
        ("tier", pa.string()),
        ("scale", pa.string()),
        ("verdict", pa.string()),
        ("is_alert", pa.bool_()),
        *[(name, pa.float64()) for name in ("baseline", "recent", "change", "baseline_volume", "recent_volume")],
        ("baseline_weeks", pa.int64()),
        *[(name, pa.float64()) for name in ("dispersion", "z", "ewma_z", "threshold", "ewma_threshold", "p_value")],
        ("smallest_detectable_change", pa.float64()),
        ("change_week", pa.date32()),
    ]
)


def watch(cells: Iterable[Cell], weeks: list[date], metrics: Iterable[Metric]) -> pa.Table:
    """One row per week, segment and metric that ever had a value: baseline, recent weeks, verdict.

    Categories and their total of the metrics marked ``is_alerting`` make the alert tier: their limits share out the
    portfolio's yearly false alerts. All other series are the watch tier, in which Benjamini-Hochberg is applied to all
    series of a week at once. ``change_week``: when the change most likely began, where a limit was passed.
    """
    known = {metric.metric: metric for metric in metrics}
    # estimates that only stand beside a metric (the mature ones, say) are not in the registry
    cells = [cell for cell in cells if cell.metric in known]
    segments: dict[str, set[str]] = {}
    groups: dict[tuple[str, str, bool], set[str]] = {}
    for cell in cells:
        metric = known[cell.metric]
        segments.setdefault(cell.segment_type, set()).add(cell.segment)
        is_alert_tier = metric.is_alerting and cell.segment_type == "category"
        groups.setdefault((cell.segment_type, scale_of(metric), is_alert_tier), set()).add(cell.metric)
    alerting = {(c.metric, c.segment) for c in cells if c.segment_type == "category" and known[c.metric].is_alerting}
    tier_limits = {True: limits(false_alarms_per_series(len(alerting))), False: limits(0.1)}
    columns: dict[str, list] = {name: [] for name in SCHEMA.names}
    for (kind, scale, is_alert_tier), names in sorted(groups.items()):
        members = [known[name] for name in sorted(names)]
        for peers in (sorted(segments[kind] - {ALL}), sorted(segments[kind] & {ALL})):
            if peers:
                group = Group(members, kind, scale, peers, is_alert_tier)
                _append_group(columns, group, cells, weeks, tier_limits[is_alert_tier])
    _judge_watch_tier(columns)
    return pa.table(columns, schema=SCHEMA)


def scale_of(metric: Metric) -> str:
    return "share" if metric.unit == "share" else "log" if metric.unit in LOG_UNITS else "value"


@dataclass(frozen=True)
class Group:
    """Metrics of one scale over the same segments: they go through the detector as one array."""

    metrics: list[Metric]
    kind: str
    scale: str
    segments: list[str]
    is_alert_tier: bool


def _append_group(columns, group: Group, cells: list[Cell], weeks: list[date], threshold_for) -> None:
    shape = (len(group.metrics), len(group.segments), max(metric.final_weeks for metric in group.metrics))
    metric_at = {metric.metric: place for place, metric in enumerate(group.metrics)}
    segment_at = {segment: place for place, segment in enumerate(group.segments)}
    arrays = {name: np.full(shape, np.nan) for name in ("value", "low", "high", "count", "volume")}
    seen = set()
    for cell in cells:
        if cell.segment_type == group.kind and cell.metric in metric_at and cell.segment in segment_at:
            seen.add((cell.metric, cell.segment))
            if cell.week < shape[-1]:
                for name, values in arrays.items():
                    values[metric_at[cell.metric], segment_at[cell.segment], cell.week] = getattr(cell, name)
    is_pooled = group.segments != [ALL]
    if group.scale == "share":
        total, volume = np.nan_to_num(arrays["count"]), np.nan_to_num(arrays["volume"])
        found = detect_shares(total, volume, threshold_for, is_pooled=is_pooled)
    else:
        del arrays["count"]
        value, error = numeric_series(**arrays, is_log=group.scale == "log")
        found = detect_means(value, error, threshold_for, is_pooled=is_pooled)
        volume = np.where(np.isfinite(error), 1 / np.where(np.isfinite(error), error, 1) ** 2, 0.0)
        total = np.nan_to_num(value) * volume
    for metric in group.metrics:
        for segment in group.segments:
            if (metric.metric, segment) in seen:
                place = metric_at[metric.metric], segment_at[segment]
                _append_series(columns, group, metric, segment, weeks, found, place, total[place], volume[place])


def numeric_series(value, low, high, volume, is_log: bool) -> tuple[np.ndarray, np.ndarray]:
    """Values on their scale, and standard errors in which only the volume varies from week to week.

    A week's own interval is too noisy to weigh it by at ten episodes. The spread of one episode is averaged over all
    weeks so far (so that later weeks never change an earlier verdict) and divided by the root of the week's volume.
    """
    is_known = np.isfinite(value) & (volume > 0)
    if is_log:
        is_known &= value > 0
        own_known = is_known & (low > 0) & (high > low)
        with np.errstate(divide="ignore", invalid="ignore"):
            half = np.log(high / low) / 2
            value = np.where(is_known, np.log(np.where(is_known, value, 1)), np.nan)
    else:
        own_known = is_known & (high > low)
        half = (high - low) / 2
    spread = np.where(own_known, (half / 1.96) ** 2 * volume, 0.0)
    # peers share the spread: few weeks of one small category would know it badly
    known_so_far = np.cumsum(own_known.sum(-2, keepdims=True), -1)
    typical = np.cumsum(spread.sum(-2, keepdims=True), -1) / np.maximum(known_so_far, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(typical / volume)
    return np.where(is_known, value, np.nan), np.where(is_known & (known_so_far > 0) & (typical > 0), error, np.nan)


def _append_series(columns, group, metric, segment, weeks, found: Drift, place, total, volume) -> None:
    material = MATERIAL_LOG_CHANGE if group.scale == "log" else MATERIAL_CHANGE
    is_falling_worse = metric.direction == "higher"
    worse, better = (found.is_worse, found.is_better) if is_falling_worse else (found.is_better, found.is_worse)
    for week, week_start in enumerate(weeks):
        at = (*place, week)
        is_final = week < metric.final_weeks
        is_tested = is_final and np.isfinite(found.z[at])
        # weekly medians and means of a handful have no tails to trust: a share's exact counts alone may speak there
        is_blind = is_tested and bool(found.smallest_change[at] > material)
        can_tell = is_tested and (group.scale == "share" or not is_blind)
        is_worse, is_better = (can_tell and bool(flag[at]) for flag in (worse, better))
        verdict = "stable"
        if not is_final:
            verdict = "not_final"
        elif not is_tested:
            verdict = "too_little_history" if volume[max(week - 3, 0) : week + 1].sum() > 0 else "no_data"
        elif is_worse or is_better:
            verdict = "worse" if is_worse else "better"
        elif is_blind:
            verdict = "nothing_detectable"

        def number(name, at=at, is_tested=is_tested):
            return float(getattr(found, name)[at]) if is_tested and np.isfinite(getattr(found, name)[at]) else None

        began = None
        if is_worse or is_better:
            # a full baseline is stable; one cut short by this alarm may already hold the change's first weeks
            end = int(found.baseline_weeks[at])
            began = weeks[change_week(total, volume, week, end if end >= BASELINE else max(end - 1, 1))]
        values = {
            "week_start": week_start,
            "segment_type": group.kind,
            "segment": segment,
            "metric": metric.metric,
            "tier": "alert" if group.is_alert_tier else "watch",
            "scale": group.scale,
            "verdict": verdict,
            "is_alert": is_worse and group.is_alert_tier,
            "baseline_weeks": int(found.baseline_weeks[at]) if is_tested else None,
            "p_value": _two_sided(number("z")),
            "smallest_detectable_change": number("smallest_change"),
            "change_week": began,
        }
        names = ("baseline", "recent", "change", "baseline_volume", "recent_volume", "dispersion", "z", "ewma_z")
        values |= {name: number(name) for name in (*names, "threshold", "ewma_threshold")}
        for name, value in values.items():
            columns[name].append(value)


def _two_sided(z: float | None) -> float | None:
    from math import erfc, sqrt

    return None if z is None else erfc(abs(z) / sqrt(2))


def _judge_watch_tier(columns) -> None:
    """In the watch tier, what was found beyond its limit stands only if Benjamini-Hochberg over its week agrees."""
    by_week: dict[date, list[int]] = {}
    for place, (tier, p) in enumerate(zip(columns["tier"], columns["p_value"], strict=True)):
        if tier == "watch" and p is not None:
            by_week.setdefault(columns["week_start"][place], []).append(place)
    for places in by_week.values():
        flags = false_discovery(np.array([columns["p_value"][place] for place in places]), WATCH_Q)
        for place, is_flagged in zip(places, flags, strict=True):
            verdict = columns["verdict"][place]
            if verdict in ("worse", "better") and not is_flagged:
                columns["verdict"][place] = "stable"
                columns["change_week"][place] = None
