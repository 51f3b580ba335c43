#!/usr/bin/env bash
# Runs every scheduler example for real, each in an environment of its own: once to green, once to red with a data test
# that fails. Works on a copy of the project as committed, so that nothing here is touched.
#   scripts/orchestrators.sh [cron] [airflow] [cosmos] [dagster]      (all, where none is named)
set -euo pipefail

home=$(cd "$(dirname "$0")/.." && pwd)
uv=$(command -v uv || echo "$home/.tools/bin/uv")
wanted=("${@:-cron airflow cosmos dagster}")
# shellcheck disable=SC2206
wanted=(${wanted[@]})
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export AGENT_SCORECARD_PROJECT="$work/agent_scorecard" AGENT_SCORECARD_RETRIES=0 AGENT_SCORECARD_ARGUMENTS=""

echo "== a copy of the project with an environment of its own"
git -C "$home" archive --prefix=agent_scorecard/ HEAD | tar -x -C "$work"
(cd "$AGENT_SCORECARD_PROJECT" && "$uv" sync --locked --quiet && .venv/bin/dbt --quiet parse)

environment() { # name, packages
    local name=$1; shift
    if [ ! -x "$home/.tools/$name/bin/python" ]; then
        "$uv" venv --quiet --python 3.11 "$home/.tools/$name"
        "$uv" pip install --quiet --python "$home/.tools/$name/bin/python" "$@"
    fi
}

check_that_fails="$AGENT_SCORECARD_PROJECT/tests/a_check_that_fails.sql"
break_it() { echo "select * from {{ ref('stg_as_of') }}" > "$check_that_fails"; (cd "$AGENT_SCORECARD_PROJECT" && .venv/bin/dbt --quiet parse); }
mend_it() { rm -f "$check_that_fails"; (cd "$AGENT_SCORECARD_PROJECT" && .venv/bin/dbt --quiet parse); }

expect() { # what, green or red, command
    local what=$1 colour=$2 began=$SECONDS found=green; shift 2
    "$@" > "$work/$what-$colour.log" 2>&1 || found=red
    if [ "$found" != "$colour" ]; then
        tail -60 "$work/$what-$colour.log"
        echo "$what: $found, and should be $colour"
        exit 1
    fi
    echo "$what: $colour, as it should be ($((SECONDS - began)) s)"
}

# what cron gives a job: almost no environment
cron() {
    env -i HOME="$HOME" PATH=/usr/bin:/bin SHELL=/bin/sh \
        AGENT_SCORECARD_PROJECT="$AGENT_SCORECARD_PROJECT" AGENT_SCORECARD_ARGUMENTS="$AGENT_SCORECARD_ARGUMENTS" \
        /bin/sh "$AGENT_SCORECARD_PROJECT/examples/cron/nightly.sh"
}

airflow_environment() {
    environment airflow apache-airflow==3.3.2 astronomer-cosmos==1.15.1
    export AIRFLOW_HOME="$work/airflow" AIRFLOW__CORE__DAGS_FOLDER="$AGENT_SCORECARD_PROJECT/examples/airflow"
    export AIRFLOW__CORE__LOAD_EXAMPLES=false AIRFLOW__USAGE_DATA_COLLECTION__ENABLED=false
    export AIRFLOW__COSMOS__ENABLE_TELEMETRY=false DO_NOT_TRACK=1 SCARF_NO_ANALYTICS=true
    [ -d "$AIRFLOW_HOME" ] || "$home/.tools/airflow/bin/airflow" db migrate > "$work/airflow-migrate.log" 2>&1
}
# `dags test` tells a failed run in its output and not by its exit code
dag() {
    "$home/.tools/airflow/bin/airflow" dags test "$1" 2026-01-05 2>&1 | tee "$work/dag.log"
    grep -qE "state.*success|Marking run .* successful" "$work/dag.log" && ! grep -qE "Marking run .* failed" "$work/dag.log"
}

dagster_run() { (cd "$AGENT_SCORECARD_PROJECT/examples/dagster" && DAGSTER_HOME="$work" DAGSTER_DISABLE_TELEMETRY=1 "$home/.tools/dagster/bin/python" materialize.py); }

for scheduler in "${wanted[@]}"; do
    run=(cron); red_arguments="--select stg_as_of a_check_that_fails"
    case $scheduler in
        cron) ;;
        airflow) airflow_environment; run=(dag agent_scorecard_run) ;;
        cosmos) airflow_environment; run=(dag agent_scorecard_cosmos) ;;
        dagster) environment dagster dagster==1.13.27 dagster-dbt==0.29.27 python-dateutil dbt-core==1.11.16 dbt-duckdb==1.11.1; run=(dagster_run) ;;
        *) echo "no such scheduler: $scheduler"; exit 2 ;;
    esac
    expect "$scheduler" green "${run[@]}"
    break_it
    AGENT_SCORECARD_ARGUMENTS=$red_arguments expect "$scheduler" red "${run[@]}"
    mend_it
done
