"""Does Spark understand every SQL model? Compiles the project for Spark and has Spark parse it; `make spark-parses` runs it.

A check of the language and not of the numbers: Python models do not run on Spark here.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from compiling import compiled

PROFILE = "{type: spark, method: session, schema: main, host: none, threads: 1}"


def main() -> int:
    from pyspark.sql import SparkSession

    with tempfile.TemporaryDirectory() as folder:
        models = compiled(PROFILE, Path(folder))
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
