"""One row per request and currency: what customers ask for that the product did not have."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.business.feature_requests import feature_requests
    from agent_scorecard.business.wishes import may_wish
    from agent_scorecard.kept import kept

    moment, words = dbt.ref("stg_as_of"), dbt.ref("int_customer_words")
    tables = {
        dbt.ref("stg_product_features"): "feature_id",
        dbt.ref("stg_releases"): "released_at, release_id",
        dbt.ref("stg_accounts"): "account_id",
    }

    def computed():
        said = words.order("sent_at, message_id").to_arrow_table()
        messages = said.filter(may_wish(said["body"])).to_pylist()
        rows = (table.order(key).to_arrow_table().to_pylist() for table, key in tables.items())
        return feature_requests(messages, *rows, moment.fetchall()[0][0])

    return kept(dbt, session, computed, moment, words, *tables)
