"""What lies in the landing already: the tickets that rows may be about, and the rows that were seen before."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from agent_scorecard.contract import Table
from agent_scorecard.landing import readers, source_files, twins

ROW_HASH, KEY_HASH = "_row_hash", "_key_hash"


def row_key(root: Path) -> bytes:
    """The secret of a landing that its hashes of rows are made with, drawn at its first landing; for its owner alone.

    Where it is lost, rows that landed before count as new once.
    """
    path = root / "_state" / "rows.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        contextlib.suppress(FileExistsError),
        os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file,
    ):
        file.write(secrets.token_hex(16))
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


class Tickets:
    """The tickets of a landing. A ticket that names no source is that of the one source that uses its id; where several
    do, it is a ticket of its own, and so is each of theirs."""

    def __init__(self, root: Path):
        plain, sourced, named = [np.array([], np.uint64)], [np.array([], np.uint64)], [np.array([], bool)]
        for file in source_files.discover(root, ["tickets"])[0] if root.is_dir() else ():
            for text in _ticket_ids(file):
                plain.append(twins.row_hashes(text, ["ticket_id"]))
                sourced.append(twins.row_hashes(text, ["source_system", "ticket_id"]))
                named.append(_is_named(text))
        ids, pairs, is_named = np.concatenate(plain), np.concatenate(sourced), np.concatenate(named)
        self._ids, self._unnamed, self._pairs = np.unique(ids), np.unique(ids[~is_named]), np.unique(pairs[is_named])
        sources = np.unique(np.stack([ids[is_named], pairs[is_named]], 1), axis=0)
        self._of_sources, counts = np.unique(sources[:, 0], return_counts=True)
        self._shared = self._of_sources[counts > 1]

    def have(self, rows: pa.Table) -> tuple[np.ndarray, np.ndarray]:
        """(is_landed, is_ambiguous) for rows that name a ticket, and perhaps its source."""
        ids = twins.row_hashes(rows, ["ticket_id"])
        is_named, is_known = _is_named(rows), np.isin(ids, self._ids)
        is_ambiguous = ~is_named & np.isin(ids, self._shared) & ~np.isin(ids, self._unnamed)
        pairs = twins.row_hashes(rows, ["source_system", "ticket_id"])
        of_its_source = np.isin(pairs, self._pairs) | (is_known & ~np.isin(ids, self._of_sources))
        return np.where(is_named, of_its_source, is_known), is_ambiguous


def _is_named(rows: pa.Table) -> np.ndarray:
    if "source_system" not in rows.column_names:
        return np.zeros(len(rows), bool)
    return np.array(pc.is_valid(rows["source_system"]).combine_chunks().to_numpy(zero_copy_only=False), bool)


def _ticket_ids(file: source_files.SourceFile):
    if file.format == "parquet":
        names = [name for name in ("ticket_id", "source_system") if name in pq.read_schema(file.path).names]
        yield pq.read_table(file.path, columns=names).cast(pa.schema([(name, pa.string()) for name in names]))
        return
    with source_files.opened(file) as plain:
        for rows in readers.read(plain):
            yield rows.text


class Seen:
    """The rows of one landing table that landed before: content seen before is not newer."""

    def __init__(self, root: Path, table: Table):
        self._rows, self._times = np.array([], np.uint64), np.array([], np.int64)
        for path in sorted((root / table.name).glob("*.parquet")):
            if ROW_HASH in pq.read_schema(path).names:
                self.add(pq.read_table(path, columns=[ROW_HASH, "_loaded_at"]))

    def add(self, rows: pa.Table) -> None:
        times = rows["_loaded_at"].cast(pa.int64()).combine_chunks().to_numpy(zero_copy_only=False)
        hashes = np.concatenate([self._rows, rows[ROW_HASH].to_numpy()])
        times = np.concatenate([self._times, times])
        order = np.lexsort((times, hashes))
        found = np.unique(hashes[order], return_index=True)
        self._rows, first = found[0], found[1]
        self._times = times[order][first]

    def first_times(self, hashes: np.ndarray, now: int) -> np.ndarray:
        """When each row was first landed, in microseconds since 1970; ``now`` where it was not."""
        if not len(self._rows):
            return np.full(len(hashes), now)
        place = np.clip(np.searchsorted(self._rows, hashes), 0, len(self._rows) - 1)
        return np.where(self._rows[place] == hashes, np.minimum(self._times[place], now), now)


def landed_keys(root: Path, table_name: str) -> tuple[np.ndarray, np.ndarray]:
    """The keys of a landing table's rows, in order, and when each was landed last, in microseconds since 1970.

    A file that lands again in other bytes lands its rows again, though their content keeps its first ``_loaded_at``.
    """
    keys, times = [np.array([], np.uint64)], [np.array([], np.int64)]
    for path in sorted((root / table_name).glob("*.parquet")):
        if KEY_HASH not in pq.read_schema(path).names:
            continue
        rows = pq.read_table(path, columns=[KEY_HASH, "_loaded_at"])
        at = rows["_loaded_at"].cast(pa.int64()).combine_chunks().to_numpy(zero_copy_only=False)
        account = root / "_landings" / table_name / f"{path.name.split('.')[0]}.json"
        if account.exists():
            landed = datetime.fromisoformat(json.loads(account.read_text(encoding="utf-8"))["landed_at"])
            at = np.maximum(at, int((landed - datetime(1970, 1, 1)).total_seconds()) * 1_000_000)
        keys.append(rows[KEY_HASH].to_numpy())
        times.append(at)
    every, at = np.concatenate(keys), np.concatenate(times)
    order = np.lexsort((-at, every))
    found, first = np.unique(every[order], return_index=True)
    return found, at[order][first]
