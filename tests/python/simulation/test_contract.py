"""What the simulator writes is what the landing contract asks for."""

from datetime import datetime

import pyarrow.compute as pc
import pytest

from agent_scorecard.contract import landing_tables
from agent_scorecard.simulation.arrow import schema_of
from agent_scorecard.simulation.generate import NOT_SIMULATED

SIMULATED = [name for name in landing_tables() if name not in NOT_SIMULATED]


@pytest.mark.parametrize("name", SIMULATED)
def test_every_table_has_rows_in_the_contracts_columns(year, sample, name):
    for simulation in (year, sample):
        table = simulation.tables[name]
        assert table.schema.equals(schema_of(name))
        assert len(table) > 0


@pytest.mark.parametrize("name", SIMULATED)
def test_required_columns_are_filled_and_values_accepted(year, sample, name):
    for simulation in (year, sample):
        table = simulation.tables[name]
        for column in landing_tables()[name].columns:
            values = table[column.name]
            if column.is_required:
                assert values.null_count == 0, column.name
            if column.values:
                assert set(pc.unique(values.drop_null()).to_pylist()) <= set(column.values), column.name


@pytest.mark.parametrize("name", SIMULATED)
def test_keys_are_unique(year, sample, name):
    for simulation in (year, sample):
        table = simulation.tables[name]
        keys = list(landing_tables()[name].key)
        assert len(table.group_by(keys).aggregate([])) == len(table)


REFERENCES = [
    ("messages", "ticket_id", "tickets", "ticket_id"),
    ("ticket_events", "ticket_id", "tickets", "ticket_id"),
    ("satisfaction", "ticket_id", "tickets", "ticket_id"),
    ("reviews", "ticket_id", "tickets", "ticket_id"),
    ("reviews", "message_id", "messages", "message_id"),
    ("judgements", "ticket_id", "tickets", "ticket_id"),
    ("shadow_answers", "ticket_id", "tickets", "ticket_id"),
    ("shadow_answers", "agent_id", "agents", "agent_id"),
    ("tickets", "customer_id", "customers", "customer_id"),
    ("tickets", "account_id", "accounts", "account_id"),
    ("tickets", "merged_into_ticket_id", "tickets", "ticket_id"),
    ("customers", "account_id", "accounts", "account_id"),
    ("customers", "same_as_customer_id", "customers", "customer_id"),
    ("messages", "page_context_id", "page_contexts", "page_context_id"),
    ("messages", "cited_article_ids", "articles", "article_id"),
    ("experiment_assignments", "unit_id", "customers", "customer_id"),
    ("erasure_requests", "customer_id", "customers", "customer_id"),
]


@pytest.mark.parametrize(("table", "column", "target", "key"), REFERENCES)
def test_references_resolve(year, sample, table, column, target, key):
    for simulation in (year, sample):
        used = pc.unique(simulation.tables[table][column].drop_null())
        assert len(used) > 0
        assert pc.all(pc.is_in(used, simulation.tables[target][key].combine_chunks())).as_py()


def test_every_author_is_a_customer_or_a_listed_agent(year):
    messages = year.tables["messages"]
    agents = set(year.tables["agents"]["agent_id"].to_pylist())
    replies = messages.filter(pc.field("author_type") != "customer")
    assert set(pc.unique(replies["author_id"]).to_pylist()) <= agents
    ai = messages.filter(pc.field("author_type") == "ai")
    assert ai["agent_version"].null_count == 0


def test_no_two_messages_of_a_ticket_share_an_instant(year):
    messages = year.tables["messages"]
    assert len(messages.group_by(["ticket_id", "sent_at"]).aggregate([])) == len(messages)


def test_nothing_happens_after_the_end(year):
    times = (("messages", "sent_at"), ("ticket_events", "occurred_at"), ("reviews", "reviewed_at"),
             ("review_draws", "drawn_at"), ("judgements", "judged_at"), ("satisfaction", "responded_at"),
             ("releases", "released_at"), ("fixes", "shipped_at"), ("page_contexts", "captured_at"))  # fmt: skip
    announced = pc.starts_with(year.tables["releases"]["description"], "Announced")
    tables = year.tables | {"releases": year.tables["releases"].filter(pc.invert(announced))}
    last = max(pc.max(tables[name][column]).as_py() for name, column in times)
    assert datetime(2026, 1, 4) < last < datetime(2026, 1, 5)
