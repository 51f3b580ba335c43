"""What is planted happens, from its week on and nowhere else, and the truth says so."""

import duckdb
import pytest

from agent_scorecard.simulation import SimulationConfig, simulate
from agent_scorecard.simulation.plants import Plant

PLANTS = (
    Plant("stale_article", "sync_stuck", 30, size=0.45),
    Plant("missing_article", "change_plan", 30, size=0.3),
    Plant("launch_without_article", "recurring_task", 26, size=0.25),
    Plant("confusing_feature", "login_loop", 30, size=0.5, cause="bug"),
    Plant("fix", "how_to", 34, size=0.3),
    Plant("feature_ask", "dark_theme", 5, 30, size=0.03),
    Plant("effort_rise", "billing", 30, size=1.0),
)


@pytest.fixture(scope="module")
def planted():
    config = SimulationConfig(
        tickets=6_000, categories=3, plants=PLANTS, risky_accounts=6, unlucky_accounts=10, seed=4, other_languages=0.2
    )
    simulation = simulate(config)
    connection = duckdb.connect()
    for name, table in simulation.tables.items():
        connection.register(name, table)
    for name, table in simulation.truth.items():
        connection.register(f"true_{name}", table)
    return connection


def shares(planted, what: str, where: str, week: int) -> list[float]:
    """The mean of ``what`` before and from ``week`` on."""
    late = f"week_start >= date '2025-01-06' + {7 * week}"
    return [
        planted.sql(
            f"select avg(({what})::int) from true_episodes where is_ai_handled and {where} and {side}"
        ).fetchone()[0]
        for side in (f"not {late}", late)
    ]


def test_each_plant_moves_what_it_is_about(planted):
    before, since = shares(planted, "is_correct", "issue = 'sync_stuck'", 30)
    assert since < before - 0.25
    before, since = shares(planted, "issue = 'login_loop'", "category = 'technical'", 30)
    assert since > before + 0.2
    before, since = shares(planted, "issue in ('change_plan', 'recurring_task')", "true", 30)
    assert before < 0.05 < since
    before, since = shares(planted, "is_correct", "category = 'how_to' and issue <> 'recurring_task'", 34)
    assert since > before


def test_an_untouched_issue_stays_as_it_was(planted):
    before, since = shares(planted, "is_correct", "issue in ('slow_board', 'upload_fails')", 30)
    assert abs(since - before) < 0.1


def test_what_has_no_article_has_none_and_a_stale_one_keeps_its_version(planted):
    articles = dict(planted.sql("select article_id, count(*) from articles group by 1").fetchall())
    assert not {"K3", "K11"} & set(articles)
    assert articles["K5"] == 1
    assert (
        planted.sql("select available_from from product_features where name = 'Recurring tasks'").fetchone()[0].year
        == 2025
    )
    assert planted.sql("select count(*) from product_features where name = 'Plan change'").fetchone()[0] == 0


def test_a_wish_is_said_until_it_is_built(planted):
    said = planted.sql(
        "select count(*), max(sent_at) from true_wishes join messages using (message_id) where wish = 'dark_theme'"
    ).fetchone()
    assert said[0] > 30
    built = planted.sql("select available_from from product_features where name = 'Dark theme'").fetchone()[0]
    assert said[1] < built or (said[1] - built).days < 1


def test_risky_accounts_are_served_worse_and_write_no_more_once_they_left(planted):
    rates = dict(
        planted.sql(
            """
            select kind, avg((not is_correct)::int) from true_episodes join tickets using (ticket_id)
            join true_accounts using (account_id) where is_ai_handled and week_start >= date '2025-07-01' group by 1
            """
        ).fetchall()
    )
    assert rates["risky"] > rates["ordinary"] + 0.2
    late = planted.sql(
        """
        select count(*) from tickets join true_accounts using (account_id)
        where created_at > left_at + interval 28 days
        """
    ).fetchone()[0]
    assert late == 0


def test_a_plant_of_nothing_that_there_is_is_refused():
    with pytest.raises(ValueError, match="none of"):
        simulate(SimulationConfig(tickets=100, plants=(Plant("stale_article", "no_such_issue", 3),)))
    with pytest.raises(ValueError, match="size"):
        Plant("stale_article", "sync_stuck", 3, size=1.5)
