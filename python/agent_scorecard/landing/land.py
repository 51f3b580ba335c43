"""Landing a folder: read, typed, checked by the gate, accepted rows to Parquet, rejected ones to the quarantine.

Under the landing path lie ``<table>/<hash>.parquet`` (accepted, typed by the contract, unknown columns as text, with
``_loaded_at``), ``_rejected/<table>/<hash>.parquet`` and ``.csv``, ``_landings/<table>/<hash>.json`` (one file's
account) and ``_validations/<table>/<hash>.json`` (what the gate found). The hash is the source file's, so landing a
file twice changes nothing, and landing it again after its orphans' tickets have come replaces what it left before.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from agent_scorecard.contract import Table
from agent_scorecard.landing import gate, readers, twins
from agent_scorecard.landing.casting import arrow_type, cast
from agent_scorecard.landing.readers import FileRefused, Rejection, SourceFile
from agent_scorecard.people.erase import erase_again

# part of every fingerprint: raise it when the same file would land differently
VERSION = "1"
REJECTED = (
    "table_name",
    "source_file",
    "source_hash",
    "row_number",
    "column_name",
    "reason",
    "explanation",
    "original_text",
)


@dataclass
class Account:
    """What became of one file: ``rows_read = rows_accepted + rows_rejected``. Copies are accepted, stored once."""

    table_name: str
    source_file: str
    source_hash: str
    landed_at: str
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    rows_duplicate: int = 0
    unknown_columns: str = ""
    refusal: str | None = None
    reasons: dict[str, int] = field(default_factory=dict)
    is_changed: bool = False
    examples: list[str] = field(default_factory=list)

    def stored(self) -> dict:
        return {key: value for key, value in asdict(self).items() if key not in ("is_changed", "examples")}


def land(
    folder: Path, landing_path: Path, tables: dict[str, Table], loaded_at: datetime, label: str = ""
) -> list[Account]:
    """Land every file of ``folder``; ``label`` goes before file names. One account per file, unknown names included."""
    files, unknown = readers.discover(folder, list(tables))
    landing = _Landing(landing_path, tables, loaded_at, label)
    accounts = [landing.land(file) for file in files]
    for name in unknown:
        message = f"{label}{name}: names no landing table in CSV, JSON Lines or Parquet; not read"
        accounts.append(
            Account(
                "(unknown)",
                label + name,
                hashlib.sha256(name.encode()).hexdigest()[:16],
                _text(loaded_at),
                refusal=message,
            )
        )
        landing.note(accounts[-1])
    # who was erased stays erased, whatever older file lands
    erase_again(landing_path)
    return accounts


class _Landing:
    def __init__(self, landing_path: Path, tables: dict[str, Table], loaded_at: datetime, label: str):
        self.root, self.tables, self.loaded_at, self.label = landing_path, tables, loaded_at, label
        self._landed_tickets: np.ndarray | None = None
        self._gates: dict[str, gate.Gate] = {}

    def land(self, file: SourceFile) -> Account:
        table = self.tables[file.table]
        account = Account(table.name, self.label + file.name, _hash_of(file.path), _text(self.loaded_at))
        rejected: list[Rejection] = []
        accepted = self.root / table.name / f"{account.source_hash}.parquet"
        temporary = accepted.with_suffix(".parquet.tmp")
        checked = None
        try:
            columns = self._columns(file, table)
            account.unknown_columns = ";".join(
                name for name in columns if name not in {c.name for c in table.columns} and name[:1] != "_"
            )
            fingerprint, checked = self._sift(file, table, columns, account, rejected, temporary)
        except FileRefused as refused:
            account.refusal = f"{self.label}{refused}"
            rejected[:] = self._all_rows(file, refused)
            account.rows_read, account.rows_accepted, account.rows_duplicate = len(rejected), 0, 0
            fingerprint = "refused"
        account.rows_rejected = len(rejected)
        account.reasons = dict(sorted(Counter(rejection.reason for rejection in rejected).items()))
        account.examples = [
            f"{account.source_file} row {r.row_number}{f', column {r.column}' if r.column else ''}: {r.explanation}"
            for r in rejected[:5]
        ]
        self._store(account, rejected, fingerprint, accepted, temporary, checked)
        if table.name == "tickets" and self._landed_tickets is not None:
            self._landed_tickets = None
        return account

    def note(self, account: Account) -> None:
        """Keep the account of a file that was not read."""
        report = self.root / "_landings" / "unknown" / f"{account.source_hash}.json"
        if not report.exists():
            _write(report, json.dumps(account.stored(), indent=2, ensure_ascii=False))

    def _columns(self, file: SourceFile, table: Table) -> list[str]:
        columns = readers.column_names(file)
        missing = [column.name for column in table.columns if column.is_required and column.name not in columns]
        if missing:
            has = ", ".join(columns) or "none"
            what = (
                f"the table {table.name} needs the column {missing[0]}"
                if len(missing) == 1
                else f"the table {table.name} needs the columns {', '.join(missing)}"
            )
            raise FileRefused("missing_column", f"{file.name}: {what}, and the file has only: {has}", missing[0])
        return columns

    def _sift(
        self, file, table: Table, columns: list[str], account: Account, rejected: list[Rejection], temporary: Path
    ) -> tuple[str, dict | None]:
        """Write the accepted rows to ``temporary``, collect the others; a fingerprint of what was accepted."""
        is_duplicate, is_conflict = twins.find((rows.text for rows in readers.read(file)), table)
        schema = self._schema(table, columns)
        fingerprint = hashlib.sha256(f"{VERSION} {schema}".encode())
        temporary.parent.mkdir(parents=True, exist_ok=True)
        suite, start = self._gate(table), 0
        with pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
            for rows in readers.read(file):
                part = slice(start, start + len(rows.text))
                start += len(rows.text)
                typed = {c.name: cast(rows.text[c.name], c.data_type) for c in table.columns if c.name in columns}
                typed |= {
                    c.name: pa.nulls(len(rows.text), arrow_type(c.data_type))
                    for c in table.columns
                    if c.name not in columns
                }
                is_landed = self._is_landed(rows.text) if gate.needs_ticket(table) else None
                breaches = suite.check(
                    gate.frame(table, rows.text, typed, is_landed, is_conflict[part], self.loaded_at)
                )
                told = {
                    index: list(broken)
                    for index, broken in groupby(
                        sorted(breaches, key=lambda breach: breach[0]), key=lambda breach: breach[0]
                    )
                }
                rejected += rows.unreadable + [
                    _rejection(rows, index, [rule for _, rule in broken]) for index, broken in told.items()
                ]

                is_kept = ~is_duplicate[part]
                is_kept[list(told)] = False
                account.rows_duplicate += int(
                    (is_duplicate[part] & ~np.isin(np.arange(len(is_kept)), list(told))).sum()
                )
                account.rows_read += len(rows.text) + len(rows.unreadable)
                fingerprint.update(np.packbits(is_kept).tobytes())
                typed |= {name: rows.text[name] for name in schema.names if name not in typed and name != "_loaded_at"}
                typed["_loaded_at"] = pa.array([self.loaded_at] * len(rows.text), pa.timestamp("us"))
                writer.write_table(pa.table(typed).select(schema.names).cast(schema).filter(pa.array(is_kept)))
        account.rows_accepted = account.rows_read - len(rejected)
        return fingerprint.hexdigest(), suite.result

    def _schema(self, table: Table, columns: list[str]) -> pa.Schema:
        known = [(column.name, arrow_type(column.data_type)) for column in table.columns]
        extra = [name for name in columns if name not in dict(known) and name != "_loaded_at"]
        return pa.schema([*known, *((name, pa.string()) for name in extra), ("_loaded_at", pa.timestamp("us"))])

    def _gate(self, table: Table) -> gate.Gate:
        suite = self._gates.setdefault(table.name, None) or gate.Gate(table)
        self._gates[table.name], suite.result = suite, None
        return suite

    def _all_rows(self, file: SourceFile, refused: FileRefused) -> list[Rejection]:
        """Every row of a file that was refused as a whole, as far as it can be read."""
        rejections: list[Rejection] = []
        if refused.reason in ("missing_column",):
            for rows in readers.read(file):
                rejections += rows.unreadable + [
                    Rejection(int(number), refused.column, refused.reason, str(refused), rows.original(index))
                    for index, number in enumerate(rows.numbers)
                ]
        return rejections

    def _is_landed(self, text: pa.Table) -> np.ndarray:
        if self._landed_tickets is None:
            found = [np.array([], np.uint64)]
            files, _ = readers.discover(self.root, ["tickets"])
            for file in files:
                found += [twins.row_hashes(rows.text, ["ticket_id"]) for rows in readers.read(file)]
            self._landed_tickets = np.unique(np.concatenate(found))
        return np.isin(twins.row_hashes(text, ["ticket_id"]), self._landed_tickets)

    def _store(
        self,
        account: Account,
        rejected: list[Rejection],
        fingerprint: str,
        accepted: Path,
        temporary: Path,
        checked: dict | None,
    ) -> None:
        """Put everything in its place, or leave everything as it is where the same was landed before."""
        report = self.root / "_landings" / account.table_name / f"{account.source_hash}.json"
        told = hashlib.sha256(json.dumps([fingerprint, [asdict(r) for r in rejected]]).encode()).hexdigest()
        before = json.loads(report.read_text()) if report.exists() else {}
        if before.get("fingerprint") == told and (accepted.exists() or account.rows_accepted == 0):
            temporary.unlink(missing_ok=True)
            return
        account.is_changed = True
        if account.refusal or (account.rows_accepted == 0 and account.rows_read):
            temporary.unlink(missing_ok=True)
            accepted.unlink(missing_ok=True)
        else:
            os.replace(temporary, accepted)
        quarantine(self.root / "_rejected" / account.table_name / account.source_hash, account, rejected)
        if checked:
            _write(
                self.root / "_validations" / account.table_name / f"{account.source_hash}.json",
                json.dumps(checked, default=str),
            )
        _write(report, json.dumps(account.stored() | {"fingerprint": told}, indent=2, ensure_ascii=False))


def _rejection(rows: readers.Rows, index: int, broken: Sequence[gate.Rule]) -> Rejection:
    def value(rule: gate.Rule) -> str | None:
        return rows.text[rule.column][index].as_py() if rule.column in rows.text.column_names else None

    told = "; ".join(dict.fromkeys(rule.says.format(value=value(rule)) for rule in broken))
    return Rejection(int(rows.numbers[index]), broken[0].column, broken[0].reason, told, rows.original(index))


def quarantine(stem: Path, account: Account, rejected: list[Rejection]) -> None:
    """The rejected rows of one file as ``stem``.parquet and .csv, or neither where there are none."""
    parquet, readable = stem.with_suffix(".parquet"), stem.with_suffix(".csv")
    if not rejected:
        parquet.unlink(missing_ok=True)
        readable.unlink(missing_ok=True)
        return
    rows = [
        (
            account.table_name,
            account.source_file,
            account.source_hash,
            r.row_number,
            r.column,
            r.reason,
            r.explanation,
            r.original_text,
        )
        for r in rejected
    ]
    stem.parent.mkdir(parents=True, exist_ok=True)
    columns = dict(zip(REJECTED, map(list, zip(*rows, strict=True)), strict=True))
    types = {"row_number": pa.int64()}
    table = pa.table({name: pa.array(values, types.get(name, pa.string())) for name, values in columns.items()})
    landed_at = pa.array([datetime.fromisoformat(account.landed_at)] * len(rows), pa.timestamp("us"))
    temporary = parquet.with_suffix(".parquet.tmp")
    pq.write_table(table.append_column("landed_at", landed_at), temporary, compression="zstd")
    os.replace(temporary, parquet)
    with readable.with_suffix(".csv.tmp").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(REJECTED)
        writer.writerows(rows)
    os.replace(readable.with_suffix(".csv.tmp"), readable)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".json.tmp")
    temporary.write_text(text + "\n", encoding="utf-8")
    os.replace(temporary, path)


def _hash_of(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()[:16]


def _text(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")
