"""One row per request and currency: what customers ask for that the product did not have."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.business.feature_requests import feature_requests
    from agent_scorecard.business.wishes import may_wish

    moment = dbt.ref("stg_as_of")
    as_of = moment.fetchall()[0][0]
    words = dbt.ref("int_customer_words").order("sent_at, message_id").to_arrow_table()
    messages = words.filter(may_wish(words["body"])).to_pylist()
    features = dbt.ref("stg_product_features").order("feature_id").to_arrow_table().to_pylist()
    releases = dbt.ref("stg_releases").order("released_at, release_id").to_arrow_table().to_pylist()
    accounts = dbt.ref("stg_accounts").order("account_id").to_arrow_table().to_pylist()
    return feature_requests(messages, features, releases, accounts, as_of)
