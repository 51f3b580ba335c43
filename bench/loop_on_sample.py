# ruff: noqa: E501
"""Every mart of the loop and of the business on the sample, beside what was planted in it.

python bench/loop_on_sample.py data/scorecard.duckdb    # prints and writes docs/figures/loop_on_sample.md
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from agent_scorecard.simulation import SAMPLE, simulate

PAGE = Path(__file__).resolve().parents[1] / "docs" / "figures" / "loop_on_sample.md"
NOT = "nothing of the kind is planted"
# mart: what it says (one value), and the truth (one value of the truth tables, or words)
TOLD = {
    "failure_clusters": (
        "select count(*) || ' topics of ' || sum(failed_count) || ' failures; largest: ' || arg_max(name, failed_count) || ' (' || max(failed_count) || '); rising beyond chance: ' || count(*) filter (where trend = 'rising') from marts.failure_clusters",
        "select count(*) || ' issues are asked about; no issue fails more than its category does' from (select distinct issue from true_episodes)",
    ),
    "knowledge_gaps": (
        "select string_agg(gap_key || ' ' || state || ' since ' || first_seen_at::date, '; ' order by gap_key) from marts.knowledge_gaps",
        "select string_agg(category || ':' || cause_release_id || ' (product release of ' || start_week || ')', '; ') from true_incidents where kind = 'product_release'",
    ),
    "training_examples": (
        "select string_agg(n || ' ' || set_name || ' ' || kind, '; ' order by set_name, kind) || '; in both sets: ' || (select count(*) from (select episode_id from marts.training_examples group by 1 having count(distinct set_name) > 1)) from (select set_name, kind, count(*) as n from marts.training_examples group by all)",
        "select 'right by the truth: ' || round(avg(truth.is_correct::int) filter (where kind = 'positive'), 2) || ' of the positive ones, ' || round(avg(truth.is_correct::int) filter (where kind = 'corrected'), 2) || ' of the corrected' from marts.training_examples inner join true_episodes as truth using (episode_id)",
    ),
    "fix_outcomes": (
        "select string_agg(fix_id || ' ' || verdict || coalesce(' ' || round(ratio, 2), ''), '; ' order by fix_id) from marts.fix_outcomes",
        "two fixes are written down and change nothing by themselves; X2 is of the week in which the bad version ends",
    ),
    "learning_velocity": (
        "select round(100 * value, 1) || ' points a month (' || round(100 * value_low, 1) || ' to ' || round(100 * value_high, 1) || ')' from marts.learning_velocity where measure = 'accuracy_slope' and category = '(all)'",
        "select 'right of the resolved: ' || string_agg(share, ', ' order by month) || ' by quarter' from (select date_trunc('quarter', started_at) as month, round(avg(is_correct::int), 2) as share from true_episodes where is_ai_resolved group by 1 having count(*) > 50)",
    ),
    "scale_gate": (
        "select string_agg(category || ' ' || case when is_open then 'open' else 'closed' end || ', accuracy ' || round(resolution_accuracy_low, 2) || ' to ' || round(resolution_accuracy_high, 2), '; ' order by category) from marts.scale_gate",
        "select string_agg(category || ' ' || share, '; ' order by category) from (select gate.category, round(avg(truth.is_correct::int), 2) as share from marts.scale_gate as gate inner join intermediate.int_episodes_judged as judged on judged.is_ai_resolved and gate.category in (judged.category, '(all)') and judged.started_at > (select as_of from staging.stg_as_of) - interval 56 day inner join true_episodes as truth using (episode_id) group by 1)",
    ),
    "recommendations": (
        "select count(*) || '; first: ' || arg_min(action, place) || ', ' || arg_min(round(expected_effect_low)::int || ' to ' || round(expected_effect_high)::int || ' ' || effect_unit || ', approver ' || approver, place) from marts.recommendations",
        "select 'planted at ' || string_agg(category || ' by ' || cause_release_id, '; ') from true_incidents where kind = 'product_release'",
    ),
    "shadow_comparison": (
        "select pair_count || ' pairs, AI ' || round(ai_accuracy, 2) || ', people ' || round(human_accuracy, 2) || ', difference ' || round(difference, 2) || ' (' || round(difference_low, 2) || ' to ' || round(difference_high, 2) || '), ' || verdict from marts.shadow_comparison where category = '(all)' and blinding = '(all)'",
        "people are right in .90, the AI in its category's accuracy less .05: some .12 apart",
    ),
    "experiment_results": (
        "select string_agg(distinct decision, ', ' order by decision) || '; verdicts: ' || count(verdict) || ' of ' || count(*) || '; split p ' || round(min(sample_ratio_p_value), 2) from marts.experiment_results",
        "an experiment that changes nothing, among a tenth of the customers",
    ),
    "feature_requests": (
        "select string_agg(name || ' ' || customer_count || coalesce(' built by ' || release_id, ''), '; ' order by customer_count desc, name) from marts.feature_requests where currency = '(all)'",
        "select string_agg(subject || ' since ' || starts_at::date || coalesce(', built ' || ends_at::date, ''), '; ' order by subject) from true_plants where kind = 'feature_ask'",
    ),
    "confusing_features": (
        "select count(*) filter (where is_confusing) || ' confuse; highest ratio ' || round(max(ratio), 2) || ' (from ' || round(arg_max(ratio_low, ratio), 2) || ')' from marts.confusing_features",
        NOT,
    ),
    "workflow_problems": (
        "select count(*) filter (where is_problem) || ' of ' || count(*) || ' steps' from marts.workflow_problems",
        NOT,
    ),
    "account_risk": (
        "select count(*) filter (where is_troubled) || ' troubled, ratios ' || round(min(trouble_ratio), 2) || ' to ' || round(max(trouble_ratio), 2) || '; chance to leave: ' || string_agg(distinct churn_status, ', ' order by churn_status) from marts.account_risk",
        "no account is served worse; accounts leave by chance",
    ),
    "outreach_list": ("select count(*) || ' accounts' from marts.outreach_list", "no account is served worse"),
    "business_signals": (
        "select string_agg(kind || ' ' || n, '; ' order by kind) from (select kind, sum(signal_count) as n from marts.business_signals group by 1)",
        "none is planted; what is heard are sentences of the simulated customers about seats, plans and prices",
    ),
    "value_weekly": (
        "select round(sum(correct_count)) || ' right resolutions of ' || sum(resolved_count) || '; a right one costs ' || round(median(cost_per_correct_usd), 2) || ' USD in the median week' from marts.value_weekly where category = '(all)' and is_final",
        "select sum(is_correct::int) || ' of ' || count(*) || ' that the AI resolved, all weeks' from true_episodes where is_ai_resolved",
    ),
    "capacity_weekly": (
        "select round(sum(human_handled_count)) || ' by people of ' || sum(handled_count) || '; elasticity ' || string_agg(distinct elasticity_status, ', ' order by elasticity_status) from marts.capacity_weekly where category = '(all)'",
        "customers do not grow in the sample",
    ),
    "feature_adoption": (
        "select string_agg(verdict || ' ' || n, '; ' order by verdict) from (select verdict, count(*) as n from marts.feature_adoption group by 1)",
        NOT,
    ),
    "channel_baselines": (
        "select string_agg(verdict || ' ' || n, '; ' order by verdict) from (select coalesce(verdict, 'not told') as verdict, count(*) as n from marts.channel_baselines group by 1)",
        "channels do not differ but by chance",
    ),
    "complexity_monthly": (
        "select 'more than one step: ' || round(100 * min(tier_share)) || ' to ' || round(100 * max(tier_share)) || ' % of a month' from marts.complexity_monthly where tier = 'multi_step'",
        "which questions are asked does not change over the year",
    ),
    "escalation_forecasts": (
        "select string_agg(distinct status, ', ' order by status) || '; error over the seasonal naive ' || round(min(relative_error), 2) || ' to ' || round(max(relative_error), 2) from marts.escalation_forecasts",
        "no season; one release of eight moves escalations",
    ),
    "knowledge_due": (
        "select 'first: ' || arg_min(title || ' (' || category || '), ' || reasons, rank) from marts.knowledge_due",
        "select 'what ' || cause_release_id || ' changed in ' || category from true_incidents where kind = 'product_release'",
    ),
}


WEEK, CATEGORY = "2025-09-01", "technical"


def by_hand(connection) -> list[str]:
    """The cost of a right resolution of one week and category, from its conversations and by the mart."""
    rows = connection.execute(
        """
        select episodes.episode_id, episodes.cost_usd::double as cost, human_message_count as messages, is_ai_resolved,
            verdicts.correct_score, coalesce(verdicts.reviewer_count, 0) * coalesce(drawn.minutes, 6) as minutes
        from marts.episodes as episodes
        left join intermediate.int_reviews_to_episode_verdicts as verdicts using (episode_id)
        left join intermediate.int_episodes_drawn as drawn using (episode_id)
        where episodes.week_start = ? and episodes.category = ? and is_ai_handled order by length(episodes.episode_id), 1
        """,
        [WEEK, CATEGORY],
    ).fetchall()
    [mart] = (
        connection.execute("select * from marts.value_weekly where week_start = ? and category = ?", [WEEK, CATEGORY])
        .to_arrow_table()
        .to_pylist()
    )
    cost, people, reviews = (
        sum(row[1] for row in rows),
        sum(row[2] for row in rows) * 6 / 60 * 35,
        sum(row[5] for row in rows) / 60 * 40,
    )
    resolved, share = sum(bool(row[3]) for row in rows), mart["resolution_accuracy_rate"]
    lines = ["", f"## A right resolution of {CATEGORY} in the week of {WEEK}, by hand", "",
             "| conversation | AI, USD | messages by people | resolved by the AI | right, by review | minutes of reviewing |",
             "| --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    lines += [
        f"| {name} | {usd:.6f} | {messages} | {'yes' if is_resolved else 'no'} | {'' if score is None else f'{score:g}'} | {minutes:.1f} |"
        for name, usd, messages, is_resolved, score, minutes in rows
    ]
    by_rows = (cost + people + reviews) / (resolved * share)
    return [*lines, "",
            f"AI {cost:.5f} USD, people {people:.2f} (6 minutes a message, 35 USD an hour), reviewers {reviews:.2f} (40 USD an hour): {cost + people + reviews:.5f} USD.",
            f"Resolved {resolved}, of which {share:.4f} are right by the weighted reviews ({mart['resolution_accuracy_rate_numerator']:.3f} of {mart['resolution_accuracy_rate_denominator']:.3f}): {resolved * share:.4f}.",
            f"By hand {by_rows:.4f} USD each; by `value_weekly.cost_per_correct_usd` {mart['cost_per_correct_usd']:.4f}."]  # fmt: skip


def main() -> None:
    truth = simulate(SAMPLE).truth
    lines = [
        "# Figures: the marts of the loop and of the business on the sample",
        "",
        "Made by `bench/loop_on_sample.py` from the built sample: what each says, and what is planted in it. That they are not empty and",
        "not constant is tested (`tests/python/test_loop_and_business.py`, `tests/python/test_capabilities.py`).",
        "",
        "| mart | rows | it says | the truth |",
        "| --- | --- | --- | --- |",
    ]
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        for name, table in truth.items():
            connection.register(f"true_{name}", table)
        for mart, (says, known) in TOLD.items():
            rows, said, true = (
                connection.sql(question).fetchone()[0] if question.startswith("select ") else question
                for question in (f"select count(*) from marts.{mart}", says, known)
            )
            lines.append(f"| `{mart}` | {rows:,} | {said} | {true} |")
        lines += by_hand(connection)
    print("\n".join(lines))
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
