"""One row per category, agent and k: how often the agent gets a repeated scenario right k times in a row."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.conversations.pass_rates import pass_rates
    from agent_scorecard.statistics.rounding import stored

    episodes = dbt.ref("int_episodes").filter("is_ai_handled and scenario_id is not null and is_correct is not null")
    rows = episodes.project("category, coalesce(agent_id, '(none)'), scenario_id, is_correct, episode_id")
    return stored(pass_rates(rows.fetchall()))
