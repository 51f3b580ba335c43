"""One row per week, account and kind of signal: what its customers said that sales or success should hear."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.business.business_signals import business_signals, may_signal

    words = dbt.ref("int_customer_words").order("sent_at, message_id").to_arrow_table()
    return business_signals(words.filter(may_signal(words["body"])).to_pylist())
