"""One row per week, account and kind of signal: what its customers said that sales or success should hear."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.business.business_signals import business_signals, may_signal
    from agent_scorecard.kept import kept

    words = dbt.ref("int_customer_words")

    def computed():
        said = words.order("sent_at, message_id").to_arrow_table()
        return business_signals(said.filter(may_signal(said["body"])).to_pylist())

    return kept(dbt, session, computed, words)
