"""Escalations that come with a release are foretold; what is no better than the naive forecasts is not shown."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from agent_scorecard.monitoring.escalation_forecasts import escalation_forecasts

WEEKS = [date(2025, 1, 6) + timedelta(weeks=week) for week in range(52)]
COMING = [WEEKS[-1] + timedelta(weeks=ahead) for ahead in range(1, 5)]


def episodes(counts) -> list[dict]:
    row = {"category": "billing", "is_escalated": True}
    return [row | {"week_start": week} for week, count in zip(WEEKS, counts, strict=True) for _ in range(int(count))]


def released(week: date, category: str | None = "billing", kind: str = "product") -> dict:
    return {"kind": kind, "category": category, "week_start": week}


@pytest.fixture(scope="module")
def after_releases():
    """A release every seventh week, after which escalations double for two weeks; the next is dated for the week to come."""
    draw = np.random.default_rng(8)
    counts = [draw.poisson(40 if week % 7 in (3, 4) else 20) for week in range(52)]
    releases = [released(week) for place, week in enumerate([*WEEKS, *COMING]) if place % 7 == 3]
    return escalation_forecasts(episodes(counts), releases, WEEKS).to_pylist()


def test_a_spike_that_comes_with_a_release_is_foretold(after_releases):
    rows = [row for row in after_releases if row["category"] == "billing"]
    assert [row["week_start"] for row in rows] == COMING
    assert {row["status"] for row in rows} == {"ok"}
    by_week = {row["week_start"]: row for row in rows}
    # week 52 is the fourth of its seven: the release is in it
    assert by_week[COMING[0]]["release_count"] == 1
    assert by_week[COMING[0]]["is_spike"]
    assert not by_week[COMING[3]]["is_spike"]
    assert by_week[COMING[0]]["forecast"] > 1.4 * by_week[COMING[3]]["forecast"]
    assert all(
        row["relative_error"] < 1 and row["naive_relative_error"] < 1 and row["level_relative_error"] < 1
        for row in rows
    )
    assert all(row["forecast_low"] <= row["forecast"] <= row["forecast_high"] for row in rows)


def test_everything_together_is_a_category_too(after_releases):
    assert {row["category"] for row in after_releases} == {"(all)", "billing"}


def test_what_is_no_better_than_the_newest_week_is_not_shown():
    draw = np.random.default_rng(3)
    counts = draw.poisson(30 * np.exp(np.cumsum(draw.normal(0, 0.15, 52))))
    rows = escalation_forecasts(episodes(counts), [], WEEKS).to_pylist()
    assert {(row["status"], row["forecast"], row["is_spike"]) for row in rows} == {("not_better", None, None)}
    assert all(row["usual_count"] == pytest.approx(np.mean(counts[-8:])) for row in rows)


def test_three_years_of_nothing_but_chance_are_no_forecast_though_their_mean_beats_last_year():
    draw = np.random.default_rng(4)
    weeks = [WEEKS[0] + timedelta(weeks=week) for week in range(160)]
    row = {"category": "billing", "is_escalated": True}
    told = [row | {"week_start": week} for week in weeks for _ in range(draw.poisson(30))]
    releases = [released(week) for week in weeks[::8]]
    [first, *_] = escalation_forecasts(told, releases, weeks).to_pylist()
    assert first["relative_error"] < 0.9
    assert (first["status"], first["forecast"]) == ("not_better", None)


def test_a_release_of_another_category_or_of_documents_is_none():
    releases = [released(COMING[0], "technical"), released(COMING[0], kind="docs"), released(COMING[1], None)]
    rows = [
        row
        for row in escalation_forecasts(episodes([20] * 52), releases, WEEKS).to_pylist()
        if row["category"] == "billing"
    ]
    assert [row["release_count"] for row in rows] == [0, 1, 0, 0]


def test_a_few_escalations_say_nothing():
    rows = escalation_forecasts(episodes([1] * 52), [], WEEKS).to_pylist()
    assert {row["status"] for row in rows} == {"too_few"}
    assert len(escalation_forecasts([], [], WEEKS)) == 0
