"""Every landing row that the loader's tables of chatwoot give, by the mapping that `agent-scorecard land chatwoot` uses."""


def model(dbt, session):
    from agent_scorecard.landing.sources.warehouse import chatwoot_rows

    settings, prefix = dbt.config.meta_get("settings"), dbt.config.meta_get("prefix")
    return chatwoot_rows(session, dbt.config.meta_get("loader_schema"), settings, prefix)
