"""The records of a CSV file, counted apart from the parser that reads them: what the two disagree on never lands.

A stray opening quote makes a parser swallow every line to the next quote. By RFC 4180 a quote opens a value only at its
beginning and closes it only at its end; a record that breaks this is broken, and its first line alone is set aside: the
lines after it are read as if it were not there.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

CHUNK = 64 << 20
LONGEST = 8 << 20  # bytes of one record; the parser's blocks are twice that
QUOTE, RETURN, NEWLINE = b'"\r\n'
DELIMITERS = ",;\t|"
BROKEN = "broken_quote"
TOO_LONG = "line_too_long"
SAYS = {
    BROKEN: "a quote opens or closes within a value; close it, or double it where it belongs to the text",
    TOO_LONG: f"the line is longer than {LONGEST >> 20} MB",
}


@dataclass
class Records:
    """How many records a file holds, its header among them, and those that cannot be read: (number, reason, span)."""

    count: int
    broken: list[tuple[int, str, tuple[int, int]]] = field(default_factory=list)


def delimiter_of(header: str) -> str:
    """The sign that splits a header into the most names; a comma where nothing else does better.

    >>> [delimiter_of(header) for header in ("a,b", "ticket_id;status", "a", "ticket_id\\tcreated at")]
    [',', ';', ',', '\\t']
    """

    def names(sign: str) -> int:
        cells = header.split(sign)
        return sum(bool(re.fullmatch(r'\s*"?[^\W\d][\w -]*"?\s*', cell)) for cell in cells) if len(cells) > 1 else 0

    return max(DELIMITERS, key=lambda sign: (names(sign), -DELIMITERS.index(sign)))


def records(path: Path, delimiter: str) -> Records:
    """Count the records of a file. Time and memory are linear in its size."""
    quotes, ends, size = _positions(path)
    if _is_strict(path, quotes, delimiter.encode(), size):
        is_outside = np.searchsorted(quotes, ends) % 2 == 0
        ends = np.append(ends[is_outside], size)
        lengths = np.diff(ends, prepend=-1) - 1
        is_record = lengths > 0
        found = Records(int(is_record.sum()))
        for index in np.flatnonzero(lengths > LONGEST):
            span = (int(ends[index] - lengths[index]), int(ends[index]))
            found.broken.append((int(is_record[: index + 1].sum()), TOO_LONG, span))
        return found
    return _one_by_one(path, delimiter.encode())


def without(path: Path, found: Records, to: Path) -> None:
    """A copy of the file without its broken records."""
    with path.open("rb") as source, to.open("wb") as target:
        start = 0
        for _, _, (begin, end) in [*found.broken, (0, "", (path.stat().st_size, 0))]:
            source.seek(start)
            left = begin - start
            while left > 0 and (part := source.read(min(left, CHUNK))):
                target.write(part)
                left -= len(part)
            start = end


def text_of(path: Path, span: tuple[int, int], longest: int = 10_000) -> str:
    with path.open("rb") as source:
        source.seek(span[0])
        return source.read(min(span[1] - span[0], longest)).decode("utf-8", "backslashreplace").rstrip("\r\n")


def _positions(path: Path) -> tuple[np.ndarray, np.ndarray, int]:
    """Where the quotes and the line ends of a file are, and its size."""
    quotes, ends, start = [np.array([], np.int64)], [np.array([], np.int64)], 0
    with path.open("rb") as source:
        while part := source.read(CHUNK):
            signs = np.frombuffer(part, np.uint8)
            quotes.append(np.flatnonzero(signs == QUOTE) + start)
            ends.append(np.flatnonzero((signs == NEWLINE) | (signs == RETURN)) + start)
            start += len(part)
    return np.concatenate(quotes), np.concatenate(ends), start


def _is_strict(path: Path, quotes: np.ndarray, delimiter: bytes, size: int) -> bool:
    """Does every quote open at the beginning of a value, close at its end, or come doubled within?"""
    if not len(quotes):
        return True
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    signs = np.memmap(path, np.uint8, "r")
    limits = np.array([delimiter[0], NEWLINE, RETURN, QUOTE], np.uint8)
    start = 3 if bytes(signs[:3]) == b"\xef\xbb\xbf" else 0
    inner = opening[opening > start]
    outer = closing[closing < size - 1]
    is_strict = np.isin(signs[inner - 1], limits).all() and np.isin(signs[outer + 1], limits).all()
    # a quote before an opening one is a doubled quote only where it closes the same value
    return bool(is_strict)


def _one_by_one(path: Path, delimiter: bytes) -> Records:
    sign = re.escape(delimiter)
    value = rb'(?:"[^"]*+(?:""[^"]*+)*+"|[^"\r\n' + sign + rb"][^\r\n" + sign + rb"]*+|)"
    record = re.compile(value + rb"(?:" + sign + value + rb")*+(?:\r\n|\n|\r|\Z)")
    line = re.compile(rb"[^\r\n]*+(?:\r\n|\n|\r|\Z)")
    found = Records(0)
    with path.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as signs:
        position, size = (3 if signs[:3] == b"\xef\xbb\xbf" else 0), len(signs)
        while position < size:
            match = record.match(signs, position)
            end = (match or line.match(signs, position)).end()  # type: ignore[union-attr]  # a line always matches, if only its end
            if signs[position] not in (NEWLINE, RETURN):
                found.count += 1
                if match is None:
                    found.broken.append((found.count, BROKEN, (position, end)))
                elif end - position > LONGEST:
                    found.broken.append((found.count, TOO_LONG, (position, end)))
            position = end
    return found


def unbroken_numbers(found: Records) -> Iterator[int]:
    """The numbers of the records that can be read, in order; the header is the first."""
    broken = {number for number, *_ in found.broken}
    return (number for number in range(1, found.count + 1) if number not in broken)
