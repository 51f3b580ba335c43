"""New alerts go out once, to real local servers: HTTP and SMTP, one that fails and one that comes back."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pytest

from agent_scorecard.cli import main
from agent_scorecard.monitoring.alert_messages import ConfigurationError
from agent_scorecard.monitoring.delivery_log import deliveries
from agent_scorecard.monitoring.notify import endpoints_of, notify

ALERTS = """
    create schema marts;
    create table marts.alerts as
    select * from (values
        ('a1', 'drift', 'resolution_accuracy', 'billing', 'critical', 'support_lead', 'fell from 80 % to 40 %',
         'agent v2.0 on 2025-08-10', 50, date '2025-08-11', timestamp '2025-09-01 00:00', true, 'new'),
        ('a2', 'silence', 'episodes', 'technical', 'high', 'data_team', '0 episodes', null, 0, date '2025-10-06',
         timestamp '2025-10-13 00:00', false, 'new'),
        ('a3', 'drift', 'escalation_rate', 'how_to', 'high', 'support_manager', 'rose', null, 9, date '2025-05-05',
         timestamp '2025-05-12 00:00', false, 'false_alarm')
    ) as alerts(alert_id, kind, metric, category, severity, owner, evidence, cause_candidates, customers_affected,
        change_week, opened_at, is_ongoing, state)
"""


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.attempts += 1
        if self.server.is_dead:
            self.send_response(500)
        else:
            self.server.received.append(json.loads(body))
            self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def desk():
    """An HTTP endpoint that can be dead."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.received, server.attempts, server.is_dead = [], 0, False
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.url = f"json://127.0.0.1:{server.server_port}/secret-token"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def warehouse(tmp_path) -> Path:
    path = tmp_path / "scorecard.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(ALERTS)
    return path


def send(warehouse, desk, log, **settings):
    settings = {"is_sending": True, "retries": 0, "pause": 0, **settings}
    return notify(warehouse, log, endpoints_of(desk.url), **settings)


def test_a_dry_run_says_what_it_would_send_and_sends_nothing(warehouse, desk, tmp_path):
    outcome = send(warehouse, desk, tmp_path / "alert_log", is_sending=False)
    assert [line[:13] for line in outcome.lines[:2]] == ["would send a1", "would send a2"]
    assert desk.attempts == 0
    assert not (tmp_path / "alert_log").exists()


def test_a_message_says_where_to_look_and_how_to_mute_it(warehouse, desk, tmp_path, monkeypatch):
    from agent_scorecard import contract

    monkeypatch.setattr(contract, "project_vars", lambda: {"pages_url": "https://pages.example/scorecard/"})
    send(warehouse, desk, tmp_path / "alert_log")
    lines = desk.received[0]["message"].splitlines()
    assert "Look: https://pages.example/scorecard/support.html#alert-a1" in lines
    assert (
        lines[-1] == "Mute: agent-scorecard alerts ack a1 (in hand), resolve a1 (over), false-alarm a1 (nothing there)."
    )
    monkeypatch.setattr(contract, "project_vars", lambda: {"pages_url": "javascript:1"})
    with pytest.raises(ConfigurationError, match="pages_url"):
        send(warehouse, desk, tmp_path / "alert_log")


def test_two_runs_send_nothing_twice(warehouse, desk, tmp_path):
    first = send(warehouse, desk, tmp_path / "alert_log")
    second = send(warehouse, desk, tmp_path / "alert_log")
    assert (first.sent_count, second.sent_count) == (2, 0)
    assert second.lines == ["no new alerts"]
    assert len(desk.received) == 2
    assert "billing" in desk.received[0]["title"]
    assert "fell from 80 % to 40 %" in desk.received[0]["message"]
    assert "agent v2.0" in desk.received[0]["message"]


