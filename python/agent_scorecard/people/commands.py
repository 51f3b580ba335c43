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
    from agent_scorecard.people.erase import erase, forget_words
    from agent_scorecard.people.erased_files import rows_of
    from agent_scorecard.people.person import person_of

    project, given = project_dir(), project_vars()
    if given.get("landing") == "warehouse":
        return _erase_around_a_warehouse(options, project, given)
    landing_path = (options.landing_path or landing_folder(project)).resolve()
    at = options.at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    wanted = list(options.customer)
    if options.requested:
        wanted += sorted({str(row["customer_id"]) for row in rows_of(landing_path, "erasure_requests")})
    if not wanted and not options.retention:
        print("erase: name a customer id, or --requested, or --retention", file=sys.stderr)
        return 2
    code, done, left = 0, 0, []
    exports = project / "data" / "exports"
    if any(person_of(landing_path, customer_id).is_found for customer_id in wanted):
        # first, so that what is searched afterwards is what stays
        _remove_what_was_built(project)
    for customer_id in dict.fromkeys(wanted):
        try:
            certificate = erase(
                landing_path, customer_id, at, _folders(options, project), exports, searched=project / "data"
            )
        except LookupError as nobody:
            print(f"erase: {nobody}", file=sys.stderr)
            code = 1
            continue
        done += 1
        left += certificate.not_reached
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
    left += [f"the loader's tables of {source}, in your warehouse" for source in given.get("sources") or ()]
    _tell_what_is_left([*left, *_other_databases(project)])
    if options.no_build:
        print("the build and the served file are removed: run `agent-scorecard run` to make them anew")
        return code
    from agent_scorecard.cli import main

    # from the rows that were erased from, the folder that was named; however old they are, readers get them back
    built = main(["run", "--no-notify", "--max-age-hours", "0", "--landing-path", str(landing_path)])
    _remove_older_copies(project)
    return code or (built if built not in (0, 3) else 0)


def _folders(options: argparse.Namespace, project: Path) -> list[Path]:
    sheets = options.sheets if options.sheets.is_absolute() else project / options.sheets
    return [sheets, project / "data" / "runs"]


def _tell_what_is_left(left: list[str]) -> None:
    print("NOT REACHED, and yours to do:", file=sys.stderr)
    for each in dict.fromkeys(left):
        print(f"  - {each}", file=sys.stderr)


def _other_databases(project: Path) -> list[str]:
    """Databases below data/ that this command does not make: a copy of a build, a test's."""
    import os

    own = project / os.environ.get("SCORECARD_DB", "data/scorecard.duckdb")
    served = project / os.environ.get("SCORECARD_SERVED", "data/served")
    found = [path for path in sorted((project / "data").rglob("*.duckdb*")) if served not in path.parents]
    return [
        f"{path}: is it a copy of the build? Then remove it" for path in found if not path.name.startswith(own.name)
    ]


def _erase_around_a_warehouse(options: argparse.Namespace, project: Path, given: dict) -> int:
    """Sheets, exports, artefacts and what is served lose the person; the rows in the warehouse are named, with their SQL."""
    import os

    from agent_scorecard.people.erase import erase_elsewhere
    from agent_scorecard.people.erase_warehouse import statements
    from agent_scorecard.serving.reader import NothingToRead

    if not options.customer:
        print("erase: name a customer id: what a warehouse holds of requests is not read here", file=sys.stderr)
        return 2
    database = project / os.environ.get("SCORECARD_DB", "data/scorecard.duckdb")
    schema, left = str(given.get("landing_schema") or "raw"), []
    for customer_id in dict.fromkeys(options.customer):
        try:
            person = person_in_build(database, customer_id)
        except NothingToRead as held:
            print(f"erase: {held}", file=sys.stderr)
            return 2
        if not person.is_found:
            print(f"erase: no row of {database} has the customer id {customer_id!r}", file=sys.stderr)
        files = erase_elsewhere(person, _folders(options, project), project / "data" / "exports")
        print(f"erased from {len(files)} files of sheets, accounts and exports")
        left += statements(schema, person)
    # where the landing lies in the build's file, that is your warehouse, and is not removed
    _remove_what_was_built(project, with_build=bool(given.get("landing_database")))
    print("what was served, pages, artefacts and logs are removed", file=sys.stderr)
    _tell_what_is_left([*left, "then: agent-scorecard run", *_other_databases(project)])
    return 1


def person_in_build(database: Path, customer_id: str):
    """The person as the build knows them: ids that are one person, and their tickets. No names: a build keeps none."""
    from agent_scorecard.people.person import Person

    person = Person({customer_id})
    known = _first_column(
        database,
        "select customer_id from intermediate.int_customers_identified where person_id in "
        "(select person_id from intermediate.int_customers_identified where customer_id = ?)",
        [customer_id],
    )
    person.ids |= set(known)
    tickets = _first_column(
        database,
        "select ticket_id from staging.stg_tickets where customer_id in (select unnest(?))",
        [sorted(person.ids)],
    )
    person.tickets |= set(tickets)
    person.is_found = bool(known or tickets)
    return person


def _first_column(database: Path, query: str, given: list) -> list[str]:
    """What the build knows, as far as there is one; raises NothingToRead where the file is there and cannot be opened."""
    from agent_scorecard.serving.reader import BuiltByAnotherVersion, reading

    if not database.exists():
        return []
    try:
        with reading(database) as file:
            return [value for (value,) in file.ask(query, given).fetchall()]
    except BuiltByAnotherVersion:
        return []


def _remove_what_was_built(project: Path, with_build: bool = True) -> None:
    """A database keeps unused pages of what it held: it is made anew, not updated. So are artefacts, logs and pages.

    The folders that readers open stay, with their group and mode.
    """
    import os

    database = project / os.environ.get("SCORECARD_DB", "data/scorecard.duckdb")
    served = project / os.environ.get("SCORECARD_SERVED", "data/served")
    for path in sorted(database.parent.glob(database.name + "*")) if with_build else ():
        # the file, its log, and what it wrote out when memory was short
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for folder in (project / "target", project / "logs", project / "data" / "data_docs"):
        shutil.rmtree(folder, ignore_errors=True)
    for folder in (project / "site", served):
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.is_symlink() or path.is_file():
                path.unlink(missing_ok=True)
            else:
                shutil.rmtree(path, ignore_errors=True)


def _remove_older_copies(project: Path) -> None:
    import os

    served = project / os.environ.get("SCORECARD_SERVED", "data/served")
    current = (served / "parquet").resolve()
    for folder in served.glob(".parquet-*"):
        if folder.resolve() != current:
            shutil.rmtree(folder, ignore_errors=True)
