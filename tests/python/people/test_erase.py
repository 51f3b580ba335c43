"""A customer asks to be forgotten: nothing on disk says who it was, and every count stays."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from agent_scorecard.cli import main
from agent_scorecard.contract import landing_tables
from agent_scorecard.landing.land import land
from agent_scorecard.people.erase import erase, forget_words

PLANTED = (
    "cust-ida-77",
    "cust-ida-old",
    "Ida Planck",
    "ida.planck@example.com",
    "lost my ring",
    "Dear Ida",
    "very sad",
)
AT = datetime(2025, 4, 1, 9)


def _write(folder: Path, table: str, rows: list[dict]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def landing(tmp_path) -> Path:
    """Ida under two linked ids and Bob, landed from CSV; one row of Ida's lies in the quarantine."""
    source = tmp_path / "source"
    ticket = {"created_at": "2025-03-03 10:00", "status": "solved"}
    _write(
        source,
        "tickets",
        [
            {
                "ticket_id": "T100",
                "customer_id": "cust-ida-77",
                "subject": "I lost my ring",
                "vip_note": "Ida Planck",
                **ticket,
            },
            {"ticket_id": "T101", "customer_id": "cust-ida-old", "subject": "", "vip_note": "", **ticket},
            {"ticket_id": "T200", "customer_id": "cust-bob", "subject": "invoice", "vip_note": "ok", **ticket},
        ],
    )
    said = {"sent_at": "2025-03-03 10:00"}
    _write(
        source,
        "messages",
        [
            {
                "message_id": "m1",
                "ticket_id": "T100",
                "author_type": "customer",
                "author_id": "cust-ida-77",
                "body": "I lost my ring",
                **said,
            },
            {
                "message_id": "m2",
                "ticket_id": "T100",
                "author_type": "ai",
                "author_id": "bot",
                "body": "Dear Ida, sorry",
                **said,
            },
            {
                "message_id": "m3",
                "ticket_id": "T200",
                "author_type": "customer",
                "author_id": "cust-bob",
                "body": "Where is it?",
                **said,
            },
            {
                "message_id": "m4",
                "ticket_id": "T100",
                "author_type": "nobody",
                "author_id": "cust-ida-77",
                "body": "write to ida.planck@example.com",
                **said,
            },
        ],
    )
    _write(
        source,
        "customers",
        [
            {"customer_id": "cust-ida-77", "same_as_customer_id": "cust-ida-old", "name": "Ida Planck"},
            {"customer_id": "cust-bob", "same_as_customer_id": "", "name": "Bob Ray"},
        ],
    )
    _write(
        source,
        "satisfaction",
        [
            {
                "ticket_id": "T100",
                "responded_at": "2025-03-04",
                "score": 1,
                "scale_max": 5,
                "kind": "csat",
                "comment": "very sad",
            }
        ],
    )
    _write(source, "erasure_requests", [{"customer_id": "cust-ida-77", "requested_at": "2025-03-20"}])
    path = tmp_path / "landing"
    land(source, path, landing_tables(), AT)
    return path


