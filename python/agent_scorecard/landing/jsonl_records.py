"""JSON Lines as batches of text, with the original line kept."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from agent_scorecard.landing.rows import BATCH_ROWS, FileRefused, Rejection, Rows
from agent_scorecard.landing.source_files import SourceFile


def start_of(file: SourceFile) -> bytes:
    """The first megabyte of a file; raises FileRefused where it is empty or no text."""
    with file.path.open("rb") as handle:
        start = handle.read(1 << 20)
    if not start.strip():
        raise FileRefused("empty_file", f"{file.name}: the file is empty, not even a header")
    pairs = np.frombuffer(start[: len(start) // 2 * 2], np.uint8).reshape(-1, 2) == 0
    # half of the bytes of Latin text in UTF-16 are NUL; a stray NUL is no reason to think so
    if pairs.mean(0).max(initial=0) > 0.4:
        raise FileRefused(
            "not_utf8", f"{file.name}: the file is not UTF-8 text (it looks like UTF-16); save it as UTF-8"
        )
    return start


def jsonl_columns(file: SourceFile) -> list[str]:
    """The keys of all records, in the order in which they first come."""
    start_of(file)
    names: dict[str, None] = {}
    for _, line in json_lines(file):
        names.update(dict.fromkeys(_json_object(line) or ()))
    return list(names)


def json_lines(file: SourceFile) -> Iterator[tuple[int, bytes]]:
    """Each line with its number, blank ones left out."""
    with file.path.open("rb") as handle:
        for number, line in enumerate(handle, start=1):
            if line.strip():
                yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def _json_object(line: bytes) -> dict | None:
    try:
        # NaN is what programs write for nothing
        value = json.loads(line, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None
    return {whole_value(name): each for name, each in value.items()} if isinstance(value, dict) else None


def whole_value(text: str) -> str:
    """Text that UTF-8 can write: half an emoji becomes the sign for what cannot be shown."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def jsonl_rows(file: SourceFile, columns: list[str]) -> Iterator[Rows]:
    """Batches of text, a column per key, and the lines that are no JSON object."""
    taken: list[tuple[int, bytes, dict]] = []
    unreadable: list[Rejection] = []
    for number, line in json_lines(file):
        row = _json_object(line)
        if row is None:
            shown = line.decode("utf-8", "backslashreplace").rstrip("\r\n")
            unreadable.append(Rejection(number, None, "not_json", "the line is not a JSON object", shown))
        else:
            taken.append((number, line, row))
        if len(taken) == BATCH_ROWS:
            yield _json_batch(columns, taken, unreadable)
            taken, unreadable = [], []
    if taken or unreadable:
        yield _json_batch(columns, taken, unreadable)


def _json_batch(columns: list[str], taken: list[tuple[int, bytes, dict]], unreadable: list[Rejection]) -> Rows:
    text = pa.table({name: pa.array([as_text(row.get(name)) for *_, row in taken], pa.string()) for name in columns})
    numbers = np.array([number for number, *_ in taken], int)
    return Rows(
        text, numbers, lambda index: taken[index][1].decode("utf-8", "backslashreplace").rstrip("\r\n"), unreadable
    )


def as_text(value: object) -> str | None:
    """A JSON value as the text the contract expects: a list of texts joined by ``;``, anything nested as JSON.

    >>> [as_text(value) for value in ("a", "", 1.5, True, ["a1", "a2"], {"k": 1}, None)]
    ['a', None, '1.5', 'true', 'a1;a2', '{"k": 1}', None]
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return whole_value(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return whole_value(";".join(value)) or None
    return whole_value(json.dumps(value, ensure_ascii=False, default=str))
