"""Every landing row that the loader's tables of intercom give, by the mapping that `agent-scorecard land intercom` uses."""


def model(dbt, session):
    from agent_scorecard.landing.sources.warehouse import intercom_rows

    settings, prefix = dbt.config.meta_get("settings"), dbt.config.meta_get("prefix")
    return intercom_rows(session, dbt.config.meta_get("loader_schema"), settings, prefix)
