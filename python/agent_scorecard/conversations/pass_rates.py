"""Repeated scenarios of each category and agent: how often all of k runs come out right."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from agent_scorecard.statistics.pass_k import Trial, pass_powers

SCHEMA = pa.schema(
    [("category", pa.string()), ("agent_id", pa.string())]
    + [(name, pa.int64()) for name in ("k", "scenario_count", "left_out_scenario_count", "trial_count")]
    + [(name, pa.float64()) for name in ("pass_rate", "pass_rate_low", "pass_rate_high")]
)


def pass_rates(episodes: Iterable[tuple]) -> pa.Table:
    """One row per category, agent and k, in the columns of ``SCHEMA``; ``(all)`` is among the categories and agents.

    ``episodes``: (category, agent_id, scenario_id, is_correct, episode_id) of repeated scenarios, in any order.
    """
    trials = [Trial(*row[:4]) for row in sorted(episodes, key=lambda row: row[4])]
    return pa.Table.from_pylist([vars(rate) for rate in pass_powers(trials)], schema=SCHEMA)
