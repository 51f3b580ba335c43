"""Every landing row that the loader's tables of zendesk give, by the mapping that `agent-scorecard land zendesk` uses."""


def model(dbt, session):
    from agent_scorecard.landing.sources.warehouse import zendesk_rows

    settings, prefix = dbt.config.meta_get("settings"), dbt.config.meta_get("prefix")
    return zendesk_rows(session, dbt.config.meta_get("loader_schema"), settings, prefix)
