"""`agent-scorecard notify` and `agent-scorecard alerts`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

EPILOG = """Where to: SCORECARD_ALERT_URLS, one or more apprise URLs separated by spaces or line ends, such as
  mailto://user:password@example.com  slack://token/token/token  json://host/path
What was sent is written to the landing table alert_log at once, so that running again sends nothing twice; what could
not be delivered is tried again by the next run, and says that it is. What a run was sending when it was stopped may have
arrived or not: every run tells it and does not send it again, until `agent-scorecard alerts ack` or --again.

exit codes
  0  everything delivered, or nothing to send, or a dry run
  1  something could not be delivered, or it is not known whether it was
  2  usage or configuration
"""


def add_commands(subparsers) -> None:
    command = subparsers.add_parser(
        "notify",
        help="send new alerts, once",
        description="Prints the alerts that nobody was told of yet; with --send, sends them and notes it.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--send", action="store_true", help="really send (or SCORECARD_ALERT_SEND=1); else a dry run")
    command.add_argument("--again", action="store_true", help="send again what a stopped run may have sent")
    command.add_argument("--database", type=Path, help="the warehouse file (default: SCORECARD_DB)")
    command.add_argument(
        "--landing-path", type=Path, help="where alert_log lands (default: the project's landing_path)"
    )
    command.add_argument("--retries", type=int, default=2, help="more tries after a failure (default: %(default)s)")
    command.add_argument("--pause", type=float, default=1.0, help="seconds before the next try, doubling")
    command.set_defaults(run=run)

    handled = subparsers.add_parser(
        "alerts",
        help="say what became of an alert: seen, resolved, or a false alarm",
        description="Writes a row into the landing table alert_log; the next build closes the alert or marks it as seen.",
    )
    handled.add_argument(
        "action", choices=sorted(ACTIONS), help="ack: seen and in hand; resolve: over; false-alarm: there was nothing"
    )
    handled.add_argument("alert_id", help="as the page and the message name it")
    handled.add_argument("--note", help="why, for the people who read it later")
    handled.add_argument(
        "--actor", default=os.environ.get("USER") or "somebody", help="who says so (default: your user name)"
    )
    handled.add_argument("--database", type=Path, help="the warehouse file (default: SCORECARD_DB)")
    handled.add_argument(
        "--landing-path", type=Path, help="where alert_log lands (default: the project's landing_path)"
    )
    handled.set_defaults(run=run_alerts)


ACTIONS = {"ack": "acknowledged", "resolve": "resolved", "false-alarm": "false_alarm"}


def run_alerts(options: argparse.Namespace) -> int:
    import sys
    from datetime import UTC, datetime

    from agent_scorecard.contract import landing_folder
    from agent_scorecard.monitoring.delivery_log import log_action
    from agent_scorecard.serving.reader import NothingToRead, reading

    database = options.database or Path(os.environ.get("SCORECARD_DB", "data/scorecard.duckdb"))
    try:
        with reading(database) as file:
            known = file.ask("select alert_id, metric, category from marts.alerts order by opened_at desc").fetchall()
    except NothingToRead as error:
        print(f"agent-scorecard alerts: {error}", file=sys.stderr)
        return 2
    found = [row for row in known if row[0] == options.alert_id]
    if not found:
        names = "; ".join(f"{alert_id} ({metric}, {category})" for alert_id, metric, category in known[:10]) or "none"
        print(f"agent-scorecard alerts: no alert {options.alert_id!r}; there are: {names}", file=sys.stderr)
        return 2
    log = (options.landing_path or landing_folder()) / "alert_log"
    at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    told = ACTIONS[options.action].replace("_", " ")
    path = log_action(log, options.alert_id, ACTIONS[options.action], options.actor, options.note, at)
    print(f"{options.alert_id} ({found[0][1]}, {found[0][2]}): {told}; the next build knows ({path})")
    return 0


def run(options: argparse.Namespace) -> int:
    import sys

    from agent_scorecard.contract import landing_folder
    from agent_scorecard.monitoring.alert_messages import ConfigurationError
    from agent_scorecard.monitoring.notify import endpoints_of, notify
    from agent_scorecard.serving.reader import NothingToRead

    database = options.database or Path(os.environ.get("SCORECARD_DB", "data/scorecard.duckdb"))
    is_sending = options.send or os.environ.get("SCORECARD_ALERT_SEND") == "1"
    try:
        endpoints = endpoints_of(os.environ.get("SCORECARD_ALERT_URLS", ""))
        if is_sending and not endpoints:
            raise ConfigurationError("SCORECARD_ALERT_URLS is empty: there is nowhere to send to")
        if options.retries < 0 or options.pause < 0:
            raise ConfigurationError("--retries and --pause cannot be negative")
        log = options.landing_path or landing_folder()
        tries = (options.retries, options.pause)
        outcome = notify(database, log / "alert_log", endpoints, is_sending, *tries, sends_unknown=options.again)
    except (ConfigurationError, NothingToRead) as error:
        print(f"agent-scorecard notify: {error}", file=sys.stderr)
        return 2
    for line in outcome.lines:
        # a quiet run drops what is printed; what did not arrive is told all the same
        print(line, file=sys.stderr if line.startswith("NOT ") else sys.stdout)
    return 1 if outcome.failed_count or outcome.unknown_count else 0
