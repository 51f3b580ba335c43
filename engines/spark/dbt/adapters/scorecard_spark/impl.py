"""dbt-spark's adapter with two things more: Python models in the session, and landing folders of Parquet."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from dbt.adapters.base import available
from dbt.adapters.scorecard_spark.landing_paths import parquet_of
from dbt.adapters.scorecard_spark.python_models import SessionPythonJobHelper
from dbt.adapters.spark import SparkAdapter, SparkConnectionManager, SparkCredentials
from dbt_common.exceptions import DbtRuntimeError

# Spark starts its Python workers by this name, and would take the system's
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)


@dataclass
class ScorecardSparkCredentials(SparkCredentials):
    """dbt-spark's, and in how many parts the scoring is split: some for each core of the cluster."""

    parts: int = 4

    @property
    def type(self) -> str:
        return "scorecard_spark"


class ScorecardSparkConnectionManager(SparkConnectionManager):
    TYPE = "scorecard_spark"


class ScorecardSparkAdapter(SparkAdapter):
    """``submission_method`` of a Python model is `session`: the process that runs dbt holds the Spark session."""

    ConnectionManager = ScorecardSparkConnectionManager

    @classmethod
    def get_adapter_run_info(cls, config):
        # dbt takes the package's name from the class's
        return SparkAdapter.get_adapter_run_info(config)

    @property
    def default_python_submission_method(self) -> str:
        return "session"

    @property
    def python_submission_helpers(self) -> dict:
        return {"session": SessionPythonJobHelper}

    @available
    def landing_parts(self, root: str, tables: list[str]) -> dict[str, list[dict]]:
        """The Parquet files of every landing table: {table: [{name, relation, columns: {name: type}}]}.

        Files with the same columns are one part. Names that begin with `_` or `.` are left alone; any other file that is
        not Parquet stops the build: Spark reads what `agent-scorecard land` wrote.
        """
        found: dict[str, list[dict]] = {}
        for path in sorted(Path(root).rglob("*")):
            inside = path.relative_to(root).parts
            if path.is_dir() or any(part[0] in "_." for part in inside):
                continue
            if path.suffix != ".parquet" or inside[0] not in tables:
                raise DbtRuntimeError(
                    f"Landing: {path} is no Parquet file of a landing table. On Spark, land it first with `agent-scorecard land`."
                )
            columns = {field.name: str(field.type) for field in pq.read_schema(path)}
            alike = [part for part in found.setdefault(inside[0], []) if part["columns"] == columns]
            if alike:
                alike[0]["paths"].append(str(path))
            else:
                found[inside[0]].append({"name": str(path), "columns": columns, "paths": [str(path)]})
        for parts in found.values():
            for part in parts:
                part["relation"] = parquet_of(part.pop("paths"))
        return found
