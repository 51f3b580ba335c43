"""`agent-scorecard review export` and `review import`: the sheets that people fill, out and back in."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from agent_scorecard.review.sheets_out_and_in import (
    allowed_reviewers,
    in_project,
    landing_path_of,
    moment_of,
    nothing_waits,
    run_export,
    run_import,
    usage,
)


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
    allowed = allowed_reviewers()
    if not reviewers or (allowed and not set(reviewers) <= set(allowed)):
        return usage("name reviewers who are in the var `reviewers`: --reviewers ann,ben")
    landing_path = landing_path_of(options)
    database = options.database or in_project(os.environ.get("SCORECARD_DB", "data/scorecard.duckdb"))
    try:
        with one_at_a_time(landing_path):
            if options.queue:
                queue_id, draws = options.queue, draws_of(landing_path, options.queue)
                if not draws:
                    return usage(f"no queue {queue_id!r} was drawn in {landing_path}")
                waiting = read_drawn(database, draws)
            else:
                drawn = {episode_id for _, episode_id in drawn_so_far(landing_path)}
                waiting = read_queue(database, drawn, options.limit, options.category)
                if not waiting:
                    print(nothing_waits(drawn))
                    return 4
                queue_id = queue_name(waiting, moment_of(options))
                land_draws(landing_path, waiting, queue_id, moment_of(options))
        articles = articles_of(database, [episode.episode_id for episode in waiting])
    except NothingToRead as error:
        return usage(str(error))
    return Session(landing_path, queue_id, waiting, reviewers, options.overlap, articles)


def _shared(parser: argparse.ArgumentParser) -> None:
    from agent_scorecard.landing.commands import moment

    parser.add_argument("--landing-path", type=Path, help="where landing rows lie (default: the var landing_path)")
    parser.add_argument("--at", type=moment, help="the time to write into the landing rows (default: now), in UTC")


def run_draw(options: argparse.Namespace) -> int:
    from agent_scorecard.review.records import one_at_a_time
    from agent_scorecard.review.salts import draw_salts

    landing_path = landing_path_of(options)
    with one_at_a_time(landing_path):
        weeks = draw_salts(landing_path, moment_of(options))
    if weeks:
        print(f"drawn: {len(weeks)} weeks, {weeks[0]:%d %B %Y} to {weeks[-1]:%d %B %Y}; the next build has the queue")
    else:
        print("nothing to draw: every week that is over has its secret")
    return 0


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
