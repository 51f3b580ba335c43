"""Forgetting a person: out of the landing, the quarantine and the sheets, while every count stays what it was.

The person's ids become one pseudonym that nobody can lead back, so that a customer who came back is still one customer
who came back. Words go whole: the person's own, what was answered, what reviewers noted. The numbers that were read from
the words (sentiment, support) go with them; that somebody asked, waited and was helped stays.

What must be forgotten again when an older file lands is kept as a keyed digest (HMAC-SHA256, RFC 2104), never as an id.
"""

from __future__ import annotations

import csv
import hmac
import io
import json
import os
import re
import secrets
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from agent_scorecard.contract import WORD_COLUMNS
from agent_scorecard.people.erase_exports import Sought, erase_from_exports

# Where an id may be a customer's, by landing table.
ID_COLUMNS = {
    "tickets": ("customer_id",),
    "messages": ("author_id",),
    "ticket_events": ("actor_id",),
    "customers": ("customer_id", "same_as_customer_id"),
    "experiment_assignments": ("unit_id",),
}
STATE = "_state"


@dataclass
class Person:
    """Everything by which rows are recognised: ids, names, the tickets, the page contexts seen in them."""

    ids: set[str]
    names: set[str] = field(default_factory=set)
    tickets: set[str] = field(default_factory=set)
    contexts: set[str] = field(default_factory=set)
    is_found: bool = False

    @property
    def strings(self) -> list[str]:
        """What a file may hold of the person: ids and names of three letters and more, the longest first."""
        return sorted((text for text in self.ids | self.names if len(text) >= 3), key=lambda text: (-len(text), text))


@dataclass
class Certificate:
    """What was erased where: rows by landing table, other files, and what is out of reach. It holds no id."""

    digest: str
    erased_at: str
    pseudonym: str
    rows: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    not_reached: list[str] = field(default_factory=list)


def person_of(landing_path: Path, customer_id: str) -> Person:
    """The person behind a customer id: every id linked to it, however long the chain, with names and tickets."""
    links: dict[str, set[str]] = {}
    names: dict[str, set[str]] = {}
    for row in _rows_of(landing_path, "customers"):
        one, other = row.get("customer_id"), row.get("same_as_customer_id")
        if one and row.get("name"):
            names.setdefault(one, set()).add(str(row["name"]).strip())
        if one and other:
            links.setdefault(one, set()).add(other)
            links.setdefault(other, set()).add(one)
    person, waiting = Person({customer_id}), [customer_id]
    while waiting:
        fresh = links.get(waiting.pop(), set()) - person.ids
        person.ids |= fresh
        waiting += fresh
    person.names = set().union(*(names.get(one, set()) for one in person.ids))
    person.is_found = bool(person.names) or any(one in names or one in links for one in person.ids)
    for row in _rows_of(landing_path, "tickets"):
        if row.get("customer_id") in person.ids:
            person.tickets.add(str(row["ticket_id"]))
    for table, columns in ID_COLUMNS.items():
        if not person.is_found:
            person.is_found = any(row.get(c) in person.ids for row in _rows_of(landing_path, table) for c in columns)
    for row in _rows_of(landing_path, "messages"):
        is_theirs = str(row.get("ticket_id")) in person.tickets or row.get("author_id") in person.ids
        if is_theirs and row.get("page_context_id"):
            person.contexts.add(str(row["page_context_id"]))
    return person


