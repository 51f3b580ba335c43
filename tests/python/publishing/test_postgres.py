"""What Postgres is told; that it holds every value is shown on a real server by `make postgres`."""

from __future__ import annotations

import pytest

from agent_scorecard.cli import main
from agent_scorecard.publishing.attaching import CannotPublish, plainly
from agent_scorecard.publishing.postgres import Mart, PostgresColumn, postgres_type, statements


def test_a_mart_is_made_with_its_key_indexes_and_descriptions():
    columns = (
        PostgresColumn("week_start", "DATE", False, None),
        PostgresColumn("category", "VARCHAR", False, "The customer's words."),
        PostgresColumn("value", "DOUBLE", True, None),
    )
    made = statements(Mart("rates", columns, ("week_start", "category"), "One row per week."))
    assert made == [
        'create table marts."rates" ("week_start" date not null, "category" text not null, "value" double precision, '
        'primary key ("week_start", "category"))',
        # the key begins with the week, so only the category needs an index
        'create index on marts."rates" ("category")',
        "comment on table marts.\"rates\" is 'One row per week.'",
        "comment on column marts.\"rates\".\"category\" is 'The customer''s words.'",
    ]


def test_a_type_without_a_counterpart_is_refused_by_name():
    with pytest.raises(CannotPublish, match=r"INTEGER\[\]"):
        postgres_type("INTEGER[]")


@pytest.mark.parametrize(
    "address", ["postgresql://anna:se;cret@host/db", "host=h password='se;cret' user=anna", "postgres://a:se;cret@h/d"]
)
def test_an_error_never_tells_the_password(address):
    assert "cret" not in plainly(Exception(f'cannot connect to "{address}": {address} refused'), address)
    assert "cret" not in plainly(Exception(f"refused: {address}"), "another")


def test_without_an_address_or_a_served_file_it_says_what_to_do(monkeypatch, tmp_path, capsys):
    monkeypatch.delenv("SCORECARD_PUBLISH_TO", raising=False)
    assert main(["publish"]) == 2
    assert "--to postgresql://" in capsys.readouterr().err
    assert main(["publish", "--to", "postgresql://h/d", "--served", str(tmp_path)]) == 1
    assert "agent-scorecard run" in capsys.readouterr().err
