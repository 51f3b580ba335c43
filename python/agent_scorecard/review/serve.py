"""`agent-scorecard review serve`: reviewing in a browser, on this machine alone. The standard library's server.

The address of each reviewer holds a token; requests with another Host or Origin are refused (DNS rebinding, other
sites); the page loads nothing from elsewhere, and its script is named by a nonce.
"""

from __future__ import annotations

import secrets
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from agent_scorecard.review.session import Session
from agent_scorecard.review.sheet import FILLED, HALLUCINATIONS, VERDICTS

LARGEST_FORM = 100_000
_PAGES = Environment(
    loader=PackageLoader("agent_scorecard.review"), autoescape=True, trim_blocks=True, undefined=StrictUndefined
)


def server(session: Session, port: int = 0) -> ThreadingHTTPServer:
    """A server on loopback, not yet running; port 0 takes a free one."""

    class Handler(_Handler):
        pass

    Handler.session = session
    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def addresses(running: ThreadingHTTPServer, session: Session) -> dict[str, str]:
    """{reviewer: the address to open}."""
    port = running.server_address[1]
    return {reviewer: f"http://127.0.0.1:{port}/{token}/" for token, reviewer in session.tokens.items()}


class _Handler(BaseHTTPRequestHandler):
    session: Session
    server_version = "agent-scorecard"
    sys_version = ""

    def do_GET(self) -> None:
        if reviewer := self._reviewer():
            self._page(reviewer)

    def do_POST(self) -> None:
        reviewer = self._reviewer()
        if not reviewer:
            return
        size = int(self.headers.get("Content-Length") or 0)
        if size > LARGEST_FORM:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the form is too large")
            return
        form = {key: values[0] for key, values in parse_qs(self.rfile.read(size).decode("utf-8", "replace")).items()}
        faults: list[str] = []
        if form.get("action") == "undo":
            self.session.undo(reviewer)
        else:
            try:
                faults = self.session.record(reviewer, form.get("episode_id", ""), form)
            except KeyError:
                self._refuse(HTTPStatus.NOT_FOUND, "this episode is not yours to review")
                return
        if faults:
            self._page(reviewer, form, faults)
            return
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", urlsplit(self.path).path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _reviewer(self) -> str | None:
        """Who asks; null where the request was refused already."""
        # the local end of the connection: this address and port
        port = self.connection.getsockname()[1]
        own = {f"127.0.0.1:{port}", f"localhost:{port}"}
        origin = self.headers.get("Origin")
        if self.headers.get("Host") not in own or (origin and urlsplit(origin).netloc not in own):
            self._refuse(HTTPStatus.FORBIDDEN, "only this machine's own page may ask")
            return None
        parts = urlsplit(self.path).path.strip("/").split("/")
        reviewer = self.session.reviewer_of(parts[0]) if len(parts) == 1 else None
        if reviewer is None:
            self._refuse(HTTPStatus.NOT_FOUND, "open the address that the command printed for you")
        return reviewer

    def _page(self, reviewer: str, form: dict | None = None, faults: list[str] | None = None) -> None:
        session, nonce = self.session, secrets.token_urlsafe(16)
        done = session.done(reviewer)
        episode = session.next_open(reviewer)
        html = _PAGES.get_template("review.html").render(
            episode=episode,
            articles=session.articles.get(episode.episode_id, []) if episode else [],
            last_answer=_last_answer(episode.lines) if episode else None,
            reviewer=reviewer,
            done_count=len(done),
            total=len(session.assigned[reviewer]),
            verdicts=VERDICTS,
            hallucinations=HALLUCINATIONS,
            reasons=next(column.choices for column in FILLED if column.key == "failure_reason"),
            form={column.key: "" for column in FILLED} | (form or {}),
            faults=faults or [],
            nonce=nonce,
        )
        self._send(HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK, html, nonce)

    def _refuse(self, status: HTTPStatus, text: str) -> None:
        self._send(status, f"<!doctype html><title>{status.phrase}</title><p>{text}</p>", "none")

    def _send(self, status: HTTPStatus, html: str, nonce: str) -> None:
        body = html.encode()
        policy = (
            f"default-src 'none'; img-src data:; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        self.send_response(status)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", policy),
            ("Referrer-Policy", "same-origin"),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the address holds the token."""


def _last_answer(lines) -> int | None:
    """The place of the AI's last words: the answer that is judged."""
    return max((place for place, (_, who, _) in enumerate(lines) if who.startswith("AI")), default=None)