def _everything(folder: Path) -> dict[str, str]:
    """Every file as text: Parquet decoded, since what is compressed shows in no search of bytes."""
    texts = {}
    for path in folder.rglob("*"):
        if path.is_file():
            decoded = str(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else ""
            texts[str(path.relative_to(folder))] = decoded + path.read_bytes().decode("utf-8", "replace")
    return texts


def _left(folder: Path) -> list[tuple[str, str]]:
    return [(path, text) for path, content in _everything(folder).items() for text in PLANTED if text in content]


def _count(landing: Path) -> Counter:
    return Counter(
        {
            table: sum(pq.read_metadata(p).num_rows for p in (landing / table).glob("*.parquet"))
            for table in ("tickets", "messages", "customers", "satisfaction")
        }
    )


def test_nothing_on_disk_says_who_it_was_and_the_counts_stay(landing):
    assert {text for _, text in _left(landing)} >= {"cust-ida-77", "Ida Planck", "ida.planck@example.com"}
    before = _count(landing)
    certificate = erase(landing, "cust-ida-77", AT)
    assert _left(landing) == []
    assert _count(landing) == before
    tickets = [row for p in (landing / "tickets").glob("*.parquet") for row in pq.read_table(p).to_pylist()]
    assert Counter(row["customer_id"] for row in tickets) == {certificate.pseudonym: 2, "cust-bob": 1}
    messages = {
        r["message_id"]: r for p in (landing / "messages").glob("*.parquet") for r in pq.read_table(p).to_pylist()
    }
    assert [messages[m]["body"] for m in ("m1", "m2", "m3")] == [None, None, "Where is it?"]
    (told,) = (landing / "_state" / "erasures").glob("*.json")
    assert json.loads(told.read_text())["rows"] == {
        "customers": 1, "erasure_requests": 1, "messages": 2, "satisfaction": 1, "tickets": 2,
    }  # fmt: skip


def test_whoever_was_erased_does_not_come_back_with_an_older_file(landing, tmp_path):
    pseudonym = erase(landing, "cust-ida-77", AT).pseudonym
    again = tmp_path / "again"
    _write(
        again,
        "tickets",
        [
            {
                "ticket_id": "T102",
                "customer_id": "cust-ida-old",
                "created_at": "2025-03-05",
                "status": "open",
                "subject": "I lost my ring",
            }
        ],
    )
    land(again, landing, landing_tables(), AT)
    land(tmp_path / "source", landing, landing_tables(), AT)
    assert _left(landing) == []
    tickets = [row for p in (landing / "tickets").glob("*.parquet") for row in pq.read_table(p).to_pylist()]
    assert {r["customer_id"] for r in tickets if r["ticket_id"] in ("T100", "T102")} == {pseudonym}


def test_a_request_that_matches_nobody_is_said_and_changes_nothing(landing, capsys):
    before = _everything(landing)
    assert main(["erase", "cust-nobody", "--landing-path", str(landing)]) == 1
    assert "no row of" in capsys.readouterr().err
    assert _everything(landing) == before


def test_words_older_than_the_retention_go_and_younger_ones_stay(landing):
    assert forget_words(landing, datetime(2025, 3, 1)) == {}
    assert forget_words(landing, datetime(2025, 4, 1)) == {"messages": 3, "satisfaction": 1, "tickets": 2}
    assert "Bob Ray" in str(_everything(landing))
    assert "Where is it?" not in str(_everything(landing))


def test_what_was_exported_loses_the_person_and_nobody_else(landing, tmp_path):
    exports = tmp_path / "exports"
    (exports / "zendesk" / "comments").mkdir(parents=True)
    lines = [json.dumps({"messages": [{"role": "user", "content": text}]}) for text in ("a", "I lost my ring", "c")]
    (exports / "training.jsonl").write_text("\n".join(lines) + "\n")
    told = "line,episode_id,kind\n1,T200#1,positive\n2,T100#1,corrected\n3,T200#2,positive\n"
    (exports / "training.provenance.csv").write_text(told)
    pages = {
        "tickets_000001": {"tickets": [{"id": "T100", "subject": "ring"}, {"id": "T200", "subject": "invoice"}]},
        "users_000001": {"users": [{"id": "cust-ida-77", "name": "I."}, {"id": "cust-bob", "name": "Bob Ray"}]},
        "comments/p2_T100": {"comments": [{"id": 1, "author_id": 3, "body": "very sad"}]},
        "comments/T200": {"comments": [{"id": 2, "author_id": "cust-bob", "body": "I know Ida Planck"}, {"id": 3}]},
    }
    for name, page in pages.items():
        (exports / "zendesk" / f"{name}.json").write_text(json.dumps(page))
    erase(landing, "cust-ida-77", AT, exports=exports)
    assert _left(exports) == []
    assert (exports / "training.jsonl").read_text().splitlines() == [lines[0], lines[2]]
    rows = list(csv.DictReader((exports / "training.provenance.csv").open()))
    assert [(row["line"], row["episode_id"]) for row in rows] == [("1", "T200#1"), ("2", "T200#2")]
    kept = {path.stem: json.loads(path.read_text()) for path in (exports / "zendesk").rglob("*.json")}
    assert kept == {
        "tickets_000001": {"tickets": [{"id": "T200", "subject": "invoice"}]},
        "users_000001": {"users": [{"id": "cust-bob", "name": "Bob Ray"}]},
        "T200": {"comments": [{"id": 3}]},
    }


def test_a_file_that_cannot_be_rewritten_is_named(landing, tmp_path):
    from openpyxl import Workbook

    searched = tmp_path / "data"
    searched.mkdir()
    workbook = Workbook()
    workbook.active["B2"] = "call Ida Planck"
    workbook.save(searched / "notes.xlsx")
    (searched / "innocent.txt").write_text("Planckton")
    certificate = erase(landing, "cust-ida-77", AT, searched=searched)
    assert [told for told in certificate.not_reached if "still names" in told] == [
        f"{searched / 'notes.xlsx'}: it still names them"
    ]


def test_where_rows_lie_in_a_warehouse_all_else_goes_and_the_rest_is_told_as_sql(tmp_path, monkeypatch, capsys):
    """Every statement that it names runs, and after them no row knows who it was."""
    import duckdb

    from agent_scorecard.contract import project_dir

    (tmp_path / "dbt_project.yml").write_text(
        "vars: {landing: warehouse, landing_schema: raw, landing_database: own}\n"
    )
    for name in (
        "site/monday.html",
        "target/run_results.json",
        "data/served/scorecard.duckdb",
        "data/reviews/ann/w1.csv",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Episode;Conversation\nT100#1;I lost my ring\nT200#1;Where is it?\n")
    contract = landing_tables(project_dir())
    monkeypatch.setenv("DBT_PROJECT_DIR", str(tmp_path))
    monkeypatch.delenv("SCORECARD_DB", raising=False)
    monkeypatch.delenv("SCORECARD_SERVED", raising=False)
    with duckdb.connect(str(tmp_path / "data" / "scorecard.duckdb")) as connection:
        connection.execute("create schema staging; create schema intermediate")
        connection.execute(
            "create table staging.stg_tickets as select 'T100' as ticket_id, 'cust-ida-old' as customer_id"
        )
        connection.execute(
            "create table intermediate.int_customers_identified as select * from (values ('cust-ida-77', 'p'), "
            "('cust-ida-old', 'p'), ('cust-bob', 'q')) as t (customer_id, person_id)"
        )
    assert main(["erase", "cust-ida-77"]) == 1
    told = capsys.readouterr().err
    assert "NOT REACHED" in told
    left = [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*")) if path.is_file()]
    assert left == ["data/reviews/ann/w1.csv", "dbt_project.yml"]
    sheet = (tmp_path / "data/reviews/ann/w1.csv").read_text()
    assert "ring" not in sheet
    assert "Where is it?" in sheet
    warehouse = duckdb.connect()
    warehouse.execute("create schema raw")
    for table in contract.values():
        columns = ", ".join(f'"{column.name}" {column.data_type}' for column in table.columns)
        warehouse.execute(f"create table raw.{table.name} ({columns})")
    warehouse.execute(
        "insert into raw.tickets by name select 'T100' as ticket_id, 'cust-ida-old' as customer_id, 'ring' as subject"
    )
    warehouse.execute(
        "insert into raw.messages by name select 'T100' as ticket_id, 'cust-ida-77' as author_id, 'ring' as body"
    )
    warehouse.execute("insert into raw.customers by name select 'cust-ida-77' as customer_id, 'Ida Planck' as name")
    statements = [
        line.removeprefix("  - ") for line in told.splitlines() if line.startswith(("  - update", "  - delete"))
    ]
    for statement in statements:
        warehouse.execute(statement)
    rows = [warehouse.execute(f"from raw.{table}").fetchall() for table in ("tickets", "messages", "customers")]
    assert [len(each) for each in rows] == [1, 1, 1]
    assert [text for text in ("ida", "Planck", "ring") if text in str(rows)] == []


def test_dbt_writes_no_name_from_the_command_line_into_its_results(tmp_path, monkeypatch):
    """dbt keeps the process' command as `invocation_command`, and the build that follows an erasure is dbt's."""
    from agent_scorecard.publishing.dbt_build import build

    class Runner:
        def __init__(self, callbacks):
            pass

        def invoke(self, arguments):
            raise RuntimeError(f"dbt was asked as {sys.argv}")

    monkeypatch.setattr("dbt.cli.main.dbtRunner", Runner)
    monkeypatch.setattr(sys, "argv", ["agent-scorecard", "erase", "gone.person@example.com"])
    with pytest.raises(RuntimeError, match=r"dbt was asked as \['dbt', 'build'\]"):
        build(tmp_path, {}, [], [])
    assert sys.argv == ["agent-scorecard", "erase", "gone.person@example.com"]
