"""Reviewing by sheet: out of the queue to the reviewers, and back in as landing rows."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path


def run_export(options: argparse.Namespace) -> int:
    """`review export`: a sheet per reviewer from the queue, and the draws as landing rows."""
    from agent_scorecard.review.export import queue_name, read_queue, sheets, write_csv
    from agent_scorecard.review.records import drawn_so_far, land_draws, one_at_a_time, sheet_name, signing_key
    from agent_scorecard.review.workbook import write_workbook
    from agent_scorecard.serving.reader import NothingToRead

    reviewers = list(dict.fromkeys(name.strip() for name in options.reviewers.split(",") if name.strip()))
    if not reviewers:
        return usage("name at least one reviewer: --reviewers ann,ben")
    landing_path, at = landing_path_of(options), moment_of(options)
    database = options.database or in_project(os.environ.get("SCORECARD_DB", "data/scorecard.duckdb"))
    allowed = allowed_reviewers()
    if unknown := [name for name in reviewers if allowed and name not in allowed]:
        return usage(f"{', '.join(unknown)}: not in the var `reviewers` of dbt_project.yml")
    with one_at_a_time(landing_path):
        drawn = {episode_id for _, episode_id in drawn_so_far(landing_path)}
        try:
            waiting = read_queue(database, drawn, options.limit, options.category)
        except NothingToRead as error:
            return usage(str(error))
        if not waiting:
            print(nothing_waits(drawn))
            return 4
        queue_id = queue_name(waiting, at)
        rows_of = sheets(waiting, reviewers, options.overlap, queue_id, signing_key(landing_path))
        files = {
            reviewer: [
                options.output / f"{sheet_name(queue_id, reviewer)}.{suffix}"
                for suffix in ("xlsx", "csv")
                if options.format in (suffix, "both")
            ]
            for reviewer in rows_of
        }
        if there := [str(path) for paths in files.values() for path in paths if path.exists()]:
            return usage(f"{there[0]} is there already and may hold verdicts: move it away, or give another --output")
        by_id = {episode.episode_id: episode for episode in waiting}
        for reviewer, rows in rows_of.items():
            for path in files[reviewer]:
                write_workbook(path, rows, by_id) if path.suffix == ".xlsx" else write_csv(path, rows)
            print(f"{reviewer}: {len(rows)} episodes in {' and '.join(map(str, files[reviewer]))}")
        # The sheets come first: a draw without a sheet would be an episode that nobody ever gets to see.
        print(f"{len(waiting)} draws in {land_draws(landing_path, waiting, queue_id, at)}")
    return 0


def run_import(options: argparse.Namespace) -> int:
    """`review import`: the filled sheets as landing rows, what is wrong with the others in words."""
    from agent_scorecard.review.records import drawn_so_far, land_reviews, one_at_a_time, signing_key
    from agent_scorecard.review.sheet_reading import SheetRefused, read_sheet

    landing_path, at = landing_path_of(options), moment_of(options)
    code = 0
    with one_at_a_time(landing_path):
        draws, key, allowed = drawn_so_far(landing_path), signing_key(landing_path), allowed_reviewers()
        for path in options.file:
            try:
                outcome = read_sheet(path, draws, key, allowed)
            except SheetRefused as refused:
                print(refused, file=sys.stderr)
                code = 2
                continue
            _redact(outcome)
            landed = land_reviews(landing_path, outcome, at)
            _keep_rejected(landing_path, path, outcome, at)
            print(
                f"{path.name}: {landed.new} new, {landed.changed} changed, {landed.unchanged} there already, "
                f"{outcome.open} still open, {len(outcome.rejected_rows)} sent back"
            )
            for rejection in outcome.rejections:
                print(f"  {rejection}", file=sys.stderr)
            if outcome.rejections:
                code = max(code, 1)
    return code


def nothing_waits(drawn: Collection[str]) -> str:
    """Why there is nothing to review, and what to do: what was given out before is not given out twice."""
    told = "nothing waits for review; `agent-scorecard review draw` and a build draw the weeks that are over"
    given = f". {len(drawn)} episodes were given out before: `review serve --queue NAME` goes on with theirs"
    return told + (given if drawn else "")


def allowed_reviewers() -> tuple[str, ...]:
    """The var `reviewers` of dbt_project.yml: whose verdicts land. Empty: everybody whom an export named."""
    from agent_scorecard.contract import project_vars

    return tuple(project_vars().get("reviewers") or ())


def _redact(outcome) -> None:
    """Reviewers quote: what they write is redacted before it lands, like what they read."""
    from agent_scorecard.text.redaction import Redactor

    redactor = Redactor.of_project()
    for review in outcome.reviews:
        for column in ("note", "corrected_answer", "failure_reason"):
            review[column] = redactor.redact(review[column]) if review[column] else None


def _keep_rejected(landing_path: Path, path: Path, outcome, at: datetime) -> None:
    """Under the sheet's own name, so that the corrected sheet takes the place of its rejected rows."""
    import csv
    import io
    from hashlib import sha256

    from agent_scorecard.landing import quarantine
    from agent_scorecard.landing.accounts import Account
    from agent_scorecard.landing.readers import Rejection

    def original(cells: dict[str, str]) -> str:
        line = io.StringIO()
        csv.writer(line).writerow([text for column, text in cells.items() if column != "transcript"])
        return line.getvalue().strip()

    mark = sha256(path.name.encode()).hexdigest()[:16]
    account = Account("reviews", path.name, mark, at.isoformat(sep=" ", timespec="seconds"))
    rows = [
        Rejection(r.row_number, r.column, r.reason, str(r), original(outcome.rejected_rows[r.row_number]))
        for r in outcome.rejections
    ]
    quarantine.write(landing_path / "_rejected" / "reviews" / mark, account, rows)


def landing_path_of(options: argparse.Namespace) -> Path:
    """The landing folder that the options name, else the project's."""
    from agent_scorecard.contract import landing_folder

    return options.landing_path or landing_folder()


def in_project(path: str) -> Path:
    """A path, relative to the project."""
    from agent_scorecard.contract import project_dir

    return project_dir() / path


def moment_of(options: argparse.Namespace) -> datetime:
    """The time that the options name, else now, in UTC to the second."""
    return options.at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def usage(message: str) -> int:
    """Say what is wrong with the command; exit code 2."""
    print(message, file=sys.stderr)
    return 2
