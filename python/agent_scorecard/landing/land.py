"""Landing a folder: read, typed, checked by the gate, accepted rows to Parquet, rejected ones to the quarantine.

Under the landing path lie ``<table>/<hash>.parquet`` (accepted, typed by the contract, unknown columns as text, with
``_loaded_at``), ``_rejected/<table>/<hash>.parquet`` and ``.csv``, ``_landings/<table>/<hash>.json`` (one file's
account) and ``_validations/<table>/<hash>.json`` (what the gate found). The hash is the source file's, so landing a
file twice changes nothing. ``_loaded_at`` is when a row's content was first landed: an old export that comes again
takes no correction back. Rows that wait for their ticket lie in ``_waiting`` and leave the quarantine when it comes.
"""

from __future__ import annotations

import difflib
import hashlib
import hmac
import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from agent_scorecard.contract import Table, project_var
from agent_scorecard.landing import gate, gate_rules, quarantine, readers, repairs, source_files, superseded, twins
from agent_scorecard.landing.casting import arrow_type, cast
from agent_scorecard.landing.known import KEY_HASH, ROW_HASH, Seen, Tickets, row_key
from agent_scorecard.landing.readers import FileRefused, Rejection
from agent_scorecard.landing.source_files import SourceFile
from agent_scorecard.people.erase import erase_again

# part of every fingerprint: raise it when the same file would land differently
VERSION = "2"
OWN = ("_loaded_at", ROW_HASH, KEY_HASH)


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
    rows_released: int = 0
    unknown_columns: str = ""
    refusal: str | None = None
    reasons: dict[str, int] = field(default_factory=dict)
    repairs: dict[str, int] = field(default_factory=dict)
    is_changed: bool = False
    examples: list[str] = field(default_factory=list)

    def stored(self) -> dict:
        return {key: value for key, value in asdict(self).items() if key not in ("is_changed", "examples")}


def land(
    folder: Path,
    landing_path: Path,
    tables: dict[str, Table],
    loaded_at: datetime,
    label: str = "",
    encoding: str | None = None,
) -> list[Account]:
    """Land every file of ``folder``; ``label`` goes before file names. One account per file, unknown names included.

    ``encoding`` is that of the text files where it is not UTF-8. Rows that waited for a ticket that has come are landed
    too, and rejections that were landed rightly since are marked so.
    """
    files, unknown = source_files.discover(folder, list(tables))
    landing = Landing(landing_path, tables, loaded_at, label, encoding)
    accounts = [landing.land(file) for file in files]
    for name, why in unknown:
        account = Account("(unknown)", label + name, _hash_of(folder / name, landing.key), _text(loaded_at))
        account.refusal = f"{label}{name}: {why}; not read"
        accounts.append(account)
        landing.note(account)
    for table in tables.values():
        quarantine.release(landing, table, accounts)
    superseded.settle(landing_path, tables, {label + name for name in source_files.left_alone(folder)})
    # who was erased stays erased, whatever older file lands
    erase_again(landing_path)
    return accounts


def plausible_span(loaded_at: datetime) -> gate.Span:
    """The times that can be, by the vars ``plausible_from`` and ``plausible_years_ahead``."""
    start = date.fromisoformat(str(project_var("plausible_from", "2000-01-01")))
    years = int(str(project_var("plausible_years_ahead", 10)))
    return gate.Span.of(loaded_at, datetime(start.year, start.month, start.day), years)


