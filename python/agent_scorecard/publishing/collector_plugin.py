"""A plugin of dbt-duckdb: what a build takes of the machine, where nobody said so.

Python looks for circular garbage less often while it runs, and DuckDB spills to disk from a quarter of the machine's memory on.

dbt holds some hundred thousand objects, and the default looks through the young ones after every 700 new ones: a fifth of
the CPU seconds of a warm build of the sample. A build ends soon, and what is not in a circle is freed at once all the same.

DuckDB's own limit is four fifths, which it fills with what it may need again: Python models need the rest, and so does who
works on the machine. SCORECARD_MEMORY sets another limit (macros/engine/memory.sql).

plugins: [{module: agent_scorecard.publishing.collector_plugin}]
"""

from __future__ import annotations

import gc

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

THRESHOLDS = (200_000, 20, 100)
LEAST_GIB = 1.0
GIB_OF = {"KiB": 2.0**-20, "MiB": 2.0**-10, "GiB": 1.0, "TiB": 1024.0}


class Plugin(BasePlugin):
    """The plugin of dbt-duckdb: it is made with the build's connection, and wants no config."""

    def initialize(self, plugin_config: dict) -> None:
        gc.set_threshold(*THRESHOLDS)

    def configure_connection(self, conn) -> None:
        """A limit of memory for all queries of the build, before any of them."""
        with duckdb.connect() as fresh:
            told = fresh.execute("select current_setting('memory_limit')").fetchall()[0][0]
        conn.execute(f"set memory_limit = '{quarter_of_machine(told)}'")


def quarter_of_machine(told: str) -> str:
    """A quarter of the memory of which ``told`` is four fifths, and 1 GiB at least; ``told`` where it is in no known unit.

    >>> quarter_of_machine("12.8 GiB"), quarter_of_machine("800.0 MiB"), quarter_of_machine("none")
    ('4.0GiB', '1.0GiB', 'none')
    """
    number, _, unit = told.partition(" ")
    if unit not in GIB_OF:
        return told
    return f"{max(float(number) * GIB_OF[unit] / 0.8 / 4, LEAST_GIB):.1f}GiB"
