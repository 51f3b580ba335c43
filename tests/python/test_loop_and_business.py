"""Every mart of the loop and of the business on the sample: something is in it, and it is as the hidden truth has it."""

from __future__ import annotations

import duckdb
import pytest

# the main figure of each
FIGURES = {
    "failure_clusters": "failed_count",
    "knowledge_gaps": "evidence_count",
    "training_examples": "category",
    "fix_outcomes": "verdict",
    "learning_velocity": "value",
    "scale_gate": "resolution_accuracy_low",
    "recommendations": "expected_effect",
    "shadow_comparison": "difference",
    "experiment_results": "difference",
    "confusing_features": "asked_rate_since",
    "workflow_problems": "stuck_share",
    "account_risk": "trouble_ratio",
    "business_signals": "kind",
    "value_weekly": "cost_per_correct_usd",
    "capacity_weekly": "human_handled_rate",
    "feature_adoption": "help_ratio",
    "channel_baselines": "value",
    "complexity_monthly": "tier_share",
    "escalation_forecasts": "relative_error",
    "knowledge_due": "failed_rate",
    "feature_requests": "customer_count",
}
# empty on the sample, for what the truth says
EMPTY = {
    "outreach_list": ("accounts", "kind = 'risky'"),
}


@pytest.fixture(scope="module")
def sample(sample_warehouse):
    from agent_scorecard.simulation import SAMPLE, simulate

    truth = simulate(SAMPLE).truth
    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        for name in ("incidents", "plants", "accounts", "episodes"):
            connection.register(f"true_{name}", truth[name])
        yield connection


def values(connection, question: str) -> list:
    return [row[0] for row in connection.sql(question).fetchall()]


@pytest.mark.parametrize(("mart", "figure"), FIGURES.items(), ids=FIGURES)
def test_it_holds_rows_that_differ(sample, mart, figure):
    found = values(sample, f'select distinct "{figure}" from marts.{mart} where "{figure}" is not null')
    assert len(found) >= 2, f"{mart}.{figure}: {found}"


@pytest.mark.parametrize("mart", EMPTY)
def test_what_is_empty_has_nothing_to_find(sample, mart):
    table, planted = EMPTY[mart]
    assert values(sample, f"select count(*) from true_{table} where {planted}") == [0]
    assert values(sample, f"select count(*) from marts.{mart}") == [0]


def test_the_release_that_broke_something_is_the_gap_the_proposal_and_the_first_article(sample):
    [(category, release)] = sample.sql(
        "select category, cause_release_id from true_incidents where kind = 'product_release'"
    ).fetchall()
    assert f"{category}:{release}" in values(sample, "select gap_key from marts.knowledge_gaps where state = 'open'")
    [proposed, *_] = values(sample, "select category from marts.recommendations order by place")
    assert proposed == category
    [due, *_] = values(sample, "select category from marts.knowledge_due order by rank")
    assert due == category
    risen = values(sample, "select category from marts.failure_clusters where trend = 'rising'")
    assert set(risen) <= {category}


def test_what_customers_ask_for_is_what_was_planted_and_what_was_built_is_linked_to_its_release(sample):
    asked = values(sample, "select replace(subject, '_', ' ') from true_plants where kind = 'feature_ask'")
    found = dict(sample.sql("select name, release_id from marts.feature_requests where currency = '(all)'").fetchall())
    assert {name for name in asked if any(name in told for told in found)} == set(asked)
    assert len(found) == len(asked)
    built = values(sample, "select replace(subject, '_', ' ') from true_plants where ends_at is not null")
    released = {name for name, release in found.items() if release}
    assert len(released) == len(built) == 1
    assert built[0] in released.pop()


def test_a_gates_interval_holds_what_is_true(sample):
    """Of the episodes of its window that the AI resolved, the share that is right in truth."""
    rows = sample.sql(
        """
        select gate.category, gate.resolution_accuracy_low, gate.resolution_accuracy_high, avg(truth.is_correct::double)
        from marts.scale_gate as gate
        inner join intermediate.int_episodes_judged as judged
            on judged.is_ai_resolved and gate.category in (judged.category, '(all)')
            and judged.started_at > (select as_of from staging.stg_as_of) - interval 56 day
        inner join true_episodes as truth using (episode_id)
        group by all
        """
    ).fetchall()
    assert len(rows) == 4
    assert [row for row in rows if not row[1] <= row[3] <= row[2]] == []


def test_where_nothing_was_planted_nobody_is_told_apart(sample):
    """No feature of the sample teaches its users, no account is served worse, and no category's escalations follow a season."""
    assert set(values(sample, "select verdict from marts.feature_adoption")) <= {"as_others", "not_known"}
    assert set(values(sample, "select is_troubled from marts.account_risk")) == {False}
    assert set(values(sample, "select status from marts.escalation_forecasts")) <= {"not_better", "too_few"}


def test_shares_of_tiers_add_up_and_channels_are_the_sample_s(sample):
    sums = values(
        sample,
        "select round(sum(tier_share), 9) from marts.complexity_monthly group by month_start, metric having count(*) = 2",
    )
    assert set(sums) == {1.0}
    spoken = values(sample, "select distinct channel from marts.episodes where is_ai_handled")
    assert set(values(sample, "select channel from marts.channel_baselines")) <= set(spoken)
