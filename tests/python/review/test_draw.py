"""The lot: fair, reproducible, and the same in SQL."""

from __future__ import annotations

import duckdb
import numpy as np

from agent_scorecard.contract import project_dir
from agent_scorecard.review.draw import assign, hash_share, is_drawn

IDS = [f"desk:T{number}#1" for number in range(20_000)]


def test_the_lot_is_the_one_that_the_macro_draws():
    macro = (project_dir() / "macros" / "engine" / "hash.sql").read_text()
    body = macro.split("duckdb__hash_share(text) -%}")[1].split("{%-")[0].replace("{{ text }}", "text")
    rows = duckdb.sql(f"select unnest(?) as text, {body}", params=[IDS[:500]]).fetchall()
    assert [share for _, share in rows] == [hash_share(text) for text, _ in rows]


def test_each_tier_is_drawn_at_its_rate_and_two_tiers_at_the_larger():
    for rates in ([0.05], [0.05, 0.2], [0.4, 0.15]):
        share = np.mean([is_drawn(key, "review-1", rates) for key in IDS])
        assert abs(share - max(rates)) < 4 * np.sqrt(max(rates) / len(IDS))


def test_late_rows_never_change_earlier_draws():
    drawn = {key for key in IDS[:1_000] if is_drawn(key, "s", [0.1])}
    assert drawn == {key for key in IDS if is_drawn(key, "s", [0.1])} & set(IDS[:1_000])


def test_weighing_by_the_inverse_of_the_largest_rate_is_unbiased():
    """Risky episodes are wrong more often and drawn more often; the weighted mean of the drawn is the mean of all."""
    rng = np.random.default_rng(7)
    risky = rng.random(len(IDS)) < 0.3
    correct = np.where(risky, rng.random(len(IDS)) < 0.5, rng.random(len(IDS)) < 0.9)
    rate = np.where(risky, 0.4, 0.05)
    estimates, naive = [], []
    for salt in range(40):
        taken = np.array([hash_share(f"{key}{salt}") for key in IDS]) < rate
        weight = 1 / rate[taken]
        estimates.append((weight * correct[taken]).sum() / weight.sum())
        naive.append(correct[taken].mean())
    assert abs(np.mean(estimates) - correct.mean()) < 0.005
    assert np.mean(naive) < correct.mean() - 0.1


def test_stopping_early_in_queue_order_leaves_an_honest_sample():
    rng = np.random.default_rng(3)
    risky = rng.random(len(IDS)) < 0.3
    correct = np.where(risky, rng.random(len(IDS)) < 0.5, rng.random(len(IDS)) < 0.9)
    rate = np.where(risky, 0.4, 0.05)
    estimates = []
    for salt in range(60):
        share = np.array([hash_share(f"{key}{salt}") for key in IDS])
        waiting = np.flatnonzero(share < rate)
        first = waiting[np.argsort(share[waiting] / rate[waiting])][:300]
        weight = 1 / rate[first]
        estimates.append((weight * correct[first]).sum() / weight.sum())
    assert abs(np.mean(estimates) - correct.mean()) < 0.015


def test_two_reviewers_share_the_work_and_overlap_by_lot():
    assigned = assign(IDS[:1_000], ["ann", "ben"], 0.2, "q")
    both = set(assigned["ann"]) & set(assigned["ben"])
    assert set(assigned["ann"]) | set(assigned["ben"]) == set(IDS[:1_000])
    assert 150 < len(both) < 250
    assert assign(IDS[:10], ["ann"], 1.0, "q") == {"ann": IDS[:10]}
