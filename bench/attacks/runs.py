"""Attacks on runs, on the reviewers and on what is told: each is seeded, counted, and made with the project's own commands."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from datetime import datetime
from io import StringIO
from pathlib import Path

import duckdb
import pytest

from attacks.doors import result

PROJECT = Path(__file__).resolve().parents[2]
COUNTED = """
    {{ config(schema='marts') }}
    select
        date '2024-06-03' as week_start, 'all' as category, 'escalation_rate' as metric,
        cast((select count(*) from raw.tickets) as double) as value, 0.0 as value_low, 1e9 as value_high,
        2 as numerator, 10 as denominator, 'ok' as status
"""


def _desk(folder: Path):
    """The tiny project of the tests of publishing: whole runs take a second or two."""
    import importlib.util

    place = PROJECT / "tests" / "python" / "publishing" / "conftest.py"
    spec = importlib.util.spec_from_file_location("publishing_conftest", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder.mkdir(parents=True)
    return module.Team(folder)


def resumed(work: Path, seed: int) -> dict:
    """Rows change in a warehouse's tables; `run --resume` must build again: value by value."""
    rng, wrong, tries = random.Random(seed), 0, 8
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SCORECARD_SERVED", raising=False)
        patch.setenv("SCORECARD_DB", "data/scorecard.duckdb")
        desk = _desk(work / "desk")
        desk.know_the_contract()
        (desk.folder / "models/marts/scorecard_weekly.sql").write_text(COUNTED)
        database = desk.folder / "data" / "scorecard.duckdb"
        database.parent.mkdir(exist_ok=True)
        count = 0
        for _ in range(tries):
            count += rng.randint(1, 5)
            with duckdb.connect(str(database)) as connection:
                connection.execute("create schema if not exists raw")
                connection.execute(
                    f"create or replace table raw.tickets as select 'T' || n as ticket_id from range({count}) as t (n)"
                )
            os.environ["SCORECARD_DB"] = "data/scorecard.duckdb"
            code = desk.run("--resume", "--quiet", "--max-age-hours", "0", landing="warehouse")
            wrong += code not in (0, 3) or desk.ask("select max(value) from marts.scorecard_weekly") != [
                (float(count),)
            ]
    return result(tries, 0, wrong, 0, "tables are known by the content of their rows")


def selected(work: Path, seed: int) -> dict:
    """A part of the marts is built anew: whatever else is served is named as older."""
    rng, wrong, tries, told = random.Random(seed), 0, 8, ""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SCORECARD_SERVED", raising=False)
        patch.setenv("SCORECARD_DB", "data/scorecard.duckdb")
        desk = _desk(work / "desk")
        desk.run("--quiet", run_number=1)
        for number in range(2, 2 + tries):
            part = rng.choice(("scorecard_weekly", "other", "stg_as_of"))
            os.environ["SCORECARD_DB"] = "data/scorecard.duckdb"
            desk.run("--quiet", "--select", part, run_number=number)
            ((older,),) = desk.ask("select older_marts from marts.publication")
            values = {
                "scorecard_weekly": "select max(value) from marts.scorecard_weekly",
                "other": "select max(run_number) from marts.other",
            }
            stale = {name for name, query in values.items() if desk.ask(query)[0][0] != number}
            named = {name.strip() for name in (older or "").split(",") if name.strip()}
            wrong += bool(stale - named)
            told = told or (f"of an earlier build: {older}" if older else "")
    return result(tries, 0, wrong, 0, told)


