"""`agent-scorecard land`: contract-shaped files, or a source's own format through its adapter."""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

# one module per source: add_arguments(parser), and rows(path, options) -> {table: Arrow table of text}
ADAPTERS = {"tau": "agent_scorecard.landing.tau"}


def add_commands(subparsers) -> None:
    parser = subparsers.add_parser(
        "land",
        help="check raw rows and put them where the build reads them",
        description=(
            "Lands FOLDER (<table>.csv, .jsonl or .parquet, or a sub-folder per table), or `SOURCE FILE` through an "
            f"adapter ({', '.join(ADAPTERS)}). Rejected rows go to LANDING_PATH/_rejected with their reasons. "
            "Exit code 1 where a whole file was refused."
        ),
    )
    parser.add_argument("source", nargs="+", metavar="FOLDER | SOURCE FILE")
    parser.add_argument("--landing-path", type=Path, help="where to (default: data/landing in the project)")
    parser.add_argument("--loaded-at", type=moment, help="the time to write as _loaded_at (default: now)")
    for name, module in ADAPTERS.items():
        importlib.import_module(module).add_arguments(parser.add_argument_group(f"land {name}"))
    parser.set_defaults(run=run)


def moment(text: str) -> datetime:
    """A time argument: ISO 8601, UTC where it has no offset; naive UTC."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not a time: {text!r}; write 2024-06-03T09:00Z") from error
    return given.astimezone(UTC).replace(tzinfo=None) if given.tzinfo else given


def run(options: argparse.Namespace) -> int:
    from agent_scorecard import contract
    from agent_scorecard.landing.land import land

    tables = contract.landing_tables()
    landing_path = options.landing_path or contract.project_dir() / "data" / "landing"
    loaded_at = options.loaded_at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    name, *rest = options.source
    if rest:
        if name not in ADAPTERS or len(rest) != 1:
            return _usage(
                f"land takes one folder, or one of {', '.join(ADAPTERS)} and a file; not {' '.join(options.source)}"
            )
        accounts = land_source(name, Path(rest[0]), options, landing_path, tables, loaded_at)
    else:
        if not Path(name).is_dir():
            return _usage(f"{name} is no folder")
        accounts = land(Path(name), landing_path, tables, loaded_at)
    if isinstance(accounts, str):
        return _usage(accounts)
    show(accounts, landing_path)
    if not accounts:
        return _usage(f"{name} holds no file of a landing table")
    return 1 if any(account.refusal for account in accounts if account.table_name != "(unknown)") else 0


def land_source(
    name: str, path: Path, options: argparse.Namespace, landing_path: Path, tables: dict, loaded_at: datetime
):
    """Through the adapter into Parquet, and from there the same way as everything else."""
    import pyarrow.parquet as pq

    from agent_scorecard.landing.land import land

    try:
        rows = importlib.import_module(ADAPTERS[name]).rows(path, options)
    except (OSError, ValueError) as error:
        return f"{path}: {error}"
    with tempfile.TemporaryDirectory() as folder:
        for table, content in rows.items():
            pq.write_table(content, Path(folder) / f"{table}.parquet")
        return land(Path(folder), landing_path, tables, loaded_at, label=f"{path.name}/")


def show(accounts: list, landing_path: Path) -> None:
    """One line per file, then what was rejected and why."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 160)
    shown = Table(title=f"landed in {landing_path}", title_justify="left", box=box.SIMPLE_HEAD)
    for heading in ("table", "file"):
        shown.add_column(heading, overflow="fold")
    for heading in ("read", "accepted", "copies", "rejected"):
        shown.add_column(heading, justify="right")
    shown.add_column("unknown columns", overflow="fold")
    for account in accounts:
        counts = (account.rows_read, account.rows_accepted, account.rows_duplicate, account.rows_rejected)
        shown.add_row(
            account.table_name, account.source_file, *map(str, counts), account.unknown_columns.replace(";", ", ")
        )
    console.print(shown)
    for account in accounts:
        if account.refusal:
            console.print(f"REFUSED  {account.refusal}", markup=False)
        elif account.rows_rejected:
            reasons = ", ".join(f"{count} {reason}" for reason, count in account.reasons.items())
            console.print(f"rejected {account.source_file}: {reasons}", markup=False)
            for example in account.examples:
                console.print(f"         {example}", markup=False)
            if account.rows_rejected > len(account.examples):
                console.print(
                    f"         … all in _rejected/{account.table_name}/{account.source_hash}.csv", markup=False
                )


def _usage(message: str) -> int:
    print(f"agent-scorecard land: {message}", file=sys.stderr)
    return 2
