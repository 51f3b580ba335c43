"""What moved: each meeting's newest final week against the week before, and against the baseline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
from scipy.special import ndtr

from agent_scorecard.statistics.differences import difference
from agent_scorecard.statistics.multiplicity import false_discovery

# Of the moves called beyond chance in one meeting, at most this share is expected to be none.
MOVE_Q = 0.10

SCHEMA = pa.schema(
    [
        ("meeting_on", pa.date32()),
        ("metric", pa.string()),
        ("category", pa.string()),
        ("week_start", pa.date32()),
        *[(name, pa.float64()) for name in ("before", "change", "change_low", "change_high", "z")],
        ("is_beyond_chance", pa.bool_()),
        *[(f"change_from_baseline{end}", pa.float64()) for end in ("", "_low", "_high")],
    ]
)


def metric_moves(
    meetings: Iterable[tuple[date, str, date]],
    cells: Iterable[tuple],
    baselines: Iterable[tuple],
    dispersions: Iterable[tuple],
) -> pa.Table:
    """One row per meeting, metric and category whose newest final week has a value.

    Parameters
    ----------
    meetings : (meeting_on, metric, week_start), the newest final week of the metric.
    groups : (metric, category, week_start, value, value_low, value_high) of every week; nulls where unknown.
    baselines : (metric, category, value, value_low, value_high); a baseline set by hand has no interval and is exact.
    dispersions : (metric, category, week_start, dispersion), how many times more the weeks vary than chance alone.

    Whether a move from the week before is beyond chance is asked of all metrics and categories of one meeting at once
    (Benjamini and Hochberg 1995, ``MOVE_Q``). Weeks that vary more than chance widen the intervals by the root of that.
    """
    known = {row[:3]: tuple(np.nan if number is None else number for number in row[3:]) for row in cells}
    nothing = (np.nan, np.nan, np.nan)
    spread = {row[:3]: row[3] for row in dispersions if row[3] is not None}
    references = {}
    for metric, category, value, low, high in baselines:
        if value is not None:
            references[metric, category] = (value, value if low is None else low, value if high is None else high)
    places: dict[str, list[str]] = {}
    for metric, category in sorted({key[:2] for key in known}):
        places.setdefault(metric, []).append(category)
    keys, now, before, reference, widening = [], [], [], [], []
    for meeting_on, metric, week in sorted(row for row in meetings if row[2] is not None):
        previous = date.fromordinal(week.toordinal() - 7)
        for category in places.get(metric, []):
            numbers = known.get((metric, category, week), nothing)
            if not np.isnan(numbers[0]):
                keys.append((meeting_on, metric, category, week))
                now.append(numbers)
                before.append(known.get((metric, category, previous), nothing))
                reference.append(references.get((metric, category), nothing))
                widening.append(np.sqrt(max(1.0, spread.get((metric, category, week), 1.0))))
    value, value_low, value_high = np.array(now, float).reshape(-1, 3).T
    was, was_low, was_high = np.array(before, float).reshape(-1, 3).T
    base, base_low, base_high = np.array(reference, float).reshape(-1, 3).T
    wider = np.array(widening, float)
    change, low, high, z = difference(value, value_low, value_high, was, was_low, was_high, wider)
    from_baseline = difference(value, value_low, value_high, base, base_low, base_high, wider)[:3]
    p = 2 * ndtr(-np.abs(z))
    is_beyond = np.zeros(len(keys), bool)
    meeting_of = np.array([key[0].toordinal() for key in keys], int)
    for meeting in np.unique(meeting_of):
        members = np.flatnonzero(meeting_of == meeting)
        is_beyond[members] = false_discovery(p[members], MOVE_Q)
    columns: list[Sequence] = [*zip(*keys, strict=True)] if keys else [[], [], [], []]
    floats = [was, change, low, high, z]
    return pa.table(
        [
            *[pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=False)],
            *[pa.array(column, pa.float64(), from_pandas=True) for column in floats],
            pa.array(is_beyond, pa.bool_(), mask=np.isnan(z)),
            *[pa.array(column, pa.float64(), from_pandas=True) for column in from_baseline],
        ],
        schema=SCHEMA,
    )
