"""Desks shared by the tests of the simulator: simulated once, read by all."""

import pytest

from agent_scorecard.simulation import SAMPLE, SimulationConfig, simulate


@pytest.fixture(scope="session")
def year():
    """A noisy year in eight categories, large enough for rates to be tested."""
    return simulate(SimulationConfig(tickets=40_000, categories=8, scenario="incidents", seed=11))


@pytest.fixture(scope="session")
def sample():
    return simulate(SAMPLE)
