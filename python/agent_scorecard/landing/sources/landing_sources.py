"""`agent-scorecard land SOURCE FOLDER`: an export through its source's mapping and the same gate as every other row."""

from __future__ import annotations

import argparse
import importlib
import json
import tempfile
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path

from agent_scorecard.landing.sources.mapping import Landed, as_json, map_records, tables
from agent_scorecard.landing.sources.reading import Export, read_export
from agent_scorecard.landing.sources.source_config import SourceConfig, Stopped
from agent_scorecard.landing.sources.source_settings import settings, write_authors

SOURCES = ("zendesk", "intercom", "chatwoot", "langfuse", "otel", "chat", "freshdesk", "hubspot")


def module_of(name: str):
    return importlib.import_module(f"agent_scorecard.landing.sources.{name}")


def add_arguments(group) -> None:
    group.add_argument(
        "--ai",
        action="append",
        default=[],
        metavar="AUTHOR",
        help="an author that is the AI; kept in the project's vars",
    )
    group.add_argument(
        "--not-ai", action="append", default=[], metavar="AUTHOR", help="a candidate that is not; kept as well"
    )
    group.add_argument(
        "--field",
        action="append",
        default=[],
        metavar="COLUMN=PATH",
        help="where a column is read, e.g. category=custom_fields.123, category=tags:cat_, language=tags:lang_",
    )
    group.add_argument(
        "--escalation-tag", action="append", default=[], metavar="TAG", help="a tag that says: escalated"
    )
    group.add_argument(
        "--escalation-tool", action="append", default=[], metavar="TOOL", help="a tool whose call is an escalation"
    )
    group.add_argument(
        "--solved-tag", action="append", default=[], metavar="TAG", help="a trace's tag that says: solved"
    )
    group.add_argument(
        "--score",
        action="append",
        default=[],
        metavar="NAME=KIND,MIN,MAX,better=high|low",
        help="what a trace's score means, e.g. toxicity=judgement,0,1,better=low or thumbs=csat,0,1,better=high",
    )
    group.add_argument(
        "--test-domain", action="append", default=[], metavar="DOMAIN", help="requesters of this mail domain are tests"
    )
    group.add_argument(
        "--trace-is-ticket", action="store_true", help="a trace without a session is a ticket of its own"
    )
    group.add_argument(
        "--prefix", default="", metavar="TEXT", help="put before every id, e.g. zendesk: (two sources, one id)"
    )
    group.add_argument(
        "--accept", action="append", default=[], metavar="REASON", help="land although of this reason, with a warning"
    )


def land_export(
    name: str, folder: Path, options: argparse.Namespace, landing_path: Path, contract: dict, loaded_at: datetime
):
    """(accounts, exit code). 0 landed; 1 a file was refused; 2 nothing landed; 3 landed with warnings."""
    import pyarrow.parquet as pq

    from agent_scorecard.landing.land import land

    source = module_of(name)
    given = settings(name, options)
    try:
        export = read_export(folder, source)
        if not export.records:
            raise ValueError(
                f"{folder} holds nothing of {name}" + "".join(f"\n  {why}" for why in export.refused.values())
            )
        landed = map_records(export, source, SourceConfig.of({**given, "start": getattr(options, "start", None)}))
    except ValueError as error:
        print(f"agent-scorecard land {name}: {error}. Nothing landed")
        return [], 2
    show_authors(landed)
    if not given.get("prefix"):
        _stop_at_shared_ids(landed, landing_path)
    if landed.stops:
        for stop in landed.stops:
            print(f"STOPPED ({stop.key})  {stop}")
        print(f"Nothing landed. --accept {landed.stops[0].key} lands all the same, with a warning.")
        return [], 2
    if options.ai or options.not_ai:
        write_authors(name, sorted(given.get("ai", ())), sorted(given.get("not_ai", ())))
    with tempfile.TemporaryDirectory() as temporary:
        for table, content in tables(landed).items():
            pq.write_table(content, Path(temporary) / f"{table}.parquet")
        accounts = land(Path(temporary), landing_path, contract, loaded_at, label=f"{folder.name}/")
    accounts = [*file_accounts(name, export, landed, landing_path, loaded_at), *accounts]
    return accounts, say(landed, export)


