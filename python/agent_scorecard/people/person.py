"""The person to forget, as the landing rows know them: ids that are one person, tickets, names."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from agent_scorecard.people.erased_files import rows_of

# Where an id may be a customer's, by landing table.
ID_COLUMNS = {
    "tickets": ("customer_id",),
    "messages": ("author_id",),
    "ticket_events": ("actor_id",),
    "customers": ("customer_id", "same_as_customer_id"),
    "experiment_assignments": ("unit_id",),
}


@dataclass
class Person:
    """Everything by which rows are recognised: ids, names, the tickets, the page contexts seen in them."""

    ids: set[str]
    names: set[str] = field(default_factory=set)
    tickets: set[str] = field(default_factory=set)
    contexts: set[str] = field(default_factory=set)
    is_found: bool = False

    @property
    def strings(self) -> list[str]:
        """What a file may hold of the person: ids and names of three letters and more, the longest first."""
        return sorted((text for text in self.ids | self.names if len(text) >= 3), key=lambda text: (-len(text), text))


def person_of(landing_path: Path, customer_id: str) -> Person:
    """The person behind a customer id: every id linked to it, however long the chain, with names and tickets."""
    links: dict[str, set[str]] = {}
    names: dict[str, set[str]] = {}
    for row in rows_of(landing_path, "customers"):
        one, other = row.get("customer_id"), row.get("same_as_customer_id")
        if one and row.get("name"):
            names.setdefault(one, set()).add(str(row["name"]).strip())
        if one and other:
            links.setdefault(one, set()).add(other)
            links.setdefault(other, set()).add(one)
    person, waiting = Person({customer_id}), [customer_id]
    while waiting:
        fresh = links.get(waiting.pop(), set()) - person.ids
        person.ids |= fresh
        waiting += fresh
    person.names = set().union(*(names.get(one, set()) for one in person.ids))
    person.is_found = bool(person.names) or any(one in names or one in links for one in person.ids)
    for row in rows_of(landing_path, "tickets"):
        if row.get("customer_id") in person.ids:
            person.tickets.add(str(row["ticket_id"]))
    for table, columns in ID_COLUMNS.items():
        if not person.is_found:
            person.is_found = any(row.get(c) in person.ids for row in rows_of(landing_path, table) for c in columns)
    for row in rows_of(landing_path, "messages"):
        is_theirs = str(row.get("ticket_id")) in person.tickets or row.get("author_id") in person.ids
        if is_theirs and row.get("page_context_id"):
            person.contexts.add(str(row["page_context_id"]))
    return person
