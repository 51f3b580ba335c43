"""Forecasts of every series that matters, as a table: the one behind metric_forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from agent_scorecard.statistics.breach_probability import HORIZON, Forecast, breach_probability
from agent_scorecard.statistics.forecast import forecast

LOG_UNITS = ("seconds", "minutes", "hours")


@dataclass(frozen=True)
class Series:
    """The final weeks of one metric in one category; ``values``: by week, None where there was nothing."""

    metric: str
    category: str
    unit: str
    direction: str
    warn_threshold: float | None
    fail_threshold: float | None
    values: Mapping[date, float | None]

    @property
    def is_log(self) -> bool:
        return self.unit in LOG_UNITS

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        return (0.0, 1.0) if self.unit == "share" else (None, None)


NUMBERS = (
    "forecast", "forecast_low", "forecast_high", "warn_probability", "fail_probability", "interval_coverage",
    "relative_error",
)  # fmt: skip
SCHEMA = pa.schema(
    [("metric", pa.string()), ("category", pa.string()), ("week_start", pa.date32()), ("weeks_ahead", pa.int64())]
    + [("made_after_week", pa.date32()), ("method", pa.string()), ("history_weeks", pa.int64())]
    + [("coverage_count", pa.int64())]
    + [(name, pa.float64()) for name in NUMBERS]
)


def metric_forecasts(series: Sequence[Series], weeks: Sequence[date]) -> pa.Table:
    """Four rows for each series that has at least two final weeks with a value.

    Each is forecast from its own last final week on (its numbers after that may still change); times on a log scale.
    """
    rows: list[dict] = []
    by_length: dict[tuple[int, tuple], list[tuple[Series, np.ndarray]]] = {}
    for one in series:
        history = [week for week in weeks if week in one.values]
        values = np.array([np.nan if (value := one.values[week]) is None else float(value) for week in history])
        if one.is_log:
            with np.errstate(divide="ignore", invalid="ignore"):
                values = np.where(values > 0, np.log(np.where(values > 0, values, 1)), np.nan)
        first = int(np.argmax(np.isfinite(values))) if np.isfinite(values).any() else len(values)
        if np.isfinite(values).sum() >= 2:
            by_length.setdefault((len(values) - first, one.bounds), []).append((one, values[first:]))
    for (_, bounds), members in sorted(by_length.items(), key=lambda item: (item[0][0], str(item[0][1]))):
        found = forecast(np.stack([values for _, values in members]), bounds)
        for (one, values), made in zip(members, found, strict=True):
            rows += _rows(one, values, made)
    rows.sort(key=lambda row: (row["metric"], row["category"], row["week_start"]))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _rows(one: Series, values: np.ndarray, made: Forecast) -> list[dict]:
    last_week = max(one.values)

    def shown(value: float) -> float | None:
        if not np.isfinite(value):
            return None
        return float(np.exp(value)) if one.is_log else float(value)

    def breach(threshold: float | None) -> float | None:
        if threshold is None:
            return None
        limit = np.log(float(threshold)) if one.is_log else float(threshold)
        chance = breach_probability(made, limit, one.direction)
        return chance if np.isfinite(chance) else None

    warn, fail = breach(one.warn_threshold), breach(one.fail_threshold)
    return [
        {
            "metric": one.metric,
            "category": one.category,
            "week_start": last_week + timedelta(weeks=ahead + 1),
            "weeks_ahead": ahead + 1,
            "made_after_week": last_week,
            "method": made.method,
            "history_weeks": int(np.isfinite(values).sum()),
            "coverage_count": made.coverage_count,
            "forecast": shown(made.value[ahead]),
            "forecast_low": shown(made.low[ahead]),
            "forecast_high": shown(made.high[ahead]),
            "warn_probability": warn,
            "fail_probability": fail,
            "interval_coverage": made.coverage if np.isfinite(made.coverage) else None,
            "relative_error": made.relative_error if np.isfinite(made.relative_error) else None,
        }
        for ahead in range(HORIZON)
    ]
