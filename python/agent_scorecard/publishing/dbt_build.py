"""One `dbt build` in this process, with a progress bar, and what its results mean."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# a check with this tag says how the agents do, and not whether the numbers are right: it never keeps numbers back
THRESHOLD_TAG = "threshold"
# what the macro keep_what_is_built says where the database holds another kind of landing
OTHER_LANDING = "This database was built from"
SECONDS_BETWEEN_LINES = 10
FAILED = ("error", "fail", "runtime error", "partial success")


@dataclass
class BuildResult:
    """What one build came to. ``failure`` tells why it may not be published; null where it may."""

    node_count: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    failure: str | None = None
    failed_nodes: list[str] = field(default_factory=list)
    breached: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    # the marts that the project has and serves, and those of them that this build made
    served: list[str] = field(default_factory=list)
    built: list[str] = field(default_factory=list)
    is_usage_error: bool = False
    is_empty: bool = False


def build(
    project: Path,
    given: Mapping[str, object],
    select: Sequence[str],
    exclude: Sequence[str],
    retry: bool = False,
    target: str | None = None,
    is_quiet: bool = False,
) -> BuildResult:
    """Run dbt's build (or, with ``retry``, only what failed last time) and judge its results."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    arguments = ["retry" if retry else "build", "--project-dir", str(project), "--profiles-dir", str(project)]
    if not retry:
        arguments += ["--vars", json.dumps(dict(given))] if given else []
        arguments += ["--select", *select] if select else []
        arguments += ["--exclude", *exclude] if exclude else []
    arguments += ["--target", target] if target else []
    told: list[str] = []
    with _progress(told, is_quiet) as watch:
        # a log that cannot be written (a full disk) would tell so in a page of its own for every line
        tells_errors, logging.raiseExceptions = logging.raiseExceptions, False
        # dbt writes the process' command into its results, and that of `erase` names a person
        command, sys.argv = sys.argv, ["dbt", arguments[0]]
        try:
            result = dbtRunner(callbacks=[watch]).invoke([*arguments, "--quiet"])
        finally:
            logging.raiseExceptions, sys.argv = tells_errors, command
            # dbt keeps the file open, and publishing reads it
            DuckDBConnectionManager.close_all_connections()
    judged = judge(result, told, tags_and_withheld(project))
    judged.served = served_marts(project)
    made = {each.node.alias for each in getattr(result.result, "results", None) or [] if str(each.status) == "success"}
    judged.built = [name for name in judged.served if name in made]
    return judged


def served_marts(project: Path) -> list[str]:
    """The marts that the project has now and serves, by the manifest that dbt has just written."""
    path = project / "target" / "manifest.json"
    nodes = json.loads(path.read_text(encoding="utf-8"))["nodes"].values() if path.exists() else ()
    marts = [node for node in nodes if node["resource_type"] == "model" and node["schema"] == "marts"]
    return sorted(each["alias"] for each in marts if each["config"].get("meta", {}).get("is_served") is not False)


def tags_and_withheld(project: Path) -> tuple[dict[str, list[str]], list[str]]:
    """Every node's tags, and the marts with `meta: {is_served: false}`, from the manifest that dbt has just written."""
    path = project / "target" / "manifest.json"
    nodes = json.loads(path.read_text(encoding="utf-8"))["nodes"].values() if path.exists() else ()
    withheld = [node["alias"] for node in nodes if node.get("config", {}).get("meta", {}).get("is_served") is False]
    return {node["unique_id"]: node.get("tags", []) for node in nodes}, sorted(withheld)


def judge(result, told: Sequence[str], manifest: tuple[Mapping[str, list[str]], list[str]]) -> BuildResult:
    """dbt's results as a verdict: only checks tagged `threshold` may fail and still be published."""
    from dbt.cli.exceptions import DbtUsageException

    tags, withheld = manifest
    judged = BuildResult(withheld=withheld)
    if result.exception is not None:
        judged.failure = str(result.exception) or "; ".join(told)
        # nothing of the data was looked at: the file is locked, or the project or the call is wrong
        is_locked = "lock on file" in judged.failure
        judged.is_usage_error = (
            is_locked
            or isinstance(result.exception, DbtUsageException)
            or _is_configuration(result.exception)
            or OTHER_LANDING in judged.failure
        )
        if is_locked:
            judged.failure = f"the build database is in use: {judged.failure}"
        return judged
    results = list(getattr(result.result, "results", None) or [])
    nodes = [each for each in results if each.node.resource_type != "operation"]
    judged.node_count = len(nodes)
    judged.is_empty = not nodes and not any(str(each.status) in FAILED for each in results)
    for each in results:
        status = str(each.status)
        judged.counts[status] = judged.counts.get(status, 0) + 1
        is_threshold = THRESHOLD_TAG in tags.get(each.node.unique_id, each.node.tags)
        if is_threshold and status in ("warn", "fail"):
            judged.breached.append(each.node.name)
        elif status in FAILED:
            told = f"{each.node.name}: {' '.join(str(each.message).split())}"
            remedy = (getattr(each.node.config, "meta", None) or {}).get("remedy")
            judged.failed_nodes.append(f"{told}; to do: {remedy}" if remedy else told)
    judged.counts = dict(sorted(judged.counts.items()))
    if judged.failed_nodes:
        judged.failure = f"{len(judged.failed_nodes)} failed: {judged.failed_nodes[0]}"
    return judged


def _is_configuration(exception: Exception) -> bool:
    from dbt.exceptions import DbtProfileError, DbtProjectError, ParsingError

    return isinstance(exception, DbtProjectError | DbtProfileError | ParsingError)


class _progress:
    """A bar that advances as dbt's nodes finish, on a terminal; in a pipe a line every ten seconds; quiet, nothing.

    Errors that dbt tells go to ``told``.
    """

    def __init__(self, told: list[str], is_quiet: bool = False):
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self.told = told
        columns = (TextColumn("{task.description:<44.44}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.bar = Progress(*columns, console=Console(stderr=True), transient=True, disable=is_quiet)
        self.task = self.bar.add_task("reading the project", total=None)
        self.is_piped = not is_quiet and not self.bar.console.is_terminal
        self.done, self.total, self.said_at = 0, 0, time.monotonic()

    def __enter__(self):
        self.say("reading the project")
        if not self.is_piped:
            self.bar.start()
        return self.see

    def __exit__(self, *_):
        if not self.is_piped:
            self.bar.stop()

    def say(self, text: str) -> None:
        """A line for who reads a pipe or a log."""
        if self.is_piped:
            print(f"agent-scorecard run: {text}", file=sys.stderr, flush=True)
            self.said_at = time.monotonic()

    def see(self, event) -> None:
        if event.info.name == "ConcurrencyLine":
            self.total = event.data.node_count
            self.say(f"building {self.total} models and checks")
            self.bar.update(self.task, total=event.data.node_count, description="building")
        elif event.info.name == "NodeFinished":
            self.done += 1
            if self.done == self.total or time.monotonic() - self.said_at >= SECONDS_BETWEEN_LINES:
                self.say(f"{self.done} of {self.total} done")
            self.bar.update(self.task, advance=1, description=event.data.node_info.node_name)
        elif event.info.level == "error":
            self.told.append(" ".join(event.info.msg.split()))
