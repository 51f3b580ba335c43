"""Attacks at the gate: broken files, implausible times, what comes again, what comes too early. Each is seeded and counted."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from agent_scorecard.contract import landing_tables
from agent_scorecard.landing.land import land

TABLES = landing_tables()
HEADER = "ticket_id,created_at,status"


def result(tries: int, lost: int = 0, wrong: int = 0, leaked: int = 0, message: str = "") -> dict:
    return {"tries": tries, "lost": lost, "wrong": wrong, "leaked": leaked, "message": " ".join(message.split())[:160]}


def _land(work: Path, files: dict[str, str], at: datetime = datetime(2024, 6, 10)):
    folder = work / f"raw{at:%d%H%M%S}{len(list(work.glob('raw*')))}"
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    return {account.source_file: account for account in land(folder, work / "landing", TABLES, at)}


def _rows(work: Path, table: str) -> list[dict]:
    files = sorted((work / "landing" / table).glob("*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def _missing(accounts) -> int:
    return sum(a.rows_read - a.rows_accepted - a.rows_duplicate - a.rows_rejected for a in accounts.values())


def scores(work: Path, seed: int) -> dict:
    """Judgements and surveys with scores that are none: each costs its own row, none is taken for missing."""
    rng, junk = random.Random(seed), ("abc", "4 of 5", "n/a?", "½", "1e999", "--3", "five", "0x3", "4,5,6", "٣x")
    tickets = "\n".join(f"T{n},2024-06-03T09:00Z,open" for n in range(300))
    said = [(n, rng.choice(junk) if rng.random() < 0.5 else f"{rng.random():.2f}") for n in range(300)]
    files = {
        "tickets.csv": f"{HEADER}\n{tickets}\n",
        "judgements.csv": "judgement_id,ticket_id,judged_at,judge,score\n"
        + "".join(f'J{n},T{n},2024-06-04,j,"{s}"\n' for n, s in said),
        "satisfaction.csv": "ticket_id,responded_at,score,scale_max\n"
        + "".join(f'T{n},2024-06-04,"{s}",5\n' for n, s in said),
    }
    accounts = _land(work, files)
    bad = sum(value in junk for _, value in said)
    wrong = sum(row["score"] is None for table in ("judgements", "satisfaction") for row in _rows(work, table))
    rejected = accounts["judgements.csv"].rows_rejected
    wrong += abs(rejected - bad)
    return result(600, _missing(accounts), wrong, 0, next(iter(accounts["judgements.csv"].examples), ""))


def stray_quotes(work: Path, seed: int) -> dict:
    """A quote opened and never closed, anywhere in a file of 100 rows: it costs its own row."""
    rng, files, kept = random.Random(seed), {}, 0
    for number in range(40):
        lines = [f"F{number}R{row},2024-06-03T09:00Z,open,fine {row}" for row in range(100)]
        place = rng.randrange(100)
        words = rng.choice(('"never closed', 'says "hello', '"a"b"', 'inch"', '""" three'))
        lines[place] = lines[place].rsplit(",", 1)[0] + "," + words
        files[f"tickets/{number}.csv"] = f"{HEADER},subject\n" + "\n".join(lines) + "\n"
        kept += 99
    accounts = _land(work, files)
    there = {row["ticket_id"] for row in _rows(work, "tickets")}
    lost = sum(a.rows_read < 100 for a in accounts.values()) + _missing(accounts) + max(0, kept - len(there))
    told = next((example for a in accounts.values() for example in a.examples), "read as text")
    return result(len(files), lost, 0, 0, told)


def odd_signs(work: Path, seed: int) -> dict:
    """Control signs, half an emoji, NUL, markup, ids joined by colons, lines of three megabytes: rows are kept or named."""
    rng = random.Random(seed)
    odd = (
        "\x00",
        "\x07",
        "\ud83d",
        "\uffff",
        "[/x]",
        "[bold]",
        "\x1b[31m",
        "(all)",
        "a:b",
        "{{ x }}",
        "\u202e",
        "'; drop",
        "x" * 3_000_000,
    )
    rows = [(f"T{n}", rng.choice(odd[:-1])) for n in range(399)] + [("T399", odd[-1])]
    lines = "".join(f'{t},2024-06-03T09:00Z,open,"{sign}"\n' for t, sign in rows)
    accounts = _land(work, {"tickets.csv": f"{HEADER},category\n{lines}"})
    from contextlib import redirect_stdout
    from io import StringIO

    from agent_scorecard.landing.commands import show

    told = StringIO()
    with redirect_stdout(told):
        show(list(accounts.values()), work / "landing")
    shown = told.getvalue()
    leaked = sum(sign in shown for sign in ("\x1b[31m", "\x07", "\x00"))
    (account,) = accounts.values()
    lost = 400 - account.rows_accepted - account.rows_duplicate - account.rows_rejected
    return result(400, lost, 0, leaked, f"{account.rows_accepted} accepted, {account.rows_rejected} rejected by name")


