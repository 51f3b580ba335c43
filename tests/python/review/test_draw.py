"""The lot: fair, reproducible, and the same in SQL."""

from __future__ import annotations

import duckdb
import numpy as np

from agent_scorecard.contract import project_dir
from agent_scorecard.review.draw import assign, hash_share

IDS = [f"desk:T{number}#1" for number in range(20_000)]


def is_drawn(episode_id: str, salt: str, rates: list[float]) -> bool:
    """Is the episode drawn by any of its tiers? All tiers share its one random number, so the probability is the largest rate."""
    return hash_share(episode_id + salt) < max(rates)


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


def _shown_and_true(known_salt, salts) -> tuple[float, float]:
    """An agent that is right where it thinks it will be read, and else in 65 of 100; what reviews show, and the truth."""
    ids = [f"team:T{n}#1" for n in range(6_000)]
    careful = [is_drawn(one, known_salt, [0.15]) for one in ids]
    right = [is_careful or hash_share(f"{one}|luck") < 0.65 for one, is_careful in zip(ids, careful, strict=True)]
    read = [value for one, value, salt in zip(ids, right, salts, strict=True) if is_drawn(one, salt, [0.15])]
    return sum(read) / len(read), sum(right) / len(right)


def test_who_knows_a_public_salt_can_cheat_and_who_faces_a_secret_one_cannot(tmp_path):
    from datetime import datetime

    import pyarrow as pa
    import pyarrow.parquet as pq

    from agent_scorecard.review.salts import draw_salts, salts_of

    shown, true = _shown_and_true("review-1", ["review-1"] * 6_000)
    assert (shown, true < 0.75) == (1.0, True)
    (tmp_path / "tickets").mkdir()
    pq.write_table(
        pa.table({"created_at": pa.array([datetime(2025, 3, 5)], pa.timestamp("us"))}),
        tmp_path / "tickets" / "a.parquet",
    )
    weeks = draw_salts(tmp_path, datetime(2025, 3, 31))
    assert [f"{week:%d.%m}" for week in weeks] == ["03.03", "10.03", "17.03", "24.03"]
    salts = list(salts_of(tmp_path).values())
    assert len(set(salts)) == 4
    shown, true = _shown_and_true("review-1", [salts[n % 4] for n in range(6_000)])
    assert abs(shown - true) < 0.06
    # the week that is not over has no secret, and what is drawn stays drawn
    assert draw_salts(tmp_path, datetime(2025, 4, 6)) == []
    assert len(draw_salts(tmp_path, datetime(2025, 4, 7))) == 1
    assert list(salts_of(tmp_path).values())[:4] == salts


def test_weeks_drawn_before_secrets_were_kept_keep_their_salt(tmp_path):
    from datetime import datetime

    import pyarrow as pa
    import pyarrow.parquet as pq

    from agent_scorecard.review.salts import draw_salts, salts_of

    for table in ("tickets", "review_draws"):
        (tmp_path / table).mkdir()
    moment = pa.timestamp("us")
    pq.write_table(
        pa.table({"created_at": pa.array([datetime(2025, 3, 5)], moment)}), tmp_path / "tickets" / "a.parquet"
    )
    drawn = {"salt": ["review-1"], "drawn_at": pa.array([datetime(2025, 3, 12)], moment)}
    pq.write_table(pa.table(drawn), tmp_path / "review_draws" / "a.parquet")
    draw_salts(tmp_path, datetime(2025, 3, 31))
    kept = {f"{week:%d.%m}": salt == "review-1" for week, salt in salts_of(tmp_path).items()}
    assert kept == {"03.03": True, "10.03": True, "17.03": False, "24.03": False}
