"""Forgetting a person in what was exported: examples for training, and a help desk's own pages as `fetch` wrote them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

# By which names a help desk's record says whose it is, and about which ticket.
PEOPLE = ("author", "contact", "contacts", "customer", "requester", "sender", "submitter", "user", "users", "assessor")
TICKETS = ("ticket", "tickets", "conversation", "conversations")


@dataclass(frozen=True)
class Sought:
    """The ids of a person and of their tickets, with and without their source in front, and strings that name them."""

    ids: frozenset[str]
    tickets: frozenset[str]
    strings: tuple[str, ...]

    @classmethod
    def of(cls, ids: Collection[str], tickets: Collection[str], strings: Collection[str]) -> Sought:
        return cls(_bare(ids), _bare(tickets), tuple(strings))

    def is_named_in(self, text: str) -> bool:
        return any(re.search(rf"(?<![\w.@-]){re.escape(one)}(?![\w@-])", text) for one in self.strings)


def erase_from_exports(folder: Path, sought: Sought) -> dict[Path, bytes | None]:
    """New contents of the files below ``folder`` that speak of a person; null where the whole file is theirs."""
    changed: dict[Path, bytes | None] = {}
    for path in sorted(folder.rglob("*.provenance.csv")) if folder.is_dir() else []:
        changed |= _examples(path, sought)
    for path in sorted(folder.rglob("*.json*")) if folder.is_dir() else []:
        if path in changed or path.name.startswith("_"):
            continue
        try:
            changed |= _pages(path, sought)
        except (ValueError, OSError):
            # nothing that can be read as records: as a text it is the scrubber's
            continue
    return changed


def _examples(provenance: Path, sought: Sought) -> dict[Path, bytes | None]:
    """Training examples of the person's episodes go, with their lines of provenance; the others are numbered anew."""
    examples = provenance.with_name(provenance.name.replace(".provenance.csv", ".jsonl"))
    if not examples.exists():
        return {}
    with provenance.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, columns = list(reader), reader.fieldnames or []
    lines = examples.read_text(encoding="utf-8").splitlines()
    if len(lines) != len(rows):
        raise ValueError(f"{examples} has {len(lines)} lines and {provenance.name} {len(rows)}: export it again")
    kept = [(row, line) for row, line in zip(rows, lines, strict=True) if not _is_theirs(row, line, sought)]
    if len(kept) == len(rows):
        return {}
    sink = io.StringIO()
    writer = csv.DictWriter(sink, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "line": number} for number, (row, _) in enumerate(kept, start=1))
    told = "".join(f"{line}\n" for _, line in kept)
    return {examples: told.encode(), provenance: sink.getvalue().encode()}


def _is_theirs(row: dict, line: str, sought: Sought) -> bool:
    return row.get("episode_id", "").rsplit("#", 1)[0] in sought.tickets or sought.is_named_in(line)


def _pages(path: Path, sought: Sought) -> dict[Path, bytes | None]:
    """A page of records, or one record a line: those of the person go."""
    if path.suffix == ".jsonl":
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        kept = [record for record in _walked(records, path.stem, sought) if record is not None]
        if kept == records:
            return {}
        return {path: "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in kept).encode()}
    if re.sub(r"^p\d+_", "", path.stem) in sought.tickets:
        return {path: None}
    page = json.loads(path.read_text(encoding="utf-8"))
    context = path.parent.name if path.stem.isdigit() else re.sub(r"[\d_-]+$", "", path.stem)
    if isinstance(page, dict) and _names(page, context, sought):
        return {path: None}
    new = _walked(page, context, sought)
    return {} if new == page else {path: json.dumps(new, ensure_ascii=False).encode()}


def _walked(node, context: str, sought: Sought):
    """The same without the records of lists that name the person, however deep."""
    if isinstance(node, list):
        kept = [each for each in node if not (isinstance(each, dict) and _names(each, context, sought))]
        return [_walked(each, context, sought) for each in kept]
    if isinstance(node, dict):
        return {key: _walked(value, key, sought) for key, value in node.items()}
    return node


def _names(record: dict, context: str, sought: Sought) -> bool:
    """Does this record itself say that it is the person's, or about a ticket of theirs?"""
    for key, value in record.items():
        if isinstance(value, dict):
            if key in PEOPLE and (str(value.get("id")) in sought.ids or sought.is_named_in(json.dumps(value))):
                return True
            continue
        if not isinstance(value, str | int) or isinstance(value, bool):
            continue
        what = context if key in ("id", "external_id") else key.removesuffix("_id")
        if str(value) in (sought.ids if what in PEOPLE else sought.tickets if what in TICKETS else ()):
            return True
        if isinstance(value, str) and sought.is_named_in(value):
            return True
    return False


def _bare(ids: Collection[str]) -> frozenset[str]:
    return frozenset({*ids, *(one.partition(":")[2] for one in ids if ":" in one)})
