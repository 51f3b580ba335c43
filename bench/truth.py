"""Published figures against the hidden truth: twenty metrics and every detector, on three simulated support teams.

    python bench/truth.py [--built FOLDER] [--sample DATABASE]        writes docs/figures/truth.md

Each team is simulated with a fixed seed and built once (three to five CPU-minutes for all). With ``--built`` the databases of
an earlier run are read again: FOLDER/<team>/db/scorecard.duckdb next to FOLDER/<team>/truth.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import duckdb

from agent_scorecard.experience.told_again import CustomerTurn, repeats
from agent_scorecard.simulation import SimulationConfig
from agent_scorecard.simulation.generate import write

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "docs" / "figures" / "truth.md"
TEAMS = {
    "A": SimulationConfig(tickets=3_000, categories=4, scenario="incidents", seed=77),
    "B": SimulationConfig(tickets=1_560, categories=2, scenario="product_release", seed=78, random_review_share=0.08),
    "C": SimulationConfig(
        tickets=3_600,
        weeks=44,
        categories=5,
        scenario="stale_article",
        seed=79,
        random_review_share=0.25,
        judge_sensitivity=0.95,
        judge_specificity=0.85,
        customer_correlation=0.3,
    ),
}
DECIDED = "is_ai_handled and not is_operational"
# metric: (of which episodes, what counts), in the truth's own columns
SHARES = {
    "resolution_accuracy": ("is_ai_resolved", "is_correct"),
    "handled_accuracy": ("is_ai_handled", "is_correct"),
    "closure_accuracy_gap": ("is_ai_handled", "is_ai_resolved and not is_correct"),
    "escalation_rate": (DECIDED, "is_escalated"),
    "containment_rate": (DECIDED, "not is_escalated"),
    "escalation_precision": (f"{DECIDED} and is_escalated", "needed_human"),
    "escalation_recall": (f"{DECIDED} and needed_human", "is_escalated"),
    "missed_escalation_rate": (DECIDED, "needed_human and not is_escalated"),
    "avoidable_escalation_rate": (DECIDED, "is_escalated and not needed_human"),
    "abandonment_rate": ("is_ai_handled", "is_abandoned"),
    "follow_up_rate_24h": ("is_ai_resolved", "coalesce(follow_up_seconds <= 86400, false)"),
    "follow_up_rate_72h": ("is_ai_resolved", "coalesce(follow_up_seconds <= 259200, false)"),
    "follow_up_rate_7d": ("is_ai_resolved", "coalesce(follow_up_seconds <= 604800, false)"),
    "follow_up_rate_14d": ("is_ai_resolved", "coalesce(follow_up_seconds <= 1209600, false)"),
    "durable_resolution_rate": ("is_ai_resolved", "not coalesce(follow_up_seconds <= 604800, false)"),
    "closure_rate": ("is_ai_handled", "is_ai_resolved"),
    "hallucination_rate": (
        "is_ai_handled",
        "not is_correct and fault in ('contradicted', 'contradicts_itself', 'invented_feature', 'overpromise')",
    ),
    "contradicted_rate": ("is_ai_handled", "not is_correct and fault in ('contradicted', 'contradicts_itself')"),
    "invented_feature_rate": ("is_ai_handled", "not is_correct and fault = 'invented_feature'"),
    "overpromise_rate": ("is_ai_handled", "not is_correct and fault = 'overpromise'"),
}
# detector: (kind that was planted, its flag in the mart of answers, answers that are clean for it)
DETECTORS = {
    "asks again": ("asks_again", "asks_again"),
    "contradicts itself": ("contradicts_itself", "contradicts_itself"),
    "lost context": ("lost_context", "is_context_lost"),
    "asks again across conversations": ("asks_again_across_conversations", "asks_again_across_conversations"),
    "uses an earlier conversation": ("uses_earlier_conversation", "uses_earlier_conversation"),
    "unsupported (contradicted planted)": ("contradicted", "is_unsupported"),
    "invented feature": ("invented_feature", "invented_feature"),
    "overpromise": ("overpromise", "overpromise"),
}


def build(team: Path) -> None:
    where = f"{{landing: files, landing_path: {team / 'landing'}, review_salt: s1}}"
    command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "build", "--exclude-resource-type", "test"]
    command += ["unit_test", "--vars", where, "--target-path", str(team / "target")]
    (team / "db").mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "SCORECARD_DB": str(team / "db" / "scorecard.duckdb")}
    subprocess.run(command, cwd=PROJECT, env=environment, check=True)


def metrics(connection, truth: Path) -> list[tuple[str, float, float, float, float, bool, str]]:
    """(metric, truth, value, low, high, is inside, status) of the last thirteen final weeks over all categories."""
    rows = []
    for metric, (of, counted) in SHARES.items():
        found = connection.execute(
            "select first_week, last_week, value, value_low, value_high, status from marts.scorecard_trailing"
            " where metric = ? and category = '(all)' and window_weeks = 13",
            [metric],
        ).fetchone()
        if not found or found[2] is None:
            continue
        first, last, value, low, high, status = found
        (real,) = connection.execute(
            f"select avg(({counted})::int) from read_parquet('{truth}/episodes/*.parquet')"
            f" where {of} and week_start between ? and ?",
            [first, last],
        ).fetchone()
        rows.append((metric, real, value, low, high, low - 1e-9 <= real <= high + 1e-9, status))
    return rows


def detectors(connection, truth: Path) -> list[tuple]:
    """(detector, planted, recall, precision against the clean, against all, flagged share among the clean)."""
    faults = f"read_parquet('{truth}/faults/*.parquet')"
    rows = []
    for name, (kind, flag) in DETECTORS.items():
        planted, caught, flagged, clean, clean_flagged = connection.execute(f"""
            with answers as (select message_id, coalesce({flag}, false) as is_flagged from marts.answers),
            planted as (select distinct message_id from {faults} where kind = '{kind}'),
            faulty as (select distinct message_id from {faults} where kind <> 'uses_earlier_conversation')
            select count(*) filter (where planted.message_id is not null),
                count(*) filter (where planted.message_id is not null and is_flagged),
                count(*) filter (where is_flagged),
                count(*) filter (where faulty.message_id is null and planted.message_id is null),
                count(*) filter (where faulty.message_id is null and planted.message_id is null and is_flagged)
            from answers left join planted using (message_id) left join faulty using (message_id)
        """).fetchone()
        rows.append(_detector(name, planted, caught, flagged, clean, clean_flagged))
    rows.append(_repeated(connection, faults))
    return [*rows, _gave_up(connection, truth)]


def _detector(name: str, planted: int, caught: int, flagged: int, clean: int, clean_flagged: int):
    def share(part: int, whole: int) -> float | None:
        return part / whole if whole else None

    against_clean = share(caught, caught + clean_flagged)
    return name, planted, share(caught, planted), against_clean, share(caught, flagged), share(clean_flagged, clean)


def _repeated(connection, faults: str):
    """Repetitions by the customer's turn: the marts count them by episode."""
    rows = connection.execute("""
        select timeline.episode_id, timeline.row_id, timeline.author_type = 'customer', coalesce(words.body, ''),
            timeline.is_boilerplate or timeline.is_thanks_only
        from intermediate.int_timeline as timeline
        inner join staging.stg_messages_redacted as words on timeline.row_id = words.message_id
        where timeline.kind = 'message' and timeline.is_public and timeline.author_type in ('customer', 'ai', 'human')
        order by timeline.episode_id, timeline.position
    """).fetchall()
    planted = {row[0] for row in connection.execute(
        f"select message_id from {faults} where kind = 'repeated_information'").fetchall()}  # fmt: skip
    episodes = defaultdict(list)
    for episode, message, *turn in rows:
        episodes[episode].append((message, CustomerTurn(*turn)))
    flagged = {turns[repeat.place][0] for turns in episodes.values() for repeat in repeats([turn for _, turn in turns])}
    told = {message for turns in episodes.values() for message, turn in turns if turn.is_customer}
    clean = told - planted
    return _detector("repeated information", len(planted & told), len(planted & flagged), len(flagged), len(clean),
                     len(flagged & clean))  # fmt: skip


