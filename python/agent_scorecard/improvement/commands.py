"""`agent-scorecard export`, `agent-scorecard fix` and `agent-scorecard topics`: the loop's ways out and back in."""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from agent_scorecard.serving.reader import NothingToRead, reading

FIX_KINDS = ("knowledge", "prompt", "product", "routing")
PROVENANCE = (
    *("episode_id", "set_name", "kind", "category", "failure_reason", "review_id", "reviewer_id", "rubric_version"),
    *("reviewed_at", "message_id", "article_id", "article_version"),
)


def add_commands(subparsers) -> None:
    from agent_scorecard.landing.commands import moment

    export = subparsers.add_parser(
        "export",
        help="write the training or the evaluation set as chat JSONL",
        description=(
            "Writes one JSON object a line, {messages: [{role, content}, ...]}, from the redacted conversations that reviewers "
            "corrected or found right, and FILE.provenance.csv with the review, rubric and article of each line. An "
            "episode is in one set only. Exit code 4 where nothing was reviewed yet."
        ),
    )
    export.add_argument("set_name", choices=("training", "evaluation"))
    export.add_argument("--output", type=Path, help="default: data/exports/SET.jsonl")
    _database(export)
    export.set_defaults(run=run_export)

    fix = subparsers.add_parser("fix", help="say that a gap was fixed")
    add = fix.add_subparsers(dest="action", required=True, metavar="add").add_parser(
        "add",
        help="land a fix, so that the next builds tell whether it works",
        description=(
            "Lands one row of `fixes` through the gate. GAP_KEY is category:what, as knowledge_gaps has it, or "
            "category:CLUSTER_KEY, category:REASON. The same fix twice changes nothing."
        ),
    )
    add.add_argument("gap_key")
    add.add_argument("--kind", required=True, choices=FIX_KINDS)
    add.add_argument("--description", required=True, help="what was changed")
    add.add_argument("--shipped-at", type=moment, help="when it went live, in UTC (default: now)")
    add.add_argument("--proposed-by", default=os.environ.get("USER"), help="default: your user name")
    add.add_argument("--approved-by", required=True, help="who approved it")
    add.add_argument("--fix-id", help="default: made from the gap and the time")
    _landing(add)
    _database(add)
    add.set_defaults(run=run_fix)

    topics = subparsers.add_parser("topics", help="keep topics of failure the same from week to week")
    freeze = topics.add_subparsers(dest="action", required=True, metavar="freeze").add_parser(
        "freeze",
        help="write the topics down as a version in landing",
        description=(
            "Lands the topics of all failures of the build as a version of `failure_topics`. Topics that were frozen before "
            "keep their keys and words; topics of what fits none of them are added. --anew begins from nothing."
        ),
    )
    freeze.add_argument("--anew", action="store_true", help="find all topics anew; old keys are given up")
    freeze.add_argument("--topic-version", help="its name (default: the day of as_of)")
    _landing(freeze)
    _database(freeze)
    freeze.set_defaults(run=run_freeze)


def _database(parser) -> None:
    parser.add_argument("--database", type=Path, help="the built file (default: SCORECARD_DB)")


def _landing(parser) -> None:
    parser.add_argument("--landing-path", type=Path, help="where rows land (default: the project's landing_path)")


