"""`agent-scorecard show`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def add_commands(subparsers) -> None:
    command = subparsers.add_parser("show", help="print the latest final week's scorecard, what is wrong first")
    command.add_argument("--database", type=Path, default=None, help="the warehouse file (default: SCORECARD_DB)")
    command.add_argument("--week", default=None, help="a Monday, as 2025-03-03 (default: the latest final week)")
    command.add_argument("--width", type=int, default=None, help="columns of the terminal")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    import sys

    from rich.console import Console

    from agent_scorecard.serving.reader import NothingToRead
    from agent_scorecard.serving.terminal.printing import render
    from agent_scorecard.serving.terminal.report import read_report

    database = options.database or Path(os.environ.get("SCORECARD_DB", "data/scorecard.duckdb"))
    try:
        report = read_report(database, options.week)
    except NothingToRead as error:
        print(f"agent-scorecard show: {error}", file=sys.stderr)
        return 2
    # a pipe has no width of its own
    width = options.width or (None if sys.stdout.isatty() else 120)
    render(report, Console(width=width))
    return 0