def erase(
    landing_path: Path,
    customer_id: str,
    at: datetime,
    other_folders: Collection[Path] = (),
    exports: Path | None = None,
    searched: Path | None = None,
) -> Certificate:
    """Erase one person from every file below ``landing_path``, ``other_folders`` (sheets, run accounts) and ``exports``.

    ``searched``: a folder in which every byte is searched afterwards; files that still name the person are told in
    ``not_reached``. Raises LookupError where no row of the landing has the id. Kills in the middle leave whole files;
    run it again.
    """
    person = person_of(landing_path, customer_id)
    if not person.is_found:
        raise LookupError(f"no row of {landing_path} has the customer id {customer_id!r}: nobody was erased")
    key = _key(landing_path)
    certificate = Certificate(_digest(key, customer_id), at.isoformat(sep=" "), f"erased-{secrets.token_hex(8)}")
    # first what has to be known if the process dies, then the rows
    _remember(landing_path, {_digest(key, one): certificate.pseudonym for one in person.ids})
    _rewrite_tables(landing_path, person, certificate)
    certificate.files += _scrub(landing_path, person)
    certificate.files += erase_elsewhere(person, other_folders, exports)
    certificate.not_reached = [
        *(f"{path}: it still names them" for path in (still_named(searched, person) if searched else ())),
        "the files that you landed from, and copies, backups and mail of them",
        "the helpdesk itself",
        "what other customers wrote about the person",
    ]
    path = landing_path / STATE / "erasures" / f"{at:%Y%m%dT%H%M%S}-{certificate.digest[:12]}.json"
    _write(path, json.dumps(vars(certificate), indent=2).encode() + b"\n")
    return certificate


def erase_elsewhere(person: Person, folders: Collection[Path], exports: Path | None = None) -> list[str]:
    """Take a person out of sheets, run accounts and exports, which lie outside of the landing; the files that changed."""
    files = [name for folder in folders for name in _scrub(folder, person, with_tables=True)]
    sought = Sought.of(person.ids, person.tickets, person.strings)
    for path, content in (erase_from_exports(exports, sought) if exports else {}).items():
        files.append(path.name)
        if content is None:
            path.unlink()
        else:
            _write(path, content)
    return files


def still_named(folder: Path, person: Person) -> list[Path]:
    """Files below a folder that hold an id or a name of the person: every byte is searched, packed ones unpacked."""
    wanted = [re.compile(rb"(?<![\w.@-])" + re.escape(text.encode()) + rb"(?![\w@-])") for text in person.strings]
    found = []
    for path in sorted(folder.rglob("*")) if wanted else ():
        if path.is_file() and not path.is_symlink():
            held = _unpacked(path)
            if any(one.search(held) for one in wanted):
                found.append(path)
    return found


def _unpacked(path: Path) -> bytes:
    """A file's bytes, and what is packed in it: Parquet and zipped workbooks show nothing to a search of bytes."""
    from zipfile import BadZipFile, ZipFile

    held = path.read_bytes()
    try:
        if path.suffix == ".parquet":
            held += json.dumps(list(_read_parquet(path)), default=str, ensure_ascii=False).encode()
        elif path.suffix in (".xlsx", ".ods", ".zip"):
            with ZipFile(path) as packed:
                held += b"".join(packed.read(name) for name in packed.namelist())
    except (BadZipFile, OSError, ValueError):
        return held
    return held


def erase_again(landing_path: Path) -> int:
    """Erase every person who was erased before and has landed once more; the number of persons. Cheap where nobody was."""
    path = landing_path / STATE / "erased.json"
    if not path.exists():
        return 0
    known, key = json.loads(path.read_text()), _key(landing_path)
    back: dict[str, str] = {}
    for table, columns in ID_COLUMNS.items():
        for row in _rows_of(landing_path, table, columns):
            for column in columns:
                one = row.get(column)
                if one and one not in back and (pseudonym := known.get(_digest(key, one))):
                    back[one] = pseudonym
    for customer_id, pseudonym in sorted(back.items()):
        person = person_of(landing_path, customer_id)
        _rewrite_tables(landing_path, person, Certificate("", "", pseudonym))
        _scrub(landing_path, person)
    return len(back)


def forget_words(landing_path: Path, before: datetime) -> dict[str, int]:
    """Retention: the words of tickets created before a moment (UTC) go, everything else stays. Rows by table."""
    old = {
        str(row["ticket_id"])
        for row in _rows_of(landing_path, "tickets")
        if row.get("created_at") and _moment(row["created_at"]) < before
    }
    person, certificate = Person(set(), tickets=old), Certificate("", "", "")
    _rewrite_tables(landing_path, person, certificate)
    return certificate.rows


# ---------------------------------------------------------------- landing tables


