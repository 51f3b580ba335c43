"""One row per gap in the knowledge base."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.fix_outcomes import fix_outcomes
    from agent_scorecard.improvement.knowledge_gaps import knowledge_gaps

    moment = dbt.ref("stg_as_of")
    tables = [
        dbt.ref("int_failures_clustered").order("episode_id"),
        dbt.ref("stg_articles").order("article_id, valid_from, version"),
        dbt.ref("stg_releases").order("released_at, release_id"),
        dbt.ref("stg_product_features").order("feature_id"),
        dbt.ref("stg_fixes").order("shipped_at, fix_id"),
        dbt.ref("stg_review_decisions").order("decision_id"),
        dbt.ref("alert_owners").order("kind, metric, category, product_area"),
    ]
    episodes, articles, releases, features, fixes, *rest = (table.to_arrow_table().to_pylist() for table in tables)
    as_of = moment.fetchall()[0][0]
    outcomes = fix_outcomes(fixes, episodes, as_of).to_pylist()
    return knowledge_gaps(episodes, articles, releases, features, outcomes, *rest, as_of)