def _gave_up(connection, truth: Path):
    found = connection.execute(f"""
        select count(*) filter (where t.is_abandoned), count(*) filter (where t.is_abandoned and e.is_abandoned),
            count(*) filter (where e.is_abandoned), count(*) filter (where not t.is_abandoned),
            count(*) filter (where not t.is_abandoned and e.is_abandoned)
        from read_parquet('{truth}/episodes/*.parquet') as t
        inner join marts.episodes as e on t.episode_id = e.episode_id where t.is_ai_handled
    """).fetchone()
    return _detector("gave up (by episode)", *found)


def causes(team: Path, name: str) -> list[str]:
    """Every drift alert of a team with its likeliest cause and what was planted; and what was planted without one."""
    with duckdb.connect(str(team / "db" / "scorecard.duckdb"), read_only=True) as connection:
        rows = connection.execute(f"""
            select alerts.metric, alerts.category, alerts.change_week, alerts.cause_kind, causes.event_id, incidents.kind,
                incidents.cause_release_id
            from marts.alerts as alerts
            left join marts.alert_causes as causes on alerts.alert_id = causes.alert_id and causes.cause_number = 1
            left join read_parquet('{team}/truth/incidents/*.parquet') as incidents
                on alerts.category = incidents.category and alerts.metric = incidents.metric
            where alerts.kind = 'drift'
            union all
            select metric, category, start_week, null, null, kind, cause_release_id
            from read_parquet('{team}/truth/incidents/*.parquet') as planted
            where kind <> 'mix_shift' and not exists (select 1 from marts.alerts
                where alerts.kind = 'drift' and alerts.metric = planted.metric and alerts.category = planted.category)
            order by all
        """).fetchall()
    return [
        f"| {name} | {metric} in {category} | {week} | {kind or 'no alert'} {event or ''} |"
        f" {planted or 'nothing'} {release or ''} "
        f"| {'yes' if event and event == release else 'no'} |"
        for metric, category, week, kind, event, planted, release in rows
    ]


