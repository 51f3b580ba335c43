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
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent_scorecard.publishing.build_file import (
    data_key,
    is_damage,
    is_readable,
    older_marts,
    project_key,
    put_aside,
)
from agent_scorecard.publishing.record import (
    BREACHED,
    FAILED,
    MEANINGS,
    NOTHING,
    PUBLISHED,
    STALE,
    TERMINATED,
    USAGE,
    Stop,
    ended_by_sigterm,
    keep,
    latest,
    lock,
    step_of,
    told_plainly,
    what_stopped,
)

# where the database is that the profile's targets `postgres` and `lake` attach
LANDING_URL = "SCORECARD_WAREHOUSE"


@dataclass(frozen=True)
class Settings:
    """Everything a run depends on; paths are absolute."""

    project: Path
    database: Path
    served: Path
    state: Path
    given: dict[str, object] = field(default_factory=dict)
    land: Path | None = None
    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    target: str | None = None
    max_rejected_share: float = 0.05
    max_age_hours: float | None = 48.0
    encoding: str | None = None
    is_resumed: bool = False
    is_quiet: bool = False
    with_data_docs: bool = False
    publish_to: str | None = None
    with_pages: bool = True
    with_notify: bool = True

    @property
    def mode(self) -> str:
        return str(self.given.get("landing", project_var(self.project, "landing") or "sample"))

    @property
    def landing_path(self) -> Path:
        return self.project / str(
            self.given.get("landing_path", project_var(self.project, "landing_path") or "data/landing")
        )

    @property
    def landing_schema(self) -> str:
        return str(self.given.get("landing_schema", project_var(self.project, "landing_schema") or "raw"))

    @property
    def landing_database(self) -> str | None:
        """The alias of the attached database in which the landing schema lies; null where that is the build's file."""
        given = self.given.get("landing_database", project_var(self.project, "landing_database"))
        return str(given) if given and self.mode == "warehouse" else None

    @property
    def landing_url(self) -> str | None:
        """The address of that database, which the profile attaches, too."""
        if not self.landing_database:
            return None
        if not os.environ.get(LANDING_URL):
            raise Stop(USAGE, f"the var landing_database is set: {LANDING_URL} must say where that database is")
        return os.environ[LANDING_URL]


def project_var(project: Path, name: str) -> object:
    import yaml

    return (yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8")).get("vars") or {}).get(name)


LANDINGS = ("sample", "files", "warehouse")


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
        # the record itself cannot be written: what there is to say goes to whoever called
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
    before = latest(settings.state) if settings.is_resumed else {}
    with step_of(summary, "land") as step:
        _land(settings, step)
    with step_of(summary, "draw") as step:
        _draw(settings, step)
    with step_of(summary, "freshness") as step:
        if problem := _freshness(settings, step):
            summary["problems"].append(f"freshness: {problem}")
    with step_of(summary, "build") as built:
        is_whole = is_readable(settings, summary)
        summary |= {"input": data_key(settings), "project": project_key(settings.project), "asked": _asked(settings)}
        _build(settings, built, before if is_whole else {}, summary)
    with step_of(summary, "publish") as step:
        _publish(settings, step, built)
    if older := step["older_marts"]:
        told = "this run built a part of the marts; of an earlier build are"
        summary["problems"].append(f"publish: {told} {', '.join(older)} (marts.publication.older_marts)")
    # published is published: what fails from here on is told, and does not take it back
    for area, arguments in _after(settings):
        with step_of(summary, area) as step:
            problem = _call(arguments, settings.is_quiet)
            step["problem"] = problem
            summary["problems"] += [f"{area}: {problem}"] if problem else []
    for problem in summary["problems"]:
        print(f"agent-scorecard run: {problem}", file=sys.stderr)
    return (BREACHED if built["breached"] else PUBLISHED), None


def _draw(settings: Settings, step: dict) -> None:
    """The weeks that are over get the secret that draws their reviews: the build that follows has the queue."""
    from agent_scorecard.review.records import one_at_a_time
    from agent_scorecard.review.salts import draw_salts

    if settings.mode != "files" or not settings.landing_path.is_dir():
        step["skipped"] = "only where rows land as files"
        return
    with one_at_a_time(settings.landing_path):
        weeks = draw_salts(settings.landing_path, datetime.now(UTC).replace(tzinfo=None, microsecond=0))
    step["weeks"] = len(weeks)


def _land(settings: Settings, step: dict) -> None:
    if settings.land is None:
        step["skipped"] = "no folder to land"
        return
    from agent_scorecard.contract import landing_tables
    from agent_scorecard.landing.land import land

    if not settings.land.is_dir():
        raise Stop(USAGE, f"{settings.land} is no folder")
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    tables = landing_tables(settings.project)
    accounts = land(settings.land, settings.landing_path, tables, now, encoding=settings.encoding)
    read, rejected = sum(a.rows_read for a in accounts), sum(a.rows_rejected for a in accounts)
    # a file that was not read is a file that is missing, whatever its name
    refused = [a.refusal for a in accounts if a.refusal]
    step |= {"rows_read": read, "rows_rejected": rejected, "refused_files": refused}
    step["reasons"] = {a.source_file: a.reasons for a in accounts if a.reasons}
    step["examples"] = [example for account in accounts for example in account.examples]
    if refused:
        raise Stop(STALE, "\n  ".join(["whole files were refused; mend them and run it again:", *refused]))
    if rejected > settings.max_rejected_share * read:
        share = f"{rejected} of {read} rows were rejected, more than {settings.max_rejected_share:.1%} (--max-rejected-share)"
        told = [f"{share}; all are in {settings.landing_path / '_rejected'}, among them:", *step["examples"]]
        raise Stop(STALE, "\n  ".join(told))


def _freshness(settings: Settings, step: dict) -> str | None:
    """Stops where the newest message or event is too old; what is to be told where ``--replace`` asks to go on."""
    from agent_scorecard.publishing import freshness

    if settings.mode == "sample":
        step["skipped"] = "the sample does not age"
        return None
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)

    def newest_until(until: datetime | None) -> datetime | None:
        if settings.mode == "files":
            return freshness.newest_in_files(settings.landing_path, until)
        return freshness.newest_in_warehouse(settings.database, settings.landing_schema, until, settings.landing_url)

    newest, claimed = newest_until(now + timedelta(days=1)), newest_until(None)
    if claimed is not None and claimed != newest:
        # models read no clock: the run gives them its own where a row claims to be later
        settings.given.setdefault("known_until", now.isoformat(sep=" "))
        step["later_than_the_clock"] = claimed.isoformat(timespec="seconds")
    if settings.max_age_hours is None:
        step["skipped"] = "no limit was set"
        return None
    if newest is None:
        raise Stop(STALE, "the landing holds no message and no event")
    age = (datetime.now(UTC).replace(tzinfo=None) - newest).total_seconds() / 3600
    step |= {"newest": newest.isoformat(timespec="seconds"), "age_hours": round(age, 1)}
    if age <= settings.max_age_hours:
        return None
    limit = f"more than {settings.max_age_hours:g}"
    told = f"the newest message or event ({newest:%Y-%m-%d %H:%M} UTC) is {age:.1f} hours old, {limit}"
    if not settings.given.get("replace"):
        raise Stop(STALE, f"{told}: export anew, or allow it by --max-age-hours 0 or the var max_age_hours")
    # a person put these rows here, this once
    return f"{told}; without --replace a run stops here, unless --max-age-hours or the var max_age_hours allows it"


