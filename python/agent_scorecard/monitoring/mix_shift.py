"""Week by week: how much of a rate's change is mix, and did the mix itself shift? The table behind mix_shift_weekly."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from agent_scorecard.statistics.alert_limits import false_alarms_per_series, limits
from agent_scorecard.statistics.change_points import change_week, stable_until
from agent_scorecard.statistics.detector import MIN_BASELINE, SETTLED, WINDOW, detect_shares
from agent_scorecard.statistics.mix import Z_95, decompose, verdict

ALL = "(all)"
# Its denominator is every episode the AI answered in: what customers asked.
VOLUME_METRIC = "closure_rate"
# A category whose share of all inquiries moved by so much is worth a message.
MATERIAL_SHARE = 0.10

NUMBERS = (
    "rate_before", "rate_after", "change", "within_effect", "mix_effect", "entered_effect", "standardised_rate",
    "standardised_rate_low", "standardised_rate_high", "share_before", "share_after",
)  # fmt: skip
SCHEMA = pa.schema(
    [("week_start", pa.date32()), ("category", pa.string()), ("metric", pa.string()), ("verdict", pa.string())]
    + [("is_share_shifted", pa.bool_()), ("share_change_week", pa.date32())]
    + [(name, pa.float64()) for name in NUMBERS]
)


def mix_shift(rows, weeks: list[date], final_weeks: dict[str, int]) -> pa.Table:
    """One row per final week, metric and category, and an `(all)` row with the sums.

    ``rows``: (metric, category, week, numerator, denominator) of shares, without totals. The last four weeks against the
    first 26 (fewer while there are fewer, never less than eight), the same weeks for every category.
    """
    place = {week: index for index, week in enumerate(weeks)}
    cells: dict[str, dict[str, dict[int, tuple[float, float]]]] = {}
    for metric, category, week, numerator, denominator in rows:
        if week in place and numerator is not None and denominator is not None:
            cells.setdefault(metric, {}).setdefault(category, {})[place[week]] = float(numerator), float(denominator)
    columns: dict[str, list] = {name: [] for name in SCHEMA.names}
    for metric in sorted(cells):
        categories = sorted(cells[metric])
        totals = np.zeros((2, len(categories), final_weeks[metric]))
        for row, category in enumerate(categories):
            for week, pair in cells[metric][category].items():
                if week < final_weeks[metric]:
                    totals[:, row, week] = pair
        shifted = _shifted(totals[1]) if metric == VOLUME_METRIC else None
        for week in range(MIN_BASELINE + WINDOW - 1, final_weeks[metric]):
            _append(columns, metric, categories, weeks, week, totals, shifted)
    return pa.table(columns, schema=SCHEMA)


def _shifted(volumes: np.ndarray) -> np.ndarray:
    """The week in which the growth of a category's share began, where it is beyond chance, else -1; (categories, weeks)."""
    totals = np.broadcast_to(volumes.sum(0), volumes.shape)
    # six such portfolios would fill the budget; a category counts from its first week on
    known = (np.cumsum(volumes, 1) > 0).sum(0)
    threshold_for = limits([false_alarms_per_series(6 * int(count)) for count in known])
    found = detect_shares(volumes, totals, threshold_for, direction="lower")
    began = np.full(volumes.shape, -1)
    for row, week in zip(*np.nonzero(found.is_worse & (np.abs(found.change) >= MATERIAL_SHARE)), strict=True):
        end = stable_until(totals[row], int(found.baseline_end[row, week]))
        began[row, week] = change_week(volumes[row], totals[row], int(week), end)
    return began


def _append(columns, metric, categories, weeks, week, totals, shifted) -> None:
    recent = totals[..., week - WINDOW + 1 : week + 1].sum(-1)
    before = totals[..., : min(SETTLED, week - WINDOW + 1)].sum(-1)
    shift = decompose(before[0], before[1], recent[0], recent[1])
    if not np.isfinite(shift.change):
        return
    parts = [(c, before[:, i], recent[:, i], i) for i, c in enumerate(categories)]
    for category, (y0, n0), (y1, n1), row in [*parts, (ALL, before.sum(1), recent.sum(1), None)]:
        is_total = row is None
        rate_before, rate_after = y0 / n0 if n0 else None, y1 / n1 if n1 else None
        reach = Z_95 * shift.standardised_error
        # no category in both: there is no mix to standardise to, and nothing is said
        is_standard = is_total and np.isfinite(shift.standardised)
        began = int(shifted[row, week]) if shifted is not None and not is_total else None
        values = {
            "week_start": weeks[week],
            "category": category,
            "metric": metric,
            "verdict": verdict(shift) if is_total else None,
            "is_share_shifted": None if began is None else began >= 0,
            "share_change_week": None if began is None or began < 0 else weeks[began],
            "rate_before": rate_before,
            "rate_after": rate_after,
            "change": None if rate_before is None or rate_after is None else rate_after - rate_before,
            "within_effect": float(shift.within.sum() if is_total else shift.within[row]),
            "mix_effect": float(shift.mix.sum() if is_total else shift.mix[row]),
            "entered_effect": float(shift.entered.sum() if is_total else shift.entered[row]),
            "standardised_rate": (shift.standardised if is_standard else None) if is_total else rate_after,
            "standardised_rate_low": max(shift.standardised - reach, 0.0) if is_standard else None,
            "standardised_rate_high": min(shift.standardised + reach, 1.0) if is_standard else None,
            "share_before": n0 / before[1].sum(),
            "share_after": n1 / recent[1].sum(),
        }
        for name, value in values.items():
            columns[name].append(value)
