"""What every source's mapping needs: ids, times and words as the contract wants them, and who is the AI.

Nothing here reads a file. A mapping gets records and a configuration and gives rows of the landing tables, what it
rejected with the reason, the authors it met, and what it has to say aloud.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser
from typing import Any

from agent_scorecard.landing.sources.reading import Export, Record

FIRST_YEAR = 2005
# shorter ones are said by chance: "Thank you!"
PASTED_WORDS = 5
UNITS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
# columns whose ids are one source's own: a prefix keeps two sources apart
IDS = {
    "ticket_id",
    "merged_into_ticket_id",
    "message_id",
    "event_id",
    "review_id",
    "judgement_id",
    "customer_id",
    "account_id",
    "author_id",
    "actor_id",
    "reviewer_id",
    "agent_id",
    "same_as_customer_id",
    "scenario_id",
}
REASONS = {"customer_asked", "policy", "account_change", "sensitive", "low_confidence", "failed_attempts", "other"}


class Refused(ValueError):
    """A record that cannot be mapped; the message says why."""


class Stopped(Exception):
    """Nothing may land: the figures would be wrong in silence. ``key`` names the reason for `--accept`."""

    def __init__(self, key: str, message: str):
        super().__init__(message)
        self.key = key


@dataclass(frozen=True)
class SourceConfig:
    """What a source cannot say of itself. ``ai`` and ``not_ai`` are authors; ``fields`` says where a column is read."""

    ai: frozenset[str] = frozenset()
    not_ai: frozenset[str] = frozenset()
    fields: dict[str, str] = field(default_factory=dict)
    escalation_tags: frozenset[str] = frozenset()
    escalation_tools: frozenset[str] = frozenset()
    solved_tags: frozenset[str] = frozenset()
    scores: dict[str, dict] = field(default_factory=dict)
    test_domains: frozenset[str] = frozenset()
    accept: frozenset[str] = frozenset()
    prefix: str = ""
    start: datetime | None = None
    trace_is_ticket: bool = False

    @classmethod
    def of(cls, given: dict) -> SourceConfig:
        """From the var `source_authors` (or options) of one source; unknown keys are refused by name."""
        known = set(cls.__dataclass_fields__)
        if unknown := set(given) - known:
            raise ValueError(
                f"unknown setting of a source: {', '.join(sorted(unknown))}; known are {', '.join(sorted(known))}"
            )
        sets = ("ai", "not_ai", "escalation_tags", "escalation_tools", "solved_tags", "test_domains", "accept")
        told: dict[str, Any] = {
            k: frozenset(map(str, v)) if k in sets else v for k, v in given.items() if v is not None
        }
        return cls(**told)


@dataclass
class Author:
    """One author as the table of authors prints it."""

    author_type: str
    author_id: str
    name: str
    keys: frozenset[str]
    messages: int = 0
    first: str = ""
    last: str = ""
    as_customer: int = 0


@dataclass(frozen=True)
class RejectedRecord:
    record: Record
    reason: str
    explanation: str


@dataclass
class Landed:
    """Rows by landing table, and everything that has to be said about them."""

    source: str
    config: SourceConfig
    rows: dict[str, list[dict]] = field(default_factory=dict)
    rejected: list[RejectedRecord] = field(default_factory=list)
    authors: dict[tuple, Author] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    notes: Counter = field(default_factory=Counter)
    stops: list[Stopped] = field(default_factory=list)

    def add(self, table: str, **row) -> None:
        self.rows.setdefault(table, []).append({"source_system": self.source, **row} if table == "tickets" else row)

    def message(
        self, *, base: str, keys: Iterable[str | None], name: str = "", kind: str | None = "", **row: Any
    ) -> str:
        """One message; who wrote it is `base`, or the AI where one of its keys is configured. Returns the author type.

        A message without words is a system row that nobody saw, no matter who sent it, unless ``has_attachment`` says that
        what was sent is no text.
        """
        told = frozenset(key for key in keys if key and key not in ("-1", "None"))
        is_ai = bool(told & self.config.ai) and base != "customer"
        has_attachment = row.pop("has_attachment", False)
        author_type = "ai" if is_ai else base
        body = row.get("body")
        if not (body and body.strip()) and not has_attachment and not row.pop("is_wordless", False):
            author_type, row["is_public"], row["body"] = "system", False, None
        row.pop("is_wordless", None)
        entry = self.authors.setdefault(
            (kind or base, row.get("author_id") or "", name),
            Author(kind or base, row.get("author_id") or "", name, told),
        )
        entry.keys |= told
        entry.messages += 1
        entry.as_customer += base == "customer"
        day = (row.get("sent_at") or "")[:10]
        entry.first, entry.last = min(entry.first or day, day), max(entry.last, day)
        self.add("messages", author_type=author_type, **row)
        return author_type

    def reject(self, record: Record, reason: str, explanation: str) -> None:
        self.rejected.append(RejectedRecord(record, reason, explanation))

    def stop(self, key: str, message: str) -> None:
        """Stops the landing, or warns where `--accept` names the reason."""
        if key in self.config.accept:
            self.warnings.append(f"accepted ({key}): {message}")
        else:
            self.stops.append(Stopped(key, message))

    def check_authors(self, candidates: dict[str, str], is_needed: bool = True) -> None:
        """Who is the AI: stops where nobody is configured, where a candidate is in neither list, or an AI is a customer."""
        met = frozenset().union(*(author.keys for author in self.authors.values())) if self.authors else frozenset()
        decided = self.config.ai | self.config.not_ai
        undecided = [
            author.keys for author in self.authors.values() if not author.as_customer and not author.keys & decided
        ]
        open_candidates = [key for key in candidates if any(key in keys for keys in undecided)]
        if open_candidates:
            told = "; ".join(f"{key} ({candidates[key]})" for key in open_candidates)
            self.stop("candidates", f"is this the AI? Say --ai or --not-ai for: {told}")
        if self.rows.get("messages") and is_needed and not self.config.ai & met:
            named = (
                f"none of {', '.join(sorted(self.config.ai))} wrote anything"
                if self.config.ai
                else "none is configured"
            )
            self.stop("no_ai", f"no message is by an AI: {named}. Choose from the table above with --ai")
        for author in self.authors.values():
            if author.as_customer and author.keys & self.config.ai:
                self.stop(
                    "ai_is_customer",
                    f"the configured AI {author.author_id or author.name} also wrote {author.as_customer} messages as a customer",
                )

    def check_pasted(self) -> None:
        """An escalation that writes the AI's words under the customer's name: they would be judged as the customer's."""
        told: dict[str, set[str]] = {}
        for row in self.rows.get("messages", ()):
            if row["author_type"] == "ai" and row["body"] and len(row["body"].split()) >= PASTED_WORDS:
                told.setdefault(row["ticket_id"], set()).add(row["body"])
        pasted = [
            row["ticket_id"]
            for row in self.rows.get("messages", ())
            if row["author_type"] == "customer" and row["body"] and row["body"] in told.get(row["ticket_id"], ())
        ]
        if pasted:
            self.warnings.append(
                f"{len(pasted)} messages of customers are word for word the AI's ({', '.join(sorted(set(pasted))[:5])}): "
                "an escalation may have pasted them under the customer's name"
            )

    def finish(self) -> Landed:
        """Agents from the authors, prefixes on ids; the tables are complete after it."""
        agents: dict[str, str] = {}
        for row in self.rows.get("messages", ()):
            if row["author_type"] in ("ai", "human") and row.get("author_id"):
                agents.setdefault(row["author_id"], row["author_type"])
        for agent_id, agent_type in sorted(agents.items()):
            self.add("agents", agent_id=agent_id, agent_type=agent_type)
        if self.config.prefix:
            for table, rows in self.rows.items():
                for row in rows:
                    for name in IDS & set(row):
                        row[name] = f"{self.config.prefix}{row[name]}" if row[name] is not None else None
                    if table == "ticket_events" and row["event_type"] in ("assigned", "escalated", "merged"):
                        for name in ("from_value", "to_value"):
                            row[name] = f"{self.config.prefix}{row[name]}" if row.get(name) else None
        return self


