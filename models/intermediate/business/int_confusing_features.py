"""One row per feature and release near it, and one per feature and quarter: do more customers ask about it?"""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.business.confusing_features import confusing_features
    from agent_scorecard.kept import kept

    moment, weeks = dbt.ref("stg_as_of"), dbt.ref("int_human_load").filter("category = '(all)'")
    asked = dbt.ref("int_feature_questions").project(
        "episode_id, customer_cluster, article_id, opening, element_labels, has_page, has_error, is_unsupported, "
        "is_unexplained, is_person_needed, week_start, started_at"
    )
    tables = {
        dbt.ref("stg_product_features"): "feature_id",
        dbt.ref("stg_articles"): "article_id, valid_from, version",
        dbt.ref("stg_releases"): "released_at, release_id",
        weeks.project("week_start, active_customer_count, customer_basis"): "week_start",
    }

    def computed():
        rows = [table.order(key).to_arrow_table().to_pylist() for table, key in tables.items()]
        batches = asked.order("started_at, episode_id").to_arrow_table().to_batches(10_000)
        told = (row for batch in batches for row in batch.to_pylist())
        return confusing_features(told, *rows, moment.fetchall()[0][0])

    return kept(dbt, session, computed, moment, asked, *tables)
