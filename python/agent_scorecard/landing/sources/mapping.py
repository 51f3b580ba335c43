"""What every source's mapping needs: ids, times and words as the contract wants them, and who is the AI.

Nothing here reads a file. A mapping gets records and a configuration and gives rows of the landing tables, what it
rejected with the reason, the authors it met, and what it has to say aloud.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from agent_scorecard.landing.sources.reading import Export, Record
from agent_scorecard.landing.sources.source_config import SourceConfig, Stopped

# shorter ones are said by chance: "Thank you!"
PASTED_WORDS = 5
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

    def event(
        self, event_id, ticket_id, at, event_type, was=None, now=None, actor_type=None, actor=None, reason=None
    ) -> None:
        """One row of ticket_events: what happened to the ticket at ``at``, by whom, from and to which value."""
        self.add(
            "ticket_events",
            event_id=event_id,
            ticket_id=ticket_id,
            occurred_at=at,
            event_type=event_type,
            from_value=was,
            to_value=now,
            actor_type=actor_type,
            actor_id=actor,
            reason=reason,
        )

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
