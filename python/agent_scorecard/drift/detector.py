"""Has this series left its baseline? Last four weeks against a frozen baseline, an EWMA beside it for slow ramps.

The method is the one that did best where false alarms were held equal: counts deflated by a dispersion pooled over the
categories of a metric (dispersion.py), a two-proportion test of the newest weeks (proportions.py), and a threshold
calibrated so that a stable series stays silent for a whole year (thresholds.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .dispersion import peers_behind, pooled_dispersion
from .proportions import two_proportion_z

WINDOW = 4  # weeks tested together: three quarters of a 10-point fall at 100 a week is seen within them
BASELINE = 26  # weeks after which the baseline no longer grows
MIN_BASELINE = 8  # weeks before which nothing is tested: dispersion is not known any better
EWMA_WEIGHT = 0.2  # a memory of about nine weeks, for what comes slowly
POWER = 0.8  # of the smallest detectable change


@dataclass(frozen=True)
class Drift:
    """What the detector found; every array is (..., series, weeks), NaN where a week was not tested.

    ``z`` and ``ewma_z`` are positive where the value rose and already deflated by ``dispersion``; ``threshold`` and
    ``ewma_threshold`` are the year-calibrated limits of that week; ``smallest_change`` is what would be found with
    probability .8 by the end of the window (in points, or in the metric's own or log units for a numeric one).
    ``is_worse`` / ``is_better``: beyond a limit in that direction.
    """

    baseline: np.ndarray
    baseline_weeks: np.ndarray
    baseline_volume: np.ndarray
    recent: np.ndarray
    recent_volume: np.ndarray
    dispersion: np.ndarray
    z: np.ndarray
    ewma_z: np.ndarray
    threshold: np.ndarray
    ewma_threshold: np.ndarray
    smallest_change: np.ndarray
    is_worse: np.ndarray
    is_better: np.ndarray

    @property
    def change(self) -> np.ndarray:
        return self.recent - self.baseline


def detect_shares(count, volume, threshold_for, direction: str = "higher", is_pooled: bool = True, **plan) -> Drift:
    """Drift of shares: ``count`` successes among ``volume``, both (..., series, weeks), weeks without gaps.

    ``direction`` says which way is good (``higher`` or ``lower``); ``threshold_for(baseline_weeks, pooled_series)``
    gives the two limits (see ``thresholds.limits``). Weeks with volume 0 add nothing. ``is_pooled=False``: the series
    are not peers (a total, say), each has only its own dispersion. ``plan``: window, baseline, min_baseline.
    """
    count, volume = np.asarray(count, float), np.asarray(volume, float)

    def against(base, base_n, recent, recent_n, phi):
        return two_proportion_z(recent, recent_n, base, base_n, phi)

    def weekly_error(mean):
        return np.sqrt(np.clip(mean * (1 - mean), 0, None))

    return _detect(count, volume, against, weekly_error, threshold_for, direction, is_pooled, **plan)


def detect_means(value, error, threshold_for, direction: str = "higher", is_pooled: bool = True, **plan) -> Drift:
    """Drift of a numeric metric: weekly ``value`` (a mean, or a median or mean of logs) with its standard ``error``.

    Give values that spread evenly: times and counts on a log scale (``log_value``). Weeks without a finite error add
    nothing. The same machine with volume = 1 / error squared; the within-week error is only the start, since the
    dispersion between weeks is estimated as for shares.
    """
    value, error = np.asarray(value, float), np.asarray(error, float)
    is_known = np.isfinite(value) & np.isfinite(error) & (error > 0)
    volume = np.where(is_known, 1 / np.where(is_known, error, 1) ** 2, 0.0)

    def against(base, base_n, recent, recent_n, phi):
        with np.errstate(divide="ignore", invalid="ignore"):
            return (recent / recent_n - base / base_n) / np.sqrt(phi / recent_n + phi / base_n)

    total = np.where(is_known, value, 0.0) * volume
    return _detect(total, volume, against, np.ones_like, threshold_for, direction, is_pooled, **plan)


def log_value(value, low, high, z: float = 1.959964):
    """Log of a positive value and its standard error, from its 95 % interval; NaN where any of them is not positive.

    >>> value, error = log_value(10.0, 5.0, 20.0)
    >>> round(float(value), 4), round(float(error), 4)
    (2.3026, 0.3537)
    """
    value, low, high = (np.asarray(v, float) for v in (value, low, high))
    is_known = (value > 0) & (low > 0) & (high >= low)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(is_known, np.log(value), np.nan), np.where(is_known, np.log(high / low) / (2 * z), np.nan)


def _detect(
    total,
    volume,
    against,
    weekly_error,
    threshold_for,
    direction,
    is_pooled,
    window=WINDOW,
    baseline=BASELINE,
    min_baseline=MIN_BASELINE,
) -> Drift:
    """One pass through the weeks. The baseline grows to ``baseline`` weeks or to the first alarm, then is frozen."""
    shape, weeks = total.shape, total.shape[-1]
    found = {name: np.full(shape, np.nan) for name in Drift.__dataclass_fields__ if not name.startswith("is_")}
    above, below = np.zeros(shape, bool), np.zeros(shape, bool)
    sums = np.concatenate([np.zeros((*shape[:-1], 1)), np.cumsum(total, -1)], -1)
    volumes = np.concatenate([np.zeros((*shape[:-1], 1)), np.cumsum(volume, -1)], -1)
    end = np.full(shape[:-1], min_baseline)  # baseline = weeks 0 .. end - 1
    is_stopped = np.zeros(shape[:-1], bool)
    ewma, ewma_variance = np.zeros(shape[:-1]), np.zeros(shape[:-1])
    memory = np.zeros(shape[:-1])  # what the baseline's own error adds to the EWMA
    known_end, phi, peers = np.zeros(shape[:-1], int), np.ones(shape[:-1]), np.ones(shape[:-1])

    for week in range(min_baseline + window - 1, weeks):
        end = np.where(is_stopped, end, np.minimum(baseline, week - window + 1))
        base = np.take_along_axis(sums, end[..., None], -1)[..., 0]
        base_n = np.take_along_axis(volumes, end[..., None], -1)[..., 0]
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = base / base_n
            error = weekly_error(mean)
        if (known_end != end).any():
            phi, peers = _dispersion(total, volume, mean, error, end, is_pooled)
            known_end = end
        recent = sums[..., week + 1] - sums[..., week + 1 - window]
        recent_n = volumes[..., week + 1] - volumes[..., week + 1 - window]
        has_both = (recent_n > 0) & (base_n > 0)
        z = np.where(has_both, against(base, base_n, recent, recent_n, phi), np.nan)
        limit, ewma_limit = threshold_for(end, peers)

        # the EWMA takes in only weeks after a full baseline, each as a z of its own without the baseline's error
        n = volume[..., week]
        residual = against(base, base_n, total[..., week], n, phi) * np.sqrt(1 + n / np.maximum(base_n, 1e-9))
        is_taken = (n > 0) & (base_n > 0) & (end >= baseline) & np.isfinite(residual)
        ewma = np.where(is_taken, ewma + EWMA_WEIGHT * (np.where(is_taken, residual, 0.0) - ewma), ewma)
        ewma_variance = np.where(is_taken, (1 - EWMA_WEIGHT) ** 2 * ewma_variance + EWMA_WEIGHT**2, ewma_variance)
        carried = np.sqrt(np.where(base_n > 0, n / np.maximum(base_n, 1e-9), 0.0))
        memory = np.where(is_taken, memory + EWMA_WEIGHT * (carried - memory), memory)
        ewma_z = np.where(ewma_variance > 0, ewma / np.sqrt(np.maximum(ewma_variance + memory**2, 1e-12)), np.nan)

        above[..., week] = (z > limit) | (ewma_z > ewma_limit)
        below[..., week] = (z < -limit) | (ewma_z < -ewma_limit)
        is_stopped |= above[..., week] | below[..., week]
        spread = error * np.sqrt(phi)
        with np.errstate(divide="ignore", invalid="ignore"):
            smallest = (limit + 0.8416) * spread * np.sqrt(1 / recent_n + 1 / base_n)
        for name, values in {
            "baseline": mean,
            "baseline_weeks": end,
            "baseline_volume": base_n,
            "recent": recent / np.where(recent_n > 0, recent_n, np.nan),
            "recent_volume": recent_n,
            "dispersion": phi,
            "z": z,
            "ewma_z": ewma_z,
            "threshold": limit,
            "ewma_threshold": ewma_limit,
            "smallest_change": smallest,
        }.items():
            found[name][..., week] = values

    is_worse, is_better = (below, above) if direction == "higher" else (above, below)
    return Drift(**found, is_worse=is_worse, is_better=is_better)


def _dispersion(total, volume, mean, error, end, is_pooled) -> tuple[np.ndarray, np.ndarray]:
    """Dispersion of each series over its own baseline weeks, and how many peers stand behind it."""
    is_base = np.arange(total.shape[-1]) < end[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (total / volume - mean[..., None]) * np.sqrt(volume) / error[..., None]
        usual = np.where(is_base, volume, 0).sum(-1) / np.maximum((is_base & (volume > 0)).sum(-1), 1)
    z = np.where(is_base & (volume > 0) & (error[..., None] > 0), z, np.nan)
    phi = pooled_dispersion(z[..., : int(end.max())], usual, is_pooled)
    return phi, np.broadcast_to(peers_behind(usual) if is_pooled else 1.0, phi.shape)
