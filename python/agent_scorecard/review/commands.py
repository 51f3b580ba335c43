"""`agent-scorecard review export` and `review import`: the sheets that people fill, out and back in."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path


def add_commands(subparsers) -> None:
    parser = subparsers.add_parser("review", help="give episodes to people to review, and take their verdicts back")
    actions = parser.add_subparsers(dest="action", required=True, metavar="draw | export | import | serve")

    drawn = actions.add_parser(
        "draw",
        help="draw the episodes of the weeks that are over",
        description=(
            "Makes a secret for every week that is over and has none, and lands it in review_salts. The next build knows who "
            "is to be reviewed. `agent-scorecard run` does it by itself."
        ),
    )
    _shared(drawn)
    drawn.set_defaults(run=run_draw)

    export = actions.add_parser(
        "export",
        help="write a sheet per reviewer from the review queue",
        description=(
            "Takes the first episodes of the review queue, writes a sheet per reviewer (redacted conversation, "
            "drop-down verdicts) and lands their draws. Exit code 4 where nothing waits."
        ),
    )
    export.add_argument("--reviewers", default="reviewer", help="who reviews, separated by commas (default: reviewer)")
    export.add_argument("--limit", type=_positive, help="at most so many episodes; the first n are an honest sample")
    export.add_argument("--category", help="of one category only")
    export.add_argument(
        "--overlap",
        type=_share,
        default=0.2,
        help="share of the episodes that a second reviewer gets too, so that agreement can be measured (default: 0.2)",
    )
    export.add_argument("--format", choices=("xlsx", "csv", "both"), default="both")
    export.add_argument("--output", type=Path, default=Path("data/reviews"), help="folder (default: data/reviews)")
    export.add_argument(
        "--database", type=Path, help="the built file (default: SCORECARD_DB, else data/scorecard.duckdb)"
    )
    _shared(export)
    export.set_defaults(run=run_export)

    imported = actions.add_parser(
        "import",
        help="land the verdicts of filled sheets",
        description=(
            "Lands every row that can land; lists the fields of those that cannot, and keeps them under "
            "LANDING_PATH/_rejected/reviews. Importing twice changes nothing. Exit code 1 if fields were rejected."
        ),
    )
    imported.add_argument("file", nargs="+", type=Path, help="a filled .xlsx or .csv sheet")
    _shared(imported)
    imported.set_defaults(run=run_import)
    _add_serve(actions)


def _add_serve(actions) -> None:
    served = actions.add_parser(
        "serve",
        help="review in a browser, on this machine",
        description=(
            "Takes the first episodes of the review queue (or, with --queue, a queue drawn before), lands their draws and opens "
            "a page for each reviewer on loopback. Verdicts land as those of a sheet do. Ctrl+C ends it; --queue goes on."
        ),
    )
    served.add_argument("--reviewers", default="reviewer", help="who reviews, separated by commas (default: reviewer)")
    served.add_argument("--limit", type=_positive, default=20, help="at most so many episodes (default: %(default)s)")
    served.add_argument("--category", help="of one category only")
    served.add_argument(
        "--overlap", type=_share, default=0.2, help="share that a second reviewer gets too (default: 0.2)"
    )
    served.add_argument("--queue", help="go on with this queue")
    served.add_argument("--port", type=int, default=0, help="default: a free one")
    served.add_argument(
        "--database", type=Path, help="the built file (default: SCORECARD_DB, else data/scorecard.duckdb)"
    )
    _shared(served)
    served.set_defaults(run=run_serve)


def run_serve(options: argparse.Namespace) -> int:
    from agent_scorecard.review.serve import addresses, server

    session = open_session(options)
    if isinstance(session, int):
        return session
    running = server(session, options.port)
    print(f"queue {session.queue_id}: {len(session.waiting)} episodes")
    for reviewer, address in addresses(running, session).items():
        print(f"{reviewer}: {address}", flush=True)
    try:
        running.serve_forever()
    except KeyboardInterrupt:
        print(f"ended; go on with --queue {session.queue_id}")
    finally:
        running.server_close()
    return 0


def open_session(options: argparse.Namespace):
    """The reviewing session that the options ask for, its draws landed; an exit code where there is none."""
    from agent_scorecard.review.export import queue_name, read_drawn, read_queue
    from agent_scorecard.review.records import drawn_so_far, draws_of, land_draws, one_at_a_time
    from agent_scorecard.review.session import Session, articles_of
    from agent_scorecard.serving.reader import NothingToRead

    reviewers = list(dict.fromkeys(name.strip() for name in options.reviewers.split(",") if name.strip()))
    allowed = _allowed_reviewers()
    if not reviewers or (allowed and not set(reviewers) <= set(allowed)):
        return _usage("name reviewers who are in the var `reviewers`: --reviewers ann,ben")
    landing_path = _landing_path(options)
    database = options.database or _in_project(os.environ.get("SCORECARD_DB", "data/scorecard.duckdb"))
    try:
        with one_at_a_time(landing_path):
            if options.queue:
                queue_id, draws = options.queue, draws_of(landing_path, options.queue)
                if not draws:
                    return _usage(f"no queue {queue_id!r} was drawn in {landing_path}")
                waiting = read_drawn(database, draws)
            else:
                drawn = {episode_id for _, episode_id in drawn_so_far(landing_path)}
                waiting = read_queue(database, drawn, options.limit, options.category)
                if not waiting:
                    print(nothing_waits(drawn))
                    return 4
                queue_id = queue_name(waiting, _at(options))
                land_draws(landing_path, waiting, queue_id, _at(options))
        articles = articles_of(database, [episode.episode_id for episode in waiting])
    except NothingToRead as error:
        return _usage(str(error))
    return Session(landing_path, queue_id, waiting, reviewers, options.overlap, articles)


def _shared(parser: argparse.ArgumentParser) -> None:
    from agent_scorecard.landing.commands import moment

    parser.add_argument("--landing-path", type=Path, help="where landing rows lie (default: the var landing_path)")
    parser.add_argument("--at", type=moment, help="the time to write into the landing rows (default: now), in UTC")


def run_draw(options: argparse.Namespace) -> int:
    from agent_scorecard.review.records import one_at_a_time
    from agent_scorecard.review.salts import draw_salts

    landing_path = _landing_path(options)
    with one_at_a_time(landing_path):
        weeks = draw_salts(landing_path, _at(options))
    if weeks:
        print(f"drawn: {len(weeks)} weeks, {weeks[0]:%d %B %Y} to {weeks[-1]:%d %B %Y}; the next build has the queue")
    else:
        print("nothing to draw: every week that is over has its secret")
    return 0


def run_export(options: argparse.Namespace) -> int:
    from agent_scorecard.review.export import queue_name, read_queue, sheets, write_csv
    from agent_scorecard.review.records import drawn_so_far, land_draws, one_at_a_time, sheet_name, signing_key
    from agent_scorecard.review.workbook import write_workbook
    from agent_scorecard.serving.reader import NothingToRead

    reviewers = list(dict.fromkeys(name.strip() for name in options.reviewers.split(",") if name.strip()))
    if not reviewers:
        return _usage("name at least one reviewer: --reviewers ann,ben")
    landing_path, at = _landing_path(options), _at(options)
    database = options.database or _in_project(os.environ.get("SCORECARD_DB", "data/scorecard.duckdb"))
    allowed = _allowed_reviewers()
    if unknown := [name for name in reviewers if allowed and name not in allowed]:
        return _usage(f"{', '.join(unknown)}: not in the var `reviewers` of dbt_project.yml")
    with one_at_a_time(landing_path):
        drawn = {episode_id for _, episode_id in drawn_so_far(landing_path)}
        try:
            waiting = read_queue(database, drawn, options.limit, options.category)
        except NothingToRead as error:
            return _usage(str(error))
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
            return _usage(f"{there[0]} is there already and may hold verdicts: move it away, or give another --output")
        by_id = {episode.episode_id: episode for episode in waiting}
        for reviewer, rows in rows_of.items():
            for path in files[reviewer]:
                write_workbook(path, rows, by_id) if path.suffix == ".xlsx" else write_csv(path, rows)
            print(f"{reviewer}: {len(rows)} episodes in {' and '.join(map(str, files[reviewer]))}")
        # The sheets come first: a draw without a sheet would be an episode that nobody ever gets to see.
        print(f"{len(waiting)} draws in {land_draws(landing_path, waiting, queue_id, at)}")
    return 0


def run_import(options: argparse.Namespace) -> int:
    from agent_scorecard.review.records import drawn_so_far, land_reviews, one_at_a_time, signing_key
    from agent_scorecard.review.sheet_reading import SheetRefused, read_sheet

    landing_path, at = _landing_path(options), _at(options)
    code = 0
    with one_at_a_time(landing_path):
        draws, key, allowed = drawn_so_far(landing_path), signing_key(landing_path), _allowed_reviewers()
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


def _allowed_reviewers() -> tuple[str, ...]:
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
    from agent_scorecard.landing.land import Account
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


def _landing_path(options: argparse.Namespace) -> Path:
    from agent_scorecard.contract import landing_folder

    return options.landing_path or landing_folder()


def _in_project(path: str) -> Path:
    from agent_scorecard.contract import project_dir

    return project_dir() / path


def _at(options: argparse.Namespace) -> datetime:
    return options.at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _usage(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not above zero")
    return number


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text} is no share from 0 to 1")
    return share
