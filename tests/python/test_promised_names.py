"""The published names that others build on. A mart may grow; none of these may go or be spelled another way."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]

EPISODES = """
episode_id ticket_id episode_number source_system scenario_id customer_id account_id
week_start resolved_week_start category product_area channel language brand priority agent_id agent_version capability
tier strategy
is_timed is_agent_first is_ai_handled is_escalated is_escalation_requested escalation_reason escalation_kind is_resolved
resolution_basis is_ai_resolved is_autonomous is_contained is_abandoned is_confirmed is_reopened is_durable outcome
is_reviewed is_correct is_valid is_complete is_helpful needed_human is_version_mixed
message_count customer_message_count ai_message_count human_message_count first_response_seconds resolution_seconds
escalation_seconds follow_up_seconds sentiment_mean sentiment_shift csat_score cost_usd
started_at first_ai_answer_at first_human_reply_at escalated_at resolved_at ended_at next_episode_at
"""

# mart: columns beside what every weekly mart has
COLUMNS = {
    "episodes": EPISODES,
    "excluded_tickets": "ticket_id reason",
    "agent_spans": "episode_id agent_id agent_version started_at ended_at",
    "messages_scored": "message_id episode_id author_type sentiment scorer_version",
    "answers": """message_id episode_id support_score unsupported_number negation_mismatch invented_feature overpromise
        used_page elements_named elements_correct steps_named steps_correct context_loss_score article_version""",
    "customers": "customer_id account_id",
    "accounts": "account_id tier annual_value",
    "agents": "agent_id agent_type version capability tier strategy",
    "metric_registry": """metric unit direction counter_metric window_hours settle_days min_n owner is_alerting
        short_name numerator denominator computed_in is_review_based scale_low scale_high""",
    "scorecard_weekly": """week_start category metric value value_low value_high numerator denominator n_effective status
        is_final baseline""",
    "scorecard_monthly": "category metric value value_low value_high numerator denominator n_effective status",
    "scorecard_by_segment_weekly": """week_start segment_type segment metric value value_low value_high numerator
        denominator n_effective status is_final""",
    "threshold_verdicts": """week_start category metric value value_low value_high numerator denominator status
        warn_threshold fail_threshold verdict""",
    "pass_k": "category agent_id k scenario_count trial_count pass_rate pass_rate_low pass_rate_high",
    "data_quality": "table_name reason row_count",
    "metric_drift_weekly": "week_start metric",
    "mix_shift_weekly": "week_start metric",
    "alerts": "alert_id metric category severity owner opened_at customers_affected cause_candidates evidence",
    "metric_forecasts": "metric category week_start",
    "review_queue": "episode_id next_label_value_usd",
    "reviewer_agreement": "rater_type rater kappa alpha",
    "baselines": "category metric value",
    "restatements": "week_start category metric value_was value_now why",
    "weekly_review": "meeting_on metric finding action owner",
    "support_manager_daily": "day",
    "account_risk": """account_id tier owner currency annual_value episode_count trouble_ratio trouble_ratio_low
        trouble_ratio_high reasons last_episodes value_at_risk churn_probability churn_status churned_at""",
    "business_signals": "week_start account_id kind signal_count customer_count owner next_step",
    "capacity_weekly": """week_start category active_customer_count human_handled_rate elasticity elasticity_low
        elasticity_high elasticity_status ten_points_saved_hours ten_points_net_usd busiest_hour""",
    "feature_requests": """request_key currency name ask_count customer_count annual_value trend feature_id release_id
        owner""",
    "outreach_list": "account_id owner next_step reasons last_episodes rank_in_currency value_at_risk",
    "value_weekly": """week_start category handled_count resolved_count correct_count cost_per_handled_usd
        cost_per_resolved_usd cost_per_correct_usd saved_hours saved_hours_low saved_hours_high wrong_answer_cost_usd
        return_on_agent return_on_reviewing""",
}

# weekly mart: its rates, each with numerator, denominator, low and high
RATES = {
    "resolution_accuracy_weekly": """resolution_accuracy_rate handled_accuracy_rate closure_rate closure_accuracy_gap
        valid_rate complete_rate helpful_rate""",
    "escalation_weekly": """escalation_rate escalation_precision_rate escalation_recall_rate missed_escalation_rate
        avoidable_escalation_rate escalation_request_refused_rate""",
    "sentiment_weekly": "sentiment_mean sentiment_shift frustrated_episode_rate",
    "time_to_resolution_weekly": "waiting_after_24h_rate",
    "follow_up_weekly": """follow_up_rate_24h follow_up_rate_72h follow_up_rate_7d follow_up_rate_14d
        same_issue_follow_up_rate_7d durable_resolution_rate""",
    "outcome_ladder_weekly": """containment_rate durable_resolution_rate confirmed_resolution_rate
        assumed_resolution_rate resolution_accuracy_rate""",
    "experience_weekly": "csat_mean csat_response_rate ces_mean trust_mean",
    "effort_weekly": "repeated_information_rate channel_switch_rate effort_index messages_to_resolution",
    "coherence_weekly": "context_loss_rate cross_conversation_retention_rate",
    "hallucination_weekly": """hallucination_rate contradicted_rate invented_feature_rate overpromise_rate
        unsupported_answer_rate""",
    "page_awareness_weekly": """page_context_use_rate element_accuracy_rate workflow_accuracy_rate
        stuck_recognition_rate proactive_rate""",
    "speed_quality_weekly": "fast_wrong_rate quality_adjusted_resolutions",
}
BESIDE_THE_RATES = {
    "resolution_accuracy_weekly": "reviewed_count n_effective estimator",
    "escalation_weekly": "minutes_to_escalation",
    "time_to_resolution_weekly": """median_hours_to_resolution mean_hours_to_resolution_72h
        median_seconds_to_first_response median_business_hours_to_resolution resolved_count backlog_count""",
    "follow_up_weekly": "follow_up_rate_7d_at_risk follow_up_rate_7d_mature lapsed_after_bad_rate",
    "outcome_ladder_weekly": """operational_count escalated_count abandoned_count confirmed_count assumed_count
        pending_count""",
}

METRICS = """
resolution_accuracy handled_accuracy closure_rate closure_accuracy_gap escalation_rate escalation_precision
escalation_recall missed_escalation_rate avoidable_escalation_rate escalation_request_refused_rate minutes_to_escalation
sentiment_mean sentiment_shift frustrated_episode_rate csat_mean median_hours_to_resolution
median_seconds_to_first_response follow_up_rate_24h follow_up_rate_72h follow_up_rate_7d follow_up_rate_14d
same_issue_follow_up_rate_7d durable_resolution_rate containment_rate confirmed_resolution_rate assumed_resolution_rate
abandonment_rate messages_to_resolution repeated_information_rate channel_switch_rate effort_index context_loss_rate
cross_conversation_retention_rate unsupported_answer_rate hallucination_rate contradicted_rate invented_feature_rate
overpromise_rate page_context_use_rate element_accuracy_rate workflow_accuracy_rate stuck_recognition_rate proactive_rate
quality_adjusted_resolutions fast_wrong_rate
"""

STATUSES = {"ok", "low_n", "immature", "unverified", "no_data", "not_applicable", "not_reached"}


def promised(mart: str) -> set[str]:
    names = set(COLUMNS.get(mart, "").split()) | set(BESIDE_THE_RATES.get(mart, "").split())
    if mart in RATES:
        names |= {"week_start", "category", "status", "is_final"}
        parts = ("", "_numerator", "_denominator", "_low", "_high")
        names |= {rate + part for rate in RATES[mart].split() for part in parts}
    return names


@pytest.mark.parametrize("mart", sorted({*COLUMNS, *RATES}))
def test_a_mart_has_the_columns_that_were_promised(manifest, mart):
    model = manifest["nodes"][f"model.agent_scorecard.{mart}"]
    assert model["path"].startswith("marts/")
    assert promised(mart) - set(model["columns"]) == set()


def test_every_promised_metric_is_in_the_registry():
    with (PROJECT / "seeds" / "metrics.csv").open(newline="") as file:
        assert set(METRICS.split()) - {row["metric"] for row in csv.DictReader(file)} == set()


def test_the_long_scorecard_has_one_row_per_week_category_and_metric_always(sample_warehouse):
    import duckdb

    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        rows, weeks, categories, metrics, span = connection.sql(
            """
            select count(*), count(distinct week_start), count(distinct category), count(distinct metric),
                date_diff('day', min(week_start), max(week_start)) / 7 + 1
            from marts.scorecard_weekly
            """
        ).fetchall()[0]
        keys = connection.sql(
            "select count(*) from (select distinct week_start, category, metric from marts.scorecard_weekly)"
        )
        assert rows == weeks * categories * metrics == keys.fetchall()[0][0]
        assert weeks == span
        statuses = {row[0] for row in connection.sql("select distinct status from marts.scorecard_weekly").fetchall()}
        assert statuses <= STATUSES
        # a number that is not known is null, and a row without cases stands with n = 0
        assert connection.sql(
            "select count(*) from marts.scorecard_weekly where denominator = 0 and value is not null and metric like '%rate%'"
        ).fetchall() == [(0,)]
        for mart in RATES:
            found = connection.sql(
                f"select count(*), count(distinct (week_start, category)) from marts.{mart}"
            ).fetchall()
            assert found == [(weeks * categories, weeks * categories)], mart
