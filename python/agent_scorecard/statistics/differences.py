"""The difference of two published numbers, from nothing but their intervals."""

from __future__ import annotations

import numpy as np

Z95 = 1.959963984540054


def difference(now, now_low, now_high, before, before_low, before_high, widening=1.0):
    """``now - before`` with a 95 % interval and a z, elementwise.

    The interval is Newcombe's (1998, method 10) in the general form of Zou and Donner (2008, MOVER): the distances of
    the two estimates to the ends of their own intervals that face each other, squared and added. It serves shares,
    means, medians and estimates from reviews alike, since it asks only for their intervals. ``widening`` (1 or more)
    multiplies the distances, where weeks vary more than chance makes them. Where an end is missing (NaN) so are
    interval and z.

    Returns
    -------
    (change, low, high, z), floats in the unit of the numbers; z is the change over the half of the interval that
    faces zero, in standard errors.

    >>> change, low, high, z = difference(0.6, 0.5, 0.7, 0.4, 0.3, 0.5)
    >>> round(float(change), 2), round(float(low), 3), round(float(high), 3), round(float(z), 2)
    (0.2, 0.059, 0.341, 2.77)
    """
    now, before = np.asarray(now, float), np.asarray(before, float)
    change = now - before
    below = widening * np.hypot(now - now_low, np.asarray(before_high, float) - before)
    above = widening * np.hypot(np.asarray(now_high, float) - now, before - before_low)
    facing = np.where(change >= 0, below, above)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(facing > 0, Z95 * change / facing, np.where(change == 0, 0.0, np.nan))
    z = np.where(np.isfinite(change) & np.isfinite(facing), z, np.nan)
    return change, change - below, change + above, z
