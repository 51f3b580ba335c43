"""A dbt adapter: dbt-spark in a session, with Python models that run next to it (docs/scaling.md)."""

from pathlib import Path

from dbt.adapters.base import AdapterPlugin
from dbt.adapters.scorecard_spark.impl import ScorecardSparkAdapter, ScorecardSparkCredentials

Plugin = AdapterPlugin(
    adapter=ScorecardSparkAdapter,
    credentials=ScorecardSparkCredentials,
    include_path=str(Path(__file__).parent / "include"),
    dependencies=["spark"],
    project_name="dbt_scorecard_spark",
)
