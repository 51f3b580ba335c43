"""What is sent of an alert: one sentence, its evidence, owner, a link, and how to mute it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent_scorecard.serving.reader import Reader


class ConfigurationError(Exception):
    """What the caller must put right before anything can be sent."""


@dataclass(frozen=True)
class AlertMessage:
    """What is sent of one alert."""

    alert_id: str
    title: str
    body: str


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
    from agent_scorecard.serving.pages.card import Scorecard
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