def killed(work: Path, seed: int) -> dict:
    """Runs killed at random moments: what is served is one whole publication, and the next run publishes."""
    rng, wrong, lost, tries = random.Random(seed), 0, 0, 12
    desk = _desk(work / "desk")
    environment = {k: v for k, v in os.environ.items() if k not in ("SCORECARD_DB", "SCORECARD_SERVED")}
    command = [
        str(Path(sys.executable).with_name("agent-scorecard")),
        "run",
        "--project-dir",
        str(desk.folder),
        "--no-notify",
        "--no-pages",
        "--quiet",
    ]

    def run(number: int) -> subprocess.Popen:
        told = json.dumps({"flaws": str(desk.flaws), "run_number": number})
        return subprocess.Popen(
            [*command, "--vars", told], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    started = time.monotonic()
    run(1).wait()
    whole = time.monotonic() - started
    for number in range(2, 2 + tries):
        process = run(number)
        time.sleep(rng.random() * whole)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with duckdb.connect(str(desk.served), read_only=True) as connection:
            ((low, high, other),) = connection.execute(
                "select min(value), max(value), (select max(run_number) from marts.other) from marts.scorecard_weekly"
            ).fetchall()
        wrong += not low == high == other
    lost += run(99).wait() != 0
    left = [*desk.served.parent.glob(".next-*"), *desk.served.parent.glob("*.tmp")]
    return result(tries, lost, wrong, len(left), "the old file is served; the next run publishes")


def full_disk(work: Path, seed: int) -> dict:
    """A disk of a few megabytes that is full as a run lands, builds or publishes: told, and the old file stays."""
    place, tries, wrong, told = work / "small", 0, 0, ""
    place.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(place)], check=False, capture_output=True
    ).returncode:
        return result(0, 0, 0, 0, "no right to mount a small disk here")
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("SCORECARD_SERVED", raising=False)
            patch.setenv("SCORECARD_DB", "data/scorecard.duckdb")
            desk = _desk(place / "desk")
            desk.run("--quiet", run_number=1)
            before = desk.served.read_bytes()
            for free in (4_000_000, 1_500_000, 400_000, 20_000, 0):
                stat = os.statvfs(place)
                filler = place / "filler"
                with filler.open("wb") as file, contextlib.suppress(OSError):
                    file.write(b"x" * max(0, stat.f_bavail * stat.f_frsize - free))
                os.environ["SCORECARD_DB"] = "data/scorecard.duckdb"
                code = desk.run("--quiet", run_number=2 + tries)
                tries += 1
                if code not in (0, 3):
                    wrong += desk.served.read_bytes() != before
                    latest = desk.folder / "data" / "runs" / "latest.json"
                    told = json.loads(latest.read_text()).get("reason") or told if latest.stat().st_size else told
                else:
                    before = desk.served.read_bytes()
                filler.unlink()
            os.environ["SCORECARD_DB"] = "data/scorecard.duckdb"
            wrong += desk.run("--quiet", run_number=90) != 0
            told += "; " + _read_only(desk, place)
            tries, wrong = tries + 1, wrong + ("cannot be written" not in told)
    finally:
        # dbt keeps its log open as long as this process lives
        subprocess.run(["umount", "--lazy", str(place)], check=False)
    return result(tries, 0, wrong, 0, told)


def _read_only(desk, place: Path) -> str:
    """A run on a disk that cannot be written: what it says where it exits with 2 and the old file stays, else nothing."""
    before, said = desk.served.read_bytes(), StringIO()
    # mounted once more over itself: a log that is open for writing does not hinder that
    for options in (["--bind", str(place)], ["-o", "remount,bind,ro"]):
        subprocess.run(["mount", *options, str(place)], check=True, capture_output=True)
    try:
        os.environ["SCORECARD_DB"] = "data/scorecard.duckdb"
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            code = desk.run(run_number=91)
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=False)
    if code != 2 or desk.served.read_bytes() != before:
        return f"exit {code} on a read-only disk"
    reasons = re.findall(r'"reason": "([^"]*)"', said.getvalue()) or said.getvalue().strip().splitlines()[-1:]
    return "…" + reasons[0].removeprefix(str(place.parent))


# the signs of patterns, templates and shells, some to a name
SIGNS = (
    "dir[1] star* what? {a,b} [!x]",
    "{{ x }} {% y %} it's 50% off",
    "ünï 雪 a;b --c $HOME #1 ~ & | <x>",
    "back\\s",
)


def paths(work: Path, seed: int) -> dict:
    """Landing folders and files with signs in their names, each landed and typed by a build: every row of each is there."""
    from agent_scorecard.contract import landing_tables
    from agent_scorecard.landing.land import land
    from attacks.tests import test_module

    lost = wrong = 0
    views = test_module("landing/test_views_over_landing.py")
    prepare = views.preparing(work)
    for number, sign in enumerate(SIGNS):
        raw, landing = work / f"raw {number}{sign}", work / f"landing {number}{sign}"
        for table, text in (
            ("tickets", "ticket_id,created_at,status\nT1,2024-06-03T09:00Z,open\nT2,2024-06-03T09:00Z,open\n"),
            ("messages", "message_id,ticket_id,sent_at,author_type\nM1,T1,2024-06-03,ai\n"),
        ):
            (raw / table).mkdir(parents=True)
            (raw / table / f"{sign}.csv").write_text(text)
            # another folder that the name would match, were it a pattern
            (work / f"landing {number}{sign.translate(str.maketrans('*?[]', 'x11x'))}").mkdir(exist_ok=True)
        accounts = land(raw, landing, landing_tables(), datetime(2024, 6, 10))
        lost += 3 - sum(account.rows_accepted for account in accounts)
        database = work / str(number) / "scorecard.duckdb"
        database.parent.mkdir()
        is_fine, told = prepare(database, landing="files", landing_path=str(landing))
        if "\\" in sign:
            # DuckDB knows no way to write it: it is refused by name
            wrong += is_fine or "rename the folder" not in told
            continue
        wrong += not is_fine or views.rows(database, "select count(*) from landing.tickets") != [(2,)]
    return result(
        len(SIGNS), lost, wrong, 0, f"{len(SIGNS) - 1} signs in names are read as they stand, a backslash is refused"
    )


