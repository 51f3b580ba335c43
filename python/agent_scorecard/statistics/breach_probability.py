"""The chance that a forecast series crosses a threshold soon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

HORIZON = 4  # weeks ahead


@dataclass(frozen=True)
class Forecast:
    """Arrays over horizons 1..HORIZON. ``coverage``: share of earlier forecasts of this series whose 80 % interval held
    what came, over ``coverage_count`` of them; ``relative_error``: mean absolute error over that of the naive forecast
    at the same origins. ``error`` is the standard error of each horizon, ``weight`` the smoothing weight behind it."""

    method: str
    weight: float
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    error: np.ndarray
    coverage: float
    coverage_count: int
    relative_error: float


def breach_probability(found: Forecast, threshold: float, direction: str) -> float:
    """Chance that at least one of the coming weeks lies beyond ``threshold`` (below it where higher is better).

    The weeks are not independent: each innovation moves the level by the method's weight. Integrated over a fixed
    low-discrepancy set of 4,096 paths, so the same forecast always gives the same number. NaN where there is none.

    >>> flat = Forecast("mean", 0.0, np.full(4, .8), np.full(4, .7), np.full(4, .9), np.full(4, .05), .8, 50, .8)
    >>> round(breach_probability(flat, 0.8, "higher"), 2)
    0.94
    """
    if not np.isfinite(found.value).all() or not np.isfinite(found.error).all():
        return np.nan
    step = _normal_paths()
    level = np.cumsum(step, 1) - step  # what earlier innovations left behind
    paths = found.value + found.error[0] * (step + found.weight * level)
    is_beyond = paths < threshold if direction == "higher" else paths > threshold
    return float(is_beyond.any(1).mean())


def _normal_paths() -> np.ndarray:
    """Fixed innovations (paths, HORIZON): the additive recurrence of Roberts (2018), which fills the cube evenly."""
    from scipy.special import ndtri

    golden = 2.0
    for _ in range(60):
        golden = (1 + golden) ** (1 / (HORIZON + 1))
    steps = golden ** -np.arange(1, HORIZON + 1)
    return ndtri((0.5 + np.arange(1, 4097)[:, None] * steps) % 1)