def test_two_runs_at_the_same_time_send_nothing_twice(warehouse, desk, tmp_path):
    log = tmp_path / "alert_log"
    log.mkdir()
    folder = os.open(log, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        with pytest.raises(ConfigurationError, match="another notify"):
            send(warehouse, desk, log)
        assert desk.attempts == 0
    finally:
        os.close(folder)
    assert send(warehouse, desk, log).sent_count == 2


def test_a_dead_endpoint_loses_nothing(warehouse, desk, tmp_path):
    desk.is_dead = True
    failed = send(warehouse, desk, tmp_path / "alert_log")
    assert (failed.sent_count, failed.failed_count) == (0, 2)
    assert deliveries(tmp_path / "alert_log") == {}
    desk.is_dead = False
    assert send(warehouse, desk, tmp_path / "alert_log").sent_count == 2


def test_one_dead_endpoint_of_two_is_tried_again_and_the_other_left_in_peace(warehouse, desk, tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        dead_url = f"json://127.0.0.1:{closed.getsockname()[1]}"
    both = endpoints_of(f"{dead_url} {desk.url}")
    for _ in range(2):
        outcome = notify(warehouse, tmp_path / "alert_log", both, True, retries=0, pause=0)
        assert outcome.failed_count == 2
    assert len(desk.received) == 2


def test_a_failure_is_tried_again_within_the_run(warehouse, desk, tmp_path):
    desk.is_dead = True
    send(warehouse, desk, tmp_path / "alert_log", retries=2)
    assert desk.attempts == 2 * 3


class Killed(BaseException):
    """No handler of ours catches it: what follows a kill does not happen."""


def stopped_at(point: int, monkeypatch) -> None:
    """The n-th step that touches disk or net is the last one: before it (odd) or with it done (even)."""
    import apprise

    from agent_scorecard.monitoring import notify as module

    steps = iter(range(1, 10_000))

    def dying(inner):
        def call(*arguments, **settings):
            if next(steps) == point:
                raise Killed
            result = inner(*arguments, **settings)
            if next(steps) == point:
                raise Killed
            return result

        return call

    monkeypatch.setattr(apprise.Apprise, "notify", dying(apprise.Apprise.notify))
    monkeypatch.setattr(module.os, "replace", dying(os.replace))
    monkeypatch.setattr(module.os, "fsync", dying(os.fsync))
    monkeypatch.setattr(module.Outbox, "forget", dying(module.Outbox.forget))


def sent_and_told(warehouse, desk, log) -> None:
    """What must hold of the two runs that follow a kill."""
    later = [send(warehouse, desk, log) for _ in range(2)][-1]
    titles = [each["title"] for each in desk.received]
    assert len(titles) == len(set(titles)), "sent twice"
    assert later.sent_count == 0
    # what did not come is told, by every run
    assert len(titles) + later.unknown_count >= 2, "lost in silence"


def test_a_run_stopped_at_any_step_sends_nothing_twice_and_loses_nothing_in_silence(warehouse, desk, tmp_path):
    killed = 0
    for point in range(1, 100):
        desk.received.clear()
        log = tmp_path / str(point) / "alert_log"
        with pytest.MonkeyPatch.context() as patched:
            stopped_at(point, patched)
            try:
                send(warehouse, desk, log)
            except Killed:
                killed += 1
            else:
                break
        sent_and_told(warehouse, desk, log)
    assert killed >= 30


@pytest.mark.parametrize("is_answered", [False, True])
def test_a_process_killed_as_it_sends_sends_nothing_twice(warehouse, desk, tmp_path, is_answered):
    log = tmp_path / "alert_log"
    code = (
        "import os, signal, apprise\nfrom agent_scorecard.monitoring import notify\nfrom pathlib import Path\n"
        "inner = apprise.Apprise.notify\n"
        "def killed(*a, **b):\n"
        f"    {'inner(*a, **b)' if is_answered else 'pass'}\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "apprise.Apprise.notify = killed\n"
        f"notify.notify(Path({str(warehouse)!r}), Path({str(log)!r}), notify.endpoints_of({desk.url!r}), True)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGKILL
    assert len(desk.received) == int(is_answered)
    sent_and_told(warehouse, desk, log)


def test_what_a_stopped_run_may_have_sent_is_told_and_sent_again_only_when_asked(
    warehouse, desk, tmp_path, monkeypatch, capsys
):
    from agent_scorecard.monitoring.notify import SENDING, Outbox

    (endpoint,) = endpoints_of(desk.url)
    Outbox(tmp_path / "_state" / "outbox").write("a1", endpoint, SENDING)
    given = ["notify", "--send", "--database", str(warehouse), "--landing-path", str(tmp_path), "--retries", "0"]
    monkeypatch.setenv("SCORECARD_ALERT_URLS", desk.url)
    assert main(given) == 1
    told = capsys.readouterr().err
    for each in (f"NOT known whether a1 reached {endpoint.name}", "alerts ack a1", "--again"):
        assert each in told
    assert len(desk.received) == 1
    assert main([*given, "--again"]) == 0
    assert "may come twice" in desk.received[1]["message"]
    assert main(given) == 0
    assert len(desk.received) == 2


def test_a_try_that_follows_another_says_that_it_may_come_twice(warehouse, desk, tmp_path):
    desk.is_dead = True
    send(warehouse, desk, tmp_path / "alert_log")
    desk.is_dead = False
    send(warehouse, desk, tmp_path / "alert_log")
    assert all("may come twice" in each["message"] for each in desk.received)


def test_what_was_sent_lands_as_rows_of_the_alert_log(warehouse, desk, tmp_path):
    from agent_scorecard.contract import landing_tables

    send(warehouse, desk, tmp_path / "alert_log", now=lambda: datetime(2025, 9, 1, 8))
    rows = duckdb.sql(f"select * from read_parquet('{tmp_path}/alert_log/*.parquet') order by alert_id")
    contract = [column.name for column in landing_tables()["alert_log"].columns]
    assert rows.columns[: len(contract)] == contract
    assert [row[:3] for row in rows.fetchall()] == [
        ("a1", datetime(2025, 9, 1, 8), "sent"),
        ("a2", datetime(2025, 9, 1, 8), "sent"),
    ]


def test_what_people_noted_as_sent_is_not_sent_again(warehouse, desk, tmp_path):
    log = tmp_path / "alert_log"
    log.mkdir()
    (log / "people.csv").write_text("alert_id,at,action,actor,note\na1,2025-09-02,acknowledged,kim,on it\n")
    assert send(warehouse, desk, log).sent_count == 1


def test_no_secret_is_printed_or_written(warehouse, desk, tmp_path):
    outcome = send(warehouse, desk, tmp_path / "alert_log")
    assert "secret-token" not in "".join(outcome.lines)
    assert not any(b"secret-token" in path.read_bytes() for path in (tmp_path / "alert_log").iterdir())


@contextmanager
def mailbox():
    """A mail server on loopback: its address for notify, and the mails that it got."""
    from aiosmtpd.controller import Controller

    mails = []

    class Mailbox:
        async def handle_DATA(self, server, session, envelope):
            mails.append(envelope)
            return "250 OK"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"mailto://127.0.0.1:{port}?from=scorecard@example.com&to=team@example.com&mode=insecure", mails
    finally:
        controller.stop()


def test_mail_arrives_once(warehouse, tmp_path):
    with mailbox() as (url, mails):
        for expected in (2, 0):
            outcome = notify(warehouse, tmp_path / "alert_log", endpoints_of(url), True, retries=0, pause=0)
            assert outcome.sent_count == expected
    assert [envelope.rcpt_tos for envelope in mails] == [["team@example.com"]] * 2


def test_a_mail_and_a_chat_message_hold_sentence_owner_link_and_how_to_mute(
    desk, sample_warehouse, tmp_path, monkeypatch
):
    """The sample's own alerts: what a page has as its title is the first thing that mail and chat say."""
    from email import message_from_bytes, policy

    from agent_scorecard import contract
    from agent_scorecard.monitoring.alert_messages import unseen_messages
    from agent_scorecard.serving.marts import read_tables
    from agent_scorecard.serving.pages.card import Scorecard
    from agent_scorecard.serving.pages.findings import findings

    pages = "https://pages.example/scorecard"
    monkeypatch.setattr(contract, "project_vars", lambda: {"pages_url": pages})
    titles = {
        found.alert_id: found.title.replace("\N{NO-BREAK SPACE}", " ")
        for found in findings(Scorecard(read_tables(sample_warehouse)))
        if found.alert_id
    }
    messages = {message.alert_id: message for message in unseen_messages(sample_warehouse, pages)}
    assert titles
    assert titles.keys() <= messages.keys()
    with mailbox() as (url, mails):
        endpoints = [*endpoints_of(url), *endpoints_of(desk.url)]
        notify(sample_warehouse, tmp_path / "alert_log", endpoints, True, retries=0, pause=0)
    told = [
        (mail["Subject"], mail.get_body(("plain", "html")).get_content())
        for mail in (message_from_bytes(envelope.content, policy=policy.default) for envelope in mails)
    ]
    told += [(each["title"], each["message"]) for each in desk.received]
    assert len(told) == 2 * len(messages)
    for alert_id, title in titles.items():
        mine = [(head, body) for head, body in told if f"alerts ack {alert_id}" in body]
        assert len(mine) == 2
        for head, body in mine:
            assert head.replace("\n", " ").endswith(title)
            assert re.search(r"Owner: \w+\.", body)
            assert f"false-alarm {alert_id}" in body
            assert f"{pages}/support.html#alert-{alert_id}" in body


def test_a_url_that_is_none_is_named_by_its_place_only():
    with pytest.raises(ConfigurationError, match="URL 2 ") as error:
        endpoints_of("json://localhost nonsense-with-secret")
    assert "secret" not in str(error.value)


def test_the_command_ends_with_the_codes_it_promises(warehouse, desk, tmp_path, monkeypatch, capsys):
    given = ["notify", "--database", str(warehouse), "--landing-path", str(tmp_path), "--retries", "0"]
    monkeypatch.delenv("SCORECARD_ALERT_URLS", raising=False)
    assert main(given) == 0
    assert "would send a1" in capsys.readouterr().out
    assert main([*given, "--send"]) == 2
    monkeypatch.setenv("SCORECARD_ALERT_URLS", desk.url)
    desk.is_dead = True
    assert main([*given, "--send"]) == 1
    desk.is_dead = False
    assert main([*given, "--send"]) == 0
    assert len(desk.received) == 2
    assert main(["notify", "--database", str(tmp_path / "none.duckdb")]) == 2


def test_a_person_says_what_became_of_an_alert(tmp_path, capsys):
    from agent_scorecard.cli import main

    database = tmp_path / "scorecard.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.alerts as select 'a1' as alert_id, 'escalation_rate' as metric, 'billing' as category, "
            "timestamp '2025-03-03' as opened_at"
        )
    places = ["--database", str(database), "--landing-path", str(tmp_path / "landing")]
    assert main(["alerts", "false-alarm", "a1", "--note", "a holiday", "--actor", "ann", *places]) == 0
    assert "a1 (escalation_rate, billing): false alarm" in capsys.readouterr().out
    rows = duckdb.sql(f"from '{tmp_path}/landing/alert_log/*.parquet'").fetchall()
    assert [(row[0], *row[2:5]) for row in rows] == [("a1", "false_alarm", "ann", "a holiday")]
    assert main(["alerts", "ack", "a2", *places]) == 2
    assert "there are: a1 (escalation_rate, billing)" in capsys.readouterr().err
