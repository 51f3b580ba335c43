"""Nothing new: a run whose landing, project, vars, libraries and files are those of the last one has nothing to build.

A build is a pure function of these. What the last run built and published is then what this one would build, as long as
nobody has touched the build's file or the served file since.
"""

from __future__ import annotations

import hashlib
import json
import os
from importlib import metadata
from pathlib import Path

from agent_scorecard.kept import PACKAGE, code_digest
from agent_scorecard.publishing.record import BREACHED, PUBLISHED
from agent_scorecard.publishing.run_settings import Settings

TOOLS = ("dbt-core", "dbt-adapters", "dbt-duckdb")
SECRET = "SCORECARD_REDACTION_SALT"


def tools_key(project: Path) -> str:
    """What builds, as a digest: our code, the libraries, the profile and the environment variables that it reads.

    Of the redaction salt a digest counts, as in every token of the served file.
    """
    known = {name: value for name, value in os.environ.items() if name.startswith("SCORECARD_")}
    if SECRET in known:
        known[SECRET] = hashlib.sha256(f"unchanged\x1f{known[SECRET]}".encode()).hexdigest()[:16]
    profile = project / "profiles.yml"
    told = [
        code_digest(PACKAGE),
        [metadata.version(name) for name in TOOLS],
        sorted(known.items()),
        profile.read_text(encoding="utf-8") if profile.exists() else None,
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def stamp(path: Path) -> str | None:
    """Size and time of a file as it lies there, null where it is missing or still has a log next to it."""
    if not path.exists() or path.with_name(path.name + ".wal").exists():
        return None
    found = path.stat()
    return f"{found.st_size} {found.st_mtime_ns}"


def steps_of_the_same(settings: Settings, before: dict, summary: dict) -> dict[str, dict]:
    """The steps of the run before by name, where it published what this run would; empty where anything is new or unknown."""
    if settings.is_rebuilt or settings.select or settings.exclude or settings.mode == "warehouse":
        return {}
    if before.get("exit_code") not in (PUBLISHED, BREACHED):
        return {}
    if any(before.get(key) != summary[key] for key in ("input", "project", "asked", "tools")):
        return {}
    steps = {step["name"]: step for step in before["steps"]}
    files = {"build": settings.database, "publish": settings.served / settings.database.name}
    for name, path in files.items():
        now = stamp(path)
        if now is None or steps.get(name, {}).get("stamp") != now:
            return {}
    return steps


def is_made_already(area: str, earlier: dict[str, dict], project: Path) -> bool:
    """Did the run before make this area's pages without a problem, and are they still there?"""
    page = {"pages": project / "site" / "index.html", "data-docs": project / "site" / "data_docs" / "index.html"}
    step = earlier.get(area, {})
    return (
        area in page and step.get("outcome") in ("done", "skipped") and not step.get("problem") and page[area].exists()
    )
