"""Parquet by week: every row, changed files alone, and nothing of others touched."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from agent_scorecard.cli import main
from agent_scorecard.publishing.attaching import CannotPublish
from agent_scorecard.publishing.parquet_weeks import export_weeks


@pytest.fixture
def served(tmp_path) -> Path:
    path = tmp_path / "it's served" / "scorecard.duckdb"
    path.parent.mkdir()
    with duckdb.connect(str(path)) as connection:
        connection.execute("""
            create schema marts;
            create table marts.rates (week_start date, category varchar, value double, primary key (week_start, category));
            insert into marts.rates values ('2025-01-13', 'a', 0.5), ('2025-01-06', 'b', null), ('2025-01-06', 'a', 1);
            create table marts.nothing (week_start date, n bigint, primary key (week_start));
            create table marts.publication (as_of timestamp);
            insert into marts.publication values ('2025-01-20');
        """)
    return path


def rows(folder: Path, mart: str) -> list[tuple]:
    found = duckdb.sql(
        f"select * from read_parquet('{folder}/{mart}/**/*.parquet', hive_partitioning = false) order by all"
    )
    return found.fetchall()


def test_every_row_lies_in_its_week_and_an_empty_mart_keeps_its_columns(served, tmp_path):
    out = tmp_path / "out"
    export = export_weeks(served, out)
    assert (export.file_count, export.written_count, export.row_count) == (4, 4, 4)
    assert sorted(path.parent.name for path in out.glob("rates/*/*")) == ["week=2025-01-06", "week=2025-01-13"]
    assert [(str(week), *rest) for week, *rest in rows(out, "rates")] == [
        ("2025-01-06", "a", 1.0),
        ("2025-01-06", "b", None),
        ("2025-01-13", "a", 0.5),
    ]
    assert rows(out, "nothing") == []


def test_only_what_changed_is_written_and_what_is_gone_goes(served, tmp_path):
    out = tmp_path / "out"
    export_weeks(served, out)
    (out / "README").write_text("of the team")
    assert export_weeks(served, out).written_count == 0
    with duckdb.connect(str(served)) as connection:
        connection.execute("delete from marts.rates where week_start = '2025-01-13'; drop table marts.nothing")
        connection.execute("update marts.rates set value = 0.25 where category = 'b'")
    assert export_weeks(served, out).written_count == 1
    assert [row[2] for row in rows(out, "rates")] == [1.0, 0.25]
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()) == [
        "README",
        "publication/rows.parquet",
        "rates/week=2025-01-06/rows.parquet",
    ]


def test_the_command_says_what_it_wrote_and_what_is_missing(served, tmp_path, capsys):
    given = ["publish", "--to", f"parquet:{tmp_path / 'out'}", "--served"]
    assert main([*given, str(served.parent)]) == 0
    assert "4 rows in 4 files, of which 4 changed" in capsys.readouterr().out
    with pytest.raises(CannotPublish, match="agent-scorecard run"):
        export_weeks(tmp_path / "none.duckdb", tmp_path / "out")
