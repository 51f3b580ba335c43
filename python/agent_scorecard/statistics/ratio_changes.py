"""Did a rate change more than rates that nobody touched? A difference in differences on counts, in logarithms."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """So many ``events`` among ``trials``; either may be fractional (effective counts of weighted reviews)."""

    events: float
    trials: float


@dataclass(frozen=True)
class RatioChange:
    """The logarithm of (touched after/before) over (others after/before), and its variance."""

    log_ratio: float
    variance: float


def ratio_change(before: Rate, after: Rate, others_before: Rate, others_after: Rate, dispersion: float = 1.0):
    """The change of a touched rate relative to the change of untouched ones; None where a side has no trials.

    Half an event is added to each count (Haldane 1956), so that a failure that vanished has a finite logarithm; the
    variance is that of binomial logarithms, the sum of ``1/x − 1/n``, times a ``dispersion`` of weeks, at least 1.

    >>> change = ratio_change(Rate(40, 200), Rate(20, 200), Rate(60, 300), Rate(60, 300))
    >>> round(math.exp(change.log_ratio), 2), round(change.variance, 3)
    (0.51, 0.09)
    """
    sides = (before, after, others_before, others_after)
    if min(side.trials for side in sides) <= 0:
        return None
    log_ratio = variance = 0.0
    for side, sign in zip(sides, (-1, 1, 1, -1), strict=True):
        events, trials = side.events + 0.5, side.trials + 1
        log_ratio += sign * math.log(events / trials)
        variance += 1 / events - 1 / trials
    return RatioChange(log_ratio, max(variance, 1e-9) * max(dispersion, 1.0))


def weekly_dispersion(*series: list[Rate]) -> float:
    """How much more a weekly rate moves than chance would: Pearson's chi-square over its degrees, at least 1.

    Of several series that are alike (articles of one category, say) it is what all of them say together.

    >>> weekly_dispersion([Rate(10, 50), Rate(10, 50), Rate(10, 50)])
    1.0
    >>> round(weekly_dispersion([Rate(10, 50), Rate(30, 50), Rate(10, 50)], [Rate(5, 50), Rate(5, 50), Rate(5, 50)]), 2)
    6.0
    """
    chi, degrees = 0.0, 0
    for each in series:
        weeks = [week for week in each if week.trials > 0]
        trials, events = sum(week.trials for week in weeks), sum(week.events for week in weeks)
        share = events / trials if trials else 0.0
        if len(weeks) >= 3 and 0 < share < 1:
            chi += sum((week.events - week.trials * share) ** 2 / (week.trials * share * (1 - share)) for week in weeks)
            degrees += len(weeks) - 1
    return max(1.0, chi / degrees) if degrees else 1.0