def _build(settings: Settings, step: dict, before: dict, summary: dict) -> None:
    """Build, or take up what the run before left; ``step`` keeps what came of it."""
    from agent_scorecard.publishing.dbt_build import build

    earlier: dict = next((each for each in before.get("steps", []) if each["name"] == "build"), {})
    is_same = all(before.get(key) == summary[key] for key in ("input", "asked"))
    if is_same and earlier.get("outcome") == "done" and before.get("project") == summary["project"]:
        step |= earlier | {"resumed": "built already", "outcome": "stopped"}
        return
    is_retried = is_same and earlier.get("outcome") == "stopped" and bool(earlier.get("failed_nodes"))
    settings.database.parent.mkdir(parents=True, exist_ok=True)
    asked = (settings.project, settings.given, settings.select, settings.exclude)
    result = build(*asked, is_retried, settings.target, settings.is_quiet)
    if result.failure and is_damage(result.failure):
        put_aside(settings, summary)
        is_retried, result = False, build(*asked, False, settings.target, settings.is_quiet)
    step |= asdict(result) | {"resumed": "what had failed" if is_retried else None}
    is_whole = not (settings.select or settings.exclude or is_retried or result.failure)
    key = f"{summary['input']} {summary['project']}"
    step["older_marts"] = older_marts(settings.state, result.served, result.built, key, is_whole)
    if result.failure:
        raise Stop(USAGE if result.is_usage_error else FAILED, told_plainly(result.failure))
    if result.is_empty:
        raise Stop(NOTHING, "nothing was selected to build")


def _asked(settings: Settings) -> list[object]:
    """What a run was asked for, as its record keeps it."""
    given = sorted((key, str(value)) for key, value in settings.given.items())
    return json.loads(json.dumps([given, settings.select, settings.exclude, settings.target]))


def _publish(settings: Settings, step: dict, built: dict) -> None:
    from agent_scorecard.publishing.publish import NothingToPublish, keep_published, publish

    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    try:
        publication = publish(
            settings.database,
            settings.served,
            now,
            built["withheld"],
            _token_key(settings),
            built["older_marts"],
            built["served"],
        )
    except NothingToPublish as nothing:
        raise Stop(NOTHING, str(nothing)) from nothing
    step |= asdict(publication)
    if settings.mode == "warehouse":
        step["numbers_kept"] = keep_published(
            settings.database, None, settings.landing_schema, now, settings.landing_url
        )
        return
    # the sample's numbers never mix with a team's own
    landing = settings.landing_path if settings.mode == "files" else settings.state / "sample_landing"
    step["numbers_kept"] = keep_published(settings.database, landing / "published_scorecards", None, now)


def _token_key(settings: Settings) -> str | None:
    """The key of served ids, null where the var `served_ids` says that they stay as they are."""
    from agent_scorecard.text.redaction import redaction_key

    if settings.given.get("served_ids", project_var(settings.project, "served_ids")) == "plain":
        return None
    return redaction_key(str(project_var(settings.project, "redaction_salt")))


def _after(settings: Settings) -> list[tuple[str, list[str]]]:
    """The commands that follow a publication, where this installation has them."""
    from agent_scorecard.cli import parser

    known = next(action.choices for action in parser()._actions if hasattr(action, "choices") and action.choices)
    pages = ["pages", "--project-dir", str(settings.project), "--served", str(settings.served)]
    # the pages link the Data Docs that they find next to them, so those come first
    docs = ["data-docs", "--landing-path", str(settings.landing_path), "--served", str(settings.served)]
    docs += ["--out", str(settings.project / "site" / "data_docs")]
    elsewhere = ["publish", "--to", str(settings.publish_to), "--served", str(settings.served)]
    wanted = [(bool(settings.publish_to), elsewhere), (settings.with_data_docs, docs), (settings.with_pages, pages)]
    wanted.append((settings.with_notify, ["notify"]))
    return [(arguments[0], arguments) for is_wanted, arguments in wanted if is_wanted and arguments[0] in known]


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
