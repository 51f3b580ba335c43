"""Two verdicts on the same ticket: the difference of paired shares, and whether it is there at all."""

from __future__ import annotations

import math
from dataclasses import dataclass

from agent_scorecard.statistics.proportions import CONFIDENCE, wilson


@dataclass(frozen=True)
class Difference:
    """A difference of shares, first minus second, with its interval; all None without pairs."""

    value: float | None
    low: float | None
    high: float | None


def paired_difference(
    both: float, first_only: float, second_only: float, neither: float, confidence: float = CONFIDENCE
) -> Difference:
    """First minus second share of paired verdicts, with Newcombe's (1998) paired interval (his method 10).

    Wilson intervals of the two shares, joined with the correlation phi, which is corrected for continuity where it is
    positive. Counts may be fractional. Raises ValueError on a negative count.

    >>> found = paired_difference(36, 12, 2, 0)
    >>> [round(x, 4) for x in (found.value, found.low, found.high)]
    [0.2, 0.0569, 0.3404]
    """
    counts = (both, first_only, second_only, neither)
    if min(counts) < 0:
        raise ValueError(f"counts of pairs cannot be negative: {counts}")
    n = sum(counts)
    if n == 0:
        return Difference(None, None, None)
    first, second = (both + first_only) / n, (both + second_only) / n
    low_1, high_1 = (float(end) for end in wilson(first, n, confidence))
    low_2, high_2 = (float(end) for end in wilson(second, n, confidence))
    margins = (both + first_only) * (second_only + neither) * (both + second_only) * (first_only + neither)
    cross = both * neither - first_only * second_only
    if cross > 0:
        cross = max(cross - n / 2, 0.0)
    phi = cross / math.sqrt(margins) if margins > 0 else 0.0
    value = first - second
    down, up = (first - low_1, high_2 - second), (high_1 - first, second - low_2)
    below = math.sqrt(max(down[0] ** 2 - 2 * phi * down[0] * down[1] + down[1] ** 2, 0.0))
    above = math.sqrt(max(up[0] ** 2 - 2 * phi * up[0] * up[1] + up[1] ** 2, 0.0))
    return Difference(value, max(value - below, -1.0), min(value + above, 1.0))


def mcnemar_p_value(first_only: int, second_only: int) -> float | None:
    """The exact two-sided p of McNemar's (1947) test: the binomial tail of the pairs that differ. None where none does.

    >>> round(mcnemar_p_value(12, 2), 4), mcnemar_p_value(0, 0)
    (0.0129, None)
    """
    from scipy.special import bdtr

    differing = first_only + second_only
    # the two tails of a fair coin are alike
    return min(1.0, 2 * float(bdtr(min(first_only, second_only), differing, 0.5))) if differing else None
