"""Does Spark understand every SQL model? Compiles the project for Spark and has Spark parse it; `make spark` runs it.

A check of the language and not of the numbers: Python models do not run on Spark here.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PROFILE = """
agent_scorecard:
  target: spark
  outputs:
    spark: {type: spark, method: session, schema: main, host: none, threads: 1}
"""


def compiled_for_spark(folder: Path) -> list[Path]:
    """Every SQL model as dbt-spark would send it."""
    from dbt.cli.main import dbtRunner

    project = folder / "project"
    project.mkdir()
    for part in ("models", "macros", "seeds", "selectors.yml"):
        source = PROJECT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, project / part)
    settings = (PROJECT / "dbt_project.yml").read_text()
    # the views over landing files are DuckDB's own
    (project / "dbt_project.yml").write_text(settings.replace("on-run-start:", "x-on-run-start:", 1))
    settings = [
        line for line in (project / "dbt_project.yml").read_text().splitlines() if "prepare_landing" not in line
    ]
    (project / "dbt_project.yml").write_text("\n".join(line for line in settings if line != "x-on-run-start:"))
    (project / "profiles.yml").write_text(PROFILE)
    where = ["--project-dir", str(project), "--profiles-dir", str(project), "--no-introspect"]
    done = dbtRunner().invoke(["--quiet", "compile", *where])
    if not done.success:
        raise SystemExit(f"dbt could not compile for Spark: {done.exception}")
    return sorted((project / "target" / "compiled").rglob("models/**/*.sql"))


def main() -> int:
    from pyspark.sql import SparkSession

    with tempfile.TemporaryDirectory() as folder:
        models = compiled_for_spark(Path(folder))
        session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
        parser = session._jsparkSession.sessionState().sqlParser()
        failures = 0
        for model in models:
            try:
                parser.parsePlan(model.read_text())
            except Exception as error:  # whatever Spark says of it is the finding
                failures += 1
                print(f"{model.name}: {next((line for line in str(error).splitlines() if line.strip()), error)}")
    print(f"{len(models) - failures} passed, {failures} failed")
    return 1 if failures or not models else 0


if __name__ == "__main__":
    sys.exit(main())
