"""What is out: a week unlike the twelve before it, of a category, an agent, a version, a channel and so on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pyarrow as pa

from agent_scorecard.monitoring.watched_groups import LOG_UNITS
from agent_scorecard.statistics.differences import Z95

HISTORY_WEEKS = 12
LEAST_WEEKS = 8
# Stable weeks go beyond it about once in a thousand (tests/python/monitoring).
LIMIT = 4.0

SCHEMA = pa.schema(
    [
        ("week_start", pa.date32()),
        ("segment_type", pa.string()),
        ("segment", pa.string()),
        ("metric", pa.string()),
        *[(name, pa.float64()) for name in ("value", "value_low", "value_high", "numerator", "denominator")],
        ("usual", pa.float64()),
        ("usual_weeks", pa.int64()),
        ("z", pa.float64()),
    ]
)


def surprise(value: np.ndarray, error: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How unlike the weeks just before it each week of one series is.

    ``value``, ``error`` (its standard error) and ``weight`` (what it rests on) have one entry a week, NaN where there
    was none. A week is compared with the weighted mean of up to twelve weeks before it, never with itself: an outlier
    that widens its own limits hides. How much more than chance those weeks vary among themselves (Laney 2002; at least
    1) widens the limits.

    Returns
    -------
    (usual, weeks, z): the mean before, over how many weeks, and the distance in standard errors; NaN before eight weeks.

    >>> usual, weeks, z = surprise(np.array([0.5] * 12 + [0.8]), np.full(13, 0.05), np.full(13, 100.0))
    >>> float(usual[-1]), int(weeks[-1]), round(float(z[-1]), 1), bool(np.isnan(z[3]))
    (0.5, 12, 5.8, True)
    """
    usual, z = np.full(len(value), np.nan), np.full(len(value), np.nan)
    weeks = np.zeros(len(value), int)
    seen = np.isfinite(value) & np.isfinite(error) & (error > 0) & (weight > 0)
    for week in np.flatnonzero(seen):
        past = np.arange(max(0, int(week) - HISTORY_WEEKS), int(week))
        past = past[seen[past]]
        weeks[week] = len(past)
        if len(past) >= LEAST_WEEKS:
            share = weight[past] / weight[past].sum()
            usual[week] = share @ value[past]
            own = np.sqrt(np.maximum(error[past] ** 2, 1e-12))
            dispersion = max(1.0, np.sum(((value[past] - usual[week]) / own) ** 2) / (len(past) - 1))
            squared = dispersion * (error[week] ** 2 + share**2 @ error[past] ** 2)
            z[week] = (value[week] - usual[week]) / np.sqrt(squared)
    return usual, weeks, z


# Which of two segments that are the same episodes is the one to speak of.
KINDS = ("category", "agent", "agent_version", "channel", "product_area", "tier", "capability")


def _order(entry: tuple[tuple, list]) -> tuple:
    (metric, kind, segment), _ = entry
    return metric, KINDS.index(kind) if kind in KINDS else len(KINDS), kind, segment


def outlying_weeks(rows: Iterable[tuple], weeks: list[date], units: dict[str, str]) -> pa.Table:
    """The weeks beyond ``LIMIT``, of every series in ``rows``.

    Parameters
    ----------
    rows : (metric, segment_type, segment, week_start, value, value_low, value_high, numerator, denominator, n_effective).
    weeks : every Monday, in order: a week without a row is a week without a number.
    units : the unit of each metric; times are compared as logs.

    Where one agent works alone, it, its tier and its capability are the same episodes: told once, as the first of them.
    """
    place = {week: index for index, week in enumerate(weeks)}
    series: dict[tuple, list[tuple]] = {}
    for row in rows:
        if row[4] is not None and row[3] in place:
            series.setdefault(row[:3], []).append(row[3:])
    columns: dict[str, list] = {name: [] for name in SCHEMA.names}
    told = set()
    for (metric, kind, segment), members in sorted(series.items(), key=_order):
        is_log = units.get(metric) in LOG_UNITS
        value, error, weight = (np.full(len(weeks), np.nan) for _ in range(3))
        found = {}
        for week, *numbers in members:
            at = place[week]
            found[at] = numbers
            level, low, high = (np.nan if number is None else float(number) for number in numbers[:3])
            if is_log:
                with np.errstate(divide="ignore", invalid="ignore"):
                    level, low, high = np.log(level), np.log(low), np.log(high)
            value[at], error[at], weight[at] = level, (high - low) / (2 * Z95), numbers[5] or np.nan
        usual, counted, z = surprise(value, error, weight)
        for at in np.flatnonzero(np.abs(z) > LIMIT).tolist():
            same = (metric, at, tuple(found[at]))
            if same in told:
                continue
            told.add(same)
            row = (weeks[at], kind, segment, metric, *found[at][:5])
            row += (float(np.exp(usual[at]) if is_log else usual[at]), int(counted[at]), float(z[at]))
            for name, cell in zip(SCHEMA.names, row, strict=True):
                columns[name].append(cell)
    return pa.table(columns, schema=SCHEMA)
