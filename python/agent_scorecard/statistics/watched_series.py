"""A series as the detector sees it: sums of its last weeks, its EWMA, and the same weeks a year ago."""

from __future__ import annotations

import numpy as np

EWMA_WEIGHT = 0.2  # a memory of about nine weeks, for what comes slowly
# The weeks of a year before that a season is judged by: the window's own and two more on either side.
SEASON, SEASON_MARGIN = 52, 2


class Series:
    """Totals and volumes of many series by week, summed so that any span of weeks is one subtraction."""

    def __init__(self, total: np.ndarray, volume: np.ndarray, baseline: int, window: int):
        self.total, self.volume = total, volume
        self._sums, self._volumes, self._known = (_running(each) for each in (total, volume, volume > 0))
        # the first week at which the baseline is full, for each series
        never = total.shape[-1] + window
        self.full_at = np.where(self._known[..., -1] >= baseline, np.argmax(self._known >= baseline, -1), never)

    def until(self, week: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Total, volume and weeks with volume before a week of each series' own."""
        first, second, third = (
            np.take_along_axis(each, week[..., None], -1)[..., 0] for each in (self._sums, self._volumes, self._known)
        )
        return first, second, third

    def between(self, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        """Total and volume of the weeks from ``first`` to before ``last``."""
        total, volume = (each[..., last] - each[..., first] for each in (self._sums, self._volumes))
        return total, volume


class Ewma:
    """The weighted mean of weekly z values, its variance, and what the baseline's own error adds to it."""

    def __init__(self, shape: tuple[int, ...]):
        self._mean, self._variance, self._memory = (np.zeros(shape) for _ in range(3))

    def take(self, residual: np.ndarray, is_taken: np.ndarray, share: np.ndarray) -> None:
        """One more week; ``share`` is its volume over the baseline's."""
        step = EWMA_WEIGHT * (np.where(is_taken, residual, 0.0) - self._mean)
        variance = (1 - EWMA_WEIGHT) ** 2 * self._variance + EWMA_WEIGHT**2
        self._mean = np.where(is_taken, self._mean + step, self._mean)
        self._variance = np.where(is_taken, variance, self._variance)
        self._memory = np.where(is_taken, self._memory + EWMA_WEIGHT * (np.sqrt(share) - self._memory), self._memory)

    def z(self) -> np.ndarray:
        total = np.maximum(self._variance + self._memory**2, 1e-12)
        return np.where(self._variance > 0, self._mean / np.sqrt(total), np.nan)


def year_ago(series: Series, week: int, window: int, against, base, recent, phi) -> tuple[np.ndarray, np.ndarray]:
    """Last year's same weeks against the baseline, and now against them, as z values; NaN in the first year.

    ``base`` and ``recent`` are each a total and a volume.
    """
    first, last = week + 1 - window - SEASON - SEASON_MARGIN, week + 1 - SEASON + SEASON_MARGIN
    if first < 0:
        unknown = np.full(phi.shape, np.nan)
        return unknown, unknown
    then = series.between(first, last)
    return against(*base, *then, phi), against(*then, *recent, phi)


def _running(values: np.ndarray) -> np.ndarray:
    """Sums of all weeks before each week: one longer than ``values`` on the last axis."""
    return np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, -1)], -1)
