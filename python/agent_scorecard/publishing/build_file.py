"""The file that builds are made in: whether it can be read, what went into it, and which of its marts are older."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

from agent_scorecard.publishing.record import FAILED, Stop

# how DuckDB says that a file is cut off or overwritten
DAMAGE = (
    "not a valid DuckDB database file",
    "Could not read enough bytes",
    "Could not read all",
    "Corrupt database file",
    "Failed to load metadata pointer",
    "checksum",
)


def is_damage(failure: str) -> bool:
    """Does a failure say that the build's file itself is broken?"""
    return any(each in failure for each in DAMAGE)


def is_readable(settings, summary: dict) -> bool:
    """Can the build's file be opened? One that is cut off is told, taken away, and built anew."""
    import duckdb

    if not settings.database.exists():
        return False
    try:
        with duckdb.connect(str(settings.database), read_only=True) as connection:
            connection.execute("select count(*) from duckdb_tables()")
    except (
        duckdb.IOException,
        duckdb.InternalException,
        duckdb.SerializationException,
        duckdb.FatalException,
    ) as error:
        if not is_damage(str(error)):
            # somebody holds it: the build says so
            return True
        put_aside(settings, summary)
        return False
    return True


def put_aside(settings, summary: dict) -> None:
    """Take a broken build file away. All that it held is built again from the landing.

    Raises Stop where the landing tables lie in the same file: those only their loader can bring back.
    """
    if settings.mode == "warehouse" and not settings.landing_database:
        raise Stop(
            FAILED, f"{settings.database} is damaged and holds the landing, too: load it again, or restore a copy of it"
        )
    for path in (settings.database, settings.database.with_name(settings.database.name + ".wal")):
        path.unlink(missing_ok=True)
    summary["problems"].append(f"build: {settings.database} was damaged (cut off?); it was removed and built anew")


def data_key(settings) -> str:
    """The content that a build reads from landing, as a digest: files by path, size and time, tables by their rows."""
    told: list[object] = [sorted((key, str(value)) for key, value in settings.given.items())]
    if settings.mode == "files" and settings.landing_path.is_dir():
        rows = (path for path in settings.landing_path.glob("*/*") if path.is_file() and path.parent.name[:1] != "_")
        told += sorted(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in rows)
    elif settings.mode == "warehouse":
        told += _tables(settings)
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:16]


def _tables(settings) -> list[object]:
    """Each landing table with its columns, its count and the sum of its rows' hashes, in whatever order they lie."""
    import duckdb

    from agent_scorecard.contract import landing_tables

    found: list[object] = []
    # where the tables lie elsewhere nothing is known of them, and a run never counts as built already
    unknown: list[object] = [os.urandom(8).hex()]
    if settings.target not in (None, "dev") or not settings.database.exists():
        return unknown
    try:
        with duckdb.connect(str(settings.database), read_only=True) as connection:
            columns = connection.execute(
                "select table_name, list(column_name || ' ' || data_type order by column_index) from duckdb_columns() "
                "where schema_name = ? group by 1 order by 1",
                [settings.landing_schema],
            ).fetchall()
            for table, names in columns:
                # what a publication writes there is no input that anybody landed
                if table in landing_tables(settings.project) and table != "published_scorecards":
                    query = f'select count(*), sum(hash(t)) from "{settings.landing_schema}"."{table}" as t'
                    found.append([table, names, connection.execute(query).fetchone()])
    except duckdb.Error:
        return unknown
    return found or unknown


def project_key(project: Path) -> str:
    """The content of everything in the project that a build reads, as a digest."""
    digest = hashlib.sha256()
    folders = ("models", "macros", "seeds", "tests", "python")
    paths = [path for folder in folders for path in (project / folder).rglob("*") if path.suffix != ".pyc"]
    for path in sorted([*paths, project / "dbt_project.yml"]):
        if path.is_file():
            digest.update(f"{path.relative_to(project)} {path.stat().st_size}".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def older_marts(state: Path, served: Sequence[str], built: Sequence[str], key: str, is_whole: bool) -> list[str]:
    """Served marts that this build did not make and that no earlier build made from the same input, as far as is known."""
    path = state / "marts.json"
    keys: dict[str, str] = {}
    if not is_whole:
        with contextlib.suppress(OSError, ValueError):
            keys = json.loads(path.read_text(encoding="utf-8"))
    keys = keys | dict.fromkeys(built, key)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(keys, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    os.replace(temporary, path)
    return [] if is_whole else sorted(name for name in served if keys.get(name) != key)
