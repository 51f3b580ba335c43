"""One row per feature and release near it, and one per feature and quarter: do more customers ask about it?"""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.business.confusing_features import confusing_features

    moment = dbt.ref("stg_as_of")
    weeks = dbt.ref("int_human_load").filter("category = '(all)'").order("week_start")
    tables = [
        dbt.ref("int_feature_questions").order("started_at, episode_id"),
        dbt.ref("stg_product_features").order("feature_id"),
        dbt.ref("stg_articles").order("article_id, valid_from, version"),
        dbt.ref("stg_releases").order("released_at, release_id"),
        weeks.project("week_start, active_customer_count, customer_basis"),
    ]
    return confusing_features(*(table.to_arrow_table().to_pylist() for table in tables), moment.fetchall()[0][0])
