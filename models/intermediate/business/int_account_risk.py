"""One row per account: was it served worse than its conversations would be elsewhere, and what is at stake?"""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.business.account_risk import account_risk

    as_of = dbt.ref("stg_as_of").fetchall()[0][0]
    accounts = dbt.ref("stg_accounts").order("account_id").to_arrow_table().to_pylist()
    troubles = dbt.ref("int_account_troubles").order("episode_id").to_arrow_table().to_pylist()
    return account_risk(
        accounts, troubles, as_of, int(dbt.config.get("window_days")), int(dbt.config.get("horizon_days"))
    )
