"""Rejected rows that a later landing brought right: they are marked, and counted once."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from agent_scorecard.contract import Table
from agent_scorecard.landing.known import landed_keys

READABLE = (
    "table_name",
    "source_file",
    "source_hash",
    "row_number",
    "column_name",
    "reason",
    "explanation",
    "original_text",
)


def store(stem: Path, rows: pa.Table | None) -> None:
    """Write a file of rejected rows anew, with its readable copy; without rows both go."""
    parquet, readable = stem.parent / f"{stem.name}.parquet", stem.parent / f"{stem.name}.csv"
    if rows is None or not len(rows):
        parquet.unlink(missing_ok=True)
        readable.unlink(missing_ok=True)
        return
    stem.parent.mkdir(parents=True, exist_ok=True)
    put(rows, parquet)
    temporary = readable.with_suffix(".csv.tmp")
    with temporary.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(READABLE)
        writer.writerows(zip(*(rows[name].to_pylist() for name in READABLE), strict=True))
    os.replace(temporary, readable)


def settle(root: Path, tables: dict[str, Table], left_alone: Collection[str] = ()) -> None:
    """Mark rejections whose key was landed rightly since, those of a row that was rejected again later, and refusals of
    files that landed since or are ``left_alone`` by now: renamed, so that they begin with ``_``."""
    for folder in sorted((root / "_rejected").glob("*/")):
        files = {path: pq.read_table(path) for path in sorted(folder.glob("*.parquet"))}
        files = {path: rows for path, rows in files.items() if "key_hash" in rows.column_names}
        landed = landed_keys(root, folder.name) if files and folder.name in tables else None
        again = _rejected_again(list(files.values()))
        for (path, rows), is_again in zip(files.items(), again, strict=True):
            is_since = _landed_since(rows, landed) if landed else np.zeros(len(rows), bool)
            marked = _marked(_marked(rows, "is_landed_since", is_since), "is_rejected_again", is_again)
            if not marked.equals(rows):
                store(path.parent / path.stem, marked)
    _supersede(root, left_alone)


def _marked(rows: pa.Table, name: str, values: np.ndarray) -> pa.Table:
    if name not in rows.column_names:
        return rows.append_column(name, pa.array(values))
    return rows.set_column(rows.column_names.index(name), name, pa.array(values))


def _landed_since(rows: pa.Table, landed: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Which rejected rows have a key that was landed at their landing or later; ``landed``: keys in order, last times."""
    keys, times = landed
    wanted = pc.fill_null(rows["key_hash"], 0).to_numpy()
    place = np.clip(np.searchsorted(keys, wanted), 0, max(len(keys) - 1, 0))
    at = rows["landed_at"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    is_since = np.asarray(rows["key_hash"].is_valid()) & (len(keys) > 0)
    if len(keys):
        is_since &= (keys[place] == wanted) & (times[place] >= at)
    # the copy of a key that was told to conflict with it is no correction of the row
    return is_since & np.array([reason != "conflicting_duplicate" for reason in rows["reason"].to_pylist()], bool)


def _rejected_again(files: Sequence[pa.Table]) -> list[np.ndarray]:
    """Which rejected rows of each file of a table a later file rejects again, so that one row counts once.

    Rows are one by their key; without one, by their text in files of one name. What a file holds twice is two.
    """
    told = sorted(
        range(len(files)), key=lambda at: (files[at]["landed_at"][0].as_py(), files[at]["source_hash"][0].as_py())
    )
    again = [np.zeros(len(rows), bool) for rows in files]
    last: dict[tuple, tuple[int, int]] = {}
    for at in told:
        within: Counter[tuple] = Counter()
        columns = (files[at][name].to_pylist() for name in ("key_hash", "source_file", "original_text"))
        for index, (key, name, text) in enumerate(zip(*columns, strict=True)):
            row = (key,) if key is not None else (name, text)
            within[row] += 1
            if before := last.get((*row, within[row])):
                again[before[0]][before[1]] = True
            last[(*row, within[row])] = (at, index)
    return again


def _supersede(root: Path, left_alone: Collection[str]) -> None:
    """A refused file is told until a file of its name or its content has landed, in whatever format, or until it was
    renamed to be left alone."""
    from agent_scorecard.landing.accounts import write_text

    accounts = {path: json.loads(path.read_text(encoding="utf-8")) for path in (root / "_landings").glob("*/*.json")}
    fine = [account for account in accounts.values() if not account["refusal"]]
    landed = {
        _without_ending(account["source_file"]): account["landed_at"]
        for account in sorted(fine, key=lambda a: a["landed_at"])
    }
    contents = {account["source_hash"] for account in fine}
    for path, account in accounts.items():
        if account["refusal"]:
            name = account["source_file"]
            is_since = account["source_hash"] in contents or name in left_alone
            is_since |= landed.get(_without_ending(name), "") >= account["landed_at"]
            # a folder that is landed later, without the file, says nothing about it
            is_since |= account["table_name"] == "(unknown)" and account.get("is_landed_since", False)
            if account.get("is_landed_since", False) != is_since:
                write_text(path, json.dumps(account | {"is_landed_since": is_since}, indent=2, ensure_ascii=False))


def _without_ending(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/{file.split('.')[0]}".lower()


def put(rows: pa.Table, path: Path) -> None:
    """Write a Parquet file in one step: a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f"{path.name}.tmp"
    pq.write_table(rows, temporary, compression="zstd")
    os.replace(temporary, path)