def run_export(options: argparse.Namespace) -> int:
    from agent_scorecard.landing.accounts import write_text

    try:
        rows = _read(
            options,
            f"select {', '.join(PROVENANCE)}, messages from intermediate.int_training_examples "
            "where set_name = ? order by episode_id",
            [options.set_name],
        )
    except NothingToRead as error:
        return _usage("export", str(error))
    if not rows:
        print(f"agent-scorecard export: no {options.set_name} example: nobody corrected or approved an answer yet")
        return 4
    path = options.output or Path("data/exports") / f"{options.set_name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps({"messages": json.loads(row["messages"])}, ensure_ascii=False) for row in rows)
    write_text(path, "\n".join(lines))
    with path.with_suffix(".provenance.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["line", *PROVENANCE], extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows({"line": number, **row} for number, row in enumerate(rows, start=1))
    corrected = sum(row["kind"] == "corrected" for row in rows)
    print(f"{path}: {len(rows)} examples, {corrected} corrected and {len(rows) - corrected} positive")
    return 0


def run_fix(options: argparse.Namespace) -> int:
    from hashlib import md5

    category, separator, what = options.gap_key.partition(":")
    if not (category and separator and what):
        return _usage("fix add", f"{options.gap_key!r} is no gap: write category:what, for example billing:K1")
    try:
        known = sorted({row["category"] for row in _read(options, "select distinct category from marts.episodes")})
    except NothingToRead as error:
        return _usage("fix add", str(error))
    if category not in known:
        return _usage("fix add", f"no episode has the category {category!r}; there are: {', '.join(known) or 'none'}")
    shipped = options.shipped_at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    digest = md5(f"{options.gap_key}\x1f{shipped:%Y-%m-%dT%H:%M:%S}\x1f{options.kind}".encode()).hexdigest()[:6]
    row = {
        "fix_id": options.fix_id or f"FX-{shipped:%Y%m%d}-{digest}",
        "shipped_at": f"{shipped:%Y-%m-%dT%H:%M:%SZ}",
        "gap_key": options.gap_key,
        "kind": options.kind,
        "description": options.description,
        "proposed_by": options.proposed_by or "",
        "approved_by": options.approved_by,
    }
    code = _land("fixes", [row], options)
    if not code:
        print(f"{row['fix_id']} for {row['gap_key']}: the next build tells in fix_outcomes what it did")
    return code


def run_freeze(options: argparse.Namespace) -> int:
    from agent_scorecard.improvement.failures_clustered import frozen_rows, topics_of
    from agent_scorecard.improvement.topics import assign_topics, fit_topics

    query = """
        select episode_id, opening from intermediate.int_failures_clustered
        where is_failed and opening is not null and opening <> '' order by episode_id
    """
    try:
        rows = _read(options, query)
        ((as_of,),) = (row.values() for row in _read(options, "select as_of from staging.stg_as_of"))
        frozen = [] if options.anew else _read(options, "select * from staging.stg_failure_topics")
    except NothingToRead as error:
        return _usage("topics freeze", str(error))
    kept, before = topics_of(frozen)
    texts = [row["opening"] for row in rows]
    keys, _ = assign_topics(texts, kept)
    free = [place for place, key in enumerate(keys) if key is None]
    added = fit_topics([rows[place]["episode_id"] for place in free], [texts[place] for place in free])
    added = [topic for topic in added if topic.cluster_key not in {old.cluster_key for old in kept}]
    if not kept and not added:
        print("agent-scorecard topics freeze: too few failures with words to find a topic in")
        return 4
    version = options.topic_version or f"{as_of:%Y-%m-%d}"
    if version == before:
        return _usage("topics freeze", f"the version {version} is frozen already; name another with --topic-version")
    landed = [
        row | {"frozen_at": f"{as_of:%Y-%m-%dT%H:%M:%SZ}"} for row in frozen_rows([*kept, *added], version, as_of)
    ]
    code = _land("failure_topics", landed, options)
    if not code:
        print(f"topics {version}: {len(kept)} kept, {len(added)} new; the next build uses them")
    return code


def _read(options: argparse.Namespace, query: str, values: list | None = None) -> list[dict]:
    database = options.database or Path(os.environ.get("SCORECARD_DB", "data/scorecard.duckdb"))
    with reading(database) as file:
        return file.ask(query, values).to_arrow_table().to_pylist()


def _land(table: str, rows: list[dict], options: argparse.Namespace) -> int:
    """Through the gate, as a file of one table; what it rejects is told with the reason, and the exit code is 1."""
    from agent_scorecard.contract import landing_folder, landing_tables, project_vars
    from agent_scorecard.landing.commands import show
    from agent_scorecard.landing.land import land

    if project_vars().get("landing") == "warehouse":
        return _usage(table, f"the rows lie in your warehouse: insert into {table} there what this command would land")
    landing_path = options.landing_path or landing_folder()
    at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        accounts = land(Path(folder), landing_path, landing_tables(), at)
    refused = [account for account in accounts if account.refusal or account.rows_rejected]
    if refused:
        show(refused, landing_path)
    return 1 if refused else 0


def _usage(command: str, message: str) -> int:
    print(f"agent-scorecard {command}: {message}", file=sys.stderr)
    return 2
