"""An Excel workbook as rows of text: one sheet that can be read whole, or none of it.

What a sheet shows and what it holds may differ, so a workbook is refused where a part would be lost in silence: several
sheets with rows, merged ranges, formulas whose result was never saved. A date becomes ISO 8601; a number keeps its digits,
and one of more than fifteen, which Excel has rounded, is written with an exponent, so that no id is made of it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from agent_scorecard.landing.repairs import column_label
from agent_scorecard.landing.rows import BATCH_ROWS, FileRefused, Rejection, Rows, csv_line

if TYPE_CHECKING:
    from agent_scorecard.landing.source_files import SourceFile

ALIKE = "save the sheet with Excel's type 'CSV UTF-8 (comma delimited)'"
LARGEST = 2 << 30  # bytes of a workbook's parts, unpacked
EXACT = 10**15  # whole numbers from here on have more digits than Excel keeps
PART = re.compile(r"^xl/worksheets/[^/]+\.xml$")


class NotReadable(Exception):
    """Why nothing of a workbook can be read; the message says what to do instead."""


class ErrorCell(str):
    """What is found where a formula failed: #REF!, #VALUE! and their like."""


def columns(file: SourceFile) -> list[str]:
    """The header of the one sheet. Raises FileRefused."""
    try:
        _, header = next(_filled_rows(file.path))
    except NotReadable as error:
        raise FileRefused("unreadable", f"{file.name}: {error}") from error
    return [(name or "").strip() or f"unnamed_{number}" for number, name in enumerate(header, start=1)]


def read(file: SourceFile, names: list[str]) -> Iterator[Rows]:
    """The rows below the header in batches, numbered as the sheet does. Raises FileRefused before the first batch."""
    texts: list[list[str | None]] = []
    numbers: list[int] = []
    broken: list[Rejection] = []
    try:
        for number, values in list(_filled_rows(file.path))[1:]:
            wrong = next((place for place, value in enumerate(values) if isinstance(value, ErrorCell)), None)
            shown = csv_line([value or "" for value in values])
            if any(value is not None for value in values[len(names) :]):
                told = f"the row has {len(values)} values, the header {len(names)}"
                broken.append(Rejection(number, None, "ragged_line", told, shown))
            elif wrong is not None:
                told = f"{column_label(names[wrong])} holds an error of the spreadsheet, and no value"
                broken.append(Rejection(number, names[wrong], "spreadsheet_error", told, shown))
            else:
                numbers.append(number)
                texts.append((values + [None] * len(names))[: len(names)])
    except NotReadable as error:
        raise FileRefused("unreadable", f"{file.name}: {error}") from error
    for start in range(0, max(len(texts), 1), BATCH_ROWS):
        part = texts[start : start + BATCH_ROWS]
        batch = {name: pa.array([row[place] for row in part], pa.string()) for place, name in enumerate(names)}
        places = np.array(numbers[start : start + BATCH_ROWS], int)
        yield Rows(pa.table(batch), places, _quote(part), broken if not start else [])


def _quote(part: list[list[str | None]]) -> Callable[[int], str]:
    return lambda index: csv_line([value or "" for value in part[index]])


def _filled_rows(path: Path) -> Iterator[tuple[int, list[str | None]]]:
    """(row number, texts) of every row that holds something, the header first. Raises NotReadable."""
    from openpyxl import load_workbook

    try:
        _check_parts(path)
        # the same sheet twice: where its formulas are, and what they gave
        formulas, values = (load_workbook(path, read_only=True, data_only=is_data) for is_data in (False, True))
        sheet = _only_sheet(formulas)
        result = values[sheet.title]
        result.reset_dimensions()
        for number, (written, cells) in enumerate(zip(sheet.iter_rows(), result.iter_rows(), strict=True), start=1):
            texts = [_text(cell) for cell in cells]
            for cell, given in zip(written, cells, strict=True):
                # a formula that gave an empty text has the type of a text
                if cell.data_type == "f" and given.value is None and given.data_type != "str":
                    raise NotReadable(f"the result of the formula in {cell.coordinate} was never saved; {ALIKE}")
            if any(text is not None for text in texts):
                yield number, texts
    except NotReadable:
        raise
    # what openpyxl and the parsers beneath it raise over a damaged file has no common class
    except Exception as error:
        raise NotReadable(f"it is damaged, protected or no workbook ({type(error).__name__}); {ALIKE}") from error


def _check_parts(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        if sum(part.file_size for part in packed.infolist()) > LARGEST:
            raise NotReadable(f"it is too large for a sheet; {ALIKE}")
        for part in packed.namelist():
            if PART.match(part):
                with packed.open(part) as sheet:
                    before = b""
                    while block := sheet.read(1 << 20):
                        if b"mergeCell " in before + block:
                            raise NotReadable("ranges are merged; unmerge them, so that every row has its values")
                        before = block[-16:]


def _only_sheet(book: Any):
    """The one sheet with rows. The size that a file claims for a sheet is often wrong, and is not believed."""
    held = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        if any(value is not None for row in sheet.iter_rows(values_only=True) for value in row):
            held.append(sheet)
    if not held:
        raise NotReadable("no sheet holds a row")
    if len(held) > 1:
        names = ", ".join(sheet.title for sheet in held)
        raise NotReadable(f"{len(held)} sheets hold rows ({names}); save each as a file named after its table")
    return held[0]


def _text(cell: Any) -> str | None:
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "e":
        # what Excel writes for "not available" is a missing value; the other errors are no value at all
        return None if value == "#N/A" else ErrorCell(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="microseconds" if value.microsecond else "seconds")
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    return str(value)


def _number(value: float, shown: str) -> str:
    if abs(value) >= EXACT:
        return f"{value:.14E}"
    if value == int(value):
        # an id that is shown as 00123 is that id
        return str(int(value)).zfill(len(shown)) if re.fullmatch("0+", shown) else str(int(value))
    return repr(float(value))