def cheats(work: Path, seed: int) -> dict:
    """Agents careful only where they will be read: with a public salt they look perfect, with a secret one they do not."""
    from attacks.tests import test_module

    shown_and_true = test_module("review/test_draw.py")._shown_and_true
    public_shown, public_true = shown_and_true("review-1", ["review-1"] * 6_000)
    wrong, tries, worst = 0, 20, 0.0
    rng = random.Random(seed)
    for _ in range(tries):
        shown, true = shown_and_true("review-1", [f"{rng.getrandbits(128):x}"] * 6_000)
        worst = max(worst, abs(shown - true))
        wrong += abs(shown - true) > 0.08
    told = f"public salt: {public_shown:.2f} shown for {public_true:.2f}; secret: at most {worst:.3f} off"
    return result(tries, 0, wrong, 0, told)


def forged(work: Path, seed: int) -> dict:
    """Verdicts nobody was asked for: rows of an exported sheet with another name, episode, queue, source or code."""
    from agent_scorecard.review.sheet import COLUMNS, row_code
    from attacks.tests import test_module

    rng, day = random.Random(seed), test_module("review/test_review_day.py")
    desk = day.waiting_desk(work)
    day._export(desk, "--reviewers", "ann,ben", "--format", "csv")
    place = {column.key: number for number, column in enumerate(COLUMNS)}
    sheets = [
        list(csv.reader(day._sheet(desk, one, "csv").open(encoding="utf-8-sig", newline=""))) for one in ("ann", "ben")
    ]
    header, exported = sheets[0][0], [row for sheet in sheets for row in sheet[1:]]
    keys = ("", "review-1", "scorecard", "key", "0", *(f"{rng.getrandbits(64):x}" for _ in range(5)))
    rows, tries = [], 200
    for number in range(tries):
        row = list(rng.choice(exported))
        row[place["verdict"]] = "correct"
        kind = number % 5
        if kind == 0:
            row[place["reviewer_id"]] = rng.choice(("mallory", "аnn", "ann;ben", "ann\u200b", "ANN2", "=ann", "an"))
        elif kind == 1:
            row[place["episode_id"]] = rng.choice(
                ("desk:005#1", "desk:001#2", "team:001#1", "desk:0O1#1", "%", "desk:00_#1")
            )
        elif kind == 2:
            row[place["queue_id"]] = rng.choice(("q", "2025-03-10", row[place["queue_id"]] + "x", ""))
        elif kind == 3:
            row[place["row_code"]] = rng.choice(
                ("", "a" * 8, row[place["row_code"]][::-1], row[place["row_code"]][:-1] + "\u0430")
            )
        if kind in (0, 1, 2, 4):
            ids = (
                row[place["episode_id"]],
                row[place["source_system"]],
                row[place["reviewer_id"]],
                row[place["queue_id"]],
            )
            if kind == 4:
                row[place["reviewer_id"]] = "mallory"
                ids = (*ids[:2], "mallory", ids[3])
            row[place["row_code"]] = (
                row_code(rng.choice(keys), *ids) if number % 2 or kind == 4 else row[place["row_code"]]
            )
        rows.append(row)
    path = work / "forged.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    said = StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        code = day._import(desk, path)
    landed = day._landed(desk)
    # what was exported lands: the attack would see a verdict that came through
    honest = [list(row) for row in exported]
    for row in honest:
        row[place["verdict"]] = "correct"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *honest])
    with contextlib.redirect_stderr(StringIO()), contextlib.redirect_stdout(StringIO()):
        day._import(desk, path)
    lost = len(honest) - len(day._landed(desk))
    told = next((line for line in said.getvalue().splitlines() if "no export" in line), said.getvalue())
    return result(tries, lost, len(landed) + (code != 1), 0, told[told.find("no export") :])


