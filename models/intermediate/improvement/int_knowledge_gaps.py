"""One row per gap in the knowledge base."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.knowledge_gaps import knowledge_gaps

    moment = dbt.ref("stg_as_of")
    columns = "fix_id, gap_key, kind, shipped_at, verdict"
    tables = [
        dbt.ref("int_failures_clustered").order("episode_id"),
        dbt.ref("stg_articles").order("article_id, valid_from, version"),
        dbt.ref("stg_releases").order("released_at, release_id"),
        dbt.ref("stg_product_features").order("feature_id"),
        dbt.ref("int_fix_outcomes").order("fix_id").project(columns),
        dbt.ref("stg_review_decisions").order("decision_id"),
        dbt.ref("alert_owners").order("kind, metric, category, product_area"),
    ]
    return knowledge_gaps(*(table.to_arrow_table().to_pylist() for table in tables), moment.fetchall()[0][0])