def map_records(export: Export, source, config: SourceConfig) -> Landed:
    """The landing rows of an export, with the checks on its pages and authors done."""
    if not config.ai:
        config = replace(config, ai=getattr(source, "DEFAULT_AI", frozenset()))
    landed = Landed(source.NAME, config)
    for told in export.cut:
        landed.warnings.append(
            f"the export is cut: {told}. Export it whole: what is missing is missing from every figure"
        )
    source.map_into(landed, export)
    landed.check_pasted()
    landed.check_authors(source.CANDIDATES, getattr(source, "AI_IS_NEEDED", True))
    return landed.finish()


def newest(records: list[Record], key, version) -> dict[str, Record]:
    """The newest record of each key; of two equally new the later read."""
    found: dict[str, Record] = {}
    for record in records:
        identity = key(record)
        if identity is not None and (identity not in found or version(record) >= version(found[identity])):
            found[identity] = record
    return found


def id_text(value) -> str | None:
    """An id exactly as printed; the `.0` that a loader's float added goes.

    >>> id_text(9007199254740993), id_text("7253394974479.0"), id_text(Decimal("7253394974479.0")), id_text("")
    ('9007199254740993', '7253394974479', '7253394974479', None)
    """
    if value is None or value == "" or isinstance(value, (dict, list)):
        return None
    text = f"{value:f}" if isinstance(value, Decimal) else f"{value:.0f}" if isinstance(value, float) else str(value)
    return re.sub(r"^(\d+)\.0*$", r"\1", text.strip()) or None


