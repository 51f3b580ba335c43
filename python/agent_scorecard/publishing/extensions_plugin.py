"""A plugin of dbt-duckdb: a build has DuckDB's extensions before it attaches a database of another kind.

plugins: [{module: agent_scorecard.publishing.extensions_plugin, config: {extensions: [postgres_scanner]}}]
"""

from __future__ import annotations

from dbt.adapters.duckdb.plugins import BasePlugin

from agent_scorecard.publishing.extensions import load_extension


class Plugin(BasePlugin):
    """The plugin of dbt-duckdb: its config `extensions` lists what a profile needs."""

    def initialize(self, plugin_config: dict) -> None:
        self.extensions = list(plugin_config.get("extensions", []))

    def configure_connection(self, conn) -> None:
        for name in self.extensions:
            load_extension(conn, name)
