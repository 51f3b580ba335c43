"""A whole simulation: block by block, so that memory stays bounded however many tickets are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from agent_scorecard.contract import landing_tables
from agent_scorecard.simulation import planted_tables, truth, writing
from agent_scorecard.simulation.arrow import schema_of
from agent_scorecard.simulation.block import simulate_block
from agent_scorecard.simulation.block_parts import Block, Counters
from agent_scorecard.simulation.catalogue import catalogue_tables
from agent_scorecard.simulation.config import SAMPLE, SimulationConfig
from agent_scorecard.simulation.product_catalogue import release_ids
from agent_scorecard.simulation.speech import Speech
from agent_scorecard.simulation.world import build_world

# Tickets per block: enough to be fast (numpy), few enough for half a gigabyte.
BLOCK = 50_000

# What only a running team fills.
NOT_SIMULATED = ("published_scorecards", "alert_log", "review_salts", "failure_topics", "source_reports")


@dataclass(frozen=True)
class Simulation:
    """Landing tables in the contract's columns, and truth tables: episodes, groups, incidents, secrets, faults, plants, accounts,
    wishes."""

    tables: dict[str, pa.Table]
    truth: dict[str, pa.Table]


def blocks(config: SimulationConfig) -> Iterator[Block]:
    """The simulation in parts. The first one carries what the whole support team shares."""
    world = build_world(config)
    speech = Speech(world.words)
    counters = Counters()
    count = -(-config.tickets // BLOCK)
    for number in range(count):
        share = config.tickets // count + (number < config.tickets % count)
        block = simulate_block(world, speech, number, share, counters)
        if number == 0:
            block.tables |= catalogue_tables(world)
            block.truth["cells"] = truth.cell_table(world)
            block.truth["incidents"] = truth.incident_table(world, release_ids(world))
            block.truth["plants"] = planted_tables.plant_table(world)
        yield block


def simulate(config: SimulationConfig) -> Simulation:
    """Everything in memory; for sizes up to a few hundred thousand tickets."""
    parts = list(blocks(config))
    tables = {
        name: pa.concat_tables(
            [part.tables[name] for part in parts if name in part.tables] or [schema_of(name).empty_table()]
        )
        for name in landing_tables()
    }
    names = sorted({name for part in parts for name in part.truth})
    return Simulation(
        tables=tables,
        truth={name: pa.concat_tables([part.truth[name] for part in parts if name in part.truth]) for name in names},
    )


def write(
    config: SimulationConfig, landing: Path, truth_path: Path | None = None, file_format: str = "parquet"
) -> dict[str, int]:
    """Write every landing table to ``landing/<table>/`` and the truth to ``truth_path``; returns rows by table."""
    for folder in [landing / name for name in landing_tables()]:
        if any(folder.glob("part-*")):
            raise FileExistsError(f"{folder} already holds parts of a landing; choose an empty --landing-path")
    rows: dict[str, int] = {}
    for number, block in enumerate(blocks(config)):
        for name, table in block.tables.items():
            writing.write_part(table, landing / name, number, file_format)
            rows[name] = rows.get(name, 0) + len(table)
        if truth_path is None:
            continue
        for name, table in block.truth.items():
            writing.write_part(table, truth_path / name, number, file_format)
    return rows


def write_sample(folder: Path) -> dict[str, int]:
    """The shipped sample, `sample_<table>.csv` for every table that a simulation fills."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = simulate(SAMPLE).tables
    written = [name for name in tables if name not in NOT_SIMULATED]
    for name in written:
        writing.write_csv(tables[name], folder / f"sample_{name}.csv")
    return {name: len(tables[name]) for name in written}
