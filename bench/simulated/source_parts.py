"""The parts of `bench/sources.py`: each gives the lines of its section and whether all went well."""

from __future__ import annotations

from simulated.source_minutes import minutes
from simulated.source_seeds import seeds
from simulated.source_traps import fixtures, traps
from simulated.source_trips import trips

__all__ = ["fixtures", "minutes", "seeds", "traps", "trips"]
