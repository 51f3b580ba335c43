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

from agent_scorecard.monitoring.alert_messages import AlertMessage, ConfigurationError, pages_url, unseen_messages
from agent_scorecard.monitoring.delivery_log import Endpoint, deliveries, keep_names, note_sent

if TYPE_CHECKING:
    pass


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
        keep_names(self.folder)

    def forget(self, alert_id: str, endpoint: Endpoint) -> None:
        self._path(alert_id, endpoint).unlink(missing_ok=True)


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
