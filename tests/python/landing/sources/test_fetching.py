"""The free loader against a local server that misbehaves: limits, failures, cut pages, repeated cursors, expired tokens."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

import pytest
from source_kit import mapped

from agent_scorecard.landing.sources import fetching


@pytest.fixture
def desk(monkeypatch):
    """A server that answers from a function; `misbehave` is a list of answers to give first."""
    state = {"answer": None, "misbehave": [], "seen": []}

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args):
            return

        def do_GET(self, body=None):
            url = urlparse(self.path)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            state["seen"].append((url.path, query, dict(self.headers)))
            if state["misbehave"]:
                status, content, headers = state["misbehave"].pop(0)
            else:
                told = state["answer"](url.path, query, body)
                status, content, headers = (404, b"", {}) if told is None else (200, json.dumps(told).encode(), {})
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self):
            self.do_GET(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}"
    secrets = {
        "ZENDESK_EMAIL": "a@example.com",
        "ZENDESK_TOKEN": "s3cret-token",
        "INTERCOM_TOKEN": "s3cret-token",
        "CHATWOOT_ACCOUNT": "1",
        "CHATWOOT_TOKEN": "s3cret-token",
        "LANGFUSE_PUBLIC_KEY": "pk",
        "LANGFUSE_SECRET_KEY": "s3cret-token",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("ZENDESK_URL", "INTERCOM_URL", "CHATWOOT_URL", "LANGFUSE_HOST"):
        monkeypatch.setenv(name, base)
    yield state
    server.shutdown()
    server.server_close()


def ticket(number: int, updated: str, status: str = "open") -> dict:
    return {
        "id": number,
        "created_at": "2026-01-05T09:00:00Z",
        "updated_at": updated,
        "status": status,
        "requester_id": 500,
        "submitter_id": 500,
        "from_messaging_channel": True,
        "via": {"channel": "native_messaging"},
    }


def zendesk(days: dict):
    """Two pages; ticket 1 changes between them. `days` may add a later change."""

    def answer(path: str, query: dict, body):
        if path.endswith("tickets/cursor.json"):
            cursor = query.get("cursor")
            if cursor is None:
                return {"tickets": [ticket(1, "2026-01-05T09:00:00Z")], "after_cursor": "c1", "end_of_stream": False}
            if cursor == "c1":
                both = [ticket(2, "2026-01-05T10:00:00Z"), ticket(1, "2026-01-05T11:00:00Z", "solved")]
                return {"tickets": both, "after_cursor": "c2", "end_of_stream": "new" not in days}
            return {"tickets": days.get("new", []), "after_cursor": "c3", "end_of_stream": True}
        if path.endswith("users/cursor.json"):
            return {"users": [{"id": 500, "role": "end-user"}], "after_cursor": "u1", "end_of_stream": True}
        if path.endswith("satisfaction_ratings.json"):
            told = days.get("ratings", [])
            return {
                "satisfaction_ratings": [r for r in told if days["epoch"] >= int(query["start_time"])],
                "meta": {"has_more": False},
            }
        number, kind = path.split("/")[4:6]
        if kind == "conversation_log":
            turn = {
                "id": f"L{number}{query.get('page[after]', '')}",
                "type": "Messaging::ConversationMessage",
                "created_at": "2026-01-05T09:00:00Z",
                "author": {"type": "bot" if query else "user"},
                "source": {"type": "zd:answerBot"},
                "content": {"text": "Hello"},
            }
            more = query.get("page[after]") is None
            return {"events": [turn], "meta": {"has_more": more, "after_cursor": "n" if more else None}}
        return {kind: [], "meta": {"has_more": False}}

    return answer


def run(folder, source="zendesk"):
    waits = []
    return fetching.run(source, folder, 0, wait=waits.append, tell=lambda text: None), waits


def test_a_fetch_survives_limits_failures_and_cut_pages(desk, tmp_path):
    desk["answer"] = zendesk({})
    desk["misbehave"] = [(429, b"", {"Retry-After": "7"}), (500, b"oops", {}), (200, b'{"tickets": [{"id"', {})]
    code, waits = run(tmp_path)
    assert code == 0
    assert waits[0] == 7.0
    assert len(waits) == 3
    landed = mapped("zendesk", tmp_path, ai=["zd:answerBot"])
    assert {t["ticket_id"]: t["status"] for t in landed.rows["tickets"]} == {"1": "solved", "2": "open"}
    assert sum(m["author_type"] == "ai" for m in landed.rows["messages"]) == 2 * 2
    assert not any("cut" in told for told in landed.warnings)


def test_a_second_fetch_reads_only_what_changed_and_lands_the_same_as_a_full_one(desk, tmp_path):
    desk["answer"] = zendesk({})
    run(tmp_path / "daily")
    first = len(desk["seen"])
    desk["answer"] = zendesk({"new": [ticket(2, "2026-01-06T10:00:00Z", "solved")]})
    run(tmp_path / "daily")
    asked = [path for path, _, _ in desk["seen"][first:]]
    assert not any("/tickets/1/" in path for path in asked)
    assert desk["seen"][first][1]["cursor"] == "c2"
    daily = mapped("zendesk", tmp_path / "daily", ai=["zd:answerBot"]).rows
    assert {t["ticket_id"]: t["status"] for t in daily["tickets"]} == {"1": "solved", "2": "solved"}
    # a whole fetch on the second day gives the same rows of every table
    run(tmp_path / "whole")
    assert mapped("zendesk", tmp_path / "whole", ai=["zd:answerBot"]).rows == daily


def test_ratings_are_asked_for_from_the_newest_on(desk, tmp_path):
    rating = {"id": 1, "ticket_id": 1, "score": "good", "updated_at": "2026-01-05T12:00:00Z"}
    desk["answer"] = zendesk({"ratings": [rating], "epoch": 1767614400})
    run(tmp_path)
    first = len(desk["seen"])
    run(tmp_path)
    asked = [query["start_time"] for path, query, _ in desk["seen"] if path.endswith("satisfaction_ratings.json")]
    assert asked == ["0", "1767614400"]
    assert len(desk["seen"]) - first == 3
    # read twice, and the gate counts a copy of a row as one
    told = mapped("zendesk", tmp_path, ai=["zd:answerBot"]).rows["satisfaction"]
    assert {(row["ticket_id"], row["responded_at"]) for row in told} == {("1", "2026-01-05T12:00:00+00:00")}


def test_a_cursor_that_repeats_is_named_and_an_expired_token_resumes(desk, tmp_path, capsys):
    whole = zendesk({})
    desk["answer"] = lambda path, query, body: (
        {"tickets": [ticket(1, "2026-01-05T09:00:00Z")], "after_cursor": "c1", "end_of_stream": False}
        if path.endswith("tickets/cursor.json")
        else whole(path, query, body)
    )
    assert run(tmp_path)[0] == 2
    assert "repeats" in capsys.readouterr().out
    desk["answer"], desk["misbehave"] = whole, [(401, b"", {})]
    assert run(tmp_path)[0] == 2
    assert "expired" in capsys.readouterr().out
    assert run(tmp_path)[0] == 0
    assert {t["ticket_id"] for t in mapped("zendesk", tmp_path, ai=["zd:answerBot"]).rows["tickets"]} == {"1", "2"}


def test_credentials_are_neither_written_nor_shown(desk, tmp_path, capsys, monkeypatch):
    desk["answer"] = zendesk({})
    fetching.run("zendesk", tmp_path, 0, wait=lambda seconds: None)
    written = " ".join(path.read_text() for path in tmp_path.rglob("*.json"))
    assert "s3cret" not in written + capsys.readouterr().out
    monkeypatch.delenv("ZENDESK_TOKEN")
    assert fetching.run("zendesk", tmp_path, 0) == 2
    assert "set ZENDESK_TOKEN" in capsys.readouterr().out


def test_intercom_is_fetched_by_id(desk, tmp_path):
    def answer(path, query, body):
        if path == "/conversations/search":
            after = body["pagination"].get("starting_after")
            more = {"next": {"starting_after": "n"}} if after is None else {}
            return {
                "conversations": [{"id": "7" if after is None else "8", "updated_at": 1788282900}],
                "pages": more,
                "total_count": 2,
            }
        number = path.split("/")[-1]
        fin = {
            "id": f"{number}1",
            "part_type": "comment",
            "body": "Done",
            "created_at": 1788282060,
            "author": {"type": "bot", "id": "278", "from_ai_agent": True},
        }
        return {
            "type": "conversation",
            "id": number,
            "created_at": 1788282000,
            "updated_at": 1788282900,
            "state": "open",
            "source": {"id": "s", "body": "Hi", "author": {"type": "user", "id": "u"}},
            "ai_agent_participated": True,
            "ai_agent": {},
            "conversation_parts": {"total_count": 1, "conversation_parts": [fin]},
        }

    desk["answer"], desk["misbehave"] = answer, [(429, b"", {"Retry-After": "1"})]
    assert run(tmp_path, "intercom")[0] == 0
    landed = mapped("intercom", tmp_path, ai=["from_ai_agent"])
    assert sorted(m["body"] for m in landed.rows["messages"]) == ["Done", "Done", "Hi", "Hi"]
    assert desk["seen"][-1][2]["Intercom-Version"] == "2.14"


def test_chatwoot_is_fetched_with_every_message(desk, tmp_path):
    rows = [
        {
            "id": n,
            "content": f"m{n}",
            "conversation_id": 3,
            "message_type": n % 2,
            "private": False,
            "created_at": 1775001600 + n,
            "sender": {"type": "captain_assistant" if n % 2 else "contact", "id": 1},
        }
        for n in range(1, 46)
    ]

    def answer(path, query, body):
        if path.endswith("/messages"):
            before = int(query.get("before", 10**9))
            return {"meta": {}, "payload": [r for r in rows if r["id"] < before][-20:]}
        if path.endswith("/conversations"):
            one = {
                "id": 3,
                "status": "open",
                "inbox_id": 1,
                "created_at": 1775001600,
                "last_activity_at": 1775001700,
                "meta": {},
                "messages": rows[-1:],
            }
            return {"data": {"meta": {}, "payload": [one] if query["page"] == "1" else []}}
        return []

    desk["answer"] = answer
    assert run(tmp_path, "chatwoot")[0] == 0
    assert len(mapped("chatwoot", tmp_path, ai=["captain_assistant"]).rows["messages"]) == 45


def test_langfuse_is_fetched_by_cursor(desk, tmp_path):
    def answer(path, query, body):
        if path.endswith("observations"):
            number = 1 if query.get("cursor") is None else 2
            row = {
                "id": f"o{number}",
                "traceId": f"t{number}",
                "type": "SPAN",
                "sessionId": "s1",
                "startTime": f"2026-01-05T09:0{number}:00Z",
                "endTime": f"2026-01-05T09:0{number}:30Z",
                "input": "Hi",
                "output": "Hello",
            }
            return {"data": [row], "meta": {"cursor": "n"} if number == 1 else {}}
        return {"data": [], "meta": {"totalPages": 0}}

    desk["answer"] = answer
    assert run(tmp_path, "langfuse")[0] == 0
    landed = mapped("langfuse", tmp_path)
    assert [t["ticket_id"] for t in landed.rows["tickets"]] == ["s1"]
    assert len(landed.rows["messages"]) == 4


def intercom_of(days: list[list[dict]]):
    """A server that knows the conversations of these days, each with its newest change last."""
    known = {row["id"]: row for day in days for row in day}

    def answer(path, query, body):
        if path == "/conversations/search":
            after = body["query"]["value"]
            rows = sorted((r for r in known.values() if r["updated_at"] > after), key=lambda r: r["updated_at"])
            heads = [{"id": row["id"], "updated_at": row["updated_at"]} for row in rows]
            return {"conversations": heads, "pages": {}, "total_count": len(heads)}
        return known[path.split("/")[-1]]

    return answer


def intercom_row(number: str, updated_at: int, state: str = "open") -> dict:
    return {
        "type": "conversation",
        "id": number,
        "created_at": 1788282000,
        "updated_at": updated_at,
        "state": state,
        "source": {"id": f"s{number}", "body": "Hi", "author": {"type": "user", "id": "u"}},
        "conversation_parts": {"total_count": 0, "conversation_parts": []},
    }


def chatwoot_of(days: list[list[dict]], ratings: list[dict]):
    known = {row["id"]: row for day in days for row in day}

    def answer(path, query, body):
        if path.endswith("/messages"):
            number = int(path.split("/")[-2])
            row = {"id": number * 10, "content": "Hi", "conversation_id": number, "message_type": 0, "private": False,
                   "created_at": 1775001600, "sender": {"type": "contact", "id": 1}}  # fmt: skip
            return {"meta": {}, "payload": [] if query.get("before") else [row]}
        if path.endswith("/conversations"):
            newest = sorted(known.values(), key=lambda row: -row["last_activity_at"])
            return {"data": {"meta": {}, "payload": newest if query["page"] == "1" else []}}
        if path.endswith("/csat_survey_responses") and query["page"] == "1":
            return [row for row in ratings if row["created_at"] >= int(query["since"])]
        return []

    return answer


def chatwoot_row(number: int, active_at: int, status: str = "open") -> dict:
    return {"id": number, "status": status, "inbox_id": 1, "created_at": 1775001600, "last_activity_at": active_at,
            "meta": {}, "messages": []}  # fmt: skip


def chatwoot_rating(number: int, at: int) -> dict:
    return {"id": number, "rating": number, "created_at": at, "conversation_id": number, "message_id": number * 10,
            "contact": {"id": 1}}  # fmt: skip


def langfuse_of(days: list[list[dict]]):
    known = {row["id"]: row for day in days for row in day}

    def answer(path, query, body):
        if path.endswith("observations"):
            return {"data": [r for r in known.values() if r["startTime"] >= query["fromStartTime"][:19]], "meta": {}}
        return {"data": [], "meta": {"totalPages": 0}}

    return answer


def langfuse_row(number: int, start: str, output: str | None) -> dict:
    return {"id": f"o{number}", "traceId": f"t{number}", "type": "SPAN", "sessionId": f"s{number}", "startTime": start,
            "endTime": start, "input": "Hi", "output": output}  # fmt: skip


SECOND_DAYS = {
    "intercom": (
        intercom_of([[intercom_row("6", 1788282800), intercom_row("7", 1788282900)]]),
        intercom_of([[intercom_row("6", 1788282800), intercom_row("7", 1788369300, "closed")]]),
    ),
    "chatwoot": (
        chatwoot_of([[chatwoot_row(3, 1775001700), chatwoot_row(4, 1775001800)]], [chatwoot_rating(3, 1775001750)]),
        chatwoot_of(
            [[chatwoot_row(3, 1775001700), chatwoot_row(4, 1775088200, "resolved")]],
            [chatwoot_rating(3, 1775001750), chatwoot_rating(4, 1775088300)],
        ),
    ),
    "langfuse": (
        langfuse_of(
            [[langfuse_row(1, "2026-01-05T09:00:00Z", "Hello"), langfuse_row(2, "2026-01-05T11:00:00Z", None)]]
        ),
        langfuse_of(
            [
                [langfuse_row(1, "2026-01-05T09:00:00Z", "Hello"), langfuse_row(2, "2026-01-05T11:00:00Z", "Done")],
                [langfuse_row(3, "2026-01-05T10:30:00Z", "Late"), langfuse_row(4, "2026-01-06T09:00:00Z", "New")],
            ]
        ),
    ),
}


@pytest.mark.parametrize("source", sorted(SECOND_DAYS))
def test_a_second_fetch_of_each_source_lands_the_same_as_a_full_one(desk, tmp_path, source):
    """A conversation that was closed, a rating that came, an answer that ended and one that arrived late."""
    first, second = SECOND_DAYS[source]
    desk["answer"] = first
    assert run(tmp_path / "daily", source)[0] == 0
    before = mapped(source, tmp_path / "daily").rows
    desk["answer"], calls = second, len(desk["seen"])
    assert run(tmp_path / "daily", source)[0] == 0
    asked = [path for path, _, _ in desk["seen"][calls:]]
    # what did not change is not asked for by its id
    unchanged = {"intercom": "/conversations/6", "chatwoot": "/conversations/3/messages", "langfuse": "nothing"}[source]
    assert unchanged not in asked
    daily = mapped(source, tmp_path / "daily").rows
    run(tmp_path / "whole", source)
    whole = mapped(source, tmp_path / "whole").rows

    def in_order(rows):
        return {table: sorted(map(repr, found)) for table, found in rows.items()}

    assert in_order(daily) == in_order(whole) != in_order(before)