def growth(work: Path, seed: int) -> dict:
    """Adversarial names, phrases, lists and floods, eight times as long: linear, within what a shared machine measures."""
    from agent_scorecard.text.redaction import Redactor

    redactor = Redactor(salt="x")
    floods = {
        "Aa Aa": ("Aa " * 40, "Aa " * 39 + "Zzz"), "at dot": ("a at b dot ", None), "passwords": ("password: hunter2!x ", None),
        "mails": ("a.b@c.de ", None), "digits": ("4111 1111 ", None), "answers": ("answer to my security question ", None),
        "codes": ("sms code is ", None), "capitals": ("Anna Berta Carla ", "Anna Berta"), "brackets": ("[at] (dot) ", None),
        "quotes": ('"', None), "spelled": ("x arroba y punto ", None), "streets": ("Lindenstraße 5, ", None),
        "one hundred": ("one hundred ", None), "zero width": ("a\u200b", None),
        "entities": ("&#64;", None), "percent": ("%40", None),
    }  # fmt: skip
    wrong, tries, worst = 0, 0, 0.0
    for flood, name in floods.values():
        times = []
        for size in (4_000, 32_000):
            text = (flood * (size // len(flood) + 1))[:size]
            started = time.process_time()
            redactor.find(text, name)
            times.append(time.process_time() - started)
        tries += 1
        ratio = times[1] / max(times[0], 0.004)
        worst = max(worst, ratio)
        wrong += ratio > 24
    return result(tries, 0, wrong, 0, f"8 times the text cost at most {worst:.0f} times the time")


def merges(work: Path, seed: int) -> dict:
    """Chains and loops of merged tickets whose ids are each other's patterns (`_`, `%`): every one ends where the walk ends."""
    rng, wrong, tries = random.Random(seed), 0, 300
    sql = (PROJECT / "models/intermediate/conversations/int_tickets_merged.sql").read_text(encoding="utf-8")
    sql = sql[sql.index("#}") + 2 :]
    for name in ("stg_tickets", "stg_ticket_events"):
        sql = sql.replace("{{ ref('" + name + "') }}", name)
    for _ in range(tries):
        ids = rng.sample(["A_1", "A%1", "AB1", "A1", "%", "_", "__", "A\\_1", "a_1", "A_11", "A__1", "B"], 8)
        into = {one: rng.choice([*ids, None, None]) for one in ids}
        connection = duckdb.connect()
        connection.execute("create table stg_tickets (ticket_id varchar, merged_into_ticket_id varchar)")
        connection.executemany("insert into stg_tickets values (?, ?)", list(into.items()))
        connection.execute(
            "create table stg_ticket_events "
            "(event_id varchar, ticket_id varchar, occurred_at timestamp, event_type varchar, to_value varchar)"
        )
        rows = connection.execute(sql).fetchall()
        names = [column[0] for column in connection.description]
        found = {row[names.index("ticket_id")]: row[1 - names.index("ticket_id")] for row in rows if len(names) == 2}
        wrong += len(names) != 2 or any(found.get(one, one) != _end(one, into) for one in ids)
        connection.close()
    return result(tries, 0, wrong, 0, "ids are compared whole")


def _end(one: str, into: dict[str, str | None]) -> str:
    """Where a ticket's mergings end: the last of the chain, or the smallest id of its loop."""
    seen: list[str] = []
    while one not in seen:
        seen.append(one)
        following = into.get(one)
        if following is None or following == one or following not in into:
            return one
        one = following
    return min(seen[seen.index(one) :])


def thin_evidence(work: Path, seed: int) -> dict:
    """Every published accuracy of the built sample: none is `ok` where the effective sample is below half of ten reviews."""
    built = Path(os.environ.get("SCORECARD_BUILT_SAMPLE", PROJECT / "data" / "scorecard.duckdb"))
    with duckdb.connect(str(built), read_only=True) as connection:
        ((tries, wrong),) = connection.execute(
            "select count(*), count(*) filter (where status = 'ok' and n_effective < 4.999) from marts.scorecard_weekly "
            "where reviewed_count > 0 and value is not null and metric in "
            "('resolution_accuracy', 'helpful_share', 'hallucination_rate', 'contradicted_rate', 'invented_feature_rate', "
            "'overpromise_rate')"
        ).fetchall()
        ((heavy,),) = connection.execute(
            "select count(*) from intermediate.int_reviews_to_weights where weight > 10000"
        ).fetchall()
    return result(
        tries, 0, wrong + heavy, 0, "a probability below .0001 is no probability; ok needs the effective number"
    )
