"""Secrets planted wherever people write, through a whole run, and searched for in every table and file; then one erased.

A project of its own: a simulated team, whose words, names, addresses of pages, unknown columns and rejected rows carry the
secrets of tests/python/text/redaction_lines.py and redaction_blind.py, and 304 of sentences.py. Landing files hold words by
design; so they are counted apart, until `erase`.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from attacks import erased
from attacks.sentences import planted as written

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests" / "python" / "text"))
SALT = "planted-salt-c0ffee-91d2"
# who is erased, and what only they wrote
GONE = {"customer_id": "gone.person@planted.example", "name": "Ottilie Vandermeulen"}
GONE_WORDS = (
    "my violet umbrella stand never arrived at the lighthouse",
    "the blue teapot that I ordered sings in B flat",
    "nobody told me that the hedgehog was included",
)


@dataclass
class Plant:
    """One secret: what is searched for, the sentence it is in, and the customer's name where it is needed."""

    kind: str
    needle: str
    text: str
    name: str | None = None


@dataclass
class Landing:
    """Raw rows with what was planted in them, by place."""

    folder: Path
    plants: dict[str, list[Plant]] = field(default_factory=lambda: defaultdict(list))


def plants(seed: int) -> list[Plant]:
    """Every secret line of the tests and every sentence of ours; short secrets are searched for with what is before them."""
    import redaction_blind
    import redaction_lines

    found = []
    for block in (redaction_lines.FIRST, redaction_lines.SECOND):
        for text, secrets, name in redaction_lines.lines(block):
            for kind, start, end in secrets:
                found.append(Plant(kind, _needle(text, start, end), text, name))
    for block in (redaction_blind.THIRD, redaction_blind.FOURTH):
        for text, secrets, name in redaction_lines.lines(block):
            found += [Plant(f"apart: {kind}", _needle(text, start, end), text, name) for kind, start, end in secrets]
    for text, key in redaction_blind.vendor_keys(seed):
        if text.startswith("my key is"):
            found.append(Plant("apart: key", key, text))
    for _, kind, secret, text in written(seed):
        start = text.index(secret)
        found.append(Plant(f"own: {kind}", _needle(text, start, start + len(secret)), text))
    return found


def _needle(text: str, start: int, end: int) -> str:
    """The secret, with what is before it where it is short or digits alone: 4242… is fourteen of thirty-three, too."""
    if end - start >= 9 and not text[start:end].isdigit():
        return text[start:end]
    told = text[max(0, start - 14) : end]
    return told if len(told) >= 9 else text[: end + 14]


