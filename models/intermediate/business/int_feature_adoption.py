"""One row per feature: do its users need less help afterwards, against those who met another feature?"""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.business.feature_adoption import feature_adoption

    moment = dbt.ref("stg_as_of")
    tables = [
        dbt.ref("int_feature_questions").order("started_at, episode_id"),
        dbt.ref("stg_product_features").order("feature_id"),
        dbt.ref("stg_articles").order("article_id, valid_from, version"),
        dbt.ref("int_customers_active").order("customer_id"),
    ]
    return feature_adoption(*(table.to_arrow_table().to_pylist() for table in tables), moment.fetchall()[0][0])
