"""One row per week and category: what is left to people, for each active customer, and how it grows with customers."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.business.human_load import human_load

    weeks = dbt.ref("int_weeks").order("week_start").to_arrow_table().to_pylist()
    episodes = dbt.ref("int_hours_to_episodes").order("episode_id").to_arrow_table().to_pylist()
    customers = dbt.ref("int_customers_active").order("customer_id").to_arrow_table().to_pylist()
    return human_load(weeks, episodes, customers)
