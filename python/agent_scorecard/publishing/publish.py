"""Publishing: the marts of a checked build become the served file, all at once.

The build happens in a private file that nobody reads. The served file has the same name in another folder, holds the
marts only, and is replaced by one rename: a reader has the old one or the new one, never a lock and never a half.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from agent_scorecard.publishing.served_values import copy_marts, quoted_name, quoted_text


class NothingToPublish(Exception):
    """The build database holds no mart."""


@dataclass(frozen=True)
class Publication:
    """What was published: the served file, its Parquet twin, and how much is in it."""

    served: Path
    parquet: Path
    as_of: datetime | None
    mart_count: int
    row_count: int
    older_marts: tuple[str, ...] = ()


def publish(
    build: Path,
    folder: Path,
    published_at: datetime,
    withheld: Collection[str] = (),
    token_key: str | None = None,
    older: Collection[str] = (),
    known: Collection[str] | None = None,
) -> Publication:
    """Copy every mart of ``build`` but the ``withheld`` ones into ``folder``, with keys and comments, and swap it in.

    With ``token_key`` ids of customers, and whatever of the team's ids is an e-mail address, are served as tokens: the
    first 16 hex digits of sha256(key and id), the same for one id everywhere, so that joins and counts stay.

    ``older`` names marts that an earlier build made, which the publication tells. With ``known``, the marts that the project
    has now, others that a build file still holds are not served.

    Raises NothingToPublish where the build has no marts. Until the last step nothing that readers see has changed.
    """
    import duckdb

    served = folder / build.name
    folder.mkdir(parents=True, exist_ok=True)
    for left_over in folder.glob(".next-*"):
        shutil.rmtree(left_over)
    work = folder / f".next-{os.getpid()}"
    work.mkdir()
    try:
        with duckdb.connect(str(work / build.name)) as connection:
            connection.execute(f"attach {quoted_text(str(build))} as built (read_only)")
            marts = [name for name in _marts(connection) if name not in withheld and (not known or name in known)]
            if not marts:
                raise NothingToPublish(f"{build} holds no mart; build first")
            as_of, kind, company = _of_build(connection)
            older = tuple(name for name in marts if name in older)
            # one transaction: each of the thousand comments would wait for the disk by itself
            connection.execute("begin transaction")
            row_count = copy_marts(connection, marts, token_key)
            _state_publication(connection, (as_of, published_at, kind, company, ", ".join(older) or None))
            connection.execute("commit")
            _export(connection, marts, work / "parquet")
            connection.execute("detach built")
            connection.execute("checkpoint")
        _sync(work / build.name)
        parquet = _swap_parquet(work / "parquet", folder)
        os.replace(work / build.name, served)
        _sync(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Publication(served, parquet, as_of, len(marts), row_count, older)


def _marts(connection) -> list[str]:
    found = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'built' and schema_name = 'marts' order by 1"
    )
    return [name for (name,) in found.fetchall()]


def _of_build(connection) -> tuple[datetime | None, str | None, str | None]:
    """(the moment that the build speaks for, the kind of its landing, whose data it is)."""
    known = connection.execute(
        "select column_name from information_schema.columns "
        "where table_catalog = 'built' and table_schema = 'staging' and table_name = 'stg_as_of'"
    ).fetchall()
    if not known:
        return None, None, None
    if ("landing",) not in known:
        return connection.execute("select as_of, null, null from built.staging.stg_as_of").fetchone()
    return connection.execute("select as_of, landing, company_name from built.staging.stg_as_of").fetchone()


def _state_publication(connection, values: tuple) -> None:
    """The served file says of itself what it is."""
    columns = {
        "as_of": ("timestamp", "The moment that the marts speak for (UTC)."),
        "published_at": ("timestamp", "When they were published (UTC)."),
        "landing": ("varchar", "Where the rows come from: sample, files or warehouse."),
        "company_name": ("varchar", "Whose data it is; null where the var company_name is not set."),
        "older_marts": (
            "varchar",
            "Marts that an earlier build with other input made, with commas between; null where all come from one build.",
        ),
    }
    told = "One row: the moment these marts speak for, when they were published, and whose data they are."
    connection.execute(f"create table marts.publication ({', '.join(f'{n} {t}' for n, (t, _) in columns.items())})")
    connection.execute("insert into marts.publication values (?, ?, ?, ?, ?)", values)
    connection.execute(f"comment on table marts.publication is {quoted_text(told)}")
    for name, (_, comment) in columns.items():
        connection.execute(f"comment on column marts.publication.{name} is {quoted_text(comment)}")


def _export(connection, marts: list[str], folder: Path) -> None:
    folder.mkdir()
    for name in [*marts, "publication"]:
        path = quoted_text(str(folder / f"{name}.parquet"))
        rows = f"select * from marts.{quoted_name(name)} order by all"
        connection.execute(f"copy ({rows}) to {path} (format parquet, compression zstd)")


def _swap_parquet(made: Path, folder: Path) -> Path:
    """A folder cannot be renamed over another, a link can. The folder before stays one turn, for who still reads it."""
    link = folder / "parquet"
    kept = folder / f".parquet-{_hash_of_folder(made)}"
    before = {path for path in folder.glob(".parquet-*") if path.is_dir()}
    current = link.resolve() if link.is_symlink() else None
    if kept not in before:
        os.rename(made, kept)
    new_link = folder / ".parquet.next"
    new_link.unlink(missing_ok=True)
    new_link.symlink_to(kept.name)
    os.replace(new_link, link)
    for old in before - {kept, current}:
        shutil.rmtree(old, ignore_errors=True)
    return link


def _hash_of_folder(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode())
        with path.open("rb") as handle:
            digest.update(hashlib.file_digest(handle, "sha256").digest())
    return digest.hexdigest()[:12]


def _sync(path: Path) -> None:
    """To the disk, so that a power cut leaves the old file or the new one."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
