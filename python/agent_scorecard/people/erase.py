"""Forgetting a person: out of the landing, the quarantine and the sheets, while every count stays what it was.

The person's ids become one pseudonym that nobody can lead back, so that a customer who came back is still one customer
who came back. Words go whole: the person's own, what was answered, what reviewers noted. The numbers that were read from
the words (sentiment, support) go with them; that somebody asked, waited and was helped stays.

What must be forgotten again when an older file lands is kept as a keyed digest (HMAC-SHA256, RFC 2104), never as an id.
"""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from agent_scorecard.contract import WORD_COLUMNS
from agent_scorecard.people.erase_exports import Sought, erase_from_exports
from agent_scorecard.people.erased_files import STATE, read_parquet, rewrite_file, rows_of, table_files, write_whole
from agent_scorecard.people.erased_sheets import scrub
from agent_scorecard.people.person import ID_COLUMNS, Person, person_of


@dataclass
class Certificate:
    """What was erased where: rows by landing table, other files, and what is out of reach. It holds no id."""

    digest: str
    erased_at: str
    pseudonym: str
    rows: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    not_reached: list[str] = field(default_factory=list)


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
    certificate.files += scrub(landing_path, person)
    certificate.files += erase_elsewhere(person, other_folders, exports)
    certificate.not_reached = [
        *(f"{path}: it still names them" for path in (still_named(searched, person) if searched else ())),
        "the files that you landed from, and copies, backups and mail of them",
        "the helpdesk itself",
        "what other customers wrote about the person",
    ]
    path = landing_path / STATE / "erasures" / f"{at:%Y%m%dT%H%M%S}-{certificate.digest[:12]}.json"
    write_whole(path, json.dumps(vars(certificate), indent=2).encode() + b"\n")
    return certificate


def erase_elsewhere(person: Person, folders: Collection[Path], exports: Path | None = None) -> list[str]:
    """Take a person out of sheets, run accounts and exports, which lie outside of the landing; the files that changed."""
    files = [name for folder in folders for name in scrub(folder, person, with_tables=True)]
    sought = Sought.of(person.ids, person.tickets, person.strings)
    for path, content in (erase_from_exports(exports, sought) if exports else {}).items():
        files.append(path.name)
        if content is None:
            path.unlink()
        else:
            write_whole(path, content)
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
            held += json.dumps(list(read_parquet(path)), default=str, ensure_ascii=False).encode()
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
        for row in rows_of(landing_path, table, columns):
            for column in columns:
                one = row.get(column)
                if one and one not in back and (pseudonym := known.get(_digest(key, one))):
                    back[one] = pseudonym
    for customer_id, pseudonym in sorted(back.items()):
        person = person_of(landing_path, customer_id)
        _rewrite_tables(landing_path, person, Certificate("", "", pseudonym))
        scrub(landing_path, person)
    return len(back)


def forget_words(landing_path: Path, before: datetime) -> dict[str, int]:
    """Retention: the words of tickets created before a moment (UTC) go, everything else stays. Rows by table."""
    old = {
        str(row["ticket_id"])
        for row in rows_of(landing_path, "tickets")
        if row.get("created_at") and _moment(row["created_at"]) < before
    }
    person, certificate = Person(set(), tickets=old), Certificate("", "", "")
    _rewrite_tables(landing_path, person, certificate)
    return certificate.rows


def _rewrite_tables(landing_path: Path, person: Person, certificate: Certificate) -> None:
    tables = {*ID_COLUMNS, *WORD_COLUMNS, "page_contexts", "erasure_requests"}
    for table in sorted(tables):
        for path in table_files(landing_path, table):
            without = partial(_without, table=table, person=person, pseudonym=certificate.pseudonym)
            changed = rewrite_file(path, without)
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
    write_whole(path, json.dumps(known | digests, indent=0, sort_keys=True).encode())


def _moment(value: object) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.replace(tzinfo=None)
