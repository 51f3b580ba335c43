"""One row per experiment, variant, metric and category: the split, the difference, what must not be worse."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.experiment_results import experiment_results

    moment = dbt.ref("stg_as_of")
    columns = (
        "customer_id, category, started_at, is_ai_resolved, is_escalated, is_followed_up, correct_score, needed_score, weight"
    )
    as_of, looks = moment.fetchall()[0][0], dbt.config.get("declared_looks") or {}
    assigned = dbt.ref("stg_experiment_assignments").order("experiment, unit_id").to_arrow_table().to_pylist()
    episodes = dbt.ref("int_episodes_judged").order("episode_id").project(columns).to_arrow_table().to_pylist()
    return experiment_results(assigned, episodes, as_of, looks)