def time_text(value, unit: str = "iso", zero_is_null: bool = False) -> str | None:
    """A time as ISO 8601 in UTC. ``unit`` is iso, s, ms, us or ns; a number as text is a number.

    Raises Refused where the year is before 2005 or after 2100: seconds read as milliseconds give 1970.

    >>> time_text(1788282000, "s"), time_text("1759700000000000000", "ns"), time_text("2024-05-01 09:00:00")
    ('2026-09-01T17:00:00+00:00', '2025-10-05T21:33:20+00:00', '2024-05-01T09:00:00+00:00')
    """
    if value is None or value == "" or (zero_is_null and str(value) in ("0", "0.0")):
        return None
    try:
        moment = _moment(value, unit)
    except (ValueError, OverflowError, InvalidOperation, TypeError) as error:
        raise Refused(f"not a time in {unit}: {value!r}") from error
    if not FIRST_YEAR <= moment.year < 2100:
        raise Refused(f"not a plausible time: {value!r} is the year {moment.year} when read in {unit}")
    return moment.isoformat()


def _moment(value, unit: str) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if unit == "iso":
        text = re.sub(r"(\.\d{6})\d+", r"\1", str(value).strip()).replace(" UTC", "+00:00")
        if re.fullmatch(r"\d+(\.\d+)?", text):
            raise ValueError("a number")
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    micros = Decimal(str(value)) * 1_000_000 / UNITS[unit]
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(micros))


def is_true(value) -> bool | None:
    """A truth in any spelling of a loader; None where it is none."""
    if isinstance(value, bool) or value is None:
        return value
    return {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}.get(str(value).strip().lower())


class _Text(HTMLParser):
    BLOCKS = frozenset(
        ["p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"]
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag, attrs) -> None:
        self.hidden += tag in ("script", "style")
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag) -> None:
        self.hidden -= tag in ("script", "style")
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data) -> None:
        if not self.hidden:
            self.parts.append(data)


def plain_text(html: str | None) -> str | None:
    """The words of HTML, one line a block.

    >>> plain_text('<p>Hi &amp; welcome</p><p>Bye<br>now</p>')
    'Hi & welcome\\nBye\\nnow'
    """
    if not html or ("<" not in html and "&" not in html):
        return (html or "").strip() or None
    parser = _Text()
    parser.feed(html)
    parser.close()
    text = re.sub(r"[ \t\xa0]+", " ", "".join(parser.parts))
    return re.sub(r"\s*\n\s*", "\n", text).strip() or None


def chosen(config: SourceConfig, column: str, data: dict, tags: Iterable[str] = ()) -> str | None:
    """A column by configuration: a path into the record (`custom_fields.123`, `group_id`), `tags` or `tags:prefix`.

    >>> chosen(SourceConfig(fields={"category": "tags:cat_"}), "category", {}, ["vip", "cat_billing"])
    'billing'
    >>> chosen(SourceConfig(fields={"category": "custom_fields.7"}), "category", {"custom_fields": [{"id": 7, "value": "x"}]})
    'x'
    """
    path = config.fields.get(column)
    if not path:
        return None
    if path.split(":")[0] == "tags":
        prefix = path.partition(":")[2]
        return next((tag[len(prefix) :] for tag in tags if tag.startswith(prefix)), None)
    value: Any = data
    for step in path.split("."):
        if isinstance(value, list):
            value = next((item.get("value") for item in value if str(item.get("id")) == step), None)
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return None if value in (None, "") or isinstance(value, (dict, list)) else str(value)


def row_text(value) -> str | None:
    """A value of a landing row as text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def tables(landed: Landed) -> dict:
    """The rows as Arrow tables of text, ready for the gate."""
    import pyarrow as pa

    found = {}
    for table, rows in landed.rows.items():
        names = list(dict.fromkeys(name for row in rows for name in row))
        found[table] = pa.table({n: pa.array([row_text(row.get(n)) for row in rows], pa.string()) for n in names})
    return found


def as_json(value) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
