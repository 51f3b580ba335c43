"""The served marts as Parquet, one file per mart and week: what any engine reads, and only changed weeks are written."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from agent_scorecard.publishing.attaching import CannotPublish
from agent_scorecard.publishing.postgres import Mart, served_marts

PARTITION = "week"
WEEK_COLUMN = "week_start"
FILE = "rows.parquet"


@dataclass(frozen=True)
class WeeklyExport:
    """What an export wrote: files in all, files that were written, and rows in all."""

    file_count: int
    written_count: int
    row_count: int


def export_weeks(served: Path, folder: Path) -> WeeklyExport:
    """Write every served mart into ``folder``: `MART/week=2025-01-06/rows.parquet`, or `MART/rows.parquet` without a week.

    A row's week stays in its column `week_start`; the folder's name repeats it for engines that choose files by it. Rows are
    in the order of the mart's key, so the same rows are the same bytes: a file that would not change is left alone, and a
    copy of the folder elsewhere (rsync, object storage) moves changed weeks only. Each file is replaced by a rename; the mart
    `publication` is written last, so a reader who finds its `published_at` has all that belongs to it.

    Files of weeks and marts that are no longer there are removed; anything else in the folder is left alone.
    """
    import duckdb

    if not served.exists():
        raise CannotPublish(f"there is no served file at {served}: `agent-scorecard run` makes it")
    folder.mkdir(parents=True, exist_ok=True)
    made: set[Path] = set()
    written, rows = 0, 0
    work = Path(tempfile.mkdtemp(prefix=".next-", dir=folder))
    try:
        with duckdb.connect(":memory:") as connection:
            connection.execute(f"attach '{str(served).replace(chr(39), chr(39) * 2)}' as served (read_only)")
            connection.execute("set threads = 1")
            marts = sorted(served_marts(connection), key=lambda mart: (mart.name == "publication", mart.name))
            for mart in marts:
                rows += _write(connection, mart, work)
                for path in sorted((work / mart.name).rglob("*.parquet")):
                    place = folder / path.relative_to(work).parent / FILE
                    made.add(place)
                    written += _put(path, place)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    for place in [*folder.glob(f"*/{FILE}"), *folder.glob(f"*/{PARTITION}=*/{FILE}")]:
        if place not in made:
            place.unlink()
    for left in sorted(folder.glob(f"*/{PARTITION}=*")):
        if left.is_dir() and not any(left.iterdir()):
            left.rmdir()
    return WeeklyExport(len(made), written, rows)


def _write(connection, mart: Mart, work: Path) -> int:
    order = ", ".join(f'"{name}"' for name in mart.key) or "all"
    # a mart without rows has no week to lie in, and readers need its columns
    is_empty = connection.execute(f"select count(*) from {mart.table('served')}").fetchone() == (0,)
    has_week = WEEK_COLUMN in [column.name for column in mart.columns] and not is_empty
    week = f", {WEEK_COLUMN} as {PARTITION}" if has_week else ""
    place = work / mart.name
    place.mkdir()
    options = "format parquet, compression zstd"
    target = place if has_week else place / FILE
    options += f", partition_by ({PARTITION})" if has_week else ""
    query = f"select *{week} from {mart.table('served')} order by {order}"
    return connection.execute(
        f"copy ({query}) to '{str(target).replace(chr(39), chr(39) * 2)}' ({options})"
    ).fetchone()[0]


def _put(path: Path, place: Path) -> bool:
    """Move a file to its place, unless the same bytes are there already."""
    if place.exists() and place.stat().st_size == path.stat().st_size and place.read_bytes() == path.read_bytes():
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(path, place)
    return True
