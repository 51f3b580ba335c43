"""One row per feature: do its users need less help afterwards, against those who met another feature?"""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.business.feature_adoption import feature_adoption
    from agent_scorecard.kept import kept

    moment = dbt.ref("stg_as_of")
    asked = dbt.ref("int_feature_questions").project(
        "episode_id, customer_cluster, article_id, opening, element_labels, is_unsupported, started_at"
    )
    tables = {
        dbt.ref("stg_product_features"): "feature_id",
        dbt.ref("stg_articles"): "article_id, valid_from, version",
        dbt.ref("int_customers_active"): "customer_id",
    }

    def computed():
        rows = [table.order(key).to_arrow_table().to_pylist() for table, key in tables.items()]
        batches = asked.order("started_at, episode_id").to_arrow_table().to_batches(10_000)
        told = (row for batch in batches for row in batch.to_pylist())
        return feature_adoption(told, *rows, moment.fetchall()[0][0])

    return kept(dbt, session, computed, moment, asked, *tables)
