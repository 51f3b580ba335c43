"""The pages that customers were on while they wrote, as landing rows."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from agent_scorecard.simulation.arrow import conform, ids, pick, times
from agent_scorecard.simulation.block_parts import Block, Counters
from agent_scorecard.simulation.episode_clocks import Episodes
from agent_scorecard.simulation.world import World


def page_rows(world: World, e: Episodes, counters: Counters, out: Block, rng: np.random.Generator) -> pa.Array:
    """One snapshot of the page per in-app episode with the AI; returns page_context_id by episode, null elsewhere."""
    seen = e["is_ai"] & (e["channel"] == 2)
    row = np.flatnonzero(seen)
    number = np.zeros(len(seen), dtype=np.int64)
    number[row] = counters.page + np.arange(len(row))
    counters.page += len(row)
    issue = e["issue"][row]
    step = rng.integers(1, 5, size=len(row))
    e["step"] = np.zeros(len(seen), dtype=np.int64)
    e["step"][row] = step
    has_error = (rng.random(len(row)) < 0.35) | (e["exchanges"][row] > 1)
    has_error = np.where(e["page_error"][row] >= 0, e["page_error"][row] > 0, has_error)
    e["has_page_error"] = np.zeros(len(seen), dtype=bool)
    e["has_page_error"][row] = has_error
    out.tables["page_contexts"] = conform(
        "page_contexts",
        {
            "page_context_id": ids("P", number[row]),
            "page_url": pick([i.page for i in world.words.issues], issue),
            "captured_at": times(e["start"][row] - 4),
            "element_labels": pick([";".join(i.labels) for i in world.words.issues], issue),
            "error_state": pick([i.error for i in world.words.issues], issue, ~has_error),
            "workflow": pick([i.key for i in world.words.issues], issue),
            "step_number": step,
        },
    )
    return ids("P", number, ~seen)
