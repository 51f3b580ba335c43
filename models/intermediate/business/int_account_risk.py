"""One row per account: was it served worse than its conversations would be elsewhere, and what is at stake?"""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.business.account_risk import account_risk
    from agent_scorecard.kept import kept

    moment, accounts, troubles = dbt.ref("stg_as_of"), dbt.ref("stg_accounts"), dbt.ref("int_account_troubles")
    days = int(dbt.config.get("window_days")), int(dbt.config.get("horizon_days"))

    def computed():
        as_of = moment.fetchall()[0][0]
        tables = accounts.order("account_id"), troubles.order("episode_id")
        return account_risk(*(table.to_arrow_table().to_pylist() for table in tables), as_of, *days)

    return kept(dbt, session, computed, moment, accounts, troubles)
