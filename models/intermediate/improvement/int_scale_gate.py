"""One row per category: may the AI take more volume, and what is missing?"""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.fix_outcomes import fix_outcomes
    from agent_scorecard.improvement.scale_gate import scale_gate

    moment, limits_seed = dbt.ref("stg_as_of"), dbt.ref("improvement_limits")
    as_of = moment.fetchall()[0][0]
    clustered = dbt.ref("int_failures_clustered").order("episode_id")
    recent = f"started_at > timestamp '{as_of}' - interval {int(dbt.config.get('review_window_days'))} day"
    columns = "category, customer_cluster, is_ai_resolved, is_escalated, correct_score, needed_score, hallucination_score, weight"
    episodes = clustered.filter(recent).project(columns).to_arrow_table().to_pylist()
    limits = {row["category"]: row for row in limits_seed.to_arrow_table().to_pylist()}
    fixes = dbt.ref("stg_fixes").order("shipped_at, fix_id").to_arrow_table().to_pylist()
    failures = clustered.to_arrow_table().to_pylist() if fixes else []
    outcomes = fix_outcomes(fixes, failures, as_of).to_pylist()
    working = [row["category"] for row in outcomes if row["verdict"] == "working"]
    return scale_gate(episodes, limits, {category: working.count(category) for category in working})
