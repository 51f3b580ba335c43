"""What one run keeps of itself: its steps, its exit code and the reason, and the lock that keeps runs apart."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
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
TERMINATED = "stopped by SIGTERM; the old file is kept"
FULL = "the disk is full: free some space and run again; what was published before is still served"
READ_ONLY = "cannot be written (read-only, or no permission): make it writable for the user who runs this"


class Stop(Exception):
    """The run ends here, with this exit code and this reason."""

    def __init__(self, code: int, reason: str):
        super().__init__(reason)
        self.code = code


class Terminated(KeyboardInterrupt):
    """SIGTERM: a scheduler, a container or the system asks the run to end. dbt ends its work as on Ctrl-C."""


@contextlib.contextmanager
def ended_by_sigterm() -> Iterator[list[str]]:
    """Within it SIGTERM ends the run as an interrupt does, so that the run is recorded. The list says whether it came."""
    came: list[str] = []

    def end(*_):
        came.append("SIGTERM")
        raise Terminated

    try:
        before = signal.signal(signal.SIGTERM, end)
    except ValueError:
        # not the main thread: the caller has the signals
        yield came
        return
    try:
        yield came
    finally:
        signal.signal(signal.SIGTERM, before)


def what_stopped(error: BaseException) -> tuple[int, str]:
    """The exit code and the reason for an error that no step foresaw.

    >>> what_stopped(OSError(errno.ENOSPC, "No space left on device"))[0]
    1
    >>> what_stopped(PermissionError(errno.EACCES, "Permission denied", "data/runs"))
    (2, 'data/runs cannot be written (read-only, or no permission): make it writable for the user who runs this')
    """
    if isinstance(error, Terminated):
        return FAILED, TERMINATED
    if isinstance(error, KeyboardInterrupt):
        return FAILED, "interrupted; the old file is kept"
    number = getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT):
        return FAILED, FULL
    if number in (errno.EROFS, errno.EACCES, errno.EPERM):
        return USAGE, f"{getattr(error, 'filename', None) or 'a file'} {READ_ONLY}"
    text = told_plainly(f"{type(error).__name__}: {' '.join(str(error).split())}")
    return (USAGE if text.endswith(READ_ONLY) else FAILED), text


def told_plainly(failure: str) -> str:
    """The remedy first, where a failure is of the disk and not of the data."""
    if "No space left on device" in failure:
        return f"{FULL}. {failure}"
    if "Read-only file system" in failure or "Permission denied" in failure:
        return f"{failure}: it {READ_ONLY}"
    return failure


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
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
def step_of(summary: dict, name: str) -> Iterator[dict]:
    step: dict = {"name": name, "outcome": "stopped"}
    summary["steps"].append(step)
    started = time.monotonic()
    try:
        yield step
        step["outcome"] = "skipped" if "skipped" in step else "done"
    except Stop:
        raise
    except BaseException as error:
        step["error"] = f"{type(error).__name__}: {error}"
        raise
    finally:
        step["seconds"] = round(time.monotonic() - started, 1)


def latest(state: Path) -> dict:
    """The record of the run before; nothing where there is none, or where a full disk left half of one."""
    with contextlib.suppress(OSError, ValueError):
        return json.loads((state / "latest.json").read_text(encoding="utf-8"))
    return {}


def keep(state: Path, summary: dict, code: int, reason: str | None) -> None:
    """Write the record of a run, under its own name and as the latest one."""
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
