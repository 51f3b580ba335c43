"""A help desk on this machine: answers the calls of `agent-scorecard fetch` from a simulated team's payloads."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

from agent_scorecard.simulation.exports import export

PAGE = 100


class HelpDesk:
    """One source's API over the history of a team. ``with HelpDesk(...) as address``."""

    def __init__(self, source: str, rows: dict):
        self.answer = ANSWERS[source](export(source, rows))

    def __enter__(self) -> str:
        answer = self.answer

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args):
                return

            def do_GET(self, body=None):
                url = urlparse(self.path)
                told = answer(url.path, {name: values[0] for name, values in parse_qs(url.query).items()}, body)
                content = json.dumps(told).encode()
                self.send_response(404 if told is None else 200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def do_POST(self):
                self.do_GET(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *failure) -> None:
        self.server.shutdown()
        self.server.server_close()


def _by(rows: list[dict], key: str) -> dict[str, list[dict]]:
    found = defaultdict(list)
    for row in rows:
        found[str(row[key])].append(row)
    return found


def zendesk(files: dict) -> Callable:
    tickets, users = files["tickets"][0]["tickets"], files["users"][0]["users"]
    comments = _by(files["comments"][0]["comments"], "ticket_id")
    audits = _by(files["ticket_audits"][0]["audits"], "ticket_id")
    rated = []
    for survey in files["survey_responses"][0]["survey_responses"]:
        told, words = survey["answers"]
        score = "good" if told["rating"] >= 4 else "bad"
        row = {"ticket_id": survey["subjects"][0]["id"], "score": score, "updated_at": told["updated_at"]}
        rated.append({**row, "comment": words["value"]})

    def cursor(name: str, rows: list, query: dict) -> dict:
        start = int(query.get("cursor", 0))
        end = start + PAGE
        return {name: rows[start:end], "after_cursor": str(min(end, len(rows))), "end_of_stream": end >= len(rows)}

    def answer(path: str, query: dict, body):
        if path.endswith("tickets/cursor.json"):
            return cursor("tickets", tickets, query)
        if path.endswith("users/cursor.json"):
            return cursor("users", users, query)
        if path.endswith("satisfaction_ratings.json"):
            return {"satisfaction_ratings": rated, "meta": {"has_more": False}}
        number, kind = path.split("/")[4:6]
        return {kind: {"comments": comments, "audits": audits}[kind][number], "meta": {"has_more": False}}

    return answer


def intercom(files: dict) -> Callable:
    whole = {each["id"]: each for each in files["conversations"]}

    def answer(path: str, query: dict, body):
        if path == "/conversations/search":
            start = int(body["pagination"].get("starting_after") or 0)
            found = list(whole.values())[start : start + PAGE]
            more = {"next": {"starting_after": str(start + PAGE)}} if start + PAGE < len(whole) else {}
            heads = [{"id": each["id"], "updated_at": each["updated_at"]} for each in found]
            return {"conversations": heads, "pages": more, "total_count": len(whole)}
        return whole.get(path.split("/")[-1])

    return answer


def chatwoot(files: dict) -> Callable:
    messages, size = _by(files["messages"], "conversation_id"), 25
    last = {ticket: max(row["created_at"] for row in rows) for ticket, rows in messages.items()}
    rows = [
        {**each, "last_activity_at": max(each["updated_at"] or 0, last.get(str(each["id"]), each["created_at"]))}
        for each in files["conversations"]
    ]
    rows.sort(key=lambda each: -each["last_activity_at"])

    def answer(path: str, query: dict, body):
        if path.endswith("/messages"):
            found = sorted(messages[path.split("/")[-2]], key=lambda row: row["id"])
            before = int(query.get("before", 10**12))
            return {"meta": {}, "payload": [row for row in found if row["id"] < before][-20:]}
        if path.endswith("/conversations"):
            start = (int(query["page"]) - 1) * size
            return {"data": {"meta": {}, "payload": rows[start : start + size]}}
        return files["csat_survey_responses"] if query.get("page") == "1" else []

    return answer


def langfuse(files: dict) -> Callable:
    """Each trace is its root observation, with its generation next to it, as version 2 of the API gives them."""
    ends = {each["trace_id"]: each for each in files["observations"]}
    rows = []
    for trace in files["traces"]:
        of = ends[trace["id"]]
        shared = {
            "traceId": trace["id"],
            "startTime": of["start_time"],
            "endTime": of["end_time"],
            "version": trace["version"],
        }
        shared |= {"sessionId": trace["session_id"], "userId": trace["user_id"], "tags": trace["tags"]}
        told = {"input": trace["input"], "output": trace["output"], "name": trace["name"], "environment": "default"}
        rows.append({"id": f"{trace['id']}:root", "type": "SPAN", **shared, **told})
        used = {"providedModelName": of["provided_model_name"], "usageDetails": of["usage_details"]}
        rows.append(
            {"id": of["id"], "type": "GENERATION", "parentObservationId": f"{trace['id']}:root", **shared, **used}
        )

    def answer(path: str, query: dict, body):
        if path.endswith("observations"):
            start = int(query.get("cursor") or 0)
            more = {"cursor": str(start + PAGE)} if start + PAGE < len(rows) else {}
            return {"data": rows[start : start + PAGE], "meta": more}
        return {"data": [], "meta": {"totalPages": 0}}

    return answer


ANSWERS = {"zendesk": zendesk, "intercom": intercom, "chatwoot": chatwoot, "langfuse": langfuse}
