"""Forgetting a person whose rows lie in a warehouse: what to run there, where this project never writes."""

from __future__ import annotations

import secrets

from agent_scorecard.contract import WORD_COLUMNS
from agent_scorecard.people.person import ID_COLUMNS, Person


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
