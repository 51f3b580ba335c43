"""Export files as records, whatever their shape: envelopes, arrays, JSON Lines, one object a file, gzipped, CSV, Parquet.

What a file holds is decided by its top-level key or by the keys of its first object, never by its name alone. A loader's
table in CSV or Parquet is known by its name and its columns. A record keeps its file, its number and the name of the
file, which is where some sources put the id of what the records belong to.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

DATA = (".json", ".jsonl", ".ndjson", ".csv", ".parquet")
NO_DATA = re.compile(r"(readme|licen[cs]e|notice|changelog)\b.*", re.IGNORECASE)
# Zendesk, Intercom and the like write what a page lacks in these places
ENDED = ("end_of_stream",)
PAGED = frozenset(["end_of_stream", "next_page", "pages", "paging", "has_more"])


class UnknownShape(ValueError):
    """A document that is no export of this source; the message says what was expected."""


def kind_of_stream(stream: str, kinds: dict[str, str]) -> str:
    """What the objects of a loader's stream are called; raises UnknownShape for a stream that is not mapped."""
    if stream not in kinds:
        raise UnknownShape(f"the stream {stream} is not mapped; known are {', '.join(kinds)}")
    return kinds[stream]


@dataclass(frozen=True)
class Record:
    """One object of an export. ``parent`` is the file's stem, ``kind`` what the source calls such objects."""

    kind: str
    data: dict
    file: str
    number: int
    parent: str


@dataclass
class Export:
    """All records of a folder, the files that were refused with the reason, and what looks cut."""

    records: list[Record] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    # files whose pages say whether more is to come
    paged: set[str] = field(default_factory=set)

    def of(self, *kinds: str) -> list[Record]:
        return [record for record in self.records if record.kind in kinds]


def read_export(folder: Path, source) -> Export:
    """Every record under ``folder``; ``source`` is the module of the source, which says what a document holds."""
    export = Export()
    paths = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())
    open_pages: dict[str, list[str]] = {}
    for path in paths:
        name = path.name if path == folder else path.relative_to(folder).as_posix()
        bare = Path(name[:-3] if name.endswith(".gz") else name)
        if any(part.startswith((".", "_")) for part in Path(name).parts) or NO_DATA.fullmatch(path.name):
            continue
        if bare.suffix not in DATA:
            export.refused[name] = f"{name}: no JSON, JSON Lines, CSV or Parquet; not read"
            continue
        content = path.read_bytes()
        export.hashes[name] = hashlib.sha256(content).hexdigest()[:16]
        try:
            content = gzip.decompress(content) if name.endswith(".gz") else content
            read = _table if bare.suffix in (".csv", ".parquet") else _documents
            records = list(read(content, bare, name, source, open_pages, export.paged))
        except (UnknownShape, ValueError, OSError, EOFError) as error:
            export.refused[name] = f"{name}: {error}"
            continue
        export.records += records
    export.cut = [told for pages in open_pages.values() for told in pages] + full_pages(export, source)
    return export


def full_pages(export: Export, source) -> list[str]:
    """Files that hold exactly a page of the API and do not say whether another follows."""
    size = getattr(source, "PAGE", None)
    rows = Counter(record.file for record in export.records if record.file not in export.paged)
    told = f"exactly {size} records, the API's page, and it does not say that it is the last"
    return [f"{file}: {told}" for file, count in sorted(rows.items()) if count == size]


def _documents(content: bytes, bare: Path, name: str, source, open_pages: dict, paged: set[str]) -> Iterator[Record]:
    number = 0
    for document in _parsed(content):
        for kind, data in split(document, source.kinds, bare):
            number += 1
            if not isinstance(data, dict):
                raise UnknownShape(f"record {number} is no object but {type(data).__name__}")
            yield Record(kind, data, name, number, bare.stem)
        if isinstance(document, dict):
            if PAGED & {*document, *inside(document, "meta")}:
                paged.add(name)
            place = f"{bare.parent.as_posix()} {sorted(k for k, v in document.items() if isinstance(v, list))}"
            _note_page(document, name, open_pages.setdefault(place, []))
            for key, inner in document.items():
                if isinstance(inner, dict) and "paging" in inner:
                    _note_page(inner, name, open_pages.setdefault(f"{place} {name} {key}", []))