class Landing:
    """One landing under way: what it knows of the folder it lands in, and the gate of each table."""

    def __init__(
        self, root: Path, tables: dict[str, Table], loaded_at: datetime, label: str = "", encoding: str | None = None
    ):
        self.root, self.tables, self.loaded_at, self.label, self.encoding = root, tables, loaded_at, label, encoding
        self.span = plausible_span(loaded_at)
        self.key = row_key(root)
        self.statuses = tables["tickets"].column("status")
        self._tickets: Tickets | None = None
        self._gates: dict[str, gate.Gate] = {}
        self._seen: dict[str, Seen] = {}

    @property
    def tickets(self) -> Tickets:
        if self._tickets is None:
            self._tickets = Tickets(self.root)
        return self._tickets

    def seen(self, table: Table) -> Seen:
        if table.name not in self._seen:
            self._seen[table.name] = Seen(self.root, table)
        return self._seen[table.name]

    def land(self, file: SourceFile) -> Account:
        table = self.tables[file.table]
        account = Account(table.name, self.label + file.name, _hash_of(file.path, self.key), _text(self.loaded_at))
        rejected: list[Rejection] = []
        waiting: list[pa.Table] = []
        accepted = self.root / table.name / f"{account.source_hash}.parquet"
        temporary = accepted.with_suffix(".parquet.tmp")
        checked = None
        try:
            with source_files.opened(file, self.encoding) as plain:
                try:
                    names = self._columns(plain, table)
                    unknown = [name for name in names.values() if name not in {c.name for c in table.columns}]
                    account.unknown_columns = ";".join(name for name in unknown if name[:1] != "_")
                    fingerprint, checked = self._sift(plain, table, names, account, rejected, waiting, temporary)
                except FileRefused as refused:
                    rejected[:] = _all_rows(plain, refused)
                    raise
        except FileRefused as refused:
            account.refusal = f"{self.label}{refused}"
            account.rows_read, account.rows_accepted, account.rows_duplicate = len(rejected), 0, 0
            fingerprint, waiting = "refused", []
        rejected.sort(key=lambda rejection: rejection.row_number)
        account.rows_rejected = len(rejected)
        account.reasons = dict(sorted(Counter(rejection.reason for rejection in rejected).items()))
        account.examples = quarantine.examples(account.source_file, rejected)
        self._store(account, rejected, waiting, fingerprint, accepted, temporary, checked)
        if table.name == "tickets":
            self._tickets = None
        self._seen.pop(table.name, None)
        return account

    def note(self, account: Account) -> None:
        """Keep the account of a file that was not read."""
        report = self.root / "_landings" / "unknown" / f"{account.source_hash}.json"
        if not report.exists():
            write_text(report, json.dumps(account.stored(), indent=2, ensure_ascii=False))

    def _columns(self, file: SourceFile, table: Table) -> dict[str, str]:
        """The file's columns by their names in the contract, as far as they have one: in any case, spaces for underscores."""
        known = [column.name for column in table.columns]
        names = {}
        for name in readers.column_names(file):
            plain = "_".join(name.strip().lower().replace("-", " ").split())
            names[name] = plain if plain in known else name
        if twice := [name for name in known if list(names.values()).count(name) > 1]:
            raise FileRefused("duplicate_column", f"{file.name}: two columns are {twice[0]}; rename one", twice[0])
        missing = [c.name for c in table.columns if c.is_required and c.name not in names.values()]
        if missing:
            others = [name for name in names.values() if name not in known]
            near = difflib.get_close_matches(missing[0], others, 1, 0.6)
            hint = f"; is {repairs.column_label(near[0])} meant? Rename it" if near else ""
            has = ", ".join(map(repairs.column_label, names)) or "none"
            columns = "the column" if len(missing) == 1 else "the columns"
            what = f"the table {table.name} needs {columns} {', '.join(missing)}, and the file has only: {has}{hint}"
            raise FileRefused("missing_column", f"{file.name}: {what}", missing[0])
        return names

    def typed(self, table: Table, text: pa.Table) -> tuple[dict[str, pa.Array], pa.Table, int]:
        """The contract's columns of mended text, typed; the text without times that meant a missing one; how many those were."""
        typed, stand_ins = {}, 0
        for column in table.columns:
            if column.name not in text.column_names:
                typed[column.name] = pa.nulls(len(text), arrow_type(column.data_type))
                continue
            values = cast(text[column.name], column.data_type)
            if column.data_type in ("timestamp", "date") and not column.is_required:
                values, count = repairs.without_sentinels(values)
                if count:
                    stand_ins += count
                    is_left = pc.or_(pc.is_valid(values), pc.is_null(cast(text[column.name], column.data_type)))
                    index = text.column_names.index(column.name)
                    left = pc.if_else(is_left, text[column.name].combine_chunks(), None)
                    text = text.set_column(index, column.name, left)
            typed[column.name] = values
        return typed, text, stand_ins

    def stored(self, table: Table, typed: dict[str, pa.Array], text: pa.Table, schema: pa.Schema) -> pa.Table:
        """Rows as they are written: typed, unknown columns as text, with what later landings know them by."""
        rows = pa.table(typed)
        hashes = twins.keyed(twins.row_hashes(rows, sorted(rows.column_names)), self.key)
        times = self.seen(table).first_times(hashes, _micros(self.loaded_at))
        own = {
            "_loaded_at": pa.array(times).cast(pa.timestamp("us")),
            ROW_HASH: pa.array(hashes),
            KEY_HASH: pa.array(twins.keyed(twins.row_hashes(rows, table.key), self.key)),
        }
        others = {name: text[name] for name in schema.names if name not in typed and name not in own}
        return pa.table({**typed, **others, **own}).select(schema.names).cast(schema)

    def schema(self, table: Table, names: Sequence[str]) -> pa.Schema:
        known = [(column.name, arrow_type(column.data_type)) for column in table.columns]
        extra = [(name, pa.string()) for name in names if name not in dict(known) and name not in OWN]
        own = [("_loaded_at", pa.timestamp("us")), (ROW_HASH, pa.uint64()), (KEY_HASH, pa.uint64())]
        return pa.schema([*known, *extra, *own])

    def _sift(
        self,
        file: SourceFile,
        table: Table,
        names: dict[str, str],
        account: Account,
        rejected: list[Rejection],
        waiting: list[pa.Table],
        temporary: Path,
    ) -> tuple[str, dict | None]:
        """Write the accepted rows to ``temporary``, collect the others; a fingerprint of what was accepted."""
        schema = self.schema(table, list(names.values()))
        fingerprint = hashlib.sha256(f"{VERSION} {schema}".encode())
        temporary.parent.mkdir(parents=True, exist_ok=True)
        suite, numbers, versions, contents = self._gate(table), [], [], []
        mended: Counter[str] = Counter()
        with pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
            for rows in readers.read(file):
                rows.text = rows.text.rename_columns([names[name] for name in rows.text.column_names])
                account.rows_read += len(rows.text) + len(rows.unreadable)
                rejected += rows.unreadable
                if not len(rows.text):
                    continue
                text, done = repairs.mended(table, rows.text, self.statuses)
                typed, text, stand_ins = self.typed(table, text)
                mended += done + Counter({"time for a missing one": stand_ins})
                told = self._breaches(suite, table, text, typed)
                found = [_rejection(rows, text, index, broken, table, self.key) for index, broken in told.items()]
                rejected += found
                orphans = [index for index, broken in told.items() if broken[0].reason == "orphan"]
                if orphans:
                    waiting.append(quarantine.waiting_rows(text, orphans, rows.numbers))
                is_kept = np.ones(len(text), bool)
                is_kept[list(told)] = False
                fingerprint.update(np.packbits(is_kept).tobytes())
                kept = self.stored(table, typed, text, schema).filter(pa.array(is_kept))
                versions.append(twins.row_hashes(kept, [*table.identity, "updated_at"]))
                contents.append(kept[ROW_HASH].to_numpy())
                numbers.append(rows.numbers[is_kept])
                writer.write_table(kept)
        account.repairs = {what: count for what, count in sorted(mended.items()) if count}
        if versions:
            twin, older = twins.find(np.concatenate(versions), np.concatenate(contents))
            fingerprint.update(np.packbits(np.concatenate((twin, older))).tobytes())
            self._drop_twins(file, table, names, account, rejected, temporary, np.concatenate(numbers), twin, older)
        account.rows_accepted = account.rows_read - len(rejected)
        return fingerprint.hexdigest(), suite.result

    def _breaches(
        self, suite: gate.Gate, table: Table, text: pa.Table, typed: dict
    ) -> dict[int, list[gate_rules.Rule]]:
        is_landed, is_ambiguous = None, None
        if gate_rules.needs_ticket(table):
            is_landed, is_ambiguous = self.tickets.have(text)
        looked_at = gate.frame(table, text, typed, self.span, is_landed, is_ambiguous, self.statuses.values)
        breaches = sorted(suite.check(looked_at), key=lambda breach: breach[0])
        return {index: [rule for _, rule in broken] for index, broken in groupby(breaches, lambda breach: breach[0])}

    def _drop_twins(
        self,
        file,
        table: Table,
        names,
        account: Account,
        rejected: list,
        temporary: Path,
        numbers,
        is_duplicate,
        is_conflict,
    ) -> None:
        """Take copies and conflicts out of what was written. Only rows that broke no rule compete: a broken first row
        does not keep its correction out."""
        rule = self._gate_of(table).check_conflicts(is_conflict)
        if not (is_duplicate | is_conflict).any():
            return
        account.rows_duplicate = int(is_duplicate.sum())
        wanted = set(numbers[is_conflict].tolist())
        for rows in readers.read(file) if wanted else ():
            rows.text = rows.text.rename_columns([names[name] for name in rows.text.column_names])
            for index in np.flatnonzero(np.isin(rows.numbers, list(wanted))):
                rejected.append(_rejection(rows, rows.text, int(index), [rule], table, self.key))
        whole = temporary.with_suffix(".whole.tmp")
        os.replace(temporary, whole)
        is_kept, start = ~(is_duplicate | is_conflict), 0
        with (
            pq.ParquetFile(whole) as source,
            pq.ParquetWriter(temporary, source.schema_arrow, compression="zstd") as writer,
        ):
            for batch in source.iter_batches(readers.BATCH_ROWS):
                writer.write_batch(batch.filter(pa.array(is_kept[start : start + len(batch)])))
                start += len(batch)
        whole.unlink()

    def _gate(self, table: Table) -> gate.Gate:
        suite = self._gate_of(table)
        suite.result = None
        return suite

    def _gate_of(self, table: Table) -> gate.Gate:
        if table.name not in self._gates:
            self._gates[table.name] = gate.Gate(table)
        return self._gates[table.name]

    def _store(
        self,
        account: Account,
        rejected: list[Rejection],
        waiting: list[pa.Table],
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
        # what was released before is in the file again, or waits again
        accepted.with_suffix(".waited.parquet").unlink(missing_ok=True)
        quarantine.write(self.root / "_rejected" / account.table_name / account.source_hash, account, rejected)
        quarantine.keep_waiting(self.root / "_waiting" / account.table_name / account.source_hash, waiting)
        if checked:
            write_text(
                self.root / "_validations" / account.table_name / f"{account.source_hash}.json",
                json.dumps(checked, default=str),
            )
        write_text(report, json.dumps(account.stored() | {"fingerprint": told}, indent=2, ensure_ascii=False))


def _rejection(
    rows: readers.Rows, text: pa.Table, index: int, broken: Sequence[gate_rules.Rule], table: Table, key: bytes
) -> Rejection:
    """One row and the rules it broke. Its explanation shows the form of a value and never the value itself."""

    def form(rule: gate_rules.Rule) -> str:
        value = rows.text[rule.column][index].as_py() if rule.column in rows.text.column_names else None
        return repairs.shape(value)

    told = "; ".join(dict.fromkeys(rule.says.format(value=form(rule)) for rule in broken))
    key_hash = None
    if all(name in text.column_names for name in table.key):
        row = text.slice(index, 1)
        values = {name: cast(row[name], table.column(name).data_type) for name in table.key}
        if all(value.null_count == 0 for value in values.values()):
            key_hash = int(twins.keyed(twins.row_hashes(pa.table(values), table.key), key)[0])
    word = None
    if broken[0].reason == "unknown_value":
        word = rows.text[broken[0].column][index].as_py()
    number, column, reason = int(rows.numbers[index]), broken[0].column, broken[0].reason
    return Rejection(number, column, reason, told, rows.original(index), key_hash, word)


def _all_rows(file: SourceFile, refused: FileRefused) -> list[Rejection]:
    """Every row of a file that was refused as a whole, as far as it can be read."""
    rejections: list[Rejection] = []
    if refused.reason == "missing_column":
        for rows in readers.read(file):
            rejections += rows.unreadable + [
                Rejection(int(number), refused.column, refused.reason, str(refused), rows.original(index))
                for index, number in enumerate(rows.numbers)
            ]
    return rejections


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".json.tmp")
    temporary.write_text(text + "\n", encoding="utf-8")
    os.replace(temporary, path)


def _hash_of(path: Path, key: bytes) -> str:
    """What a file holds, as 16 digits; without the key nobody can try a file of one row."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, lambda: hmac.new(key, digestmod="sha256")).hexdigest()[:16]


def _micros(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1)).total_seconds()) * 1_000_000


def _text(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")
