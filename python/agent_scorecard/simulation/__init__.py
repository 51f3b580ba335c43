"""A support team that never was: every landing table, and next to it the hidden truth that a test may compare with."""

from __future__ import annotations

from agent_scorecard.simulation.config import SAMPLE, Incident, SimulationConfig

__all__ = ["SAMPLE", "Incident", "SimulationConfig", "simulate"]


def simulate(config: SimulationConfig):
    """All landing tables and the truth of ``config``, in memory: ``Simulation(tables, truth)``."""
    from agent_scorecard.simulation.generate import simulate as run

    return run(config)
