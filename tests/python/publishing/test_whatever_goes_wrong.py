"""A run ends with one exit code and one record, whatever goes wrong in it, and never serves old figures as new ones."""

import errno
import os
import signal

import duckdb
import pytest


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 1, "the disk is full"),
        (OSError(errno.EROFS, "Read-only file system", "data/served"), 2, "data/served cannot be written"),
        (RuntimeError("nobody foresaw this"), 1, "RuntimeError: nobody foresaw this"),
        (KeyboardInterrupt(), 1, "interrupted"),
    ],
)
def test_an_error_that_nobody_foresaw_is_recorded_and_has_one_exit_code(desk, monkeypatch, error, code, reason):
    def stop(*_):
        raise error

    monkeypatch.setattr("agent_scorecard.publishing.run.build_step", stop)
    assert desk.run() == code
    assert desk.summary()["exit_code"] == code
    assert desk.summary()["reason"].startswith(reason)
    assert desk.step("build")["outcome"] == "stopped"


def test_a_cut_off_build_file_is_told_and_built_anew_and_a_dropped_mart_is_no_longer_served(desk):
    assert desk.run() == 0
    assert desk.ask("select older_marts from marts.publication") == [(None,)]
    database = desk.folder / "data" / "scorecard.duckdb"
    database.write_bytes(database.read_bytes()[:5000])
    (desk.folder / "models" / "marts" / "other.sql").write_text(
        "{{ config(schema='marts', alias='renamed') }} select {{ var('run_number') }} as run_number "
        "from {{ ref('scorecard_weekly') }} limit 1\n"
    )
    assert desk.run(run_number=2) == 0
    assert any("was damaged" in problem for problem in desk.summary()["problems"])
    assert desk.ask("select min(value) from marts.scorecard_weekly") == [(2.0,)]
    # a part of the marts, from other vars: the rest is told to be older, and a mart that is gone is not served
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table marts.gone as select 1 as one")
    assert desk.run("--select", "scorecard_weekly", run_number=3) == 0
    assert desk.ask("select older_marts from marts.publication") == [("renamed",)]
    assert desk.ask("select count(*) from duckdb_tables() where table_name = 'gone'") == [(0,)]
    assert any("renamed" in problem for problem in desk.summary()["problems"])


def test_a_pipe_gets_lines_of_progress_and_a_quiet_run_says_nothing(desk, capsys):
    assert desk.run() == 0
    assert "agent-scorecard run: building" in capsys.readouterr().err
    assert desk.run("--quiet") == 0
    told = capsys.readouterr()
    assert told.out == told.err == ""


def test_landed_tables_are_known_by_their_rows_and_not_by_their_order(desk):
    from agent_scorecard.publishing.build_file import data_key
    from agent_scorecard.publishing.run_settings import Settings

    desk.know_the_contract()
    database = desk.folder / "warehouse.duckdb"

    def key_of(*rows: str) -> str:
        with duckdb.connect(str(database)) as connection:
            connection.execute("create schema if not exists raw")
            connection.execute("create or replace table raw.tickets (ticket_id varchar)")
            connection.executemany("insert into raw.tickets values (?)", [[row] for row in rows])
        given = {"landing": "warehouse"}
        return data_key(Settings(desk.folder, database, desk.folder / "served", desk.folder / "runs", given))

    assert key_of("T1", "T2") == key_of("T2", "T1")
    assert len({key_of("T1", "T2"), key_of("T1"), key_of("T1", "T3"), key_of("T1", "T2", "T2")}) == 4


def test_a_run_that_is_asked_to_end_is_recorded_and_leaves_the_signal_as_it_was(desk, monkeypatch):
    before = signal.getsignal(signal.SIGTERM)

    def stop(*_):
        os.kill(os.getpid(), signal.SIGTERM)
        raise AssertionError("the signal ends the step")

    monkeypatch.setattr("agent_scorecard.publishing.run.build_step", stop)
    assert desk.run() == 1
    assert desk.summary()["reason"] == "stopped by SIGTERM; the old file is kept"
    assert desk.step("build")["outcome"] == "stopped"
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_disk_that_fills_as_the_build_is_published_keeps_the_old_file_and_says_so(desk, monkeypatch):
    from agent_scorecard.publishing import publish

    assert desk.run() == 0
    before = desk.served.read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(publish, "_sync", full)
        assert desk.run(run_number=2) == 1
    assert desk.summary()["reason"].startswith("the disk is full")
    assert desk.served.read_bytes() == before
    assert not list(desk.served.parent.glob(".next-*"))
    assert desk.run(run_number=2) == 0
