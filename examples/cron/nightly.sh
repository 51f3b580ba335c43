#!/bin/sh
# What cron calls. It prints nothing when all went well, so that cron sends no mail.
#   nightly.sh            build and publish
#   nightly.sh if-stale   only where the last run found the landing stale
cd "${AGENT_SCORECARD_PROJECT:?name the folder of dbt_project.yml}" || exit 2

if [ "$1" = if-stale ] && ! grep -q '"exit_code": 5' data/runs/latest.json; then
    exit 0
fi

# the arguments are words of their own
# shellcheck disable=SC2086
.venv/bin/agent-scorecard run --quiet $AGENT_SCORECARD_ARGUMENTS
code=$?
[ "$code" -eq 3 ] && exit 0
exit "$code"
