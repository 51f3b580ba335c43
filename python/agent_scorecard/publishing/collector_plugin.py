"""A plugin of dbt-duckdb: Python looks for circular garbage less often while a build runs.

dbt holds some hundred thousand objects, and the default looks through the young ones after every 700 new ones: a fifth of
the CPU seconds of a warm build of the sample. A build ends soon, and what is not in a circle is freed at once all the same.

plugins: [{module: agent_scorecard.publishing.collector_plugin}]
"""

from __future__ import annotations

import gc

from dbt.adapters.duckdb.plugins import BasePlugin

THRESHOLDS = (200_000, 20, 100)


class Plugin(BasePlugin):
    """The plugin of dbt-duckdb: it is made with the build's connection, and wants no config."""

    def initialize(self, plugin_config: dict) -> None:
        gc.set_threshold(*THRESHOLDS)
