"""A filled sheet, judged row by row: what can land, and what goes back to its reviewer with the name of the field."""

from __future__ import annotations

import csv
import hmac
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agent_scorecard.review.sheet import COLUMNS, FILLED, SHEET, row_code

IDENTITY = ("episode_id", "reviewer_id", "queue_id", "source_system", "row_code")
PARTS = ("is_valid", "is_complete", "is_helpful")
YES = frozenset({"yes", "y", "true", "1", "x", "ja", "sí", "si", "oui"})
NO = frozenset({"no", "n", "false", "0", "nein", "non"})
BY_TITLE = {column.title.casefold(): column.key for column in COLUMNS} | {column.key: column.key for column in COLUMNS}


class SheetRefused(ValueError):
    """The file is no reviewer's sheet; the message names the file and what is missing."""


@dataclass(frozen=True)
class RefusedRow:
    """One field that keeps a row from landing."""

    cell: str
    row_number: int
    column: str
    reason: str
    explanation: str

    def __str__(self) -> str:
        return f"{self.cell}: {self.explanation}"


@dataclass
class Outcome:
    """What a sheet holds: ``reviews`` that can land, ``rejections``, and how many rows are still ``open``."""

    reviews: list[dict] = field(default_factory=list)
    rejections: list[RefusedRow] = field(default_factory=list)
    rejected_rows: dict[int, dict[str, str]] = field(default_factory=dict)
    open: int = 0


@dataclass(frozen=True)
class _Row:
    number: int
    cells: Mapping[str, str]
    places: Mapping[str, str]

    def cell(self, column: str) -> str:
        return self.places[column].format(self.number)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_sheet(path: Path, draws: Mapping[tuple[str, str], float], key: str, allowed: Collection[str] = ()) -> Outcome:
    """Every filled row of an xlsx or csv sheet, judged. ``draws``: {(queue_id, episode_id): inclusion probability}.

    ``key`` signed the rows at their export; ``allowed`` names the reviewers whose verdicts land, all where it is empty.

    A review is a dict of the contract's column names. Raises SheetRefused where the file is no such sheet.
    """
    outcome = Outcome()
    rows = [row for row in _rows(path) if any(row.cells.values())]
    first_of: dict[tuple[str, str, str], _Row] = {}
    for row in rows:
        if not any(row[column.key] for column in FILLED):
            outcome.open += 1
            continue
        rejections = list(_identity_faults(row, draws, key, allowed))
        identity = (row["queue_id"], row["episode_id"], row["reviewer_id"])
        twin = first_of.setdefault(identity, row) if not rejections else row
        if twin is not row:
            rejections = [_rejection(row, "episode_id", "twice", f"the episode is in row {twin.number} already")]
        review, faults = _judged(row)
        rejections += faults
        if rejections:
            outcome.rejections += rejections
            outcome.rejected_rows[row.number] = dict(row.cells)
        else:
            review["inclusion_probability"] = draws[identity[:2]]
            outcome.reviews.append(review)
    return outcome


def _identity_faults(
    row: _Row, draws: Mapping[tuple[str, str], float], key: str, allowed: Collection[str]
) -> Iterator[RefusedRow]:
    missing = [column for column in IDENTITY if not row[column]]
    for column in missing:
        yield _rejection(
            row, column, "missing_id", "this field was filled and is empty now: restore it from the export"
        )
    if missing:
        return
    if not any(queue == row["queue_id"] for queue, _ in draws):
        yield _rejection(row, "queue_id", "unknown_queue", f"no export {row['queue_id']!r} was drawn in this landing")
    elif (row["queue_id"], row["episode_id"]) not in draws:
        yield _rejection(
            row, "episode_id", "unknown_episode", f"{row['episode_id']!r} was not drawn in {row['queue_id']}"
        )
    elif allowed and row["reviewer_id"] not in allowed:
        yield _rejection(
            row,
            "reviewer_id",
            "unknown_reviewer",
            f"{row['reviewer_id']!r} is not in the var `reviewers` of dbt_project.yml: add the name there, or export anew",
        )
    elif not _is_signed(row, key):
        yield _rejection(
            row,
            "row_code",
            "not_exported",
            "no export of this project wrote this row: an id was edited, or the row was added. Restore the ids from the "
            "exported sheet; two installations that share sheets share SCORECARD_REVIEW_KEY",
        )


