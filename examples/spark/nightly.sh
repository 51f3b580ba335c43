#!/bin/sh
# What a scheduler calls where Spark builds: `.spark` is the environment that `make spark` makes (docs/scaling.md).
#   SCORECARD_SPARK          folder of the tables, which executors see, too     (data/spark)
#   SCORECARD_SPARK_MASTER   local[8], spark://driver:7077, ...                 (local[2])
#   SCORECARD_SPARK_PARTS    parts of the scoring: some for each core           (4)
# The exit code is dbt's: 0 built, 1 a model failed, 2 usage.
cd "${AGENT_SCORECARD_PROJECT:?name the folder of dbt_project.yml}" || exit 2
exec .spark/bin/dbt --quiet build --target spark_session --exclude-resource-type test unit_test "$@"
