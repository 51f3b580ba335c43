"""One row per feature: do its users need less help afterwards, against those who met another feature?"""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.business.feature_adoption import feature_adoption
    from agent_scorecard.kept import kept

    moment = dbt.ref("stg_as_of")
    tables = {
        dbt.ref("int_feature_questions"): "started_at, episode_id",
        dbt.ref("stg_product_features"): "feature_id",
        dbt.ref("stg_articles"): "article_id, valid_from, version",
        dbt.ref("int_customers_active"): "customer_id",
    }

    def computed():
        rows = (table.order(key).to_arrow_table().to_pylist() for table, key in tables.items())
        return feature_adoption(*rows, moment.fetchall()[0][0])

    return kept(dbt, session, computed, moment, *tables)
