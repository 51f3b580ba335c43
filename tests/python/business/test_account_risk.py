"""Accounts at risk: the planted ones are found, the small and unlucky are not, and churn is foretold only where it can be."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from agent_scorecard.business.account_risk import account_risk
from agent_scorecard.statistics.shrinkage import concordance, least_expected, shrunk_ratios

AS_OF = datetime(2026, 1, 1)


def world(seed: int, hazard_power: float, count: int = 500, days: int = 540, planted: int = 40):
    """Accounts of all sizes, some of them served four times as badly; they leave at a hazard that hangs on it."""
    rng = np.random.default_rng(seed)
    accounts, troubles, truth = [], [], {}
    for number in range(count):
        name = f"A{number:03d}"
        is_bad = number < planted
        ratio = 4.0 if is_bad else float(rng.gamma(30, 1 / 30))
        a_day = float(rng.choice([0.1, 0.2] if is_bad else [0.01, 0.05, 0.2]))
        gone = rng.exponential(1 / (0.00025 * ratio**hazard_power))
        left = AS_OF - timedelta(days=days) + timedelta(days=float(gone))
        accounts.append({
            "account_id": name, "tier": "team", "owner": "ann", "currency": "USD", "annual_value": 1000.0,
            "started_at": AS_OF - timedelta(days=int(rng.integers(days, 2000))),
            "churned_at": left if left <= AS_OF else None,
        })  # fmt: skip
        truth[name] = is_bad
        for case in range(rng.poisson(a_day * min(days, gone))):
            kinds = rng.random(2) < 0.1 * ratio
            troubles.append({
                "episode_id": f"{name}-{case}", "account_id": name, "customer_cluster": name, "category": "billing",
                "started_at": AS_OF - timedelta(days=days) + timedelta(days=float(rng.random() * min(days, gone))),
                "is_escalated": bool(kinds[0]), "is_wrong": None, "is_judged": None,
                "is_negative": bool(kinds[1]),
                "is_abandoned": False, "is_refused": False,
            })  # fmt: skip
    return accounts, troubles, truth


@pytest.fixture(scope="module")
def hazard_known():
    accounts, troubles, truth = world(seed=5, hazard_power=1.2)
    return account_risk(accounts, troubles, AS_OF).to_pylist(), truth


def test_planted_accounts_are_found(hazard_known):
    rows, truth = hazard_known
    there = [row for row in rows if row["churned_at"] is None]
    listed = [row for row in there if row["is_troubled"]]
    right = sum(truth[row["account_id"]] for row in listed)
    assert right / len(listed) >= 0.8
    assert right / sum(truth[row["account_id"]] for row in there) >= 0.8


def test_small_accounts_stay_out_of_the_first_ten_unless_planted(hazard_known):
    rows, truth = hazard_known
    for row in rows:
        if row["rank_in_currency"] and row["rank_in_currency"] <= 10 and row["episode_count"] < 5:
            assert truth[row["account_id"]]


def test_the_list_says_from_which_size_on_it_tells(hazard_known):
    """Of the planted accounts that are as large, more than four of five are listed: more than 2.25 times as much goes wrong."""
    rows, truth = hazard_known
    (least,) = {row["least_episode_count"] for row in rows}
    large = [row for row in rows if row["is_large_enough"] and truth[row["account_id"]] and row["churned_at"] is None]
    assert all(row["is_large_enough"] == (row["episode_count"] >= least) for row in rows)
    assert len(large) > 5
    assert sum(row["is_troubled"] for row in large) / len(large) >= 0.8


def test_told_is_what_would_be_listed_four_times_in_five():
    """Drawn anew: accounts of that size with that ratio, and the share that the posterior is sure of."""
    shape, ratio, sure = 12.0, 2.25, 0.93
    expected = least_expected(shape, ratio, sure)
    counts = np.random.default_rng(1).poisson(ratio * expected, 4000)
    told = shrunk_ratios(counts, np.full(4000, expected), shape=shape).above_one >= sure
    assert 0.72 <= told.mean() <= 0.88  # whole counts only


def test_who_leaves_is_foretold_better_than_by_age_and_by_volume(hazard_known):
    rows, _ = hazard_known
    row = next(row for row in rows if row["churn_status"] == "ok")
    assert row["concordance"] > max(row["age_concordance"], row["volume_concordance"])
    chances = {row["is_troubled"]: row["churn_probability"] for row in rows if row["churn_status"] == "ok"}
    assert chances[True] > chances[False]


def test_where_leaving_has_nothing_to_do_with_it_no_chance_is_shown():
    accounts, troubles, _ = world(seed=4, hazard_power=0.0)
    rows = account_risk(accounts, troubles, AS_OF).to_pylist()
    assert {row["churn_status"] for row in rows} == {"not_better_than_age", "churned"}
    assert all(row["churn_probability"] is None for row in rows)


def test_few_that_left_say_nothing():
    accounts, troubles, _ = world(seed=5, hazard_power=1.0, count=20, planted=2)
    assert {row["churn_status"] for row in account_risk(accounts, troubles, AS_OF).to_pylist()} <= {
        "too_few_churned",
        "churned",
    }


def test_a_ratio_is_drawn_to_one_the_more_the_less_was_expected():
    small, large = shrunk_ratios([2, 40], [0.6, 12.0], shape=5.0).ratio
    assert 1 < small < large < 40 / 12
    with pytest.raises(ValueError, match="not negative"):
        shrunk_ratios([1], [-1.0])


def test_concordance_counts_ties_half():
    assert concordance([1, 1], [True, False]) == 0.5
    assert np.isnan(concordance([1, 2], [False, False]))


def many_customers(seed: int) -> tuple[list[dict], list[dict]]:
    """200 accounts of eight customers each, ten conversations a customer; every fifth customer is easily annoyed, and of the
    first ten accounts all are."""
    rng = np.random.default_rng(seed)
    names = [f"A{number:03d}" for number in range(200)]
    values = {"tier": "team", "owner": "ann", "currency": "USD", "annual_value": 1000.0, "churned_at": None}
    accounts = [{"account_id": name, "started_at": datetime(2024, 1, 1)} | values for name in names]
    troubles = []
    for name in names:
        for customer in range(8):
            share = 0.5 if name < "A010" or rng.random() < 0.2 else 0.1
            for case in range(10):
                row = dict.fromkeys(("is_escalated", "is_abandoned", "is_refused"), False)
                row |= {
                    "episode_id": f"{name}-{customer}-{case}",
                    "account_id": name,
                    "customer_cluster": f"{name}-{customer}",
                }
                row |= {"category": "billing", "started_at": AS_OF - timedelta(days=float(rng.uniform(1, 170)))}
                troubles.append(row | {"is_wrong": None, "is_judged": None, "is_negative": bool(rng.random() < share)})
    return accounts, troubles


def test_customers_who_are_easily_annoyed_are_no_trouble_of_their_account():
    """Customers differ everywhere; the accounts that are bad as a whole are listed, and next to none of the 190 others."""
    for seed in range(3):
        rows = account_risk(*many_customers(seed), AS_OF).to_pylist()
        listed = {row["account_id"] for row in rows if row["is_troubled"]}
        assert len([name for name in listed if name < "A010"]) >= 8
        assert len([name for name in listed if name >= "A010"]) <= 2
