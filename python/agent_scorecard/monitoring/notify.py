"""Reads the alerts mart, sends what is new through apprise, and notes each delivery before the next one.

Nothing is sent twice in silence. A delivery has a key, the alert and the endpoint. Its intent is on disk before it is
sent, and goes once the delivery is noted; so whatever stopped a run, the next one knows which delivery it was at. Whether
that one arrived nobody knows: it is told on every run, and not sent again unless somebody asks.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent_scorecard.serving.reader import Reader

ACTOR = "agent-scorecard notify"
# Deliveries are distinguished per endpoint, so that one that is down is tried again and the others are left in peace.
NOTE = "endpoint "


class ConfigurationError(Exception):
    """What the caller must put right before anything can be sent."""


@dataclass(frozen=True)
class Endpoint:
    """Somewhere to send to. Its URL holds secrets: only ``name`` is ever printed or written."""

    url: str

    @property
    def name(self) -> str:
        scheme = self.url.split("://", 1)[0]
        return f"{scheme}-{hashlib.sha256(self.url.encode()).hexdigest()[:8]}"


@dataclass(frozen=True)
class AlertMessage:
    alert_id: str
    title: str
    body: str


@dataclass
class SendOutcome:
    lines: list[str] = field(default_factory=list)
    sent_count: int = 0
    failed_count: int = 0
    unknown_count: int = 0


def endpoints_of(text: str) -> list[Endpoint]:
    """The URLs of the environment variable, each checked; the same one twice counts once.

    >>> [endpoint.name.split("-")[0] for endpoint in endpoints_of("json://localhost  json://localhost")]
    ['json']
    """
    import apprise

    endpoints = []
    for place, url in enumerate(dict.fromkeys(text.split()), start=1):
        if apprise.Apprise.instantiate(url) is None:
            raise ConfigurationError(
                f"URL {place} in SCORECARD_ALERT_URLS is not one that apprise knows (not shown here)"
            )
        endpoints.append(Endpoint(url))
    return endpoints


def notify(
    database: Path,
    log: Path,
    endpoints: Sequence[Endpoint],
    is_sending: bool,
    retries: int = 2,
    pause: float = 1.0,
    now: Callable[[], datetime] = lambda: datetime.now(UTC).replace(tzinfo=None),
    sends_unknown: bool = False,
) -> SendOutcome:
    """Send each new alert to each endpoint that has not had it, or only say what would be sent.

    ``log`` is the landing folder of ``alert_log``; each delivery is one file there, whole or absent. An alert that
    somebody acknowledged or closed, or noted as sent by other means, is new to nobody. ``sends_unknown`` sends again
    what a stopped run may have sent.
    """
    with _alone(log) if is_sending else contextlib.nullcontext():
        return _notify(database, log, endpoints, is_sending, retries, pause, now, sends_unknown)


@contextlib.contextmanager
def _alone(log: Path) -> Iterator[None]:
    """One sender at a time, or two of them would tell the same. The lock falls with its process."""
    log.mkdir(parents=True, exist_ok=True)
    folder = os.open(log, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ConfigurationError("another notify is sending now") from error
        yield
    finally:
        os.close(folder)


def _notify(
    database: Path, log: Path, endpoints, is_sending: bool, retries: int, pause: float, now, sends_unknown: bool
) -> SendOutcome:
    messages = unseen_messages(database, pages_url())
    delivered = deliveries(log)
    outbox = Outbox(log.parent / "_state" / "outbox")
    outcome = SendOutcome()
    for message in messages:
        names = delivered.get(message.alert_id, set())
        pending = [] if None in names else [endpoint for endpoint in endpoints if endpoint.name not in names]
        is_new = not names or bool(pending)
        if not is_sending:
            if is_new:
                outcome.lines.append(f"would send {message.alert_id}: {message.title}")
            continue
        for endpoint in pending:
            if (began := outbox.state_of(message.alert_id, endpoint)) == SENDING and not sends_unknown:
                outcome.unknown_count += 1
                outcome.lines.append(_told_unknown(message, endpoint))
                continue
            outbox.write(message.alert_id, endpoint, SENDING)
            if _delivered(endpoint, message, retries, pause, is_repeated=began is not None):
                note_sent(log, message.alert_id, endpoint, now())
                outbox.forget(message.alert_id, endpoint)
                outcome.sent_count += 1
                outcome.lines.append(f"sent {message.alert_id} to {endpoint.name}: {message.title}")
            else:
                outbox.write(message.alert_id, endpoint, REFUSED)
                outcome.failed_count += 1
                outcome.lines.append(f"NOT sent {message.alert_id} to {endpoint.name}, the next run tries again")
    if not outcome.lines:
        outcome.lines.append("no new alerts")
    elif not is_sending:
        outcome.lines.append("a dry run: nothing was sent (--send sends)")
    return outcome


def _told_unknown(message: AlertMessage, endpoint: Endpoint) -> str:
    return (
        f"NOT known whether {message.alert_id} reached {endpoint.name}: an earlier run was stopped as it sent it "
        f"({message.title}). Look there; if it came: agent-scorecard alerts ack {message.alert_id}; "
        "if not: agent-scorecard notify --send --again"
    )


# How far a delivery came that is not noted yet: on its way, or the endpoint took it not.
SENDING, REFUSED = "sending", "refused"


@dataclass(frozen=True)
class Outbox:
    """What is on its way: one file per alert and endpoint, on disk before the first byte is sent."""

    folder: Path

    def _path(self, alert_id: str, endpoint: Endpoint) -> Path:
        # an alert's id is not a file name by promise
        return self.folder / hashlib.sha256(f"{alert_id}\n{endpoint.name}".encode()).hexdigest()[:32]

    def state_of(self, alert_id: str, endpoint: Endpoint) -> str | None:
        path = self._path(alert_id, endpoint)
        return path.read_text(encoding="utf-8").split("\n", 1)[0] if path.exists() else None

    def write(self, alert_id: str, endpoint: Endpoint, state: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(alert_id, endpoint)
        temporary = self.folder / f"{path.name}.tmp"
        with temporary.open("w", encoding="utf-8") as file:
            file.write(f"{state}\n{alert_id}\n{endpoint.name}\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        _keep_names(self.folder)

    def forget(self, alert_id: str, endpoint: Endpoint) -> None:
        self._path(alert_id, endpoint).unlink(missing_ok=True)


def _keep_names(folder: Path) -> None:
    """A renamed file survives a power failure only once its folder is on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def pages_url() -> str | None:
    """The var `pages_url`: the address under which people open the pages.

    Raises ConfigurationError where it is no address of a web page.
    """
    from agent_scorecard.contract import project_vars

    address = project_vars().get("pages_url")
    if address and not str(address).startswith(("https://", "http://")):
        raise ConfigurationError(f"the var pages_url is {address!r}; it is like https://example.com/scorecard")
    return address