def _rewrite_tables(landing_path: Path, person: Person, certificate: Certificate) -> None:
    tables = {*ID_COLUMNS, *WORD_COLUMNS, "page_contexts", "erasure_requests"}
    for table in sorted(tables):
        for path in _files(landing_path, table):
            without = partial(_without, table=table, person=person, pseudonym=certificate.pseudonym)
            changed = _rewrite(path, without)
            if changed:
                certificate.rows[table] = certificate.rows.get(table, 0) + changed


def _without(row: dict, table: str, person: Person, pseudonym: str) -> dict | None:
    """The row without the person; null where nothing of it stays; the same object where it says nothing of them."""
    ids = ID_COLUMNS.get(table, ())
    if table == "erasure_requests":
        return None if row.get("customer_id") in person.ids else row
    if table == "page_contexts":
        url = row.get("page_url")
        if url and str(row.get("page_context_id")) in person.contexts and re.search(r"[?#]", url):
            return {**row, "page_url": re.split(r"[?#]", url)[0]}
        return row
    is_theirs = any(row.get(column) in person.ids for column in ids)
    is_about = str(row.get("ticket_id")) in person.tickets
    if not is_theirs and not is_about:
        return row
    told: dict[str, str | None] = {
        column: None for column in WORD_COLUMNS.get(table, ()) if row.get(column) is not None
    }
    told |= {column: pseudonym for column in ids if row.get(column) in person.ids}
    if table == "customers":
        told |= {"same_as_customer_id": None, "name": None}
    # what the contract does not know may say anything
    told |= {column: None for column in _unknown(table, row) if row.get(column) is not None}
    return {**row, **told} if any(row.get(column) != value for column, value in told.items()) else row


def _unknown(table: str, row: dict) -> list[str]:
    from agent_scorecard.contract import landing_tables

    known = {column.name for column in landing_tables()[table].columns}
    return [column for column in row if column not in known and not column.startswith("_")]


def _files(landing_path: Path, table: str) -> list[Path]:
    # rows that wait for their ticket are rows of the table too
    folders = [folder for folder in (landing_path / table, landing_path / "_waiting" / table) if folder.is_dir()]
    return sorted(path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in _FORMATS)


def _rows_of(landing_path: Path, table: str, columns: Collection[str] | None = None) -> Iterator[dict]:
    for path in _files(landing_path, table):
        if path.suffix.lower() == ".parquet":
            import pyarrow.parquet as pq

            file = pq.ParquetFile(path)
            wanted = [name for name in file.schema_arrow.names if columns is None or name in columns]
            for batch in file.iter_batches(columns=wanted):
                yield from batch.to_pylist()
        else:
            yield from _FORMATS[path.suffix.lower()][0](path)


def _rewrite(path: Path, change: Callable[[dict], dict | None]) -> int:
    """Rewrite one file where ``change`` changes a row; the number of rows changed. One file is replaced as a whole."""
    read, write = _FORMATS[path.suffix.lower()]
    rows, changed = [], 0
    for row in read(path):
        new = change(row)
        changed += new is not row
        if new is not None:
            rows.append(new)
    if changed:
        write(path, rows)
    return changed


def _read_parquet(path: Path) -> Iterator[dict]:
    import pyarrow.parquet as pq

    yield from pq.read_table(path).to_pylist()


def _write_parquet(path: Path, rows: list[dict]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=pq.read_schema(path)), sink, compression="zstd")
    _write(path, sink.getvalue())


