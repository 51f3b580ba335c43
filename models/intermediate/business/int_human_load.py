"""One row per week and category: what is left to people, for each active customer, and how it grows with customers."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.business.human_load import human_load
    from agent_scorecard.kept import kept

    tables = {
        dbt.ref("int_weeks"): "week_start",
        dbt.ref("int_hours_to_episodes"): "episode_id",
        dbt.ref("int_customers_active"): "customer_id",
    }

    def computed():
        return human_load(*(table.order(key).to_arrow_table().to_pylist() for table, key in tables.items()))

    return kept(dbt, session, computed, *tables)