def unseen_messages(database: Path, pages_url: str | None = None) -> list[AlertMessage]:
    """The alerts that are new or were only sent, by the alerts mart, oldest first.

    ``pages_url``: where the pages lie, for a link to the alert itself.
    """
    from agent_scorecard.serving.reader import reading

    query = """
        select alert_id, kind, metric, category, severity, owner, evidence, cause_candidates, customers_affected,
            change_week, opened_at, is_ongoing
        from marts.alerts where state in ('new', 'sent') order by opened_at, alert_id
    """
    with reading(database) as file:
        rows = file.rows(query)
        signals = _signals(file)
    sentences = _sentences(database) if rows else {}
    for row in rows:
        row["evidence"] = "\n".join(signals.get(row["alert_id"], [row["evidence"]]))
    return [_message(row, sentences.get(row["alert_id"]), pages_url) for row in rows]


def _signals(file: Reader) -> dict[str, list[str]]:
    """Of each alert what it tells of, one finding a line, each once; none where the mart is missing."""
    if "alert_signals" not in file.marts:
        return {}
    found: dict[str, dict[str, None]] = {}
    told = "select alert_id, finding from marts.alert_signals order by alert_id, signal_number"
    for alert_id, finding in file.ask(told).fetchall():
        found.setdefault(alert_id, {})[finding] = None
    return {alert_id: list(findings) for alert_id, findings in found.items()}


def _sentences(database: Path) -> dict[str, str]:
    """Of each ongoing alert its title as the pages say it; none where the file has no whole scorecard."""
    from agent_scorecard.serving.marts import read_tables
    from agent_scorecard.serving.pages.figures import Scorecard
    from agent_scorecard.serving.pages.findings import OF_A_SENTENCE, findings
    from agent_scorecard.serving.reader import NothingToRead

    try:
        card = Scorecard(read_tables(database, only=OF_A_SENTENCE))
    except NothingToRead:
        return {}
    return {finding.alert_id: finding.title for finding in findings(card) if finding.alert_id}