def project_copy(folder: Path) -> None:
    """The project's own files without what it built; its landing are files."""
    for name in ("models", "macros", "seeds", "tests", "analyses", "profiles"):
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "python"))
    for name in ("dbt_project.yml", "profiles.yml", "selectors.yml"):
        shutil.copy(PROJECT / name, folder / name)
    told = (folder / "dbt_project.yml").read_text().replace("  landing: sample\n", "  landing: files\n")
    (folder / "dbt_project.yml").write_text(told)


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    environment = {
        **os.environ,
        "DBT_PROJECT_DIR": str(folder),
        "SCORECARD_REDACTION_SALT": SALT,
        "PYTHONDONTWRITEBYTECODE": "",
    }
    environment = {
        k: v for k, v in environment.items() if k not in ("SCORECARD_DB", "SCORECARD_SERVED", "SCORECARD_TARGET")
    }
    done = subprocess.run(
        [str(Path(sys.executable).with_name("agent-scorecard")), *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    with (folder / "told.txt").open("a", encoding="utf-8") as file:
        file.write(f"$ agent-scorecard {' '.join(arguments)}\n{done.stdout}\n{done.stderr}\nexit {done.returncode}\n")
    return done


def raw_landing(folder: Path, secrets: list[Plant], tickets: int, seed: int) -> Landing:
    """A simulated team's tables as files, with the secrets in them."""
    from agent_scorecard.simulation.config import SimulationConfig
    from agent_scorecard.simulation.generate import simulate

    folder.mkdir(parents=True)
    rng, landing = random.Random(seed), Landing(folder)
    team = simulate(SimulationConfig(tickets=tickets, weeks=10, categories=2, secrets=0.0, seed=seed))
    tables = {name: table.to_pylist() for name, table in team.tables.items()}
    customers = {row["customer_id"]: row for row in tables["customers"]}
    owners = {row["ticket_id"]: row["customer_id"] for row in tables["tickets"]}
    by_author = defaultdict(list)
    for row in tables["messages"]:
        if row["body"]:
            by_author[row["author_type"]].append(row)
    for rows in by_author.values():
        rng.shuffle(rows)
    waiting = list(secrets)
    rng.shuffle(waiting)
    _forget_me(tables, customers, landing)

    def put(place: str, rows: list[dict], column: str, count: int) -> None:
        for row in rows[:count]:
            if not waiting:
                return
            plant = waiting.pop()
            row[column] = f"{row[column]} {plant.text}" if row.get(column) and column != "page_url" else plant.text
            landing.plants[place].append(plant)

    # a name is known by its customer: those go where the customer writes, one a customer
    named = [plant for plant in waiting if plant.name]
    waiting = [plant for plant in waiting if not plant.name]
    free = [row for row in by_author["customer"] if owners.get(row["ticket_id"]) in customers]
    taken = {GONE["customer_id"]}
    for plant in named:
        row = next(row for row in free if owners[row["ticket_id"]] not in taken)
        free.remove(row)
        taken.add(owners[row["ticket_id"]])
        customers[owners[row["ticket_id"]]]["name"] = plant.name
        row["body"] = plant.text
        landing.plants["messages.body"].append(plant)
    put("tickets.subject", tables["tickets"], "subject", 90)
    put("satisfaction.comment", tables["satisfaction"], "comment", 30)
    put("reviews.note", tables["reviews"], "note", 40)
    put("reviews.corrected_answer", tables["reviews"][40:], "corrected_answer", 40)
    put(
        "reviews.failure_reason",
        [row for row in tables["reviews"] if row["verdict"] == "incorrect"],
        "failure_reason",
        20,
    )
    put("judgements.reason", tables["judgements"], "reason", 50)
    put("shadow_answers.human_answer", tables.get("shadow_answers", []), "human_answer", 10)
    put("messages.body (AI)", by_author["ai"], "body", 40)
    for row in tables["page_contexts"][:20]:
        if waiting:
            plant = waiting.pop()
            row["page_url"] = f"https://app.example.com/step?next={plant.needle}"
            landing.plants["page_contexts.page_url"].append(plant)
    strangers = []
    for row in tables["tickets"][100:130]:
        plant = waiting.pop()
        strangers.append((row["ticket_id"], plant))
        row["vip_note"] = plant.text
        landing.plants["an unknown column"].append(plant)
    rejected = []
    for number in range(40):
        plant = waiting.pop()
        rejected.append(
            {**by_author["customer"][0], "message_id": f"bad-{number}", "author_type": "nobody", "body": plant.text}
        )
        landing.plants["a rejected row"].append(plant)
    put("messages.body", free, "body", len(waiting))
    if waiting:
        raise ValueError(f"{len(waiting)} secrets found no place: more tickets are needed")
    tables["messages"] += rejected
    for name, rows in tables.items():
        if rows and name not in (
            "review_salts",
            "published_scorecards",
            "alert_log",
            "failure_topics",
            "source_reports",
        ):
            _write(folder / f"{name}.csv", rows)
    return landing


def _forget_me(tables: dict, customers: dict, landing: Landing) -> None:
    """One customer with two tickets or more becomes the person who will be erased, under two ids."""
    counted = Counter(row["customer_id"] for row in tables["tickets"])
    chosen = next(one for one, count in counted.most_common() if one in customers and count >= 3)
    tickets = {row["ticket_id"] for row in tables["tickets"] if row["customer_id"] == chosen}
    for table, column in (
        ("tickets", "customer_id"),
        ("messages", "author_id"),
        ("ticket_events", "actor_id"),
        ("customers", "customer_id"),
        ("experiment_assignments", "unit_id"),
    ):
        for row in tables.get(table, ()):
            if row.get(column) == chosen:
                row[column] = GONE["customer_id"]
    customers[chosen]["name"] = GONE["name"]
    customers[GONE["customer_id"]] = customers.pop(chosen)
    said = [
        row
        for row in tables["messages"]
        if row["ticket_id"] in tickets and row["author_type"] == "customer" and row["body"]
    ]
    for row, words in zip(said, GONE_WORDS, strict=False):
        row["body"] = f"{words}. {GONE['name']}"
    for row in tables["messages"]:
        if row["author_id"] == GONE["customer_id"]:
            row["body"] = row["body"] and f"{row['body']} Yours, {GONE['name']}"
    landing.plants["the person to erase"] = [Plant("person", text, text) for text in (*GONE.values(), *GONE_WORDS)]


def _write(path: Path, rows: list[dict]) -> None:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        for row in rows:
            writer.writerow({k: ";".join(v) if isinstance(v, list) else v for k, v in row.items()})


# ---------------------------------------------------------------- the search


def search(folder: Path, needles: list[str]) -> dict[str, set[str]]:
    """Which needles are where: {place: needles}. Every table is read, every file is searched, packed ones unpacked."""
    found: dict[str, set[str]] = {}
    for database, place in (
        (folder / "data" / "scorecard.duckdb", "build"),
        (folder / "data" / "served" / "scorecard.duckdb", "served"),
    ):
        if database.exists():
            for table, held in _tables(database):
                _note(found, f"{place}: table {table}", held, needles)
    for path in sorted(folder.rglob("*")):
        if (
            path.is_file()
            and not path.is_symlink()
            and path.parts[len(folder.parts)] not in ("models", "macros", "seeds", "tests", "analyses", "raw")
        ):
            _note(found, _place(path.relative_to(folder)), _text(path), needles)
    return found


def _note(found: dict, place: str, held: bytes, needles: list[str]) -> None:
    # one pass says whether any is there; most places hold none, and are never asked for each
    bytes_ = pa.array([held or b""], pa.large_binary())
    if not any(pc.match_substring_regex(bytes_, any_of)[0].as_py() for any_of in _any_of(tuple(needles))):
        return
    there = {needle for needle in needles if needle.encode() in held}
    if there:
        found.setdefault(place, set()).update(there)


@cache
def _any_of(needles: tuple[str, ...]) -> list[str]:
    """The needles as a few patterns of RE2."""
    ordered = sorted(needles)
    parts = [ordered[start : start + 200] for start in range(0, len(ordered), 200)]
    return ["|".join(re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", each) for each in part) for part in parts]


def _tables(database: Path):
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        names = connection.execute(
            "select schema_name, table_name, list(column_name) from duckdb_columns() as c "
            "inner join duckdb_tables() as t using (schema_name, table_name) "
            "where c.database_name = current_database() and t.database_name = current_database() "
            "and (data_type like '%VARCHAR%' or data_type in ('JSON', 'BLOB')) group by all order by all"
        ).fetchall()
        for schema, table, columns in names:
            texts = ", ".join(f'cast("{column}" as varchar)' for column in columns)
            query = f'select string_agg(concat_ws(chr(31), {texts}), chr(10)) from "{schema}"."{table}"'
            yield f"{schema}.{table}", (connection.execute(query).fetchone()[0] or "").encode()


def _text(path: Path) -> bytes:
    from zipfile import BadZipFile, ZipFile

    held = path.read_bytes()
    try:
        if path.suffix == ".parquet":
            held += str(pq.read_table(path).to_pylist()).encode()
        elif path.suffix == ".xlsx":
            with ZipFile(path) as packed:
                held += b"".join(packed.read(name) for name in packed.namelist())
    except (BadZipFile, OSError, pa.ArrowInvalid):
        return held
    return held


def _place(path: Path) -> str:
    parts = path.parts
    if parts[:2] == ("data", "landing"):
        return "landing: " + (parts[2] if parts[2][:1] == "_" else "tables")
    if parts[0] == "data" and len(parts) > 2:
        return f"data/{parts[1]}"
    return str(path) if parts[0] == "data" else parts[0]


def attack(work: Path, seed: int = 5, tickets: int = 700) -> dict:
    """Land, build, publish, export; search; erase; search again. What was found where, and what it said."""
    folder = work / "project"
    folder.mkdir(parents=True)
    project_copy(folder)
    secrets = plants(seed)
    landing = raw_landing(folder / "raw", secrets, tickets, seed)
    told: dict = {
        "secrets": len(secrets),
        "own": sum(p.kind.startswith("own") for p in secrets),
        "apart": sum(p.kind.startswith("apart") for p in secrets),
        "places": {k: len(v) for k, v in landing.plants.items()},
    }
    options = ("--max-age-hours", "0", "--max-rejected-share", "1", "--no-notify", "--quiet")
    first = command(folder, "run", "--land", "raw", "--data-docs", *options)
    told["first run"] = first.returncode
    command(folder, "review", "export", "--reviewers", "ann")
    command(folder, "export", "training")
    # again, so that incremental models leave what they leave
    told["second run"] = command(
        folder, "run", *options, "--select", "stg_as_of", "stg_messages_redacted", "int_messages_scored"
    ).returncode
    return searched(folder, landing, told)


def searched(folder: Path, landing: Landing, told: dict) -> dict:
    """The search of a project that was built, the erasure of one person, and the search for them."""
    kinds = {plant.needle: (plant.kind, place) for place, each in landing.plants.items() for plant in each}
    needles = [needle for needle, (kind, _) in kinds.items() if kind != "person"]
    found = search(folder, [*needles, SALT])
    told["found"] = {
        place: sorted((kinds.get(n, ("salt", ""))[0], kinds.get(n, ("", "salt"))[1], n) for n in each)
        for place, each in sorted(found.items())
    }
    before = erased.denominators(folder / "data" / "served" / "scorecard.duckdb")
    person = [plant.needle for plant in landing.plants["the person to erase"]]
    told["person before"] = {place: len(each) for place, each in search(folder, person).items()}
    twin = erased.twin_of(folder)
    gone = command(folder, "erase", GONE["customer_id"])
    told["erase"] = gone.returncode
    # the accounts of this driver, and the file that was landed from, are not the project's
    (folder / "told.txt").unlink()
    told["person after"] = {place: sorted(each) for place, each in search(folder, person).items()}
    told["message"] = f"{gone.stdout}\n{gone.stderr}"[-1500:]
    certificates = sorted((folder / "data/landing/_state/erasures").glob("*.json"))
    told["certificate"] = [path.name for path in certificates]
    pseudonym = json.loads(certificates[-1].read_text(encoding="utf-8"))["pseudonym"]
    told["tickets erased"] = erased.never_wrote(twin / "data" / "landing", GONE["customer_id"], pseudonym)
    told["twin"] = command(twin, "run", "--no-notify", "--max-age-hours", "0").returncode
    return told | erased.compared(folder, twin, before)
