"""One row per category, agent and k: how often the agent gets a repeated scenario right k times in a row."""


def model(dbt, session):
    dbt.config(materialized="table")
    import pyarrow as pa

    from agent_scorecard.statistics.consistency import Trial, pass_rates

    episodes = dbt.ref("episodes").filter("is_ai_handled and scenario_id is not null and is_correct is not null")
    rows = episodes.project("category, coalesce(agent_id, '(none)'), scenario_id, is_correct, episode_id")
    trials = [Trial(*row[:4]) for row in sorted(rows.fetchall(), key=lambda row: row[4])]
    schema = pa.schema(
        [("category", pa.string()), ("agent_id", pa.string())]
        + [(name, pa.int64()) for name in ("k", "scenario_count", "left_out_scenario_count", "trial_count")]
        + [(name, pa.float64()) for name in ("pass_rate", "pass_rate_low", "pass_rate_high")]
    )
    return pa.Table.from_pylist([vars(rate) for rate in pass_rates(trials)], schema=schema)
