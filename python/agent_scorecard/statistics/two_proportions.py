"""Is the recent share another one than the baseline's? One z, exact where counts are small."""

from __future__ import annotations

import numpy as np

# Below this expected count of the rarer outcome in the window, the normal approximation is replaced by the exact tail.
EXACT_BELOW = 10.0
# Counts this far out add nothing to a tail of so small an expectation.
TAIL_STEPS = 60


def two_proportion_z(recent, recent_n, base, base_n, dispersion=1.0) -> np.ndarray:
    """z of ``recent / recent_n`` against ``base / base_n``: positive where the share rose. All arguments broadcast.

    Conditional on the total (Fisher), so a baseline of all successes is no special case. Where the rarer outcome is
    expected at least ``EXACT_BELOW`` times, the score z with its skewness taken out (Cornish-Fisher, first term), that
    of a beta-binomial where ``dispersion`` is above 1; otherwise the normal quantile of the exact mid-p (Lancaster
    1961). Either is divided by the root of ``dispersion``. Counts that are not whole (weighted reviews) are rounded in
    the exact tail only. NaN where a side has no observations; 0 where only one outcome ever happened.

    >>> round(float(two_proportion_z(300, 400, 2210, 2600)), 2)
    -4.74
    >>> round(float(two_proportion_z(39, 40, 200, 200)), 2)
    -1.38
    """
    arguments = (recent, recent_n, base, base_n, dispersion)
    x, n, y, m, phi = np.broadcast_arrays(*(np.asarray(value, float) for value in arguments))
    with np.errstate(divide="ignore", invalid="ignore"):
        total, share = n + m, (x + y) / (n + m)
        variance = share * (1 - share) * n * m / total / np.maximum(1 - 1 / total, 1e-9)
        z = (x - n * share) / np.sqrt(variance * phi)
        skewness = (1 - 2 * share) * (1 - 2 * n / total) / np.sqrt(np.maximum(variance, 1e-9))
        skewness = skewness * (2 * phi - 1) / np.sqrt(phi)
        # beyond six standard deviations the quadratic term would turn back; nothing hangs on it there
        z = z - skewness * (np.minimum(z * z, 36) - 1) / 6
    known = (n > 0) & (m > 0)
    z = np.where(known & (variance > 0), z, 0.0)
    is_small = known & (variance > 0) & (n * np.minimum(share, 1 - share) < EXACT_BELOW)
    if is_small.any():
        z[is_small] = _exact_z(x[is_small], n[is_small], y[is_small], m[is_small]) / np.sqrt(phi[is_small])
    return np.where(known, z, np.nan)


def _exact_z(x: np.ndarray, n: np.ndarray, y: np.ndarray, m: np.ndarray) -> np.ndarray:
    """Normal quantile of the mid-p of the hypergeometric tail, counted in the rarer outcome."""
    from scipy.special import gammaln, ndtri

    is_flipped = (x + y) * 2 > n + m
    n, m = np.rint(n), np.rint(m)
    k = np.clip(np.rint(np.where(is_flipped, n - x, x)), 0, n)
    total = k + np.clip(np.rint(np.where(is_flipped, m - y, y)), 0, m)

    def log_choose(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return gammaln(a + 1) - gammaln(b + 1) - gammaln(a - b + 1)

    chance = np.exp(log_choose(n, k) + log_choose(m, total - k) - log_choose(n + m, total))
    # the smaller tail is summed, from the observed count outwards, so that a very small p keeps its digits; each
    # further count by its ratio to the one before, which is 0 beyond the last possible one
    is_low = k * (n + m) <= n * total
    step = np.arange(TAIL_STEPS)
    j, of, among, held = k[:, None], n[:, None], m[:, None], total[:, None]
    down, up = j - step, j + step
    lower = np.maximum(down, 0) * np.maximum(among - held + down, 0) / ((of - down + 1) * (held - down + 1))
    higher = np.maximum(of - up, 0) * np.maximum(held - up, 0) / ((up + 1) * np.maximum(among - held + up + 1, 1))
    ratio = np.where(is_low[:, None], lower, higher)
    tail = chance * (0.5 + np.cumprod(ratio, 1).sum(1))
    z = ndtri(np.clip(tail, 1e-300, 0.9))
    z = np.where(is_low, z, -z)
    return np.where(is_flipped, -z, z)
