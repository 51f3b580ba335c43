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

PUBLISHED_COLUMNS = """
    as_of timestamp, week_start date, category varchar, metric varchar, value double, value_low double,
    value_high double, numerator double, denominator double, status varchar, _loaded_at timestamp
"""


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


# Columns whose values name a customer, always; and columns that name one of the team, by e-mail in many helpdesks.
CUSTOMER_COLUMNS = ("customer_id", "canonical_customer_id", "same_as_customer_id")
TEAM_COLUMNS = (
    "agent_id",
    "author_id",
    "actor_id",
    "reviewer_id",
    "segment",
    "owner",
    "actor",
    "approver",
    "proposed_by",
    "approved_by",
)


# Redacted words of customers, for reading in the build alone: the served file has the column and no words.
WORD_COLUMNS = ("typical_opening",)


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
            connection.execute(f"attach {_text(str(build))} as built (read_only)")
            marts = [name for name in _marts(connection) if name not in withheld and (not known or name in known)]
            if not marts:
                raise NothingToPublish(f"{build} holds no mart; build first")
            as_of, kind, company = _of_build(connection)
            older = tuple(name for name in marts if name in older)
            # one transaction: each of the thousand comments would wait for the disk by itself
            connection.execute("begin transaction")
            row_count = _copy(connection, marts, token_key)
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


def _copy(connection, marts: list[str], token_key: str | None) -> int:
    """The marts with their constraints and comments; the number of their rows."""
    of_marts = "database_name = 'built' and schema_name = 'marts'"
    # asked once for all: each look at the catalogue of a large build takes its time
    tables = connection.execute(f"select table_name, sql, comment from duckdb_tables() where {of_marts}").fetchall()
    columns = connection.execute(
        f"select table_name, column_name, comment from duckdb_columns() where {of_marts} and comment is not null "
        "order by table_name, column_index"
    ).fetchall()
    connection.execute("create schema if not exists marts")
    row_count = 0
    for name, statement, comment in sorted(row for row in tables if row[0] in marts):
        quoted = f"marts.{_name(name)}"
        told = [f"comment on table {quoted} is {_text(comment)}"] if comment else []
        told += [
            f"comment on column {quoted}.{_name(column)} is {_text(text)}"
            for table, column, text in columns
            if table == name
        ]
        # a comment is another version of the table, and one of an empty table costs nothing
        connection.execute(";\n".join([statement.rstrip().rstrip(";"), *told]))
        values = _served_values(connection, name, token_key)
        row_count += connection.execute(f"insert into {quoted} select {values} from built.{quoted}").fetchone()[0]
    return row_count


def _served_values(connection, mart: str, key: str | None) -> str:
    """The columns of a mart to select: no words of customers, and ids as tokens where there is a key."""
    columns = connection.execute(
        "select column_name from duckdb_columns() where database_name = 'built' and schema_name = 'marts' "
        "and table_name = ? and data_type = 'VARCHAR'",
        [mart],
    ).fetchall()
    replaced = []
    for (name,) in columns:
        if name in WORD_COLUMNS:
            replaced.append(f"cast(null as varchar) as {_name(name)}")
        if not key:
            continue
        token = f"'id-' || substr(sha256({_text(key)} || {_name(name)}), 1, 16)"
        if name in CUSTOMER_COLUMNS:
            replaced.append(f"{token} as {_name(name)}")
        elif name in TEAM_COLUMNS:
            replaced.append(
                f"case when contains({_name(name)}, '@') then {token} else {_name(name)} end as {_name(name)}"
            )
    return f"* replace ({', '.join(replaced)})" if replaced else "*"


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
    connection.execute(f"comment on table marts.publication is {_text(told)}")
    for name, (_, comment) in columns.items():
        connection.execute(f"comment on column marts.publication.{name} is {_text(comment)}")


def _export(connection, marts: list[str], folder: Path) -> None:
    folder.mkdir()
    for name in [*marts, "publication"]:
        path = _text(str(folder / f"{name}.parquet"))
        rows = f"select * from marts.{_name(name)} order by all"
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


def keep_published(
    build: Path, target: Path | None, schema: str | None, published_at: datetime, url: str | None = None
) -> int:
    """Keep the long scorecard's numbers as `published_scorecards` landing rows: later runs can say what changed.

    Into ``target`` (a landing table's folder, one file per publication) or, where rows land in a warehouse, into
    the table of that name in ``schema``, of the build's file or of the database at ``url``. The same numbers of one as_of are
    written once. The number of rows.
    """
    import duckdb
    import pyarrow.parquet as pq

    from agent_scorecard.publishing.attaching import attached

    rows = """
        select as_of, week_start, category, metric, value, value_low, value_high, cast(numerator as double) as numerator,
            cast(denominator as double) as denominator, status, cast(? as timestamp) as _loaded_at
        from marts.scorecard_weekly cross join staging.stg_as_of where value is not null
    """
    # what a read-only connection attaches is read-only, too
    with duckdb.connect(":memory:" if url else str(build), read_only=schema is None) as connection:
        if url:
            connection.execute(f"attach {_text(str(build))} as built (read_only)")
            connection.execute("use built")
        has_scorecard = "select 1 from duckdb_tables() where schema_name = 'marts' and table_name = 'scorecard_weekly'"
        if not connection.execute(has_scorecard).fetchone():
            return 0
        if schema and url:
            with attached(connection, url):
                return _keep_in(connection, f"warehouse.{_name(schema)}.published_scorecards", rows, published_at)
        if schema:
            return _keep_in(connection, f"{_name(schema)}.published_scorecards", rows, published_at)
        numbers = connection.execute(f"{rows} order by all", [published_at]).to_arrow_table()
    if not len(numbers) or target is None:
        return 0
    content = hashlib.sha256(str(numbers.drop_columns("_loaded_at").to_pydict()).encode()).hexdigest()
    path = target / f"{numbers['as_of'][0].as_py():%Y%m%dT%H%M%S}-{content[:12]}.parquet"
    if path.exists():
        return 0
    target.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    pq.write_table(numbers, temporary, compression="zstd")
    os.replace(temporary, path)
    return len(numbers)


def _keep_in(connection, table: str, rows: str, published_at: datetime) -> int:
    connection.execute(f"create table if not exists {table} ({PUBLISHED_COLUMNS})")
    same = "using (as_of, week_start, category, metric, value, status)"
    fresh = f"select * from ({rows}) as rows anti join {table} as kept {same}"
    return connection.execute(f"insert into {table} by name {fresh}", [published_at]).fetchone()[0]


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


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