def _is_signed(row: _Row, key: str) -> bool:
    expected = row_code(key, row["episode_id"], row["source_system"], row["reviewer_id"], row["queue_id"])
    return hmac.compare_digest(row["row_code"].encode(), expected.encode())


def _judged(row: _Row) -> tuple[dict, list[RefusedRow]]:
    """The review that the row's filled fields make, and what is wrong with them."""
    faults: list[RefusedRow] = []
    review: dict = {key: row[key] for key in ("episode_id", "reviewer_id", "queue_id", "source_system")}
    for column in FILLED:
        text = row[column.key]
        word = "_".join(text.casefold().split())
        if column.choices == ("yes", "no"):
            if text and word not in YES | NO:
                faults.append(_rejection(row, column.key, "bad_value", f"{text!r} is neither yes nor no"))
            review[column.key] = word in YES if text and word in YES | NO else None
        elif column.choices and not column.is_open:
            if text and word not in column.choices:
                expected = ", ".join(column.choices)
                faults.append(_rejection(row, column.key, "bad_value", f"{text!r} is none of {expected}"))
            review[column.key] = word if word in column.choices else None
        else:
            review[column.key] = (word if column.choices else text) or None
    return review, faults or _conflicts(row, review)


def judge_row(cells: dict[str, str]) -> tuple[dict, list[str]]:
    """The review that one row's answers make, and in words what keeps it from landing; for verdicts given without a sheet."""
    row = _Row(0, cells, {column.key: column.title for column in COLUMNS})
    review, faults = _judged(row)
    return review, [f"{fault.cell}: {fault.explanation}" for fault in faults]


def _conflicts(row: _Row, review: dict) -> list[RefusedRow]:
    """A verdict and its three parts must say the same; without a verdict the parts must be enough to make one."""
    verdict, parts = review["verdict"], [review[part] for part in PARTS]
    noes = [row.cell(part) for part in PARTS if review[part] is False]
    is_all_yes = all(part is True for part in parts)
    cells = ", ".join(cell.split("!")[-1] for cell in noes)
    if verdict == "correct" and noes:
        return [_rejection(row, "verdict", "conflict", f"correct, but {cells} says no")]
    if verdict in ("partial", "incorrect") and is_all_yes:
        return [_rejection(row, "verdict", "conflict", f"{verdict}, but valid, complete and helpful all say yes")]
    if verdict == "cannot_tell" and (noes or is_all_yes):
        return [_rejection(row, "verdict", "conflict", "cannot_tell, but valid, complete and helpful do tell")]
    if verdict is None and not noes and not is_all_yes:
        return [_rejection(row, "verdict", "no_verdict", "no verdict: give one, or answer valid, complete and helpful")]
    return []


def _rejection(row: _Row, column: str, reason: str, explanation: str) -> RefusedRow:
    return RefusedRow(row.cell(column), row.number, column, reason, explanation)


def _rows(path: Path) -> Iterator[_Row]:
    name, table = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    header = [BY_TITLE.get(title.strip().casefold()) for title in next(table, [])]
    missing = [column.title for column in COLUMNS if column.key in (*IDENTITY, "verdict") and column.key not in header]
    if missing:
        raise SheetRefused(f"{path.name}: no reviewer's sheet: the columns {', '.join(missing)} are missing")
    places = {key: f"{name}!{_letter(place)}{{}}" for place, key in enumerate(header, start=1) if key}
    places |= {column.key: f"{name}!?{{}}" for column in COLUMNS if column.key not in places}
    for number, values in enumerate(table, start=2):
        cells = {key: value.strip() for key, value in zip(header, values, strict=False) if key}
        yield _Row(number, cells, places)


def _xlsx(path: Path) -> tuple[str, Iterator[list[str]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise SheetRefused(f"{path.name}: cannot be read as a workbook ({error})") from error
    sheet = workbook[SHEET] if SHEET in workbook.sheetnames else workbook[workbook.sheetnames[0]]
    return sheet.title, ([_text(value) for value in row] for row in sheet.iter_rows(values_only=True))


def _csv(path: Path) -> tuple[str, Iterator[list[str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SheetRefused(f"{path.name}: cannot be read as UTF-8 text ({error})") from error
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=separator)
    return path.name, ([_unquoted(value) for value in row] for row in rows)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    # a spreadsheet's 12.0 is 12; no digit of a longer number is lost
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _unquoted(text: str) -> str:
    """Without the apostrophe that the export sets before text that a spreadsheet would run."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@", "\t", "\r") else text


def _letter(place: int) -> str:
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
