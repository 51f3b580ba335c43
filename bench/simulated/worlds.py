"""One desk simulated again and again, the results side by side in one landing: what a number would have been, had chance
fallen otherwise.

Every simulation becomes a category of its own (`w001 how_to`), so that a single build publishes each of its numbers. Their
means over the simulations are what an interval of any one of them ought to hold, also where no formula gives the truth.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.simulation import writing
from agent_scorecard.simulation.config import SimulationConfig
from agent_scorecard.simulation.generate import simulate

# What a customer said and did is a simulation's own; the catalogue of agents, articles and releases is everybody's.
OWN = ("tickets", "messages", "ticket_events", "satisfaction", "reviews", "review_draws", "judgements", "customers")
NAMED = ("ticket_id", "merged_into_ticket_id", "customer_id", "same_as_customer_id", "message_id", "event_id", "review_id",
         "judgement_id", "queue_id", "category")  # fmt: skip
SHARED = ("agents", "articles", "product_features", "releases", "workflow_steps")


def write_worlds(config: SimulationConfig, landing: Path, truth_path: Path, count: int) -> None:
    """Simulate ``config`` with ``count`` seeds, from its own on, into one landing. ``truth_path/cells.parquet`` gets the
    probabilities that all of them share, by week and metric.

    Only for calm configurations of one category: an incident would be planted in each.
    """
    if config.categories != 1 or config.scenario != "calm" or config.incidents:
        raise ValueError("worlds are of one category and calm")
    for number in range(count):
        simulation = simulate(replace(config, seed=config.seed + number))
        for name in OWN:
            writing.write_part(_named(simulation.tables[name], f"w{number:03d}"), landing / name, number, "parquet")
        if number == 0:
            for name in SHARED:
                writing.write_part(simulation.tables[name], landing / name, 0, "parquet")
            writing.write_part(simulation.truth["cells"].drop_columns("category"), truth_path, 0, "parquet")


def _named(table: pa.Table, world: str) -> pa.Table:
    """Ids and categories that say which world they are of; pages are left out, accounts are nobody's."""
    for name in table.column_names:
        column = table[name]
        if name in NAMED:
            column = pc.binary_join_element_wise(world, column.cast(pa.string()), " " if name == "category" else "-")
        elif name == "episode_id":
            column = pc.replace_substring(column, ":", f":{world}-", max_replacements=1)
        elif name in ("page_context_id", "account_id"):
            column = pa.nulls(len(table), column.type)
        table = table.set_column(table.schema.get_field_index(name), name, column)
    return table
