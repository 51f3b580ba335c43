"""Landing a folder: read, typed, checked by the gate, accepted rows to Parquet, rejected ones to the quarantine.

Under the landing path lie ``<table>/<hash>.parquet`` (accepted, typed by the contract, unknown columns as text, with
``_loaded_at``), ``_rejected/<table>/<hash>.parquet`` and ``.csv``, ``_landings/<table>/<hash>.json`` (one file's
account) and ``_validations/<table>/<hash>.json`` (what the gate found). The hash is the source file's, so landing a
file twice changes nothing. ``_loaded_at`` is when a row's content was first landed: an old export that comes again
takes no correction back. Rows that wait for their ticket lie in ``_waiting`` and leave the quarantine when it comes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from agent_scorecard.contract import Table
from agent_scorecard.landing import (
    gate,
    gate_rules,
    quarantine,
    readers,
    repairs,
    source_files,
    superseded,
    twins,
)
from agent_scorecard.landing.accounts import Account, hash_of_file, moment_text, note_unread, write_text
from agent_scorecard.landing.contract_rows import ContractRows
from agent_scorecard.landing.known import ROW_HASH, Tickets
from agent_scorecard.landing.plausible_times import plausible_span
from agent_scorecard.landing.readers import FileRefused, Rejection
from agent_scorecard.landing.rejections import all_rows, rejection_of
from agent_scorecard.landing.source_files import SourceFile
from agent_scorecard.people.erase import erase_again

# part of every fingerprint: raise it when the same file would land differently
VERSION = "2"


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
        account = Account("(unknown)", label + name, hash_of_file(folder / name, landing.key), moment_text(loaded_at))
        account.refusal = f"{label}{name}: {why}; not read"
        accounts.append(account)
        note_unread(landing_path, account)
    for table in tables.values():
        quarantine.release(landing, table, accounts)
    superseded.settle(landing_path, tables, {label + name for name in source_files.left_alone(folder)})
    # who was erased stays erased, whatever older file lands
    erase_again(landing_path)
    return accounts


class Landing(ContractRows):
    """One landing under way: what it knows of the folder it lands in, and the gate of each table."""

    def __init__(
        self, root: Path, tables: dict[str, Table], loaded_at: datetime, label: str = "", encoding: str | None = None
    ):
        super().__init__(root, loaded_at)
        self.tables, self.label, self.encoding = tables, label, encoding
        self.span = plausible_span(loaded_at)
        self.statuses = tables["tickets"].column("status")
        self._tickets: Tickets | None = None
        self._gates: dict[str, gate.Gate] = {}

    @property
    def tickets(self) -> Tickets:
        if self._tickets is None:
            self._tickets = Tickets(self.root)
        return self._tickets

    def land(self, file: SourceFile) -> Account:
        table = self.tables[file.table]
        account = Account(
            table.name, self.label + file.name, hash_of_file(file.path, self.key), moment_text(self.loaded_at)
        )
        rejected: list[Rejection] = []
        waiting: list[pa.Table] = []
        accepted = self.root / table.name / f"{account.source_hash}.parquet"
        temporary = accepted.with_suffix(".parquet.tmp")
        checked = None
        try:
            with source_files.opened(file, self.encoding) as plain:
                try:
                    names = self.columns(plain, table)
                    unknown = [name for name in names.values() if name not in {c.name for c in table.columns}]
                    account.unknown_columns = ";".join(name for name in unknown if name[:1] != "_")
                    fingerprint, checked = self._sift(plain, table, names, account, rejected, waiting, temporary)
                except FileRefused as refused:
                    rejected[:] = all_rows(plain, refused)
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
        self.forget(table)
        return account

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
        suite, numbers, versions, contents = self._gate_of(table), [], [], []
        suite.result, mended = None, Counter[str]()
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
                found = [rejection_of(rows, text, index, broken, table, self.key) for index, broken in told.items()]
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
                rejected.append(rejection_of(rows, rows.text, int(index), [rule], table, self.key))
        twins.keep_rows(temporary, ~(is_duplicate | is_conflict), readers.BATCH_ROWS)

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
            path = self.root / "_validations" / account.table_name / f"{account.source_hash}.json"
            write_text(path, json.dumps(checked, default=str))
        write_text(report, json.dumps(account.stored() | {"fingerprint": told}, indent=2, ensure_ascii=False))
