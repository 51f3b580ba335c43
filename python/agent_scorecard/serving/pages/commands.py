"""`agent-scorecard pages`: the role pages, from the served file or any built database."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def add_commands(subparsers) -> None:
    command = subparsers.add_parser(
        "pages",
        help="one self-contained page per role, from the served marts",
        description="Writes index.html and a page per role. They hold no customer's words and make no network request.",
    )
    command.add_argument("--database", type=Path, help="read this file (default: the served one, else the built one)")
    command.add_argument("--served", type=Path, help="the folder of the served file (default: data/served)")
    command.add_argument("--project-dir", type=Path, help="the folder of dbt_project.yml (default: found from here)")
    command.add_argument("--out", type=Path, help="where to (default: site in the project)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from jinja2 import UndefinedError

    from agent_scorecard.contract import project_dir
    from agent_scorecard.serving.marts import read_tables
    from agent_scorecard.serving.pages.rendering import render_pages
    from agent_scorecard.serving.pages.switching import write_pages
    from agent_scorecard.serving.questions.commands import ticket_url
    from agent_scorecard.serving.reader import REMEDY, NothingToRead

    project = options.project_dir.resolve() if options.project_dir else project_dir()
    out = options.out or project / "site"
    try:
        database = options.database or _served_or_built(project, options.served)
        if not options.database and (unpublished := _is_other_than_built(database, project)):
            raise NothingToRead(unpublished)
        tables = read_tables(database, ticket_url())
    except NothingToRead as nothing:
        print(f"agent-scorecard pages: {nothing}", file=sys.stderr)
        return 4
    except ValueError as error:
        print(f"agent-scorecard pages: {error}", file=sys.stderr)
        return 2
    try:
        pages = render_pages(tables, links_beside(out, project))
    except (KeyError, UndefinedError) as missing:
        print(
            f"agent-scorecard pages: {database} has no {missing}, which these pages read: it was built by another version"
            f" of this project; {REMEDY}",
            file=sys.stderr,
        )
        return 4
    if tables.lacking:
        print(
            f"agent-scorecard pages: {database} lacks {', '.join(tables.lacking)}: what they would show is left out. If it"
            f" was built by another version of this project, {REMEDY}",
            file=sys.stderr,
        )
    write_pages(pages, out)
    print(f"pages: {out / 'index.html'}")
    return 0


def _served_or_built(project: Path, served: Path | None) -> Path:
    built = project / os.environ.get("SCORECARD_DB", "data/scorecard.duckdb")
    folder = served or project / os.environ.get("SCORECARD_SERVED", "data/served")
    return folder / built.name if served or (folder / built.name).exists() else built


def _is_other_than_built(served: Path, project: Path) -> str | None:
    """What to say where the newest build is of another kind of landing than the served file: pages would mix them up."""
    from agent_scorecard.serving.reader import NothingToRead, reading

    kinds, built = [], project / os.environ.get("SCORECARD_DB", "data/scorecard.duckdb")
    for path in (served, built):
        try:
            with reading(path) as file:
                kinds.append(file.about().landing)
        except NothingToRead:
            return None
    if None in kinds or (kinds[0] == "sample") == (kinds[1] == "sample"):
        return None
    names = ["the sample" if kind == "sample" else "your own data" for kind in kinds]
    return (
        f"{served} holds {names[0]}, and the newest build {names[1]}, which was not published. Publish it with "
        f"`agent-scorecard run`, or show it with --database {built}"
    )


def links_beside(out: Path, project: Path):
    """Great Expectations' Data Docs and dbt's docs, where they were made: relative, so that a copied folder still links."""
    from agent_scorecard.serving.pages.rendering import Link

    found = []
    for text, places in (
        (
            "What holds in the data (Data Docs)",
            (out / "data_docs" / "index.html", project / "data/data_docs/index.html"),
        ),
        ("Every model and column (dbt docs)", (out / "dbt_docs.html", project / "target/static_index.html")),
    ):
        place = next((path for path in places if path.exists()), None)
        if place:
            found.append(Link(Path(os.path.relpath(place, out)).as_posix(), text))
    return found
