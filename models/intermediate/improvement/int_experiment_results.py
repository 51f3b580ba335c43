"""One row per experiment, variant, metric and category: the split, the difference, what must not be worse."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.experiment_results import experiment_results
    from agent_scorecard.kept import kept

    moment, assigned = dbt.ref("stg_as_of"), dbt.ref("stg_experiment_assignments")
    columns = (
        "customer_id, category, started_at, is_ai_resolved, is_escalated, is_followed_up, correct_score, needed_score,"
        " weight"
    )
    episodes, looks = dbt.ref("int_episodes_judged"), dbt.config.get("declared_looks") or {}

    def computed():
        units = assigned.order("experiment, unit_id").to_arrow_table().to_pylist()
        rows = episodes.order("episode_id").project(columns).to_arrow_table().to_pylist()
        return experiment_results(units, rows, moment.fetchall()[0][0], looks)

    return kept(dbt, session, computed, moment, assigned, episodes.project(f"episode_id, {columns}"))
