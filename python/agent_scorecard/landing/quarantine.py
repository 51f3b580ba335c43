"""The rows that were not accepted: kept with the reason, released when what they waited for has come, and no longer
counted when they were landed rightly since.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from agent_scorecard.contract import Table
from agent_scorecard.landing import twins
from agent_scorecard.landing.known import ROW_HASH
from agent_scorecard.landing.readers import Rejection
from agent_scorecard.landing.superseded import put, store

NUMBER = "_row_number"
# a word on no list is shown where so many rows have it that it is the helpdesk's and nobody's
ROWS_OF_A_WORD = 3


def examples(source_file: str, rejected: Sequence[Rejection], most: int = 5) -> list[str]:
    """Where rows were rejected and why, each reason at least once, without what they say; words on no list that many
    rows share."""
    words = Counter((each.column, each.word) for each in rejected if each.word and len(each.word) <= 40)
    common = [
        f"{source_file} column {column}: {word!r} in {count} rows"
        for (column, word), count in words.most_common(most)
        if count >= ROWS_OF_A_WORD
    ]
    # of every reason the first, so that a frequent one hides no other
    first = {(each.reason, each.column): each for each in reversed(rejected)}
    others = [each for each in rejected if first[each.reason, each.column] is not each]
    chosen = sorted(first.values(), key=lambda each: each.row_number)
    chosen += others[: max(most - len(chosen), 0)]
    placed = [
        f"{source_file} row {r.row_number}{f', column {r.column}' if r.column else ''}: {r.explanation}"
        for r in sorted(chosen, key=lambda each: each.row_number)
    ]
    return placed + common


def write(stem: Path, account, rejected: Sequence[Rejection]) -> None:
    """The rejected rows of one file as ``stem``.parquet and .csv, or neither where there are none."""
    if not rejected:
        store(stem, None)
        return
    columns = {
        "table_name": [account.table_name] * len(rejected),
        "source_file": [account.source_file] * len(rejected),
        "source_hash": [account.source_hash] * len(rejected),
        "row_number": pa.array([r.row_number for r in rejected], pa.int64()),
        "column_name": pa.array([r.column for r in rejected], pa.string()),
        "reason": [r.reason for r in rejected],
        "explanation": [r.explanation for r in rejected],
        "original_text": [r.original_text for r in rejected],
        "landed_at": pa.array([datetime.fromisoformat(account.landed_at)] * len(rejected), pa.timestamp("us")),
        "key_hash": pa.array([r.key_hash for r in rejected], pa.uint64()),
        "is_landed_since": pa.array([False] * len(rejected)),
        "is_rejected_again": pa.array([False] * len(rejected)),
    }
    store(stem, pa.table(columns))


def waiting_rows(text: pa.Table, orphans: Sequence[int], numbers: np.ndarray) -> pa.Table:
    rows = text.take(pa.array(orphans, pa.int64()))
    return rows.append_column(NUMBER, pa.array(numbers[list(orphans)], pa.int64()))


def keep_waiting(stem: Path, parts: Sequence[pa.Table]) -> None:
    """The rows that break nothing and wait for their ticket, as mended text."""
    path = stem.parent / f"{stem.name}.parquet"
    if not parts or not sum(map(len, parts)):
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    put(pa.concat_tables(parts), path)


def release(landing, table: Table, accounts: Sequence) -> None:
    """Land the rows of a table that waited for a ticket which has come, and tell it in the accounts."""
    for path in sorted((landing.root / "_waiting" / table.name).glob("*.parquet")):
        rows = pq.read_table(path).combine_chunks()
        is_landed, is_ambiguous = landing.tickets.have(rows)
        is_free = is_landed & ~is_ambiguous
        if not is_free.any():
            continue
        free = rows.filter(pa.array(is_free))
        text = free.drop_columns([NUMBER])
        stored = landing.stored(table, landing.typed(table, text)[0], text, landing.schema(table, text.column_names))
        accepted = landing.root / table.name / path.name
        waited = accepted.with_suffix(".waited.parquet")
        earlier = [pq.read_table(each) for each in (accepted, waited) if each.exists()]
        is_copy, is_conflict = _against(table, earlier, stored)
        is_new = ~(is_copy | is_conflict)
        added = stored.filter(pa.array(is_new))
        accepted.parent.mkdir(parents=True, exist_ok=True)
        before = [pq.read_table(waited)] if waited.exists() else []
        put(pa.concat_tables([*before, added], promote_options="default"), waited)
        gone = set(free[NUMBER].filter(pa.array(~is_conflict)).to_pylist())
        _forget(landing.root / "_rejected" / table.name / path.stem, gone)
        keep_waiting(path.parent / path.stem, [rows.filter(pa.array(~is_free))])
        landing.forget(table)
        _tell(landing.root, table, path.stem, len(gone), int(is_copy.sum()), accounts)


def _against(table: Table, earlier: Sequence[pa.Table], rows: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    names = [*table.identity, "updated_at"]
    versions = [twins.row_hashes(part, names) for part in (*earlier, rows)]
    contents = [part[ROW_HASH].to_numpy() for part in (*earlier, rows)]
    is_copy, is_conflict = twins.find(np.concatenate(versions), np.concatenate(contents))
    return is_copy[-len(rows) :], is_conflict[-len(rows) :]


def _forget(stem: Path, numbers: set[int]) -> None:
    path = stem.parent / f"{stem.name}.parquet"
    rows = pq.read_table(path)
    is_gone = np.isin(rows["row_number"].to_numpy(), list(numbers)) & np.array(
        [reason == "orphan" for reason in rows["reason"].to_pylist()]
    )
    store(stem, rows.filter(pa.array(~is_gone)))


def _tell(root: Path, table: Table, mark: str, released: int, copies: int, accounts: Sequence) -> None:
    from agent_scorecard.landing.accounts import write_text

    path = root / "_landings" / table.name / f"{mark}.json"
    account = json.loads(path.read_text(encoding="utf-8"))
    account["rows_accepted"] += released
    account["rows_rejected"] -= released
    account["rows_duplicate"] += copies
    account["rows_released"] = account.get("rows_released", 0) + released
    left = account["reasons"].get("orphan", 0) - released
    account["reasons"] = {k: v for k, v in (account["reasons"] | {"orphan": left}).items() if v}
    # landed again, the file is judged anew
    account["fingerprint"] = "released"
    write_text(path, json.dumps(account, indent=2, ensure_ascii=False))
    for each in accounts:
        if (each.table_name, each.source_hash) == (table.name, mark):
            each.rows_accepted, each.rows_rejected = account["rows_accepted"], account["rows_rejected"]
            each.rows_duplicate, each.reasons = account["rows_duplicate"], account["reasons"]
            each.rows_released = account["rows_released"]
