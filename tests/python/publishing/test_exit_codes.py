"""What `agent-scorecard run` comes to, by its exit code."""

import fcntl
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta


def test_a_sound_build_is_published(desk, capsys):
    assert desk.run() == 0
    assert desk.ask("select count(*), min(value) from marts.scorecard_weekly") == [(2000, 1.0)]
    assert desk.step("publish")["as_of"] == "2024-06-03 12:00:00"
    assert '"exit_code": 0' in capsys.readouterr().out


def test_a_failed_check_keeps_the_old_file(desk):
    assert desk.run() == 0
    before = desk.served.read_bytes()
    desk.be_flawed()
    assert desk.run(run_number=2) == 1
    assert desk.served.read_bytes() == before
    assert "no_flaw" in desk.summary()["reason"]


def test_a_failed_first_build_publishes_nothing(desk):
    desk.be_flawed()
    assert desk.run() == 1
    assert not desk.served.exists()


def test_a_breached_threshold_is_published_whether_it_warns_or_fails(desk):
    assert desk.run(run_number=100) == 3
    assert desk.step("build")["breached"] == ["no_breach"]
    assert desk.run(run_number=101, breaches="error") == 3
    assert desk.ask("select max(value) from marts.scorecard_weekly") == [(101.0,)]


def test_a_breach_does_not_excuse_a_failed_check(desk):
    desk.be_flawed()
    assert desk.run(run_number=100, breaches="error") == 1


def test_a_selection_of_nothing_is_told(desk):
    assert desk.run("--select", "no_such_model") == 4
    assert not desk.served.exists()


def test_wrong_usage_and_a_broken_project_are_told(desk, tmp_path):
    from agent_scorecard.cli import main

    assert main(["run", "--project-dir", str(tmp_path / "nowhere")]) == 2
    assert main(["run", "--project-dir", str(tmp_path), "--vars", "[1, 2]"]) == 2
    (desk.folder / "models" / "marts" / "_models.yml").write_text("models: [{name: 1, columns: nonsense}]\n")
    assert desk.run() == 2


def test_two_runs_at_a_time_are_one_too_many(desk):
    (desk.folder / "data" / "runs").mkdir(parents=True)
    with (desk.folder / "data" / "runs" / "run.lock").open("a+") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        assert desk.run() == 2
    assert desk.run() == 0


def test_a_build_database_that_somebody_holds_is_told_as_a_lock(desk):
    (desk.folder / "data").mkdir(exist_ok=True)
    database = desk.folder / "data" / "scorecard.duckdb"
    hold = f"import duckdb, time; held = duckdb.connect({str(database)!r}); print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout.readline().strip() == "held"
        assert desk.run() == 2
        assert "in use" in desk.summary()["reason"]
    finally:
        holder.kill()
        holder.wait()


def test_a_stale_landing_is_not_published(desk):
    now = datetime.now(UTC).replace(tzinfo=None)
    assert desk.run("--land", desk.raw(now - timedelta(hours=72))) == 5
    assert "72.0 hours old" in desk.summary()["reason"]
    assert "--max-age-hours 0" in desk.summary()["reason"]
    assert desk.run("--land", desk.raw(now - timedelta(hours=1))) == 0
    assert desk.run("--landing-path", str(desk.folder / "data" / "landing"), "--max-age-hours", "0.5") == 5


def test_an_old_export_that_a_person_puts_in_place_is_published_and_told(desk):
    old = desk.raw(datetime.now(UTC).replace(tzinfo=None) - timedelta(days=30))
    assert desk.run("--land", old, "--replace") == 0
    assert any("720.0 hours old" in problem for problem in desk.summary()["problems"])


def test_too_many_rejected_rows_stop_the_run_before_it_builds(desk):
    folder = desk.raw(datetime.now(UTC).replace(tzinfo=None), bad_rows=1)
    assert desk.run("--land", folder) == 5
    assert "messages.csv row 12, column sent_at" in desk.summary()["reason"]
    assert desk.step("land")["reasons"] == {"messages.csv": {"bad_time": 1}}
    assert desk.run("--land", folder, "--max-rejected-share", "0.1") == 0


def test_a_run_goes_on_where_the_last_one_stopped(desk):
    desk.be_flawed()
    assert desk.run() == 1
    desk.be_sound()
    started = time.monotonic()
    assert desk.run("--resume") == 0
    assert desk.step("build")["resumed"] == "what had failed"
    assert desk.step("build")["node_count"] < 4, time.monotonic() - started
    assert desk.run("--resume", run_number=2) == 0
    assert desk.step("build")["resumed"] is None
    assert desk.ask("select max(value) from marts.scorecard_weekly") == [(2.0,)]


def test_a_run_that_finds_nothing_new_builds_and_publishes_nothing(desk):
    assert desk.run(run_number=100) == 3
    before = desk.served.stat()
    assert desk.run(run_number=100) == 3
    assert desk.step("build")["resumed"] == "nothing is new: built already"
    assert desk.step("build")["breached"] == ["no_breach"]
    assert desk.served.stat() == before
    # whatever a build depends on is new: a var, a model, the key of redaction; and whatever has been touched since
    assert desk.run(run_number=101) == 3
    assert desk.ask("select max(value) from marts.scorecard_weekly") == [(101.0,)]
    assert desk.run("--rebuild", run_number=101) == 3
    assert desk.step("build")["resumed"] is None
    desk.served.unlink()
    assert desk.run(run_number=101) == 3
    assert desk.ask("select max(value) from marts.scorecard_weekly") == [(101.0,)]


def test_what_nobody_built_is_built_although_nothing_is_new(desk, monkeypatch):
    import duckdb

    assert desk.run() == 0
    with duckdb.connect(str(desk.folder / "data" / "scorecard.duckdb")) as connection:
        connection.execute("update marts.other set other_rate = 0.9")
    assert desk.run() == 0
    assert desk.ask("select other_rate from marts.other") == [(0.5,)]
    model = desk.folder / "models" / "marts" / "other.sql"
    model.write_text(model.read_text().replace("0.5", "0.25"))
    assert desk.run() == 0
    assert desk.ask("select other_rate from marts.other") == [(0.25,)]
    monkeypatch.setenv("SCORECARD_REDACTION_SALT", "another")
    assert desk.run() == 0
    assert desk.step("build")["resumed"] is None


def test_a_scheduler_gets_json_and_a_person_at_a_terminal_a_bar(desk):
    """The command itself, its standard output a pipe and its standard error a terminal."""
    import json
    import os
    import pty
    from pathlib import Path

    ours, theirs = pty.openpty()
    told = json.dumps({"flaws": str(desk.flaws), "run_number": 100})
    command = [str(Path(sys.executable).with_name("agent-scorecard")), "run", "--project-dir", str(desk.folder)]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(
        [*command, "--no-pages", "--no-notify", "--vars", told],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment,
        cwd=desk.folder,
    ) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            seen += part
        summary = json.loads(process.stdout.read())
    os.close(ours)
    assert process.returncode == summary["exit_code"] == 3
    assert summary["meaning"] == "published, with breaches"
    assert [step["name"] for step in summary["steps"]] == ["land", "draw", "freshness", "build", "publish"]
    assert b"building" in seen or b"scorecard_weekly" in seen


def test_data_docs_are_made_where_the_pages_look_for_them(desk):
    assert desk.run("--data-docs") == 0
    index = (desk.folder / "site" / "data_docs" / "index.html").read_text()
    assert "marts.other" in index
    assert desk.step("data-docs")["problem"] is None