def show_authors(landed: Landed) -> None:
    """The table from which the AI is chosen."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    shown = Table(title=f"who writes in {landed.source}", title_justify="left", box=box.SIMPLE_HEAD)
    for heading in ("author type", "id", "name", "messages", "first day", "last day", "as", "--ai one of"):
        shown.add_column(heading, justify="right" if heading == "messages" else "left", overflow="fold")
    for author in sorted(landed.authors.values(), key=lambda a: -a.messages)[:40]:
        chosen = (
            "AI"
            if author.keys & landed.config.ai and not author.as_customer
            else "customer"
            if author.as_customer
            else ""
        )
        shown.add_row(
            author.author_type,
            author.author_id,
            author.name,
            str(author.messages),
            author.first,
            author.last,
            chosen,
            "" if author.as_customer else ", ".join(sorted(author.keys)),
        )
    Console(highlight=False, width=160, soft_wrap=True, markup=False).print(shown)
    if len(landed.authors) > 40:
        print(f"  … and {len(landed.authors) - 40} more authors")


def _stop_at_shared_ids(landed: Landed, landing_path: Path) -> None:
    """Two sources with one id: nothing may be mixed."""
    import duckdb

    if not list((landing_path / "tickets").glob("*.parquet")):
        return
    pattern = str(landing_path / "tickets" / "*.parquet")
    ours = {row["ticket_id"] for row in landed.rows.get("tickets", ())}
    rows = duckdb.execute(
        "select ticket_id, source_system from read_parquet(?, union_by_name = true) where source_system is distinct from ?",
        [pattern, landed.source],
    ).fetchall()
    shared = sorted(ticket for ticket, _ in rows if ticket in ours)
    if shared:
        landed.stops.append(
            Stopped(
                "shared_ids",
                f"{len(shared)} ticket ids are also in another source that is landed ({', '.join(shared[:3])}…): "
                f"say --prefix {landed.source}: so that nothing is mixed",
            )
        )


def say(landed: Landed, export: Export) -> int:
    """The notes and warnings of a landing; its exit code."""
    for told, count in sorted(landed.notes.items()):
        if count:
            print(f"note      {count} {told}")
    for warning in landed.warnings:
        print(f"WARNING   {warning}")
    for refused in export.refused.values():
        print(f"REFUSED   {refused}")
    return 1 if export.refused else 3 if landed.warnings else 0


def file_accounts(name: str, export: Export, landed: Landed, landing_path: Path, loaded_at: datetime) -> list:
    """One account per export file: records read = accepted + rejected; the rejected ones lie in the quarantine."""
    from agent_scorecard.landing import quarantine
    from agent_scorecard.landing.accounts import Account
    from agent_scorecard.landing.readers import Rejection

    read = Counter(record.file for record in export.records)
    rejected = defaultdict(list)
    for reject in landed.rejected:
        rejected[reject.record.file].append(
            Rejection(reject.record.number, None, reject.reason, reject.explanation, as_json(reject.record.data))
        )
    accounts = []
    for file, file_hash in sorted(export.hashes.items()):
        rows = rejected.get(file, [])
        account = Account(
            f"source_{name}",
            file,
            file_hash,
            loaded_at.isoformat(sep=" ", timespec="seconds"),
            read[file],
            read[file] - len(rows),
            len(rows),
            refusal=export.refused.get(file),
            reasons=dict(Counter(row.reason for row in rows)),
            examples=[f"{file} record {row.row_number}: {row.explanation}" for row in rows[:5]],
        )
        quarantine.write(landing_path / "_rejected" / f"source_{name}" / file_hash, account, rows)
        report = landing_path / "_landings" / f"source_{name}" / f"{file_hash}.json"
        report.parent.mkdir(parents=True, exist_ok=True)
        if not report.exists():
            report.write_text(json.dumps(account.stored(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        accounts.append(account)
    return accounts
