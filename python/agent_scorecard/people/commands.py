"""`agent-scorecard erase`: a person leaves the landing, the build and what is served."""

from __future__ import annotations

import argparse
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path


def add_commands(subparsers) -> None:
    from agent_scorecard.landing.commands import moment

    parser = subparsers.add_parser(
        "erase",
        help="erase a customer from landing, quarantine, sheets, build and served file",
        description=(
            "Erases customers from the landing files, the quarantine, the review sheets and the accounts of runs, then "
            "removes the built database, the artefacts and the served copies, builds anew and publishes. Counts stay. A "
            "certificate without the id lies in LANDING_PATH/_state/erasures. Exit code 1 where an id matches nobody."
        ),
    )
    parser.add_argument("customer", nargs="*", help="customer ids")
    parser.add_argument("--requested", action="store_true", help="everybody in the landing table erasure_requests")
    parser.add_argument(
        "--retention", action="store_true", help="the words of tickets older than the var retention_days, of everybody"
    )
    parser.add_argument("--landing-path", type=Path, help="where landing rows lie (default: the var landing_path)")
    parser.add_argument("--sheets", type=Path, default=Path("data/reviews"), help="folder of exported review sheets")
    parser.add_argument("--no-build", action="store_true", help="remove what was built, and do not build it again")
    parser.add_argument("--at", type=moment, help="the time of the certificate (default: now), in UTC")
    parser.set_defaults(run=run_erase)


def run_erase(options: argparse.Namespace) -> int:
    from agent_scorecard.contract import landing_folder, project_dir, project_vars
    from agent_scorecard.people.erase import _rows_of, erase, forget_words

    project, given = project_dir(), project_vars()
    if given.get("landing") == "warehouse":
        print(
            "erase: the rows lie in your warehouse, which this command does not write to. Set the words and ids of the "
            "customer's rows to null there, then run `agent-scorecard run`.",
            file=sys.stderr,
        )
        return 2
    landing_path = options.landing_path or landing_folder(project)
    at = options.at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    wanted = list(options.customer)
    if options.requested:
        wanted += sorted({str(row["customer_id"]) for row in _rows_of(landing_path, "erasure_requests")})
    if not wanted and not options.retention:
        print("erase: name a customer id, or --requested, or --retention", file=sys.stderr)
        return 2
    code, done, others = 0, 0, [options.sheets, project / "data" / "runs"]
    for customer_id in dict.fromkeys(wanted):
        try:
            certificate = erase(landing_path, customer_id, at, others)
        except LookupError as nobody:
            print(f"erase: {nobody}", file=sys.stderr)
            code = 1
            continue
        done += 1
        rows = ", ".join(f"{count} {table}" for table, count in certificate.rows.items()) or "no row"
        print(f"erased as {certificate.pseudonym}: {rows}; {len(certificate.files)} other files")
    if options.retention:
        days = given.get("retention_days")
        if not days:
            print("erase: the var retention_days is not set in dbt_project.yml", file=sys.stderr)
            return 2
        removed = forget_words(landing_path, at - timedelta(days=float(days)))
        print("older words removed: " + (", ".join(f"{count} {table}" for table, count in removed.items()) or "none"))
        done += 1
    if not done:
        return code
    _remove_what_was_built(project)
    if options.no_build:
        print("the build and the served file are removed: run `agent-scorecard run` to make them anew")
        return code
    from agent_scorecard.cli import main

    built = main(["run", "--no-notify"])
    _remove_older_copies(project)
    return code or (built if built not in (0, 3) else 0)


def _remove_what_was_built(project: Path) -> None:
    """A database keeps unused pages of what it held: it is made anew, not updated. So are artefacts, logs and pages."""
    import os

    database = project / os.environ.get("SCORECARD_DB", "data/scorecard.duckdb")
    served = project / os.environ.get("SCORECARD_SERVED", "data/served")
    for path in (database, database.with_name(database.name + ".wal")):
        path.unlink(missing_ok=True)
    for folder in (project / "target", project / "logs", project / "site" / "data_docs", served):
        shutil.rmtree(folder, ignore_errors=True)


def _remove_older_copies(project: Path) -> None:
    import os

    served = project / os.environ.get("SCORECARD_SERVED", "data/served")
    current = (served / "parquet").resolve()
    for folder in served.glob(".parquet-*"):
        if folder.resolve() != current:
            shutil.rmtree(folder, ignore_errors=True)
