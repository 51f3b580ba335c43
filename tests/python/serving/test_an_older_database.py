"""A database of another version lacks a mart or a column: every command says which, and what to do, and breaks off nowhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from agent_scorecard.cli import main

SHOW, LIST, PAGES = ["show"], ["list", "escalated"], ["pages"]
# what is taken away → the commands that cannot do without, and what each names
LACKS = {
    "alter table marts.alerts drop column customers_affected": [
        (SHOW, "customers_affected"),
        (PAGES, "customers_affected"),
    ],
    "alter table marts.alert_signals drop column finding": [(PAGES, "finding")],
    "alter table marts.metric_registry drop column counter_metric": [(PAGES, "counter_metric")],
    "alter table marts.episodes drop column escalation_kind": [(LIST, "escalation_kind"), (PAGES, "escalation_kind")],
    "drop table marts.threshold_verdicts": [(SHOW, "threshold_verdicts")],
    "drop table marts.episodes": [(LIST, "episodes"), (SHOW, "episodes")],
    "drop table marts.scorecard_weekly": [(SHOW, "marts"), (LIST, "scorecard_weekly"), (PAGES, "no scorecard")],
}


@pytest.fixture(scope="module")
def marts_alone(sample_warehouse, tmp_path_factory) -> Path:
    """The sample's marts as plain tables, without what they were made of."""
    copy = tmp_path_factory.mktemp("older") / "scorecard.duckdb"
    with duckdb.connect(str(copy)) as connection:
        connection.execute(f"attach '{sample_warehouse}' as sample (read_only)")
        found = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'sample' and schema_name = 'marts'"
        ).fetchall()
        connection.execute("create schema marts; create schema staging")
        connection.execute("create table staging.stg_as_of as from sample.staging.stg_as_of")
        for (name,) in found:
            connection.execute(f"create table marts.{name} as from sample.marts.{name}")
    return copy


@pytest.mark.parametrize("taken", LACKS)
def test_what_an_older_database_lacks_is_named_with_the_remedy(taken, marts_alone, tmp_path, capsys):
    older = tmp_path / "scorecard.duckdb"
    shutil.copyfile(marts_alone, older)
    with duckdb.connect(str(older)) as connection:
        connection.execute(taken)
    for command, named in LACKS[taken]:
        out = ["--out", str(tmp_path / "site")] if command is PAGES else []
        assert main([*command, "--database", str(older), *out]) in (2, 4), command
        said = capsys.readouterr().err
        for part in (named, str(older), "make build"):
            assert part in said
        assert not (tmp_path / "site").exists()


def test_pages_say_which_marts_they_lack_and_are_whole_without(marts_alone, tmp_path, capsys):
    older = tmp_path / "scorecard.duckdb"
    shutil.copyfile(marts_alone, older)
    with duckdb.connect(str(older)) as connection:
        connection.execute("drop table marts.knowledge_gaps; drop table marts.value_weekly")
    assert main(["pages", "--database", str(older), "--out", str(tmp_path / "site")]) == 0
    said = capsys.readouterr().err
    for part in ("knowledge_gaps", "value_weekly", "make build"):
        assert part in said
    assert "</html>" in (tmp_path / "site" / "product.html").read_text()


@pytest.mark.parametrize("command", [SHOW, LIST, PAGES], ids=" ".join)
def test_a_file_that_is_no_database_is_said_to_be_none(command, tmp_path, capsys):
    (tmp_path / "scorecard.duckdb").write_text("this is a text and no database, whatever its name says" * 100)
    assert main([*command, "--database", str(tmp_path / "scorecard.duckdb")]) in (2, 4)
    assert "cannot be read" in capsys.readouterr().err


def test_an_assistant_is_told_too(marts_alone, tmp_path):
    from agent_scorecard.serving.questions.ask import Ask
    from agent_scorecard.serving.reader import NothingToRead

    older = tmp_path / "scorecard.duckdb"
    shutil.copyfile(marts_alone, older)
    with duckdb.connect(str(older)) as connection:
        connection.execute("alter table marts.scorecard_weekly drop column n_effective; drop table marts.alerts")
    for question in (lambda: Ask(older).metric("escalation_rate"), Ask(older).changes):
        with pytest.raises(NothingToRead, match=r"another version.*make build"):
            question()
