"""`agent-scorecard run`: land, check freshness, build, publish, and tell; one exit code that a scheduler can act on.

Exit codes: 0 published; 1 a build or data check failed, the old file kept; 2 usage, configuration or lock; 3 published,
with breaches; 4 nothing selected or built; 5 landing stale, or with rejected rows beyond the limit.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from datetime import UTC, datetime

from agent_scorecard.publishing.build_file import data_key, is_readable, project_key
from agent_scorecard.publishing.record import (
    BREACHED,
    FAILED,
    MEANINGS,
    PUBLISHED,
    TERMINATED,
    USAGE,
    Stop,
    ended_by_sigterm,
    keep,
    latest,
    lock,
    step_of,
    what_stopped,
)
from agent_scorecard.publishing.run_settings import LANDINGS, Settings
from agent_scorecard.publishing.run_steps import (
    after_step,
    asked_of_build,
    build_step,
    draw_step,
    freshness_step,
    land_step,
    publish_step,
)
from agent_scorecard.publishing.unchanged import is_made_already, stamp, steps_of_the_same, tools_key


def run(settings: Settings) -> int:
    """One run; its summary is printed, and kept in ``state/latest.json`` and a file of its own."""
    started = datetime.now(UTC).replace(tzinfo=None)
    summary: dict = {"started_at": started.isoformat(timespec="seconds"), "steps": [], "problems": []}
    if settings.mode not in LANDINGS:
        print(
            f"agent-scorecard run: the var landing is {settings.mode!r}; it is one of {', '.join(LANDINGS)}",
            file=sys.stderr,
        )
        return USAGE
    # the profile reads it, and so do the pages
    os.environ["SCORECARD_DB"] = str(settings.database)
    try:
        settings.state.mkdir(parents=True, exist_ok=True)
        with lock(settings.state / "run.lock"):
            # a run that waits at the lock leaves the summary of the run before untouched
            summary["id"] = f"{started:%Y%m%dT%H%M%S}-{os.getpid()}"
            with ended_by_sigterm() as came:
                code, reason = _bounded(settings, summary)
            if came and code not in (PUBLISHED, BREACHED):
                # dbt may have told it as a failure of its own
                code, reason = FAILED, TERMINATED
            keep(settings.state, summary, code, reason)
    except Stop as stop:
        code, reason = stop.code, str(stop)
        summary |= {"exit_code": code, "meaning": MEANINGS[code], "reason": reason}
    except OSError as error:
        # the record itself cannot be written: what there is to say goes to the caller
        code, reason = what_stopped(error)
        summary |= {"exit_code": code, "meaning": MEANINGS[code], "reason": reason}
    if not settings.is_quiet:
        print(json.dumps(summary, indent=2, default=str))
    if code not in (PUBLISHED, BREACHED):
        print(f"agent-scorecard run: {reason}", file=sys.stderr)
    return code


def _bounded(settings: Settings, summary: dict) -> tuple[int, str | None]:
    """The steps; whatever goes wrong in them ends as one exit code and one reason, so that every run is recorded."""
    try:
        return _steps(settings, summary)
    except Stop as stop:
        return stop.code, str(stop)
    except (Exception, KeyboardInterrupt) as error:
        return what_stopped(error)


def _steps(settings: Settings, summary: dict) -> tuple[int, str | None]:
    before = latest(settings.state)
    with step_of(summary, "land") as step:
        land_step(settings, step)
    with step_of(summary, "draw") as step:
        draw_step(settings, step)
    with step_of(summary, "freshness") as step:
        if problem := freshness_step(settings, step):
            summary["problems"].append(f"freshness: {problem}")
    with step_of(summary, "build") as built:
        is_whole = is_readable(settings, summary)
        summary |= {
            "input": data_key(settings),
            "project": project_key(settings.project),
            "asked": asked_of_build(settings),
            "tools": tools_key(settings.project),
        }
        same = steps_of_the_same(settings, before, summary) if is_whole else {}
        if same:
            built |= same["build"] | {"resumed": "nothing is new: built already", "outcome": "stopped"}
        else:
            build_step(settings, built, before if is_whole and settings.is_resumed else {}, summary)
            built["stamp"] = stamp(settings.database)
    with step_of(summary, "publish") as step:
        if same:
            step |= same["publish"] | {"resumed": "published already", "outcome": "stopped", "numbers_kept": 0}
        else:
            publish_step(settings, step, built)
            step["stamp"] = stamp(settings.served / settings.database.name)
    if older := step["older_marts"]:
        told = "this run built a part of the marts; of an earlier build are"
        summary["problems"].append(f"publish: {told} {', '.join(older)} (marts.publication.older_marts)")
    # published is published: what fails from here on is told, and does not take it back
    for area, arguments in after_step(settings):
        with step_of(summary, area) as step:
            if is_made_already(area, same, settings.project):
                step["skipped"] = "made already"
                continue
            problem = _call(arguments, settings.is_quiet)
            step["problem"] = problem
            summary["problems"] += [f"{area}: {problem}"] if problem else []
    for problem in summary["problems"]:
        print(f"agent-scorecard run: {problem}", file=sys.stderr)
    return (BREACHED if built["breached"] else PUBLISHED), None


def _call(arguments: list[str], is_quiet: bool) -> str | None:
    """One of our own commands; what went wrong, or null. A quiet run is told of failures only: cron mails every line."""
    from agent_scorecard.cli import main

    try:
        # a run's standard output is its summary
        with contextlib.redirect_stdout(io.StringIO() if is_quiet else sys.stderr):
            code: str | int | None = main(arguments)
    except SystemExit as stop:
        code = stop.code
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None if code in (0, None) else f"exit code {code}"
