"""A simulated year whose truth is known: the 95 % intervals of the marts hold it about 95 times in a hundred."""

from __future__ import annotations

from pathlib import Path

import pytest
from warehouse import run_dbt

# how many final cells of a year must have a value: a category without a review in a week has no accuracy
RATES = {
    "escalation_rate": 400,
    "containment_rate": 400,
    "abandonment_rate": 400,
    "follow_up_rate_24h": 400,
    "follow_up_rate_72h": 400,
    "follow_up_rate_7d": 400,
    "handled_accuracy": 350,
    "closure_accuracy_gap": 300,
}


@pytest.fixture(scope="module")
def calm_year(tmp_path_factory):
    """Eight categories, 52 weeks, nothing planted: the built database and the folder of its truth."""
    from agent_scorecard.cli import main

    folder = tmp_path_factory.mktemp("calm_year")
    landing, truth = folder / "landing", folder / "truth"
    simulate = ["simulate", "--landing-path", str(landing), "--truth-path", str(truth), "--scenario", "calm"]
    main([*simulate, "--tickets", "12000", "--categories", "8", "--weeks", "52", "--seed", "7"])
    database = folder / "scorecard.duckdb"
    where = f"{{landing: files, landing_path: {landing}}}"
    run_dbt("build", "--vars", where, database=database, target_path=folder / "target")
    return database, truth


def covered(calm_year, metric: str) -> tuple[int, float]:
    """How many final cells of a rate have a value, and in how many of them the interval holds the generating probability."""
    import duckdb

    database, truth = calm_year
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(
            f"""
            select count(*), avg(cast(probability between value_low - 1e-9 and value_high + 1e-9 as integer))
            from marts.scorecard_weekly
            inner join read_parquet('{Path(truth)}/cells/*.parquet') using (week_start, category, metric)
            where is_final and value is not null and metric = ?
            """,
            [metric],
        ).fetchall()[0]


@pytest.mark.parametrize("metric", RATES)
def test_the_interval_of_a_rate_holds_the_probability_that_made_it(calm_year, metric):
    cells, coverage = covered(calm_year, metric)
    assert cells >= RATES[metric]
    # some 400 values of one simulated team: .95 give or take .03
    assert 0.92 <= coverage <= 0.99, coverage


def test_two_or_three_reviews_promise_too_little_rather_than_too_much(calm_year):
    # three reviews a cell: an interval cannot hold the truth in just 95 of 100 then, and errs on the wide side
    cells, coverage = covered(calm_year, "resolution_accuracy")
    assert cells >= 300
    assert coverage >= 0.92, coverage


def test_the_newest_weeks_say_that_they_can_still_change(calm_year):
    import duckdb

    with duckdb.connect(str(calm_year[0]), read_only=True) as connection:
        statuses = connection.sql(
            "select distinct status from marts.scorecard_weekly where not is_final and value is not null"
        ).fetchall()
    assert set(statuses) <= {("immature",), ("unverified",), ("not_reached",)}


MEANS = ("csat_mean", "effort_index", "messages_to_resolution", "sentiment_mean", "sentiment_shift")


def test_the_interval_of_a_mean_holds_what_other_chances_would_have_given(tmp_path):
    """One desk simulated forty times, a category each; bench/coverage.py does it two hundred times, for every metric."""
    import duckdb

    from agent_scorecard.simulation import SimulationConfig
    from simulated.worlds import write_worlds

    landing, truth, database = tmp_path / "landing", tmp_path / "truth", tmp_path / "scorecard.duckdb"
    config = SimulationConfig(tickets=120, weeks=6, categories=1, scenario="calm", seed=300)
    write_worlds(config, landing, truth, 40)
    where = f"{{landing: files, landing_path: {landing}, max_categories: 1000}}"
    selected = ["--select", "+scorecard_weekly", "--exclude-resource-type", "test"]
    run_dbt("build", *selected, "--vars", where, database=database, target_path=tmp_path / "target")
    with duckdb.connect(str(database), read_only=True) as connection:
        cells, coverage = connection.execute(
            f"""
            with cells as (
                select * from marts.scorecard_weekly where category <> '(all)' and is_final and metric in {MEANS}
            ),
            worlds as (select metric, week_start, sum(numerator) / sum(denominator) as mean from cells group by all)
            select count(*), avg((mean between value_low and value_high)::int)
            from cells inner join worlds using (metric, week_start) where value_low is not null
            """
        ).fetchone()
    assert cells >= 600
    assert 0.92 <= coverage <= 0.98, coverage
