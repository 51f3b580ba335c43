"""Do customers need less help once they have met a feature? Against those who met another one at the same time."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from agent_scorecard.business.feature_adoption import feature_adoption

AS_OF = datetime(2026, 1, 5)
WEEK = timedelta(weeks=1)
FEATURES = [
    {"feature_id": f"F{number}", "name": name, "product_area": "a", "aliases": None}
    for number, name in enumerate(("Boards", "Refunds", "Guests"))
]


def world(seed: int, factor: float, customers: int = 240, leaves: bool = False) -> tuple[list[dict], list[dict]]:
    """A year; each customer meets one feature. Whose is `Boards` asks ``factor`` times as often from then on, or leaves."""
    draw = np.random.default_rng(seed)
    episodes, known = [], []
    for number in range(customers):
        feature = FEATURES[number % 3]["name"]
        met = AS_OF - WEEK * float(draw.uniform(20, 36))
        own = float(draw.gamma(2, 0.1))
        left = met + 4 * WEEK if leaves and feature == "Boards" else None
        known.append({"customer_id": f"C{number}", "created_at": datetime(2023, 1, 1), "left_at": left})
        times = [(AS_OF - WEEK * float(at), "general question") for at in draw.uniform(0, 52, draw.poisson(52 * own))]
        for at, words in [*times, (met, f"How do {feature} work?")]:
            is_after = at > met
            is_spared = words == "general question" and is_after and feature == "Boards" and draw.random() > factor
            if not is_spared and (left is None or at < left):
                row = {"customer_cluster": f"C{number}", "started_at": at, "opening": words, "element_labels": None}
                episodes.append(row | {"article_id": None, "is_unsupported": False, "episode_id": f"{number}:{at}"})
    return sorted(episodes, key=lambda row: row["started_at"]), known


def boards(world_of: tuple[list[dict], list[dict]]) -> dict:
    rows = feature_adoption(world_of[0], FEATURES, [], world_of[1], AS_OF).to_pylist()
    return next(row for row in rows if row["name"] == "Boards")


def test_users_who_need_half_the_help_are_told_and_the_interval_holds_it():
    found = [boards(world(seed, 0.5)) for seed in range(6)]
    assert sum(row["verdict"] == "less_help" for row in found) >= 5
    assert sum(row["help_ratio_low"] <= 0.5 <= row["help_ratio_high"] for row in found) >= 5


def test_who_asks_is_busy_and_that_is_no_adoption():
    assert {boards(world(seed, 1.0))["verdict"] for seed in range(10, 16)} == {"as_others"}


def test_who_left_asks_nothing_and_has_not_learnt():
    row = boards(world(3, 1.0, leaves=True))
    assert row["verdict"] == "as_others"
    assert row["weeks_after"] == pytest.approx(3 * row["customer_count"])


def test_of_a_few_customers_nothing_is_said():
    assert boards(world(4, 0.2, customers=30))["verdict"] == "not_known"
    assert [row["status"] for row in feature_adoption([], FEATURES, [], [], AS_OF).to_pylist()] == ["no_data"] * 3