def constant_columns(databases: list[Path]) -> list[str]:
    """Columns of the marts that hold one value (null is one) over all databases, of marts with twenty rows or more, and are not
    declared constant in tests/python/scorecard/constant_columns.csv."""
    values, rows = defaultdict(set), defaultdict(int)
    for database in databases:
        with duckdb.connect(str(database), read_only=True) as connection:
            for (mart,) in connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'marts'"
            ).fetchall():
                columns = [row[0] for row in connection.execute(f'describe marts."{mart}"').fetchall()]
                told = ", ".join(f'min("{c}"::varchar), max("{c}"::varchar), count("{c}")' for c in columns)
                count, *found = connection.execute(f'select count(*), {told} from marts."{mart}"').fetchall()[0]
                rows[mart] += count
                for place, column in enumerate(columns):
                    low, high, known = found[3 * place : 3 * place + 3]
                    values[mart, column] |= {low, high} if known == count else {low, high, None}
    with (PROJECT / "tests/python/scorecard/constant_columns.csv").open() as lines:
        declared = {(row["mart"], row["column"]) for row in csv.DictReader(lines)}
    return sorted(
        ".".join(key) for key, seen in values.items() if len(seen) < 2 and rows[key[0]] >= 20 and key not in declared
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def page(folder: Path, said: str, sample: Path) -> str:
    lines = [
        "# Published figures against the hidden truth",
        "",
        f"`{said}`",
        "",
        "Three simulated support teams: A some 58 tickets a week in four categories with an incident of each kind; B 30 a week in"
        " two, few reviews, a product release; C 82 a week in five, a better judge, customers more alike, a stale article.",
        "The detectors and the simulator are by one hand: see docs/figures/answers.md for people's labels.",
        "",
        "## Twenty metrics",
        "",
        "The last thirteen final weeks of all categories, as `scorecard_trailing` publishes them; the truth is what came out in",
        "those weeks. `inside`: the published 95 % interval holds it. What a customer confirmed is not in the truth, so",
        "confirmed and assumed resolutions are not compared.",
        "",
        "| team | metric | truth | published | low | high | status | inside |",
        "|---|---|---|---|---|---|---|---|",
    ]
    counts, found = {}, {}
    for team in TEAMS:
        truth = folder / team / "truth"
        with duckdb.connect(str(folder / team / "db" / "scorecard.duckdb"), read_only=True) as connection:
            rows, found[team] = metrics(connection, truth), detectors(connection, truth)
        counts[team] = (sum(row[5] for row in rows), len(rows))
        for metric, real, value, low, high, is_inside, status in rows:
            numbers = " | ".join(map(_number, (real, value, low, high)))
            lines.append(f"| {team} | {metric} | {numbers} | {status} | {'yes' if is_inside else '**no**'} |")
    told = "; ".join(f"{team}: {inside} of {whole}" for team, (inside, whole) in counts.items())
    lines += [
        "",
        f"Inside: {told}. Of so many 95 % intervals one in twenty is missed by chance, and related ones together.",
        "",
        "## Detectors",
        "",
        "By message. `precision`: of the flags on planted and on clean answers; `strict`: every flag on a message without that",
        "very fault is false, also where another fault was planted (an answer that loses the thread also asks again). `clean`:",
        "the flagged share of answers without any planted fault (of turns and episodes: without this one).",
        "",
        "| team | detector | planted | recall | precision | strict | clean | planted ÷ clean |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for team, rows in found.items():
        for name, planted, recall, precision, strict, clean in rows:
            ratio = f"{recall / clean:.0f}" if recall is not None and clean else ""
            cells = " | ".join(map(_number, (recall, precision, strict, clean)))
            lines.append(f"| {team} | {name} | {planted} | {cells} | {ratio} |")
    lines += [
        "",
        "## Alerts and their likeliest cause",
        "",
        "| team | number | since | likeliest cause | planted | right |",
    ]
    lines += ["|---|---|---|---|---|---|", *(line for team in TEAMS for line in causes(folder / team, team))]
    constant = constant_columns([sample, *(folder / team / "db" / "scorecard.duckdb" for team in TEAMS)])
    lines += [
        "",
        "## Columns that say nothing here",
        "",
        f"{len(constant)} columns of marts with twenty rows or more hold one value over the sample and the teams and are not"
        f" declared constant: {', '.join(constant) or 'none'}.",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--built", type=Path)
    options.add_argument("--sample", type=Path, default=PROJECT / "data" / "scorecard.duckdb", help="the built sample")
    given = options.parse_args()
    if given.built:
        text = page(given.built, "python bench/truth.py --built FOLDER (databases of an earlier build)", given.sample)
    else:
        with tempfile.TemporaryDirectory() as folder:
            for team, config in TEAMS.items():
                write(config, Path(folder) / team / "landing", Path(folder) / team / "truth")
                build(Path(folder) / team)
            text = page(Path(folder), "python bench/truth.py", given.sample)
    print(text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