def _delimiter(path: Path) -> str:
    """A spreadsheet program saves with the sign of its country."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = file.readline()
    return max(",;\t", key=header.count)


def _read_csv(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=_delimiter(path))


def _write_csv(path: Path, rows: list[dict]) -> None:
    delimiter = _delimiter(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        columns = next(csv.reader(file, delimiter=delimiter), [])
    sink = io.StringIO()
    writer = csv.DictWriter(sink, columns, extrasaction="ignore", lineterminator="\n", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    _write(path, sink.getvalue().encode())


def _read_jsonl(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def _write_jsonl(path: Path, rows: list[dict]) -> None:
    _write(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())


_FORMATS = {
    ".parquet": (_read_parquet, _write_parquet),
    ".csv": (_read_csv, _write_csv),
    ".jsonl": (_read_jsonl, _write_jsonl),
}

# ---------------------------------------------------------------- other files


def _scrub(folder: Path, person: Person, with_tables: bool = False) -> list[str]:
    """Quarantine, accounts and sheets below a folder: rows about the person lose their words, texts their strings.

    ``with_tables``: files one folder down are sheets, too, and not landing tables, which were rewritten row by row.
    """
    changed = []
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        is_table = not with_tables and path.parent.parent == folder and path.parent.name[:1] != "_"
        if not path.is_file() or (is_table and path.suffix in _FORMATS) or STATE in path.parts:
            continue
        if path.suffix == ".parquet":
            is_changed = _rewrite(path, lambda row: _quarantined(row, person)) > 0
        elif path.suffix == ".xlsx":
            is_changed = _scrub_workbook(path, person)
        elif path.suffix == ".csv" and "_rejected" not in path.parts:
            is_changed = _rewrite(path, lambda row: _sheet_row(row, person)) > 0
        else:
            is_changed = False
        if path.suffix in (".csv", ".json", ".txt", ".log"):
            is_changed |= _scrub_text(path, person)
        if is_changed:
            changed.append(str(path.relative_to(folder)))
    return changed


def _quarantined(row: dict, person: Person) -> dict:
    text = f"{row.get('original_text') or ''} {row.get('explanation') or ''}"
    if "original_text" not in row or not _speaks_of(text, person):
        return row
    return {**row, "original_text": None, "explanation": "erased at the customer's request"}


def _sheet_row(row: dict, person: Person) -> dict:
    episode = row.get("Episode") or row.get("episode_id") or ""
    if not _is_of_ticket(episode, person):
        return row
    words = ("Conversation", "transcript", "Right answer", "corrected_answer", "Note", "note", "Why it failed")
    return {column: "" if column in words else value for column, value in row.items()}


def _scrub_workbook(path: Path, person: Person) -> bool:
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    try:
        workbook = load_workbook(path)
    except (BadZipFile, KeyError, OSError):
        return False
    is_changed = False
    for sheet in workbook.worksheets:
        header = [str(cell.value or "") for cell in sheet[1]]
        words = [
            place for place, title in enumerate(header) if title in ("Conversation", "Right answer", "Note", "What")
        ]
        for row in sheet.iter_rows(min_row=2):
            if _is_of_ticket(str(row[0].value or ""), person):
                for place in words:
                    is_changed |= row[place].value is not None
                    row[place].value = None
    if is_changed:
        sink = io.BytesIO()
        workbook.save(sink)
        _write(path, sink.getvalue())
    return is_changed


def _scrub_text(path: Path, person: Person) -> bool:
    before = path.read_bytes()
    after = before
    if path.suffix == ".csv" and "_rejected" in path.parts:
        rows = [_quarantined(row, person) for row in _read_csv(path)]
        if any(row.get("original_text") is None for row in rows):
            _write_csv(path, rows)
            return True
    for text in person.strings:
        after = re.sub(rb"(?<![\w.@-])" + re.escape(text.encode()) + rb"(?![\w@-])", b"(erased)", after)
    if after != before:
        _write(path, after)
    return after != before


def _speaks_of(text: str, person: Person) -> bool:
    named = any(re.search(rf"(?<![\w.@-]){re.escape(one)}(?![\w@-])", text) for one in person.strings)
    return named or any(re.search(rf"(?<![\w.-]){re.escape(one)}(?![\w-])", text) for one in person.tickets)


def _is_of_ticket(episode_id: str, person: Person) -> bool:
    ticket = episode_id.rsplit("#", 1)[0]
    return ticket in person.tickets or ticket.partition(":")[2] in person.tickets


# ---------------------------------------------------------------- state


def _key(landing_path: Path) -> bytes:
    path = landing_path / STATE / "erasure.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    return path.read_bytes().strip()


def _digest(key: bytes, customer_id: str) -> str:
    return hmac.new(key, customer_id.encode(), sha256).hexdigest()


def _remember(landing_path: Path, digests: dict[str, str]) -> None:
    path = landing_path / STATE / "erased.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    _write(path, json.dumps(known | digests, indent=0, sort_keys=True).encode())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def _moment(value: object) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.replace(tzinfo=None)
