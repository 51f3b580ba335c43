"""The `agent-scorecard` command. Each area brings its own sub-commands; they are imported only here."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path


def areas() -> list[str]:
    """The areas that bring commands: each has a `commands` module, which imports heavy libraries inside its functions."""
    here = Path(__file__).parent
    return sorted(".".join(module.parent.relative_to(here).parts) for module in here.rglob("commands.py"))


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="agent-scorecard", description="How well do the AI support agents do?")
    subparsers = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for area in sorted(areas(), key=_as_used):
        importlib.import_module(f"agent_scorecard.{area}.commands").add_commands(subparsers)
    return root


def _as_used(area: str) -> int:
    """Where an area comes in the help: in the order in which a new user needs them, and what is not named last."""
    order = ("landing", "publishing", "serving.terminal", "serving.questions", "serving.pages", "review", "monitoring")
    return order.index(area) if area in order else len(order)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is the command's own (0 where it returns None)."""
    options = parser().parse_args(arguments)
    return options.run(options) or 0


if __name__ == "__main__":
    sys.exit(main())
