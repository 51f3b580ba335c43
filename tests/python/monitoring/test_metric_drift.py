"""The watch over a whole series: what a mean of few messages may say."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from agent_scorecard.monitoring.metric_drift import metric_drift
from agent_scorecard.monitoring.watched_groups import Cell, Metric

WEEKS = [date(2025, 1, 6) + timedelta(weeks=week) for week in range(40)]
CHANGED_AT = 30


def verdicts(rise: float) -> set[str]:
    """Of the weeks since a rise of messages in one of four categories, with twelve episodes a week."""
    draw = np.random.default_rng(5)
    cells = []
    for category in range(4):
        for week in range(len(WEEKS)):
            mean = 4 + draw.normal(0, 0.5) + rise * (category == 0 and week >= CHANGED_AT)
            cells.append(Cell("messages", "category", f"c{category}", week, mean, mean - 1, mean + 1, np.nan, 12.0))
    rows = metric_drift(cells, WEEKS, [Metric("messages", "mean", "lower", False, len(WEEKS))]).to_pylist()
    return {row["verdict"] for row in rows if row["segment"] == "c0" and row["week_start"] >= WEEKS[CHANGED_AT]}


@pytest.mark.parametrize(("rise", "told"), [(0.0, False), (0.5, False), (3.0, True)])
def test_a_mean_of_few_speaks_only_far_beyond_its_limit(rise, told):
    found = verdicts(rise)
    assert "nothing_detectable" in found
    assert ("worse" in found) is told