def dates(work: Path, seed: int) -> dict:
    """Times of year 1 to 9999: what is implausible is rejected, and the newest that is accepted is within the span."""
    rng = random.Random(seed)
    years = [1, 100, 1700, 1899, 1970, 1999, 2038, 2099, 2500, 9999]
    tickets = [f"T{n},{rng.choice(years):04d}-06-03T09:00Z,open" for n in range(300)] + ["OK,2024-06-03T09:00Z,open"]
    events = [f"E{n},OK,{rng.choice(years):04d}-06-03T09:00Z,solved" for n in range(300)]
    accounts = _land(
        work,
        {
            "tickets.csv": f"{HEADER}\n" + "\n".join(tickets) + "\n",
            "ticket_events.csv": "event_id,ticket_id,occurred_at,event_type\n" + "\n".join(events) + "\n",
        },
    )
    times = [row["created_at"] for row in _rows(work, "tickets")]
    times += [row["occurred_at"] for row in _rows(work, "ticket_events")]
    wrong = sum(not datetime(2000, 1, 1) <= each <= datetime(2034, 7, 1) for each in times)
    # nothing later than the run's clock moves as_of: freshness looks at it
    from agent_scorecard.publishing.freshness import newest_in_files

    newest = newest_in_files(work / "landing", datetime(2024, 6, 11))
    wrong += newest is not None and newest > datetime(2024, 6, 11)
    return result(600, _missing(accounts), wrong, 0, next(iter(accounts["tickets.csv"].examples), ""))


def comes_again(work: Path, seed: int) -> dict:
    """Corrections, then older contents again in files with other bytes: the newest content stays the newest."""
    rng = random.Random(seed)
    ids, said, landed = [f"T{n}" for n in range(60)], {}, []
    at = datetime(2024, 6, 10)
    lost = 0
    for turn in range(8):
        rows = {one: f"category {rng.randrange(10_000)}" for one in rng.sample(ids, 30)}
        again = rng.choice(landed) if landed and turn % 2 else {}
        extra = {f"N{turn}": "new"}
        body = [
            f"{one},2024-06-03T09:00Z,open,{category}"
            for one, category in (rows if not again else {**again, **extra}).items()
        ]
        rng.shuffle(body)
        accounts = _land(
            work, {"tickets.csv": f"{HEADER},category\n" + "\n".join(body) + "\n"}, at + timedelta(hours=turn)
        )
        lost += _missing(accounts)
        if not again:
            landed.append(rows)
            said |= rows
    newest: dict[str, dict] = {}
    for row in _rows(work, "tickets"):
        if row["ticket_id"] not in newest or row["_loaded_at"] > newest[row["ticket_id"]]["_loaded_at"]:
            newest[row["ticket_id"]] = row
    wrong = sum(newest[one]["category"] != category for one, category in said.items())
    return result(len(said), lost, wrong, 0, "content seen before is counted as a copy")


def too_early(work: Path, seed: int) -> dict:
    """Messages that come before their ticket wait, and leave by themselves when it comes."""
    rng = random.Random(seed)
    tickets = [f"T{n}" for n in range(200)]
    lines = "".join(f"M{n},{one},2024-06-03,ai\n" for n, one in enumerate(tickets))
    first = _land(work, {"messages.csv": f"message_id,ticket_id,sent_at,author_type\n{lines}"})
    rng.shuffle(tickets)
    for part, at in ((tickets[:120], 11), (tickets[120:], 12)):
        body = "".join(f"{one},2024-06-03T09:00Z,open\n" for one in part)
        _land(work, {"tickets.csv": f"{HEADER}\n{body}"}, datetime(2024, 6, at))
    lost = 200 - len({row["message_id"] for row in _rows(work, "messages")})
    return result(200, lost, 0, 0, next(iter(first["messages.csv"].examples), ""))


def schema(work: Path, seed: int) -> dict:
    """A column more, less, renamed or of another type, in every landing table."""
    from attacks.drift import KINDS, landed

    tries = lost = wrong = 0
    told = ""
    for kind, outcome in KINDS.items():
        place = work / str(seed) / kind
        for table, column, account in landed(kind, place):
            tries += 1
            if outcome == "refused":
                told = account.refusal or told
                lost += not list((place / "landing" / "_rejected" / table).glob("*"))
                wrong += not account.refusal or column not in account.refusal
                continue
            lost += account.rows_read != account.rows_accepted + account.rows_duplicate + account.rows_rejected
            wrong += bool(account.refusal) or (outcome == "rejected") != bool(account.rows_rejected)
    return result(tries, lost, wrong, 0, told)
