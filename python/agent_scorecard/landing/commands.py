"""`agent-scorecard land`: contract-shaped files, or a source's own format through its adapter."""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from agent_scorecard.landing.sources import landing_sources
from agent_scorecard.landing.sources.landing_sources import SOURCES

# one module per source: add_arguments(parser), and rows(path, options) -> {table: Arrow table of text}
ADAPTERS = {"tau": "agent_scorecard.landing.sources.tau"}


def add_commands(subparsers) -> None:
    add_fetch(subparsers)
    parser = subparsers.add_parser(
        "land",
        help="check raw rows and put them where the build reads them",
        description=(
            "Lands FOLDER (<table>.csv, .jsonl, .parquet or .xlsx, or a sub-folder per table), or `SOURCE FILE` through an "
            f"adapter ({', '.join(ADAPTERS)}), or `SOURCE FOLDER` of a help desk's or a tracer's own export "
            f"({', '.join(SOURCES)}). Rejected rows go to LANDING_PATH/_rejected with their reasons. "
            "Exit code 1 where a whole file was refused or could not be read, 2 where nothing landed, 3 where a source "
            "landed with warnings. docs/landing.md lists every column."
        ),
    )
    parser.add_argument("source", nargs="*", metavar="FOLDER | SOURCE FILE")
    parser.add_argument(
        "--template",
        type=Path,
        metavar="FOLDER",
        help="write an empty CSV with its header for every table, and _examples/ with one filled row each; lands nothing",
    )
    parser.add_argument("--encoding", help="that of the text files that are not UTF-8, e.g. cp1252")
    parser.add_argument("--landing-path", type=Path, help="where to (default: the var landing_path)")
    parser.add_argument("--loaded-at", type=moment, help="the time to write as _loaded_at (default: now)")
    for name, module in ADAPTERS.items():
        importlib.import_module(module).add_arguments(parser.add_argument_group(f"land {name}"))
    landing_sources.add_arguments(parser.add_argument_group("land " + "|".join(SOURCES)))
    parser.set_defaults(run=run)


def add_fetch(subparsers) -> None:
    parser = subparsers.add_parser(
        "fetch",
        help="bring a help desk's own export into a folder, whole and then only what changed",
        description=(
            "The free loader: pages of the source's API as they come, in a folder that `land SOURCE FOLDER` reads. It goes on "
            "where it stopped. Credentials come from the environment alone: ZENDESK_URL, ZENDESK_EMAIL, ZENDESK_TOKEN; "
            "INTERCOM_TOKEN; CHATWOOT_URL, CHATWOOT_ACCOUNT, CHATWOOT_TOKEN; LANGFUSE_HOST, LANGFUSE_PUBLIC_KEY, "
            "LANGFUSE_SECRET_KEY. Exit code 2 where it stopped; what is missing is said."
        ),
    )
    parser.add_argument("source", choices=("zendesk", "intercom", "chatwoot", "langfuse"))
    parser.add_argument("folder", type=Path, nargs="?", help="where to (default: data/exports/SOURCE in the project)")
    parser.add_argument(
        "--since", type=moment, default=datetime(2020, 1, 1), help="the first fetch begins here (default: 2020)"
    )
    parser.set_defaults(run=run_fetch)


def run_fetch(options: argparse.Namespace) -> int:
    from agent_scorecard import contract
    from agent_scorecard.landing.sources import fetching

    folder = options.folder or contract.project_dir() / "data" / "exports" / options.source
    return fetching.run(options.source, folder, int(options.since.replace(tzinfo=UTC).timestamp()))


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
    if options.template:
        return write_template(options.template, tables)
    if not options.source:
        return _usage("land needs a folder, a source and its file, or --template FOLDER")
    if options.encoding and not is_encoding(options.encoding):
        return _usage(f"no encoding is named {options.encoding}; Excel on Windows writes cp1252")
    landing_path = options.landing_path or contract.landing_folder()
    loaded_at = options.loaded_at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    name, *rest = options.source
    if rest and name in SOURCES:
        if len(rest) != 1 or not Path(rest[0]).exists():
            return _usage(f"land {name} takes one folder that exists; not {' '.join(rest) or 'none'}")
        accounts, code = landing_sources.land_export(name, Path(rest[0]), options, landing_path, tables, loaded_at)
        if accounts:
            show(accounts, landing_path)
        return code
    if rest:
        if name not in ADAPTERS or len(rest) != 1:
            return _usage(
                f"land takes one folder, or one of {', '.join(ADAPTERS)} and a file; not {' '.join(options.source)}"
            )
        accounts = land_source(name, Path(rest[0]), options, landing_path, tables, loaded_at)
    else:
        if not Path(name).is_dir():
            return _usage(f"{name} is no folder")
        accounts = land(Path(name), landing_path, tables, loaded_at, encoding=options.encoding)
    if isinstance(accounts, str):
        return _usage(accounts)
    show(accounts, landing_path)
    if not accounts:
        return _usage(f"{name} holds no file of a landing table")
    return 1 if any(account.refusal for account in accounts) else 0


