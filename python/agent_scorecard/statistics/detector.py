"""Has this series left its baseline? Last four weeks against a frozen baseline, an EWMA next to it for slow ramps.

The method is the one that did best where false alarms were held equal: counts deflated by a dispersion pooled over the
categories of a metric (dispersion.py), a two-proportion test of the newest weeks (proportions.py), and a threshold
calibrated so that a stable series stays silent for a whole year (thresholds.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agent_scorecard.statistics.dispersion import peers_behind, pooled_dispersion
from agent_scorecard.statistics.two_proportions import two_proportion_z
from agent_scorecard.statistics.watched_series import Ewma, Series, year_ago

WINDOW = 4  # weeks tested together: three quarters of a 10-point fall at 100 a week is seen within them
BASELINE = 52  # weeks after which the baseline no longer grows: a year, so that its seasons are in it
SETTLED = 26  # weeks of baseline from which the EWMA is begun; what came before is taken for stable
MIN_BASELINE = 8  # weeks before which nothing is tested: dispersion is not known any better
POWER = 0.8  # of the smallest detectable change


# Back within this share of the limit, an alert is over: what only hovers around its limit has not recovered.
RECOVERED = 0.5
# One-sided 5 %: from here on last year's weeks were away too; then it must also be news against them.
SEASON_Z = 1.645


@dataclass(frozen=True)
class DetectedDrift:
    """What the detector found; every array is (..., series, weeks), NaN where a week was not tested.

    ``z`` and ``ewma_z`` are positive where the value rose and already deflated by ``dispersion``; ``threshold`` and
    ``ewma_threshold`` are the year-calibrated limits of that week; ``smallest_change`` is what would be found with
    probability .8 by the end of the window (in points, or in the metric's own or log units for a numeric one).
    ``baseline_end``: first week after the baseline; ``baseline_weeks``: how many weeks with volume it holds.
    ``is_worse`` / ``is_better``: beyond a limit in that direction, and not only because the same weeks of the year
    before were so too. ``is_seasonal``: beyond a limit, but so were they. ``is_open``: worse, or was so and has not
    come back within half of the limit since.
    """

    baseline: np.ndarray
    baseline_end: np.ndarray
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
    is_seasonal: np.ndarray
    is_open: np.ndarray

    @property
    def change(self) -> np.ndarray:
        return self.recent - self.baseline


def detect_shares(count, volume, threshold_for, direction="higher", is_pooled: bool = True, **plan) -> DetectedDrift:
    """Drift of shares: ``count`` successes among ``volume``, both (..., series, weeks), weeks without gaps.

    ``direction`` says which way is good (``higher`` or ``lower``; an array broadcasts over the series);
    ``threshold_for(baseline_weeks, pooled_series, week)`` gives the two limits (see ``thresholds.limits``). Weeks with
    volume 0 add nothing. ``is_pooled=False``: the series are not peers (a total, say), each has only its own
    dispersion. ``plan``: window, baseline, min_baseline, final.
    """
    count, volume = np.asarray(count, float), np.asarray(volume, float)

    def against(base, base_n, recent, recent_n, phi):
        return two_proportion_z(recent, recent_n, base, base_n, phi)

    def weekly_error(mean):
        return np.sqrt(np.clip(mean * (1 - mean), 0, None))

    return _detect(count, volume, against, weekly_error, threshold_for, direction, is_pooled, **plan)


def detect_means(value, error, threshold_for, direction="higher", is_pooled: bool = True, **plan) -> DetectedDrift:
    """Drift of a numeric metric: weekly ``value`` (a mean, or a median or mean of logs) with its standard ``error``.

    Give values that spread evenly: times and counts on a log scale. Weeks without a finite error add
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
    settled=SETTLED,
) -> DetectedDrift:
    """One pass through the weeks. The baseline grows to ``baseline`` weeks or to the first alarm, then is frozen.

    Only weeks with volume count for the baseline, so that a category that is new in the second year gets one too.
    """
    shape, weeks = total.shape, total.shape[-1]
    found = {name: np.full(shape, np.nan) for name in DetectedDrift.__dataclass_fields__ if not name.startswith("is_")}
    flags = {name: np.zeros(shape, bool) for name in ("above", "below", "is_seasonal", "open_above", "open_below")}
    series, ewma = Series(total, volume, baseline, window), Ewma(shape[:-1])
    end = np.zeros(shape[:-1], int)  # baseline = weeks 0 .. end - 1
    is_stopped = np.zeros(shape[:-1], bool)
    known_end, phi, peers = None, np.ones(shape[:-1]), np.ones(shape[:-1])

    for week in range(min_baseline + window - 1, weeks):
        end = np.where(is_stopped, end, np.minimum(series.full_at, week - window + 1))
        base, base_n, base_weeks = series.until(end)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = base / base_n
            error = weekly_error(mean)
        if known_end is None or (known_end != end).any():
            phi, peers = _dispersion(total, volume, mean, error, end, is_pooled)
            known_end = end
        recent, recent_n = series.between(week + 1 - window, week + 1)
        has_both = (recent_n > 0) & (base_n > 0) & (base_weeks >= min_baseline)
        z = np.where(has_both, against(base, base_n, recent, recent_n, phi), np.nan)
        limit, ewma_limit = threshold_for(base_weeks, peers, week)

        # the EWMA takes in only weeks after a final baseline, each as a z of its own without the baseline's error
        n = volume[..., week]
        is_taken = (n > 0) & (base_n > 0) & (base_weeks >= min(settled, baseline))
        if is_taken.any():
            share = n / np.maximum(base_n, 1e-9)
            residual = against(base, base_n, total[..., week], n, phi) * np.sqrt(1 + share)
            ewma.take(residual, is_taken & np.isfinite(residual), np.where(base_n > 0, share, 0.0))
        ewma_z = ewma.z()

        # the EWMA remembers what is over: it counts while the newest weeks are away too
        is_high, is_low = z > RECOVERED * limit, z < -RECOVERED * limit
        above = (z > limit) | ((ewma_z > ewma_limit) & is_high)
        below = (z < -limit) | ((ewma_z < -ewma_limit) & is_low)
        is_stopped |= above | below
        then = since = np.full(shape[:-1], np.nan)
        if (above | below).any():
            then, since = year_ago(series, week, window, against, (base, base_n), (recent, recent_n), phi)
        _note(flags, week, "above", above, is_high, then > SEASON_Z, since < limit)
        _note(flags, week, "below", below, is_low, -then > SEASON_Z, -since < limit)
        with np.errstate(divide="ignore", invalid="ignore"):
            smallest = (limit + 0.8416) * (error * np.sqrt(phi)) * np.sqrt(1 / recent_n + 1 / base_n)
        told = {
            "baseline": mean, "baseline_end": end, "baseline_weeks": base_weeks, "baseline_volume": base_n,
            "recent": recent / np.where(recent_n > 0, recent_n, np.nan), "recent_volume": recent_n, "dispersion": phi,
            "z": z, "ewma_z": ewma_z, "threshold": limit, "ewma_threshold": ewma_limit, "smallest_change": smallest,
        }  # fmt: skip
        for name, values in told.items():
            found[name][..., week] = values
    return _judged(found, flags, direction)


