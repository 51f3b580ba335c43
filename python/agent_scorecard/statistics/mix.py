"""Did the agent get worse, or did customers ask other things? The change of a rate split into within and mix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Z_95 = 1.959964


@dataclass(frozen=True)
class MixShift:
    """The change of an overall rate and its parts; the parts add up to ``change`` exactly.

    Per category (arrays): ``within`` (its own rate changed), ``mix`` (its share changed), ``entered`` (it is new or
    vanished: there is no rate to compare, so neither word fits). ``standardised``: the recent rate had customers
    asked what they asked in the baseline, over categories present in both; ``standardised_error`` its standard error.
    """

    before: float
    after: float
    within: np.ndarray
    mix: np.ndarray
    entered: np.ndarray
    within_error: float
    standardised: float
    standardised_error: float

    @property
    def change(self) -> float:
        return self.after - self.before


def decompose(count0, volume0, count1, volume1) -> MixShift:
    """Kitagawa's (1955) decomposition of a rate between two periods, exact, symmetric in the periods.

    Arrays over categories: successes and volumes before (0) and after (1). A category without volume in one period gets
    an own term. Mix and own terms are measured from the mean of the two overall rates: more of a category that does
    better than average raises the rate. All four sums may be weighted counts. NaN where a period has no volume at all.

    >>> shift = decompose([90, 40], [100, 50], [46, 82], [50, 100])
    >>> [round(float(v), 4) for v in (shift.change, shift.within.sum(), shift.mix.sum())]
    [-0.0133, 0.02, -0.0333]
    """
    y0, n0, y1, n1 = (np.asarray(v, float) for v in (count0, volume0, count1, volume1))
    if n0.sum() <= 0 or n1.sum() <= 0:
        empty = np.full(y0.shape, np.nan)
        return MixShift(np.nan, np.nan, empty, empty, empty, np.nan, np.nan, np.nan)
    w0, w1 = n0 / n0.sum(), n1 / n1.sum()
    before, after = y0.sum() / n0.sum(), y1.sum() / n1.sum()
    middle = (before + after) / 2
    is_both = (n0 > 0) & (n1 > 0)
    r0, r1 = y0 / np.where(n0 > 0, n0, 1), y1 / np.where(n1 > 0, n1, 1)
    within = np.where(is_both, (r1 - r0) * (w0 + w1) / 2, 0.0)
    mix = np.where(is_both, ((r0 + r1) / 2 - middle) * (w1 - w0), 0.0)
    entered = np.where(is_both, 0.0, w1 * (r1 - middle) - w0 * (r0 - middle))
    noise0 = np.where(is_both, r0 * (1 - r0) / np.where(n0 > 0, n0, 1), 0.0)
    noise1 = np.where(is_both, r1 * (1 - r1) / np.where(n1 > 0, n1, 1), 0.0)
    weight = np.where(is_both, w0, 0.0)
    weight = weight / weight.sum() if weight.sum() > 0 else np.full(w0.shape, np.nan)
    return MixShift(
        before=float(before),
        after=float(after),
        within=within,
        mix=mix,
        entered=entered,
        within_error=float(np.sqrt((((w0 + w1) / 2) ** 2 * (noise0 + noise1)).sum())),
        standardised=float((weight * r1).sum()),
        standardised_error=float(np.sqrt((weight**2 * noise1).sum())),
    )


def verdict(shift: MixShift, material: float = 0.02) -> str:
    """Which part moved the rate by at least ``material`` (within: and beyond chance)? unchanged, mix, within or both.

    New and vanished categories belong to the mix here.

    >>> verdict(decompose([900, 400], [1000, 500], [450, 800], [500, 1000]))
    'mix'
    """
    if not np.isfinite(shift.change):
        return "unchanged"
    within = float(shift.within.sum())
    is_within = abs(within) >= material and abs(within) > Z_95 * shift.within_error
    is_mix = abs(float(shift.mix.sum() + shift.entered.sum())) >= material
    if is_within:
        return "both" if is_mix else "within"
    return "mix" if is_mix else "unchanged"
