"""A model of all of history is computed again where what it depends on changed, and else keeps its table."""

from __future__ import annotations

from types import SimpleNamespace

import duckdb
import pyarrow as pa
import pytest

from agent_scorecard import kept as module
from agent_scorecard.kept import kept


class This(SimpleNamespace):
    def __repr__(self):
        return f"main.{self.identifier}"


@pytest.fixture
def world(tmp_path):
    """A database with landed numbers, and a build of the model `doubled`, which tells how often it computed."""
    connection = duckdb.connect()
    connection.execute("create schema kept")
    connection.execute("create table kept.results (model varchar primary key, inputs varchar, rows varchar)")
    connection.execute("create table numbers as select * from (values (1, 'a'), (2, 'b'), (2, 'b')) as t (n, word)")
    code = tmp_path / "doubled.py"
    code.write_text(
        "def of(relation, calls):\n    def computed():\n        calls.append(1)\n        return twice(relation)\n"
    )
    code.write_text(code.read_text() + "    return computed\n")
    calls: list[int] = []

    def build(factor=2):
        def twice(relation):
            return pa.table({"n": [factor * n for (n,) in relation.order("n").project("n").fetchall()]})

        names = {"twice": twice}
        exec(compile(code.read_text(), str(code), "exec"), names)
        relation = connection.table("numbers")
        before = len(calls)
        dbt = SimpleNamespace(this=This(identifier="doubled"))
        made = kept(dbt, connection, names["of"](relation, calls), relation)
        connection.register("made", made)
        connection.execute("create table made_anew as select * from made")
        connection.execute("drop table if exists doubled")
        connection.execute("alter table made_anew rename to doubled")
        rows = [n for (n,) in connection.execute("select n from doubled").fetchall()]
        return rows, len(calls) > before

    return SimpleNamespace(connection=connection, build=build, code=code)


def test_nothing_new_is_not_computed_again_and_gives_the_same_rows(world):
    assert world.build() == ([2, 4, 4], True)
    assert world.build() == ([2, 4, 4], False)
    assert world.build() == ([2, 4, 4], False)


def test_the_order_of_the_rows_that_come_is_no_change(world):
    world.build()
    world.connection.execute("create or replace table numbers as select * from numbers order by n desc")
    assert world.build() == ([2, 4, 4], False)


@pytest.mark.parametrize(
    ("change", "rows"),
    [
        ("insert into numbers values (3, 'c')", [2, 4, 4, 6]),
        ("update numbers set n = 5 where n = 1", [4, 4, 10]),
        ("delete from numbers where n = 2", [2]),
        ("update numbers set word = 'z' where n = 1", [2, 4, 4]),
        ("insert into numbers select * from numbers", [2, 2, 4, 4, 4, 4]),
        ("alter table numbers alter n type bigint", [2, 4, 4]),
        ("delete from kept.results", [2, 4, 4]),  # a full refresh
    ],
)
def test_whatever_changes_in_what_it_reads_is_computed(world, change, rows):
    world.build()
    world.connection.execute(change)
    assert world.build() == (rows, True)
    assert world.build() == (rows, False)


@pytest.mark.parametrize(
    "change", ["drop table doubled", "insert into doubled values (99)", "update doubled set n = 7"]
)
def test_a_table_that_is_not_the_one_that_was_made_is_made_again(world, change):
    world.build()
    world.connection.execute(change)
    assert world.build() == ([2, 4, 4], True)


def test_changed_code_of_the_model_or_of_the_package_computes(world, monkeypatch):
    world.build()
    world.code.write_text(world.code.read_text() + "# another line\n")
    assert world.build() == ([2, 4, 4], True)
    monkeypatch.setattr(module, "code_digest", lambda folder: "another version")
    assert world.build(factor=3) == ([3, 6, 6], True)


def test_the_digest_of_code_knows_every_file_and_not_its_cache(tmp_path):
    (tmp_path / "a.py").write_text("one")
    digest = module.code_digest.__wrapped__
    before = digest(tmp_path)
    (tmp_path / "a.pyc").write_text("compiled")
    assert digest(tmp_path) == before
    (tmp_path / "words.csv").write_text("x")
    assert digest(tmp_path) != before


def test_where_nothing_can_be_noted_everything_is_computed(world):
    world.connection.execute("drop table kept.results")
    assert world.build() == ([2, 4, 4], True)
    assert world.build() == ([2, 4, 4], True)
