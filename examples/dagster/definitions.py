"""Dagster: every model an asset, every data test an asset check, and the served file an asset that rests on them.

Run `dbt parse` first: the assets are read from `target/manifest.json`.
"""

import os
import shlex
import subprocess
from pathlib import Path

from dagster import AssetExecutionContext, Definitions, Failure, ScheduleDefinition, asset, define_asset_job
from dagster_dbt import DbtCliResource, dbt_assets

PROJECT = Path(os.environ["AGENT_SCORECARD_PROJECT"])
ARGUMENTS = shlex.split(os.environ.get("AGENT_SCORECARD_ARGUMENTS", ""))

dbt = DbtCliResource(
    project_dir=str(PROJECT), profiles_dir=str(PROJECT), dbt_executable=str(PROJECT / ".venv" / "bin" / "dbt")
)


@dbt_assets(manifest=PROJECT / "target" / "manifest.json")
def models(context: AssetExecutionContext, dbt: DbtCliResource):
    yield from dbt.cli(["build", *ARGUMENTS], context=context).stream()


@asset(deps=[models])
def served_marts(context: AssetExecutionContext) -> None:
    """The file that readers open: replaced only where every data test but the thresholds passes."""
    command = [str(PROJECT / ".venv" / "bin" / "agent-scorecard"), "run", "--select", "test_type:data"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    context.log.info(done.stdout)
    if done.returncode not in (0, 3):
        raise Failure(f"agent-scorecard run ended with {done.returncode}: {done.stderr}")


everything = define_asset_job("everything", selection="*")
definitions = Definitions(
    assets=[models, served_marts],
    jobs=[everything],
    schedules=[ScheduleDefinition(job=everything, cron_schedule="10 3 * * *", execution_timezone="UTC")],
    resources={"dbt": dbt},
)
