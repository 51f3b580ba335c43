"""Forgetting a person whose rows lie in a warehouse: who it is, by the build, and what to run where this project never writes."""

from __future__ import annotations

import secrets
from pathlib import Path

from agent_scorecard.contract import WORD_COLUMNS
from agent_scorecard.people.erase import ID_COLUMNS, Person


def person_in_build(database: Path, customer_id: str) -> Person:
    """The person as the build knows them: ids that are one person, and their tickets. No names: a build keeps none."""
    import duckdb

    person = Person({customer_id})
    if not database.exists():
        return person
    with duckdb.connect(str(database), read_only=True) as connection:
        try:
            known = connection.execute(
                "select customer_id from intermediate.int_customers_identified where person_id in "
                "(select person_id from intermediate.int_customers_identified where customer_id = ?)",
                [customer_id],
            ).fetchall()
        except duckdb.Error:
            known = []
        person.ids |= {one for (one,) in known}
        try:
            tickets = connection.execute(
                "select ticket_id from staging.stg_tickets where customer_id in (select unnest(?))",
                [sorted(person.ids)],
            ).fetchall()
        except duckdb.Error:
            tickets = []
        person.tickets |= {one for (one,) in tickets}
    person.is_found = bool(known or tickets)
    return person


def statements(schema: str, person: Person) -> list[str]:
    """SQL for the warehouse, table by table: words to null, ids to one pseudonym, and every row stays."""
    ids = ", ".join(_text(one) for one in sorted(person.ids))
    about = f"ticket_id in (select ticket_id from {schema}.tickets where customer_id in ({ids}))"
    pseudonym = _text(f"erased-{secrets.token_hex(8)}")
    # words first: they are found by the ids that go after them
    told = [
        f"update {schema}.{table} set {', '.join(f'{column} = null' for column in columns)} where {about};"
        for table, columns in WORD_COLUMNS.items()
    ]
    told.append(f"update {schema}.customers set name = null, same_as_customer_id = null where customer_id in ({ids});")
    told += [
        f"update {schema}.{table} set {column} = {pseudonym} where {column} in ({ids});"
        for table, columns in ID_COLUMNS.items()
        for column in columns
        if column != "same_as_customer_id"
    ]
    return [*told, f"delete from {schema}.erasure_requests where customer_id in ({ids});"]


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
