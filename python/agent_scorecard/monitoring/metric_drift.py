"""Every metric of every category and segment, watched week by week: the table behind metric_drift_weekly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from agent_scorecard.monitoring.watched_groups import Cell, Metric, numeric_series, scale_of, series_by_week
from agent_scorecard.statistics.alert_limits import false_alarms_per_series, limits
from agent_scorecard.statistics.change_points import change_week, stable_until
from agent_scorecard.statistics.detector import WINDOW, DetectedDrift, detect_means, detect_shares
from agent_scorecard.statistics.multiplicity import false_discovery

ALL = "(all)"
# A change so large must not pass unseen. Where even it would, the verdict says so. On a log scale: a doubling.
MATERIAL_CHANGE = 0.25
# so many times the limit is beyond any doubt about tails
FAR = 1.5
MATERIAL_LOG_CHANGE = float(np.log(2))
WATCH_Q = 0.10
NUMBERS = (
    "reference_value", "recent", "change", "reference_volume", "recent_volume", "reference_weeks", "dispersion", "z", "ewma_z",
    "threshold", "ewma_threshold",
)  # fmt: skip
# a reference is what the watch compares with: no baseline of the scorecard, which does not move
FOUND_AS = {
    "reference_value": "baseline", "reference_volume": "baseline_volume", "reference_weeks": "baseline_weeks",
}  # fmt: skip
SCHEMA = pa.schema(
    [("week_start", pa.date32())]
    + [(name, pa.string()) for name in ("segment_type", "segment", "metric", "tier", "scale", "verdict")]
    + [("is_alert", pa.bool_()), ("is_open", pa.bool_())]
    + [(name, pa.int64() if name == "reference_weeks" else pa.float64()) for name in NUMBERS]
    + [("p_value", pa.float64()), ("smallest_detectable_change", pa.float64()), ("change_week", pa.date32())]
)


def metric_drift(cells: Iterable[Cell], weeks: list[date], metrics: Iterable[Metric]) -> pa.Table:
    """One row per week, segment and metric that ever had a value: baseline, recent weeks, verdict.

    Categories and their total of the metrics marked ``is_alerting`` make the alert tier: their limits share out the
    portfolio's yearly false alerts. All other series are the watch tier, in which Benjamini-Hochberg is applied to all
    series of a week at once. ``change_week``: when the change most likely began, where a limit was passed.
    """
    known = {metric.metric: metric for metric in metrics}
    # estimates that only are next to a metric (those of fully observed weeks, say) are not in the registry
    cells = [cell for cell in cells if cell.metric in known]
    segments: dict[str, set[str]] = {}
    groups: dict[tuple[str, str, bool], set[str]] = {}
    for cell in cells:
        metric = known[cell.metric]
        segments.setdefault(cell.segment_type, set()).add(cell.segment)
        is_alert_tier = metric.is_alerting and cell.segment_type == "category"
        groups.setdefault((cell.segment_type, scale_of(metric), is_alert_tier), set()).add(cell.metric)
    alerting = [cell for cell in cells if cell.segment_type == "category" and known[cell.metric].is_alerting]
    chances = [false_alarms_per_series(count) for count in series_by_week(alerting, len(weeks))]
    tier_limits = {True: limits(chances), False: limits(0.1)}
    by_group: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        by_group.setdefault((cell.metric, cell.segment_type), []).append(cell)
    watched: list[dict] = []
    for (kind, scale, is_alert_tier), names in sorted(groups.items()):
        members = [known[name] for name in sorted(names)]
        of_members = [cell for name in sorted(names) for cell in by_group[name, kind]]
        for peers in (sorted(segments[kind] - {ALL}), sorted(segments[kind] & {ALL})):
            if peers:
                group = Group(members, kind, scale, peers, is_alert_tier)
                watched += _watch_group(group, of_members, len(weeks), tier_limits[is_alert_tier])
    return _table(watched, weeks)


@dataclass(frozen=True)
class Group:
    """Metrics of one scale over the same segments: they go through the detector as one array."""

    metrics: list[Metric]
    kind: str
    scale: str
    segments: list[str]
    is_alert_tier: bool


def _watch_group(group: Group, cells: Iterable[Cell], weeks: int, threshold_for) -> list[dict]:
    """What is to be said of each series of the group that ever had a value, see ``_series``."""
    shape = (len(group.metrics), len(group.segments), max(metric.final_weeks for metric in group.metrics))
    metric_at = {metric.metric: place for place, metric in enumerate(group.metrics)}
    segment_at = {segment: place for place, segment in enumerate(group.segments)}
    arrays = {name: np.full(shape, np.nan) for name in ("value", "low", "high", "count", "volume")}
    seen = set()
    for cell in cells:
        if cell.segment in segment_at:
            at = metric_at[cell.metric], segment_at[cell.segment], cell.week
            seen.add(at[:2])
            if cell.week < shape[-1]:
                for name, values in arrays.items():
                    values[at] = getattr(cell, name)
    direction = np.array([metric.direction for metric in group.metrics])[:, None]
    is_pooled = group.segments != [ALL]
    if group.scale == "share":
        total, volume = np.nan_to_num(arrays["count"]), np.nan_to_num(arrays["volume"])
        found = detect_shares(total, volume, threshold_for, direction, is_pooled)
    else:
        del arrays["count"]
        value, error = numeric_series(**arrays, is_log=group.scale == "log")
        found = detect_means(value, error, threshold_for, direction, is_pooled)
        volume = np.where(np.isfinite(error), 1 / np.where(np.isfinite(error), error, 1) ** 2, 0.0)
        total = np.nan_to_num(value) * volume
    return [_series(group, place, weeks, found, total, volume) for place in sorted(seen)]


def _series(group: Group, place: tuple[int, int], weeks: int, found: DetectedDrift, total, volume) -> dict:
    """One series: by column, one value or an array over all weeks, NaN where there is nothing.

    ``began``: the week of change by the week that is flagged, as numbers.
    """
    metric = group.metrics[place[0]]

    def all_weeks(values, empty):
        return np.concatenate([values, np.full(weeks - len(values), empty)])

    def flagged(name):
        return all_weeks(getattr(found, name)[place], False)

    is_final = np.arange(weeks) < metric.final_weeks
    numbers = {
        name: all_weeks(getattr(found, FOUND_AS.get(name, name))[place], np.nan)
        for name in (*NUMBERS, "smallest_change")
    }
    is_tested = is_final & np.isfinite(numbers["z"])
    is_blind = is_tested & (
        numbers["smallest_change"] > (MATERIAL_LOG_CHANGE if group.scale == "log" else MATERIAL_CHANGE)
    )
    # weekly medians and means of a handful have no tails to trust: there a share's exact counts may speak, and what lies
    # far beyond the limit
    is_far = np.abs(numbers["z"]) > FAR * numbers["threshold"]
    can_tell = is_tested if group.scale == "share" else is_tested & (~is_blind | is_far)
    is_worse, is_better, is_seasonal = (can_tell & flagged(name) for name in ("is_worse", "is_better", "is_seasonal"))
    has_volume = all_weeks(np.convolve(np.append(volume[place] > 0, 0), np.ones(WINDOW))[: volume.shape[-1]] > 0, False)
    verdicts = {
        "not_final": ~is_final,
        "too_little_history": ~is_tested & has_volume,
        "no_data": ~is_tested,
        "worse": is_worse,
        "better": is_better,
        "seasonal": is_seasonal,
        "nothing_detectable": is_blind,
    }
    shown = {name: np.where(is_tested, values, np.nan) for name, values in numbers.items()}
    began = {}
    for week in np.flatnonzero(is_worse | is_better).tolist():
        end = stable_until(volume[place], int(found.baseline_end[place][week]))
        began[week] = change_week(total[place], volume[place], week, end)
    return shown | {
        "segment_type": group.kind,
        "segment": group.segments[place[1]],
        "metric": metric.metric,
        "tier": "alert" if group.is_alert_tier else "watch",
        "scale": group.scale,
        "verdict": np.select(list(verdicts.values()), list(verdicts), "stable").astype(object),
        "is_alert": is_worse & group.is_alert_tier,
        "is_open": can_tell & flagged("is_open") & group.is_alert_tier,
        "smallest_detectable_change": shown["smallest_change"],
        "began": began,
    }


def _table(watched: list[dict], weeks: list[date]) -> pa.Table:
    """All series below one another; in the watch tier only what Benjamini-Hochberg agrees to keeps its verdict."""
    from scipy.special import erfc

    count = len(weeks)

    def column(name: str) -> np.ndarray:
        whole = [np.broadcast_to(np.asarray(one[name], object), count) for one in watched]
        return np.concatenate(whole) if whole else np.array([], object)

    columns = {name: column(name) for name in SCHEMA.names if name not in ("week_start", "p_value", "change_week")}
    columns["p_value"] = erfc(np.abs(columns["z"].astype(float)) / np.sqrt(2))
    columns["week_start"] = np.tile(np.array(weeks, object), len(watched))
    columns["change_week"] = np.full(count * len(watched), None, object)
    for place, one in enumerate(watched):
        for week, began in one["began"].items():
            columns["change_week"][place * count + week] = weeks[began]
    _judge_watch_tier(columns, count)
    arrays = [pa.array(columns[name].tolist(), SCHEMA.field(name).type, from_pandas=True) for name in SCHEMA.names]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def _judge_watch_tier(columns: dict[str, np.ndarray], weeks: int) -> None:
    """In the watch tier, what was found beyond its limit is only if Benjamini-Hochberg over its week agrees."""
    is_watched, verdict = columns["tier"] == "watch", columns["verdict"]
    is_found = (verdict == "worse") | (verdict == "better")
    week_of = np.arange(len(verdict)) % max(weeks, 1)
    for week in range(weeks):
        places = np.flatnonzero(is_watched & (week_of == week) & np.isfinite(columns["p_value"]))
        dropped = places[is_found[places] & ~false_discovery(columns["p_value"][places], WATCH_Q)]
        columns["verdict"][dropped] = "stable"
        columns["change_week"][dropped] = None
