"""`agent-scorecard list` and `agent-scorecard mcp`: from a number to its conversations, and a scorecard that answers."""

from __future__ import annotations

import argparse
import csv
import os
import sys
from pathlib import Path


def add_commands(subparsers) -> None:
    from agent_scorecard.serving.lists import LISTS

    listed = subparsers.add_parser(
        "list",
        help="the conversations behind a number, as a table or CSV",
        description="Lists conversations: " + "; ".join(f"{name}: {told}" for name, (_, told) in LISTS.items()) + ".",
    )
    listed.add_argument("kind", choices=sorted(LISTS), help="which list")
    listed.add_argument("--category", default="(all)", help="of one category only")
    listed.add_argument("--week", help="of the week that this day is in, as 2025-12-22")
    listed.add_argument("--since", help="of the week that this day is in, and of all later ones")
    listed.add_argument("--limit", type=int, default=20, help="at most so many (default: %(default)s)")
    listed.add_argument("--csv", action="store_true", help="as CSV, for a spreadsheet")
    _database(listed, "SCORECARD_DB", "data/scorecard.duckdb")
    listed.set_defaults(run=run_list)

    served = subparsers.add_parser(
        "mcp",
        help="answer an assistant's questions from the served file (Model Context Protocol, stdio)",
        description=(
            "A Model Context Protocol server over stdin and stdout. It reads the served file, writes nothing, holds no text of "
            "customers, and gives no number where a mart has none. Needs the extra `mcp`: make extra NAME=mcp."
        ),
    )
    _database(served, "SCORECARD_SERVED", "data/served")
    served.set_defaults(run=run_mcp)


def _database(parser: argparse.ArgumentParser, variable: str, default: str) -> None:
    parser.add_argument("--database", type=Path, help=f"the file to read (default: {variable}, else {default})")
    parser.set_defaults(default_database=os.environ.get(variable, default))


def ticket_url() -> str | None:
    """The var `ticket_url`: where the help desk shows a ticket, with {ticket_id} in it.

    Raises ValueError where it is no address of a web page, or has no place for the id.
    """
    from agent_scorecard.contract import project_vars

    address = project_vars().get("ticket_url")
    if address and not (str(address).startswith(("https://", "http://")) and "{ticket_id}" in str(address)):
        raise ValueError(f"the var ticket_url is {address!r}; it is like https://example.com/tickets/{{ticket_id}}")
    return address


def run_list(options: argparse.Namespace) -> int:
    from agent_scorecard.serving.questions.ask import Ask, NotAnswered
    from agent_scorecard.serving.reader import NothingToRead

    database = options.database or Path(options.default_database)
    try:
        answer = Ask(database).conversations(
            options.kind, options.category, options.week, options.limit, ticket_url(), options.since
        )
    except (NotAnswered, NothingToRead, ValueError) as refused:
        print(f"agent-scorecard list: {refused}", file=sys.stderr)
        return 2
    rows = answer["conversations"]
    columns = list(rows[0]) if rows else ["episode_id"]
    if options.csv:
        writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return 0
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(title=f"{answer['meaning']}, as of {answer['as_of']} UTC", title_justify="left", box=box.SIMPLE_HEAD)
    for column in columns:
        shown.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        # as text: a category may look like markup
        shown.add_row(*(Text("" if row[column] is None else str(row[column])) for column in columns))
    Console(width=None if sys.stdout.isatty() else 160).print(shown if rows else "nothing to list")
    return 0


def run_mcp(options: argparse.Namespace) -> int:
    try:
        from agent_scorecard.serving.questions.mcp_server import server
    except ModuleNotFoundError as missing:
        print(f"agent-scorecard mcp: {missing.name} is missing: make extra NAME=mcp", file=sys.stderr)
        return 2
    database = options.database or Path(options.default_database)
    server(database / "scorecard.duckdb" if database.is_dir() else database).run()
    return 0
