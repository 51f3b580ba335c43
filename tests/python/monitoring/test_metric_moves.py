"""Of weeks in which nothing changed, few are said to have moved, and a real change is seen."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from agent_scorecard.monitoring.metric_moves import MOVE_Q, metric_moves
from agent_scorecard.statistics.differences import difference

MONDAY = date(2025, 3, 3)
Z = 1.959963984540054


def wilson(successes, n):
    share = successes / n
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return share, np.minimum(share, middle - half), np.maximum(share, middle + half)


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.9])
@pytest.mark.parametrize("sizes", [(20, 40), (60, 60), (200, 30)])
def test_the_interval_of_a_difference_holds_the_truth_as_often_as_it_says(share, sizes):
    rng = np.random.default_rng(7)
    now, before = (wilson(rng.binomial(n, share, 4_000), n) for n in sizes)
    _, low, high, _ = difference(*now, *before)
    assert np.mean((low <= 0) & (high >= 0)) >= 0.94


def test_where_an_end_is_missing_there_is_no_verdict():
    change, low, _high, z = difference(2.0, np.nan, 5.0, 1.0, 0.5, 1.5)
    assert (change, np.isnan(low), np.isnan(z)) == (1.0, True, True)


def table(now, before, **more):
    """One meeting and one category a metric; ``now`` and ``before``: metric -> (value, low, high)."""
    cells = [(metric, "billing", MONDAY, *numbers) for metric, numbers in now.items()]
    cells += [(metric, "billing", MONDAY - timedelta(days=7), *numbers) for metric, numbers in before.items()]
    meetings = [(MONDAY + timedelta(days=14), metric, MONDAY) for metric in now]
    return metric_moves(meetings, cells, more.get("baselines", []), more.get("dispersions", [])).to_pylist()


def test_chance_alone_rarely_moves_a_meeting():
    rng = np.random.default_rng(11)
    spoken = 0
    for _ in range(300):
        now, before = (dict(enumerate(zip(*wilson(rng.binomial(50, 0.3, 60), 50), strict=True))) for _ in range(2))
        now, before = ({f"m{key:02}": value for key, value in side.items()} for side in (now, before))
        spoken += any(row["is_beyond_chance"] for row in table(now, before))
    # where nothing moved at all, any move spoken of is a false one: at most a tenth of the meetings, and some room for chance
    assert spoken / 300 <= MOVE_Q + 0.04


def test_a_real_fall_is_spoken_of_among_many_that_did_not():
    rng = np.random.default_rng(3)
    still = {f"m{key:02}": value for key, value in enumerate(zip(*wilson(rng.binomial(50, 0.3, 60), 50), strict=True))}
    rows = table({**still, "fell": wilson(40, 100)}, {**still, "fell": wilson(80, 100)})
    assert [row["metric"] for row in rows if row["is_beyond_chance"]] == ["fell"]


def test_weeks_that_vary_by_themselves_need_more():
    now, before = {"m": wilson(40, 100)}, {"m": wilson(60, 100)}
    (calm,) = table(now, before)
    (restless,) = table(now, before, dispersions=[("m", "billing", MONDAY, 4.0)])
    assert calm["is_beyond_chance"]
    assert not restless["is_beyond_chance"]
    assert restless["change_high"] - restless["change"] == pytest.approx(2 * (calm["change_high"] - calm["change"]))


def test_a_baseline_set_by_hand_is_exact_and_a_week_without_a_number_has_no_row():
    now, before = {"m": wilson(40, 100), "n": (None, None, None)}, {"m": (None, None, None)}
    (row,) = table(now, before, baselines=[("m", "billing", 0.5, None, None)])
    assert row["is_beyond_chance"] is None
    assert row["change_from_baseline"] == pytest.approx(-0.1)
    _, low, high = wilson(40, 100)
    assert (row["change_from_baseline_low"], row["change_from_baseline_high"]) == pytest.approx((low - 0.5, high - 0.5))
