"""What readers of the served file meet: whole publications, and no words of a customer."""

import subprocess
import sys
import textwrap
import time

import duckdb
import pyarrow.parquet as pq

READER = textwrap.dedent(
    """
    import os, sys, time, duckdb
    served, stop = sys.argv[1:]
    reads, seen = 0, set()
    while not os.path.exists(stop):
        with duckdb.connect(served, read_only=True) as connection:
            rows = connection.execute(
                "select count(*), min(value), max(value), (select run_number from marts.other) "
                "from marts.scorecard_weekly"
            ).fetchone()
        count, low, high, other = rows
        assert count == 2000 and low == high == other, f"a torn read: {rows}"
        reads += 1
        seen.add(int(low))
        time.sleep(0.05)
    print(reads, *sorted(seen))
    """
)


def test_readers_meet_whole_publications_while_builds_run_and_fail(desk):
    assert desk.run() == 0
    stop = desk.folder / "stop"
    readers = [
        subprocess.Popen([sys.executable, "-c", READER, str(desk.served), str(stop)], stdout=-1, stderr=-1, text=True)
        for _ in range(2)
    ]
    assert desk.run(run_number=2) == 0
    desk.be_flawed()
    assert desk.run(run_number=3) == 1
    desk.be_sound()
    assert desk.run(run_number=4) == 0
    time.sleep(1)
    stop.touch()
    for reader in readers:
        out, error = reader.communicate(timeout=60)
        assert reader.returncode == 0, error
        reads, *seen = map(int, out.split())
        assert reads > 20
        assert 4 in seen
        assert 3 not in seen


def test_only_served_marts_are_in_the_served_file_and_in_parquet(desk):
    assert desk.run() == 0
    tables = {name for (name,) in desk.ask("select table_schema || '.' || table_name from information_schema.tables")}
    assert tables == {"marts.scorecard_weekly", "marts.other", "marts.publication"}
    assert b"hunter2" not in desk.served.read_bytes()
    files = {path.stem for path in (desk.served.parent / "parquet").glob("*.parquet")}
    assert files == {"scorecard_weekly", "other", "publication"}
    assert pq.read_table(desk.served.parent / "parquet" / "scorecard_weekly.parquet").num_rows == 2000


def test_keys_and_comments_survive(tmp_path):
    from datetime import datetime

    from agent_scorecard.publishing.publish import publish

    build = tmp_path / "build" / "scorecard.duckdb"
    build.parent.mkdir()
    with duckdb.connect(str(build)) as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.weeks (week_start date, share decimal(9, 4), primary key (week_start), check (share <= 1));
            insert into marts.weeks values (date '2024-06-03', 0.5);
            comment on table marts.weeks is 'One row per week, the desk''s own';
            comment on column marts.weeks.share is 'Of what';
            """
        )
    publish(build, tmp_path / "served", datetime(2024, 6, 4))
    with duckdb.connect(str(tmp_path / "served" / "scorecard.duckdb"), read_only=True) as connection:
        (table,) = connection.execute("select comment from duckdb_tables() where table_name = 'weeks'").fetchone()
        (column,) = connection.execute("select comment from duckdb_columns() where column_name = 'share'").fetchone()
        (keys,) = connection.execute(
            "select count(*) from duckdb_constraints() where constraint_type = 'PRIMARY KEY'"
        ).fetchone()
    assert (table, column, keys) == ("One row per week, the desk's own", "Of what", 1)


def test_each_publication_keeps_its_numbers_once_as_landing_rows(desk):
    from datetime import UTC, datetime

    folder = desk.raw(datetime.now(UTC).replace(tzinfo=None))
    for run_number in (1, 1, 2):
        assert desk.run("--land", folder, run_number=run_number) == 0
    files = sorted((desk.folder / "data" / "landing" / "published_scorecards").glob("*.parquet"))
    assert len(files) == 2
    kept = [pq.read_table(file) for file in files]
    assert {table["value"][0].as_py() for table in kept} == {1.0, 2.0}
    assert "_loaded_at" in kept[0].column_names
