"""One row per category: may the AI take more volume, and what is missing?"""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.scale_gate import scale_gate

    moment, limits_seed = dbt.ref("stg_as_of"), dbt.ref("improvement_limits")
    as_of = moment.fetchall()[0][0]
    recent = f"started_at > timestamp '{as_of}' - interval {int(dbt.config.get('review_window_days'))} day"
    columns = "category, customer_cluster, is_ai_resolved, is_escalated, correct_score, needed_score, hallucination_score, weight"
    episodes = dbt.ref("int_episodes_judged").filter(recent).order("episode_id").project(columns)
    limits = {row["category"]: row for row in limits_seed.to_arrow_table().to_pylist()}
    fixed = dbt.ref("int_fix_outcomes").filter("verdict = 'working'").project("category").fetchall()
    verified = {name: sum(row[0] == name for row in fixed) for name in {row[0] for row in fixed}}
    return scale_gate(episodes.to_arrow_table().to_pylist(), limits, verified)
