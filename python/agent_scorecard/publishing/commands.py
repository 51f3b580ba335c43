"""`agent-scorecard run` and `agent-scorecard data-docs`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

# where `run` and `publish` put the marts besides the served file; an address on the command line is seen by everybody
PUBLISH_TO = "SCORECARD_PUBLISH_TO"
PARQUET = "parquet:"
EPILOG = """exit codes
  0  published
  1  a build or data check failed; the old file is kept
  2  usage, configuration or lock
  3  published, with breaches
  4  nothing selected or built
  5  landing stale, or with rejected rows beyond the limit
"""


def add_commands(subparsers) -> None:
    command = subparsers.add_parser(
        "run",
        help="what a scheduler calls: land, check freshness, build, publish, pages, notify",
        description="Builds the warehouse and, where every check but the thresholds holds, replaces the served file.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "--land", type=Path, metavar="FOLDER", help="land this folder first (reads files from then on)"
    )
    command.add_argument("--landing-path", type=Path, help="read landing files from here (sets landing: files)")
    command.add_argument("--vars", default="{}", help="dbt vars, as YAML")
    command.add_argument(
        "--replace", action="store_true", help="put your own data in the place of the sample, or the sample in theirs"
    )
    command.add_argument("--select", nargs="+", default=[], help="build only these (dbt's selection)")
    command.add_argument("--exclude", nargs="+", default=[], help="build all but these")
    command.add_argument("--target", help="the dbt target (default: the profile's)")
    command.add_argument("--project-dir", type=Path, help="the folder of dbt_project.yml (default: found from here)")
    command.add_argument("--served", type=Path, help="the folder that readers open (default: data/served)")
    command.add_argument("--encoding", help="with --land: that of the text files that are not UTF-8, e.g. cp1252")
    command.add_argument(
        "--max-rejected-share",
        type=float,
        help="stop where more of the rows were rejected, from 0 to 1 (default: the var max_rejected_share)",
    )
    command.add_argument(
        "--max-age-hours",
        type=float,
        help="stop where the newest landed row is older; 0: never (default: the var max_age_hours)",
    )
    command.add_argument(
        "--resume", action="store_true", help="go on where the last run stopped, if its input is the same"
    )
    command.add_argument(
        "--rebuild", action="store_true", help="build and publish even where nothing has changed since the last run"
    )
    command.add_argument("--quiet", action="store_true", help="do not print the summary (it is in data/runs)")
    command.add_argument("--data-docs", action="store_true", help="make the Data Docs too (site/data_docs)")
    command.add_argument(
        "--to",
        metavar="ADDRESS",
        help="copy the served marts there, too: postgresql://…, ducklake:…, parquet:… (see publish)",
    )
    command.add_argument("--no-pages", action="store_true", help="make no pages")
    command.add_argument("--no-notify", action="store_true", help="send nothing")
    command.set_defaults(run=run)
    _add_pages_and_copies(subparsers)


def _add_pages_and_copies(subparsers) -> None:
    docs = subparsers.add_parser("data-docs", help="pages on what holds in the landing and in the served marts")
    docs.add_argument("--landing-path", type=Path, help="default: the var landing_path")
    docs.add_argument("--served", type=Path, help="the folder that readers open (default: data/served)")
    docs.add_argument("--out", type=Path, help="where to (default: data/data_docs in the project)")
    docs.set_defaults(run=run_data_docs)

    elsewhere = subparsers.add_parser(
        "publish",
        help="put the marts that were served last into Postgres, a lake, or Parquet by week",
        description="Copies the served marts elsewhere: into Postgres with keys, comments and indexes, in one transaction; "
        "into a DuckLake as one snapshot; or as Parquet files by mart and week, of which only changed ones are written.",
    )
    elsewhere.add_argument(
        "--to",
        metavar="ADDRESS",
        default=os.environ.get(PUBLISH_TO),
        help=f"postgresql://user@host/name, ducklake:FILE, or parquet:FOLDER (or {PUBLISH_TO})",
    )
    elsewhere.add_argument("--served", type=Path, help="the folder that readers open (default: data/served)")
    elsewhere.set_defaults(run=run_publish)


def run_publish(options: argparse.Namespace) -> int:
    from agent_scorecard.contract import project_dir
    from agent_scorecard.publishing.attaching import CannotPublish, is_lake
    from agent_scorecard.publishing.extensions import ExtensionMissing
    from agent_scorecard.publishing.lake import publish_to_lake
    from agent_scorecard.publishing.parquet_weeks import export_weeks
    from agent_scorecard.publishing.postgres import publish_to_postgres

    if not options.to:
        print(
            f"agent-scorecard publish: say where to: --to postgresql://user@host/name, or {PUBLISH_TO}", file=sys.stderr
        )
        return 2
    database = Path(os.environ.get("SCORECARD_DB", "data/scorecard.duckdb")).name
    served = (options.served or project_dir() / os.environ.get("SCORECARD_SERVED", "data/served")) / database
    try:
        if options.to.startswith(PARQUET):
            export = export_weeks(served, Path(options.to.removeprefix(PARQUET)))
            told = f"{export.row_count} rows in {export.file_count} files, of which {export.written_count} changed"
        elif is_lake(options.to):
            rows = publish_to_lake(served, options.to)
            told = f"{len(rows)} marts in the lake, {sum(rows.values())} rows of them new or changed"
        else:
            rows = publish_to_postgres(served, options.to)
            told = f"{len(rows)} marts, {sum(rows.values())} rows in the schema marts"
    except (CannotPublish, ExtensionMissing, OSError) as error:
        print(f"agent-scorecard publish: {error}", file=sys.stderr)
        return 1
    print(told)
    return 0


def run(options: argparse.Namespace) -> int:
    import yaml

    from agent_scorecard.contract import project_dir
    from agent_scorecard.landing.commands import is_encoding
    from agent_scorecard.publishing.run import USAGE
    from agent_scorecard.publishing.run import run as run_settings
    from agent_scorecard.publishing.run_settings import Settings

    try:
        given = yaml.safe_load(options.vars) or {}
        if not isinstance(given, dict):
            raise ValueError("--vars is not a mapping: write '{landing: files}'")
        project = options.project_dir.resolve() if options.project_dir else project_dir()
        if not (project / "dbt_project.yml").exists():
            raise ValueError(f"{project} holds no dbt_project.yml")
    except (ValueError, OSError, yaml.YAMLError) as error:
        print(f"agent-scorecard run: {error}", file=sys.stderr)
        return USAGE
    if options.encoding and not is_encoding(options.encoding):
        print(f"agent-scorecard run: no encoding is named {options.encoding}", file=sys.stderr)
        return USAGE
    if options.landing_path:
        given |= {"landing": "files", "landing_path": str(options.landing_path.resolve())}
    if options.land:
        given["landing"] = "files"
    if options.replace:
        given["replace"] = True
    data = project / "data"
    database = project / os.environ.get("SCORECARD_DB", "data/scorecard.duckdb")
    served = options.served.resolve() if options.served else project / os.environ.get("SCORECARD_SERVED", "data/served")
    if database.parent.resolve() == served.resolve():
        print("agent-scorecard run: the served file must lie in another folder than the build's", file=sys.stderr)
        return USAGE
    settings = Settings(
        project=project,
        database=database,
        served=served,
        state=data / "runs",
        given=given,
        land=options.land.resolve() if options.land else None,
        select=tuple(options.select),
        exclude=tuple(options.exclude),
        target=options.target,
        max_rejected_share=_chosen(project, "max_rejected_share", options.max_rejected_share, 0.05),
        max_age_hours=_chosen(project, "max_age_hours", options.max_age_hours, 48.0) or None,
        encoding=options.encoding,
        is_resumed=options.resume,
        is_rebuilt=options.rebuild,
        is_quiet=options.quiet,
        with_data_docs=options.data_docs,
        publish_to=options.to or os.environ.get(PUBLISH_TO),
        with_pages=not options.no_pages,
        with_notify=not options.no_notify,
    )
    return run_settings(settings)


def _chosen(project: Path, name: str, option: float | None, default: float) -> float:
    """A limit: the option's, else the team's var, else the default."""
    from agent_scorecard.contract import project_var

    return option if option is not None else float(str(project_var(name, default, project)))


def run_data_docs(options: argparse.Namespace) -> int:
    from agent_scorecard.contract import landing_folder, project_dir
    from agent_scorecard.publishing.data_docs import make_data_docs

    project = project_dir()
    database = Path(os.environ.get("SCORECARD_DB", "data/scorecard.duckdb")).name
    served = (options.served or project / os.environ.get("SCORECARD_SERVED", "data/served")) / database
    out = options.out or project / "data" / "data_docs"
    landed, marts = make_data_docs(options.landing_path or landing_folder(project), served, out)
    if not landed and not marts:
        print("agent-scorecard data-docs: nothing was landed and nothing published", file=sys.stderr)
        return 4
    print(f"{landed} landed files and {marts} marts: {out / 'index.html'}")
    return 0