def _note(flags: dict[str, np.ndarray], week: int, side: str, beyond, is_away, was_then, is_no_news) -> None:
    """A week beyond a limit on one side: a season if last year's weeks were so too and this is no news against them."""
    opened = flags[f"open_{side}"]
    was_open = opened[..., week - 1]
    is_seasonal = beyond & ~was_open & was_then & is_no_news
    flags["is_seasonal"][..., week] |= is_seasonal
    flags[side][..., week] = beyond & ~is_seasonal
    opened[..., week] = flags[side][..., week] | (was_open & is_away)


def _judged(found: dict[str, np.ndarray], flags: dict[str, np.ndarray], direction) -> DetectedDrift:
    """Above and below as worse and better, by which way is good."""
    above, below = flags["above"], flags["below"]
    is_fall_worse = np.broadcast_to(np.asarray(direction) == "higher", above.shape[:-1])[..., None]
    return DetectedDrift(
        **found,
        is_worse=np.where(is_fall_worse, below, above),
        is_better=np.where(is_fall_worse, above, below),
        is_seasonal=flags["is_seasonal"],
        is_open=np.where(is_fall_worse, flags["open_below"], flags["open_above"]),
    )


def _dispersion(total, volume, mean, error, end, is_pooled) -> tuple[np.ndarray, np.ndarray]:
    """Dispersion of each series over its own baseline weeks, and how many peers are behind it."""
    is_base = np.arange(total.shape[-1]) < end[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (total / volume - mean[..., None]) * np.sqrt(volume) / error[..., None]
        usual = np.where(is_base, volume, 0).sum(-1) / np.maximum((is_base & (volume > 0)).sum(-1), 1)
    z = np.where(is_base & (volume > 0) & (error[..., None] > 0), z, np.nan)
    phi = pooled_dispersion(z[..., : int(end.max())], usual, is_pooled)
    return phi, np.broadcast_to(peers_behind(usual) if is_pooled else 1.0, phi.shape)
