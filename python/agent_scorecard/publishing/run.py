"""`agent-scorecard run`: land, check freshness, build, publish, and tell; one exit code that a scheduler can act on.

Exit codes: 0 published; 1 a build or data check failed, the old file kept; 2 usage, configuration or lock; 3 published,
with breaches; 4 nothing selected or built; 5 landing stale, or with rejected rows beyond the limit.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

PUBLISHED, FAILED, USAGE, BREACHED, NOTHING, STALE = range(6)
MEANINGS = (
    "published",
    "a build or data check failed, the old file kept",
    "usage, configuration or lock",
    "published, with breaches",
    "nothing selected or built",
    "landing stale, or with rejected rows beyond the limit",
)


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
    is_resumed: bool = False
    is_quiet: bool = False
    with_data_docs: bool = False
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


class Stop(Exception):
    """The run ends here, with this exit code and this reason."""

    def __init__(self, code: int, reason: str):
        super().__init__(reason)
        self.code = code


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
    settings.state.mkdir(parents=True, exist_ok=True)
    # the profile reads it, and so do the pages
    os.environ["SCORECARD_DB"] = str(settings.database)
    try:
        with _lock(settings.state / "run.lock"):
            # a run that waits at the lock leaves the summary of the run before untouched
            summary["id"] = f"{started:%Y%m%dT%H%M%S}-{os.getpid()}"
            code, reason = _steps(settings, summary)
            _keep(settings.state, summary, code, reason)
    except Stop as stop:
        code, reason = stop.code, str(stop)
        summary |= {"exit_code": code, "meaning": MEANINGS[code], "reason": reason}
    if not settings.is_quiet:
        print(json.dumps(summary, indent=2, default=str))
    if code not in (PUBLISHED, BREACHED):
        print(f"agent-scorecard run: {reason}", file=sys.stderr)
    return code


def _steps(settings: Settings, summary: dict) -> tuple[int, str | None]:
    before = _latest(settings.state) if settings.is_resumed else {}
    breached: list[str] = []
    try:
        with _step(summary, "land") as step:
            _land(settings, step)
        with _step(summary, "draw") as step:
            _draw(settings, step)
        with _step(summary, "freshness") as step:
            _freshness(settings, step)
        summary["input"] = _fingerprint(settings)
        with _step(summary, "build") as step:
            breached, withheld = _build(settings, step, before, summary["input"])
        with _step(summary, "publish") as step:
            _publish(settings, step, withheld)
    except Stop as stop:
        return stop.code, str(stop)
    # published is published: what fails from here on is told, and does not take it back
    for area, arguments in _after(settings):
        with _step(summary, area) as step:
            problem = _call(arguments)
            step["problem"] = problem
            summary["problems"] += [f"{area}: {problem}"] if problem else []
    for problem in summary["problems"]:
        print(f"agent-scorecard run: {problem}", file=sys.stderr)
    return (BREACHED if breached else PUBLISHED), None


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
    accounts = land(settings.land, settings.landing_path, landing_tables(settings.project), now)
    read, rejected = sum(a.rows_read for a in accounts), sum(a.rows_rejected for a in accounts)
    refused = [a.refusal for a in accounts if a.refusal and a.table_name != "(unknown)"]
    step |= {"rows_read": read, "rows_rejected": rejected, "refused_files": refused}
    step["reasons"] = {a.source_file: a.reasons for a in accounts if a.reasons}
    if refused:
        raise Stop(STALE, f"a whole file was refused: {refused[0]}")
    if rejected > settings.max_rejected_share * read:
        share = f"{rejected} of {read} rows rejected, more than {settings.max_rejected_share:.1%}"
        raise Stop(STALE, f"{share}; see {settings.landing_path / '_rejected'}")


def _freshness(settings: Settings, step: dict) -> None:
    from agent_scorecard.publishing import freshness

    if settings.mode == "sample" or settings.max_age_hours is None:
        step["skipped"] = "the sample does not age" if settings.mode == "sample" else "no limit was set"
        return
    if settings.mode == "files":
        newest = freshness.newest_in_files(settings.landing_path)
    else:
        newest = freshness.newest_in_warehouse(settings.database, settings.landing_schema)
    if newest is None:
        raise Stop(STALE, "the landing holds no message and no event")
    age = (datetime.now(UTC).replace(tzinfo=None) - newest).total_seconds() / 3600
    step |= {"newest": newest.isoformat(timespec="seconds"), "age_hours": round(age, 1)}
    if age > settings.max_age_hours:
        raise Stop(STALE, f"the newest message or event is {age:.1f} hours old, more than {settings.max_age_hours:g}")


def _build(settings: Settings, step: dict, before: dict, given: str) -> tuple[list[str], list[str]]:
    """(names of breached thresholds, marts not to be served). A resumed run builds only what is left to build."""
    from agent_scorecard.publishing.dbt_build import build

    earlier = next((each for each in before.get("steps", []) if each["name"] == "build"), {})
    is_same = before.get("input") == given
    if is_same and earlier.get("outcome") == "done":
        step["resumed"] = "built already"
        step |= {key: earlier[key] for key in ("breached", "withheld", "node_count", "counts")}
        return earlier["breached"], earlier["withheld"]
    is_retried = is_same and earlier.get("outcome") == "stopped" and bool(earlier.get("failed_nodes"))
    settings.database.parent.mkdir(parents=True, exist_ok=True)
    result = build(settings.project, settings.given, settings.select, settings.exclude, is_retried, settings.target)
    step |= asdict(result) | {"resumed": "what had failed" if is_retried else None}
    if result.failure:
        raise Stop(USAGE if result.is_usage_error else FAILED, result.failure)
    if result.is_empty:
        raise Stop(NOTHING, "nothing was selected to build")
    return result.breached, result.withheld


def _publish(settings: Settings, step: dict, withheld: list[str]) -> None:
    from agent_scorecard.publishing.publish import NothingToPublish, keep_published, publish

    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    try:
        publication = publish(settings.database, settings.served, now, withheld, _token_key(settings))
    except NothingToPublish as nothing:
        raise Stop(NOTHING, str(nothing)) from nothing
    step |= asdict(publication)
    if settings.mode == "warehouse":
        step["numbers_kept"] = keep_published(settings.database, None, settings.landing_schema, now)
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
    wanted = [(settings.with_data_docs, docs), (settings.with_pages, pages), (settings.with_notify, ["notify"])]
    return [(arguments[0], arguments) for is_wanted, arguments in wanted if is_wanted and arguments[0] in known]


def _call(arguments: list[str]) -> str | None:
    """One of our own commands; what went wrong, or null."""
    from agent_scorecard.cli import main

    try:
        # a run's standard output is its summary
        with contextlib.redirect_stdout(sys.stderr):
            code = main(arguments)
    except SystemExit as stop:
        code = stop.code
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None if code in (0, None) else f"exit code {code}"


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """One run at a time. The lock falls with the process that holds it, so a killed run leaves none behind."""
    with path.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            raise Stop(USAGE, f"another run is under way (process {handle.read().strip() or 'unknown'})") from error
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


@contextlib.contextmanager
def _step(summary: dict, name: str) -> Iterator[dict]:
    step: dict = {"name": name, "outcome": "stopped"}
    summary["steps"].append(step)
    started = time.monotonic()
    try:
        yield step
        step["outcome"] = "skipped" if "skipped" in step else "done"
    finally:
        step["seconds"] = round(time.monotonic() - started, 1)


def _fingerprint(settings: Settings) -> str:
    """What the build reads besides the project: the vars, the selection, and which landing files there are."""
    files = []
    if settings.mode == "files" and settings.landing_path.is_dir():
        rows = (path for path in settings.landing_path.glob("*/*") if path.is_file() and path.parent.name[:1] != "_")
        files = sorted(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in rows)
    asked = [
        sorted((key, str(value)) for key, value in settings.given.items()),
        settings.select,
        settings.exclude,
        files,
    ]
    return hashlib.sha256(json.dumps(asked, default=str).encode()).hexdigest()[:16]


def _latest(state: Path) -> dict:
    path = state / "latest.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _keep(state: Path, summary: dict, code: int, reason: str | None) -> None:
    ended = datetime.now(UTC).replace(tzinfo=None)
    summary |= {
        "ended_at": ended.isoformat(timespec="seconds"),
        "exit_code": code,
        "meaning": MEANINGS[code],
        "reason": reason,
    }
    text = json.dumps(summary, indent=2, default=str) + "\n"
    (state / f"{summary['id']}.json").write_text(text, encoding="utf-8")
    temporary = state / "latest.json.tmp"
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, state / "latest.json")
