"""One row per shipped fix: did its failure fall more than elsewhere?"""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.fix_outcomes import fix_outcomes

    moment = dbt.ref("stg_as_of")
    columns = (
        "category, started_at, week_start, failure_reason, is_failed, article_id, cluster_key, correct_score, weight"
    )
    as_of = moment.fetchall()[0][0]
    fixes = dbt.ref("stg_fixes").order("shipped_at, fix_id").to_arrow_table().to_pylist()
    episodes = dbt.ref("int_failures_clustered").order("episode_id").project(columns).to_arrow_table().to_pylist()
    return fix_outcomes(fixes, episodes, as_of)
