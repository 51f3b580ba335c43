"""One support team simulated again and again: the 95 % intervals of the marts hold the truth about 95 times in a hundred.

Small here, for every metric and at length in bench/coverage.py.
"""

from __future__ import annotations

import duckdb
import pytest
from warehouse import dbt_here

WORLDS = 40

# Rates whose generating probability is known, and how many final numbers must be there: a week without a review has no accuracy.
RATES = {
    "escalation_rate": 180,
    "containment_rate": 180,
    "abandonment_rate": 180,
    "follow_up_rate_24h": 180,
    "follow_up_rate_72h": 180,
    "follow_up_rate_7d": 150,
    "handled_accuracy": 100,
    "closure_accuracy_gap": 85,
}
# Of a mean the truth is its mean over all simulations of the week.
MEANS = ("csat_mean", "effort_index", "messages_to_resolution", "sentiment_mean", "sentiment_shift")


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    """Six calm weeks of 20 tickets simulated forty times, each a category of one landing: a connection to the build."""
    from agent_scorecard.simulation import SimulationConfig
    from simulated.worlds import write_worlds

    folder = tmp_path_factory.mktemp("worlds")
    landing, truth, database = folder / "landing", folder / "truth", folder / "scorecard.duckdb"
    config = SimulationConfig(tickets=120, weeks=6, categories=1, scenario="calm", seed=300)
    write_worlds(config, landing, truth, WORLDS)
    selected = ["--select", "+scorecard_weekly", "--exclude-resource-type", "test"]
    where = {"landing": "files", "landing_path": landing, "max_categories": 1000}
    dbt_here("build", *selected, database=database, target_path=folder / "target", **where)
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute(f"create temp view truth as select * from read_parquet('{truth}/*.parquet')")
        connection.execute(
            "create temp view final_numbers as select * from marts.scorecard_weekly where category <> '(all)' and is_final"
        )
        yield connection


def covered(worlds, metric: str) -> tuple[int, float]:
    """How many final numbers of a rate have a value, and in how many of them the interval holds the generating probability."""
    return worlds.execute(
        """
        select count(*), avg(cast(probability between value_low - 1e-9 and value_high + 1e-9 as integer))
        from final_numbers inner join truth using (week_start, metric)
        where value is not null and metric = ?
        """,
        [metric],
    ).fetchall()[0]


@pytest.mark.parametrize("metric", RATES)
def test_the_interval_of_a_rate_holds_the_probability_that_made_it(worlds, metric):
    numbers, coverage = covered(worlds, metric)
    assert numbers >= RATES[metric]
    # some 200 values: .95 give or take .03; intervals of few reviews err on the wide side
    assert coverage >= 0.92, coverage


def test_intervals_are_no_wider_than_they_must_be(worlds):
    """Over all counted rates together some 1,160 values of 20 episodes each. Twenty leave few steps between 0 and 1, and a
    rare event is held more often than promised; an interval that always held the truth would say too little."""
    counted = [covered(worlds, metric) for metric in RATES if not metric.endswith(("accuracy", "gap"))]
    numbers = sum(each for each, _ in counted)
    assert sum(each * coverage for each, coverage in counted) / numbers <= 0.98


def test_two_or_three_reviews_promise_too_little_rather_than_too_much(worlds):
    numbers, coverage = covered(worlds, "resolution_accuracy")
    assert numbers >= 85
    assert coverage >= 0.92, coverage


def test_the_newest_weeks_say_that_they_can_still_change(worlds):
    statuses = worlds.sql(
        "select distinct status from marts.scorecard_weekly where not is_final and value is not null"
    ).fetchall()
    assert set(statuses) <= {("immature",), ("unverified",), ("not_reached",)}


def test_the_interval_of_a_mean_holds_what_other_chances_would_have_given(worlds):
    numbers, coverage = worlds.execute(
        f"""
        with truths as (
            select metric, week_start, sum(numerator) / sum(denominator) as mean from final_numbers group by all
        )
        select count(*), avg((mean between value_low and value_high)::int)
        from final_numbers inner join truths using (metric, week_start)
        where value_low is not null and metric in {MEANS}
        """
    ).fetchone()
    assert numbers >= 600
    assert 0.92 <= coverage <= 0.98, coverage
