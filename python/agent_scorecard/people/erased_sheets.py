"""Quarantine, sheets and workbooks without the person."""

from __future__ import annotations

import io
import re
from pathlib import Path

from agent_scorecard.people.erased_files import FORMATS, STATE, read_csv, rewrite_file, write_csv, write_whole
from agent_scorecard.people.person import Person


def scrub(folder: Path, person: Person, with_tables: bool = False) -> list[str]:
    """Quarantine, accounts and sheets below a folder: rows about the person lose their words, texts their strings.

    ``with_tables``: files one folder down are sheets, too, and not landing tables, which were rewritten row by row.
    """
    changed = []
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        is_table = not with_tables and path.parent.parent == folder and path.parent.name[:1] != "_"
        if not path.is_file() or (is_table and path.suffix in FORMATS) or STATE in path.parts:
            continue
        if path.suffix == ".parquet":
            is_changed = rewrite_file(path, lambda row: _quarantined(row, person)) > 0
        elif path.suffix == ".xlsx":
            is_changed = _scrub_workbook(path, person)
        elif path.suffix == ".csv" and "_rejected" not in path.parts:
            is_changed = rewrite_file(path, lambda row: _sheet_row(row, person)) > 0
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
        write_whole(path, sink.getvalue())
    return is_changed


def _scrub_text(path: Path, person: Person) -> bool:
    before = path.read_bytes()
    after = before
    if path.suffix == ".csv" and "_rejected" in path.parts:
        rows = [_quarantined(row, person) for row in read_csv(path)]
        if any(row.get("original_text") is None for row in rows):
            write_csv(path, rows)
            return True
    for text in person.strings:
        after = re.sub(rb"(?<![\w.@-])" + re.escape(text.encode()) + rb"(?![\w@-])", b"(erased)", after)
    if after != before:
        write_whole(path, after)
    return after != before


def _speaks_of(text: str, person: Person) -> bool:
    named = any(re.search(rf"(?<![\w.@-]){re.escape(one)}(?![\w@-])", text) for one in person.strings)
    return named or any(re.search(rf"(?<![\w.-]){re.escape(one)}(?![\w-])", text) for one in person.tickets)


def _is_of_ticket(episode_id: str, person: Person) -> bool:
    ticket = episode_id.rsplit("#", 1)[0]
    return ticket in person.tickets or ticket.partition(":")[2] in person.tickets