def split(document, kinds: Callable, bare: Path) -> Iterator[tuple[str, dict]]:
    """The records of one JSON document; arrays and a loader's records are opened first."""
    if isinstance(document, list):
        for element in document:
            yield from split(element, kinds, bare)
    elif not isinstance(document, dict):
        raise UnknownShape(f"this is no object but {type(document).__name__}")
    elif {"stream", "data"} <= set(document) and isinstance(document["data"], dict):
        yield from kinds(document["data"], str(document["stream"]), bare)
    else:
        yield from kinds(document, None, bare)


def _parsed(content: bytes) -> list:
    text = content.decode("utf-8-sig")
    if not text.strip():
        raise UnknownShape("the file is empty")
    try:
        return [json.loads(text, parse_float=Decimal)]
    except json.JSONDecodeError as whole:
        documents = []
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                try:
                    documents.append(json.loads(line, parse_float=Decimal))
                except json.JSONDecodeError as error:
                    found = error if number > 1 or documents else whole
                    raise UnknownShape(f"line {number} is not JSON: {found}") from error
        return documents


def _note_page(document: dict, name: str, open_pages: list[str]) -> None:
    """One page: it closes what was open in its folder, or leaves its own end open."""
    open_pages.clear()
    rest = unfinished(document)
    if rest:
        open_pages.append(f"{name}: {rest}, and no further page lies in the folder")


def unfinished(document: dict) -> str | None:
    """What of a page says that more is to come, or None.

    >>> unfinished({"tickets": [], "next_page": None, "end_of_stream": True, "after_cursor": "x"}) is None
    True
    >>> unfinished({"comments": [], "meta": {"has_more": True}})
    'has_more is true'
    """
    if any(document.get(name) is True for name in ENDED):
        return None
    meta, pages, paging = (inside(document, name) for name in ("meta", "pages", "paging"))
    if meta.get("has_more") is True or document.get("has_more") is True:
        return "has_more is true"
    if document.get("next_page"):
        return "next_page is set"
    if pages.get("next"):
        return "pages.next is set"
    if paging.get("next"):
        return "paging.next is set"
    if document.get("end_of_stream") is False:
        return "end_of_stream is false"
    total = document.get("total_count", document.get("count"))
    rows = next((len(value) for value in document.values() if isinstance(value, list)), None)
    single = pages.get("total_pages", 1) in (None, 1)
    if isinstance(total, int) and rows is not None and total > rows and single and not document.get("previous_page"):
        return f"{total} are counted and {rows} are there"
    return None


def inside(document: dict, name: str) -> dict:
    """The object of that name, or an empty one."""
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _table(content: bytes, bare: Path, name: str, source, open_pages: dict, paged: set[str]) -> Iterator[Record]:
    """A loader's table as a file: `ticket.csv`, `ticket_data.csv`, `fivetran_ticket.parquet`."""
    paged.add(name)
    table = loader_table(bare.stem, source)
    if table is None:
        raise UnknownShape(f"no loader's table of this source is called {bare.stem}")
    rows = csv_rows(content) if bare.suffix == ".csv" else _parquet_rows(content)
    for number, row in enumerate(check_columns(rows, table, source, name), start=2):
        yield Record(table, row, name, number, bare.stem)


def loader_table(stem: str, source) -> str | None:
    """The loader's table that a file's name means, or None."""
    bare = re.sub(r"(_data)?(_snowflake|_postgres|_redshift|_bigquery)?$", "", stem.lower())
    bare = re.sub(r"^(fivetran|airbyte|dlt)_", "", bare)
    return bare if bare in source.LOADER_TABLES else None


def check_columns(rows: Iterator[dict], table: str, source, name: str) -> Iterator[dict]:
    """The rows, once their columns are known to be enough; a missing one is named before any row is read."""
    for number, row in enumerate(rows):
        if number == 0:
            missing = missing_columns(set(row), table, source)
            if missing:
                has = ", ".join(row)
                raise UnknownShape(
                    f"the table {table} has no column {', '.join(missing)}; it has {has}. Was it renamed at the source?"
                )
        yield row


def missing_columns(columns: set[str], table: str, source) -> list[str]:
    """Required columns that are not there; `author_id|user_id` is met by either name."""
    return [needed for needed in source.LOADER_TABLES[table] if not set(needed.split("|")) & columns]


def csv_rows(content: bytes) -> Iterator[dict]:
    for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))):
        yield {name.strip('"').lower(): value for name, value in row.items() if name}


def _parquet_rows(content: bytes) -> Iterator[dict]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(pa.BufferReader(content)).iter_batches():
        for row in batch.to_pylist():
            yield {name.lower(): value for name, value in row.items()}
