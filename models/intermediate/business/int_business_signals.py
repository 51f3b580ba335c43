"""One row per week, account and kind of signal: what its customers said that sales or success should hear."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.business.business_signals import business_signals

    return business_signals(dbt.ref("int_customer_words").order("sent_at, message_id").to_arrow_table().to_pylist())