def write_template(folder: Path, tables: dict) -> int:
    """An empty CSV for every table, and a filled example of each in ``_examples/``, which lands as it is."""
    from agent_scorecard.landing import template

    if folder.exists() and any(folder.iterdir()):
        return _usage(f"{folder} is not empty; name a new folder")
    template.write_template(folder, tables)
    print(f"{len(tables)} tables in {folder}, an example of each in {folder / '_examples'}.")
    print("tickets and messages are needed; leave out the columns and files that you do not have. Then:")
    print(f"  agent-scorecard land {folder}")
    return 0


def is_encoding(name: str) -> bool:
    """Does Python know an encoding of this name?"""
    import codecs

    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


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
        for table, content in named_source(rows, tables).items():
            pq.write_table(content, Path(folder) / f"{table}.parquet")
        return land(Path(folder), landing_path, tables, loaded_at, label=f"{path.name}/")


def named_source(rows: dict, tables: dict) -> dict:
    """Every table that can name its source does, where the adapter's tickets are all of one."""
    import pyarrow as pa

    tickets = rows.get("tickets")
    sources = (
        set(tickets["source_system"].to_pylist()) if tickets and "source_system" in tickets.column_names else set()
    )
    if len(sources) != 1 or None in sources:
        return rows
    (source,) = sources
    named = {}
    for name, content in rows.items():
        is_missing = "source_system" in tables[name].identity and "source_system" not in content.column_names
        named[name] = (
            content.append_column("source_system", pa.repeat(pa.scalar(source), len(content)))
            if is_missing
            else content
        )
    return named


def show(accounts: list, landing_path: Path) -> None:
    """One line per file, then what was rejected and why. Names are shown as they are, never read as markup."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from agent_scorecard.landing.remedies import remedies_of
    from agent_scorecard.landing.repairs import column_label

    console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 160)
    shown = Table(title=Text(f"landed in {landing_path}"), title_justify="left", box=box.SIMPLE_HEAD)
    for heading in ("table", "file"):
        shown.add_column(heading, overflow="fold")
    for heading in ("read", "accepted", "copies", "rejected"):
        shown.add_column(heading, justify="right")
    shown.add_column("unknown columns", overflow="fold")
    for account in accounts:
        counts = (account.rows_read, account.rows_accepted, account.rows_duplicate, account.rows_rejected)
        unknown = ", ".join(column_label(name) for name in account.unknown_columns.split(";") if name)
        shown.add_row(*map(Text, (account.table_name, _plain(account.source_file), *map(str, counts), unknown)))
    console.print(shown)
    for account in accounts:
        file = _plain(account.source_file)
        if account.repairs:
            mended = ", ".join(f"{count} {what}" for what, count in account.repairs.items())
            console.print(f"mended   {file}: {mended}", markup=False)
        if account.rows_released:
            console.print(f"released {file}: {account.rows_released} rows whose ticket has come", markup=False)
        if account.refusal:
            console.print(f"REFUSED  {_plain(account.refusal)}", markup=False)
        elif account.rows_rejected:
            reasons = ", ".join(f"{count} {reason}" for reason, count in account.reasons.items())
            console.print(f"rejected {file}: {reasons}", markup=False)
            for remedy in remedies_of(account.reasons):
                console.print(f"  to do  {remedy}", markup=False)
            for example in account.examples:
                console.print(f"         {_plain(example)}", markup=False)
            console.print(
                f"         … all with their text in _rejected/{account.table_name}/{account.source_hash}.csv",
                markup=False,
            )


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else "·" for sign in text)


def _usage(message: str) -> int:
    print(f"agent-scorecard land: {message}", file=sys.stderr)
    return 2