def _message(row: dict, sentence: str | None = None, pages_url: str | None = None) -> AlertMessage:
    """Title: severity and what happened in one sentence. Body: evidence, owner, where to look, and how to mute it."""
    number = row["alert_id"]
    lines = [
        row["evidence"],
        f"Since the week of {row['change_week']}; {'still so' if row['is_ongoing'] else 'over by now'}.",
        f"Customers the AI served there since then: {row['customers_affected']}." if row["customers_affected"] else "",
        f"May have caused it: {row['cause_candidates']}" if row["cause_candidates"] else "",
        f"Owner: {row['owner']}. Known since {row['opened_at']:%Y-%m-%d %H:%M} UTC. Alert {number}.",
        f"Look: {pages_url.rstrip('/')}/support.html#alert-{number}" if pages_url else "",
        f"Mute: agent-scorecard alerts ack {number} (in hand), resolve {number} (over), false-alarm {number} (nothing there).",
    ]
    told = sentence or f"{row['kind'].replace('_', ' ')}: {row['metric']} in {row['category']}"
    title = f"[{row['severity']}] {told}".replace("\N{NO-BREAK SPACE}", " ")
    return AlertMessage(row["alert_id"], title, "\n".join(line for line in lines if line))


def deliveries(log: Path) -> dict[str, set[str | None]]:
    """By alert: the endpoints that had it; None where somebody noted it otherwise. Read from every file of the log."""
    import duckdb

    found: dict[str, set[str | None]] = {}
    readers = {"parquet": "read_parquet", "csv": "read_csv", "jsonl": "read_json"}
    for path in sorted(log.glob("*")) if log.is_dir() else []:
        reader = readers.get(path.suffix.lstrip("."))
        if reader is None:
            continue
        relation = duckdb.sql(f"select * from {reader}('{str(path).replace(chr(39), chr(39) * 2)}')")
        note = "note" if "note" in relation.columns else "null"
        for alert_id, text in relation.project(f"alert_id, cast({note} as varchar)").fetchall():
            is_ours = text is not None and text.startswith(NOTE)
            found.setdefault(str(alert_id), set()).add(text.removeprefix(NOTE) if is_ours else None)
    return found


def note_sent(log: Path, alert_id: str, endpoint: Endpoint, at: datetime) -> Path:
    """One row `sent` as a Parquet file of its own, renamed into place, so that a crash leaves it whole or absent."""
    return _write_action(
        log / f"sent-{alert_id}-{endpoint.name}.parquet", alert_id, "sent", ACTOR, f"{NOTE}{endpoint.name}", at
    )


def log_action(log: Path, alert_id: str, action: str, actor: str, note: str | None, at: datetime) -> Path:
    """What a person did about an alert, as a row of alert_log in a file of its own."""
    return _write_action(log / f"{action}-{alert_id}-{at:%Y%m%dT%H%M%S}.parquet", alert_id, action, actor, note, at)


def _write_action(path: Path, alert_id: str, action: str, actor: str, note: str | None, at: datetime) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    row = {"alert_id": alert_id, "at": at, "action": action, "actor": actor, "note": note, "_loaded_at": at}
    moment = ("at", "_loaded_at")
    schema = pa.schema([(name, pa.timestamp("us") if name in moment else pa.string()) for name in row])
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb") as file:
        pq.write_table(pa.Table.from_pylist([row], schema=schema), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    _keep_names(path.parent)
    return path


REPEATED = (
    "Sent again: an earlier try was not answered or was stopped, so this may come twice. Its key is the alert's id."
)


def _delivered(endpoint: Endpoint, message: AlertMessage, retries: int, pause: float, is_repeated: bool) -> bool:
    """Whether the endpoint took it. A try that follows another says so: an endpoint may take one and answer too late."""
    import logging

    import apprise

    # apprise logs what it could not reach, URL and all
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    for attempt in range(retries + 1):
        if attempt:
            time.sleep(pause * 2 ** (attempt - 1))
        sender = apprise.Apprise()
        sender.add(endpoint.url)
        body = f"{message.body}\n{REPEATED}" if is_repeated or attempt else message.body
        # its answer is falsy on failure but is not False
        if sender.notify(title=message.title, body=body):
            return True
    return False
