"""When it changed, why, and whether it changed at all or only the mix did."""

import importlib.util
import os
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
import ruptures

from agent_scorecard.monitoring.causes import Event, rank_causes
from agent_scorecard.statistics.change_points import change_points, change_week
from agent_scorecard.statistics.mix import decompose, verdict


def test_a_step_is_dated_to_its_week():
    rng = np.random.default_rng(1)
    errors = []
    for _ in range(200):
        total, volume = rng.binomial(60, np.where(np.arange(48) < 40, 0.85, 0.6)).astype(float), np.full(48, 60.0)
        errors.append(change_week(total, volume, last=42, base_end=26) - 40)
    assert np.mean(np.abs(errors) <= 1) >= 0.9


def test_noise_and_trends_have_no_change_point():
    rng = np.random.default_rng(2)
    assert np.mean([bool(change_points(rng.normal(size=120))) for _ in range(100)]) <= 0.05
    assert change_points(np.linspace(0, 10, 120) + rng.normal(0, 0.3, 120)) == []


def test_segments_agree_with_exact_pelt():
    rng = np.random.default_rng(3)
    z = np.r_[rng.normal(0, 1, 50), rng.normal(2, 1, 60), rng.normal(-1, 1, 40)]
    z = (z - z.mean()) / z.std()
    expected = ruptures.Pelt(model="l2", jump=1, min_size=5).fit(z).predict(pen=max(5 * np.log(150), 12))[:-1]
    assert change_points(z) == expected


def test_change_dates_beat_never_alarming_on_annotated_series():
    folder = os.environ.get("SCORECARD_REFERENCE_DATA")
    if not folder:
        pytest.skip("SCORECARD_REFERENCE_DATA is not set: the annotated series (TCPD) are not part of the project")
    path = Path(__file__).resolve().parents[3] / "bench/drift.py"
    spec = importlib.util.spec_from_file_location("drift_bench", path)
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    lines = bench.tcpd(Path(folder) / "tuning/change_points")
    never, ours = (float(line.split("|")[3]) for line in lines[2:4])
    assert ours >= 0.72 > never


def test_every_category_got_better_and_the_total_got_worse():
    shift = decompose([90, 40, 27], [100, 50, 30], [46, 41, 139], [50, 50, 150])
    assert shift.within.sum() + shift.mix.sum() + shift.entered.sum() == pytest.approx(shift.change)
    only_mix = decompose([900, 400], [1000, 1000], [450, 630], [500, 1500])
    assert only_mix.change < 0 < only_mix.within.sum()
    assert verdict(only_mix) in ("mix", "both")
    assert only_mix.standardised > only_mix.before


def test_a_new_category_is_a_term_of_its_own():
    shift = decompose([80, 0], [100, 0], [80, 5], [100, 50])
    assert shift.within.sum() == pytest.approx(0)
    assert shift.entered[1] < -0.1
    assert shift.within.sum() + shift.mix.sum() + shift.entered.sum() == pytest.approx(shift.change)


def test_the_parts_add_up_for_any_counts():
    rng = np.random.default_rng(4)
    for _ in range(200):
        n0, n1 = rng.integers(0, 50, 6), rng.integers(0, 50, 6)
        if n0.sum() and n1.sum():
            shift = decompose(rng.binomial(n0, 0.5), n0, rng.binomial(n1, 0.7), n1)
            assert (shift.within + shift.mix + shift.entered).sum() == pytest.approx(shift.change, abs=1e-12)


def test_a_period_without_episodes_has_no_decomposition():
    assert np.isnan(decompose([1], [2], [0], [0]).change)
    assert verdict(decompose([1], [2], [0], [0])) == "unchanged"


def test_the_release_of_the_evening_before_is_the_first_cause():
    events = [
        Event(datetime(2025, 8, 10, 22), "agent", "v2.0"),
        Event(datetime(2025, 8, 1), "docs", "d1", category="billing"),
        Event(datetime(2025, 8, 9), "product", "p1", category="technical"),
        Event(datetime(2025, 6, 1), "agent", "v1.9"),
    ]
    ranked = rank_causes(date(2025, 8, 11), events, "billing")
    assert [cause.event.event_id for cause in ranked] == ["v2.0", "d1"]


def test_a_product_release_of_the_category_comes_before_an_older_agent_release():
    events = [
        Event(datetime(2025, 11, 2, 22), "agent", "v2.1"),
        Event(datetime(2025, 11, 9, 22), "product", "sync", category="technical"),
    ]
    assert rank_causes(date(2025, 11, 10), events, "technical")[0].event.event_id == "sync"
