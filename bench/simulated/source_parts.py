"""The parts of `bench/sources.py`: each gives the lines of its section and whether all went well."""

from __future__ import annotations

from simulated.source_trips import trips

__all__ = ["trips"]
