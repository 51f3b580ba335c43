"""The table of what is accepted, mended and rejected in docs/landing.md: every line of it has an example here that lands as
it says, and every reason that the code gives has a line.
"""

from __future__ import annotations

import gzip
import io
import re
from datetime import datetime
from pathlib import Path

import pytest

from agent_scorecard.contract import landing_tables
from agent_scorecard.landing import gate_rules
from agent_scorecard.landing.land import land
from agent_scorecard.landing.remedies import REMEDIES

PROJECT = Path(__file__).resolve().parents[3]
TABLES = landing_tables()
HEADER = "ticket_id,created_at,status"
ROW = "2024-06-03T09:00Z,open"
ABOUT = "review_id,ticket_id,reviewer_id,reviewed_at,verdict"


def lines() -> list[str]:
    """The first column of the table."""
    page = (PROJECT / "docs" / "landing.md").read_text(encoding="utf-8")
    table = page.split("| what comes | what the gate does |\n|---|---|\n")[1].split("\n\n")[0]
    return [line.split(" | ")[0].removeprefix("| ") for line in table.splitlines()]


def sheet(*rows, second: bool = False) -> bytes:
    from openpyxl import Workbook

    book, content = Workbook(), io.BytesIO()
    for row in (HEADER.split(","), *rows):
        book.active.append(list(row))
    if second:
        book.create_sheet().append(["more"])
    book.save(content)
    return content.getvalue()


def tickets(rows: str, more: str = "") -> str:
    return f"{HEADER}{more}\n{rows}\n"


def reviews(values: str, more: str) -> str:
    return f"{ABOUT}{more}\nr,base,kim,2024-06-05,{values}\n"


AT = datetime(2024, 6, 3, 9)
# by the line's first words: (file, its content, what becomes of it: reasons, repairs, a refusal, or how many are accepted)
EXAMPLES: dict[str, tuple[str, str | bytes, dict | str | int]] = {
    "`.csv`, `.jsonl`": ("tickets/2024/a.CSV.gz", gzip.compress(tickets(f"a1,{ROW}").encode()), 1),
    "commas, semicolons": ("tickets/b.csv", ("\ufeff" + tickets(f"b1,{ROW}").replace(",", ";")).encode("utf-16-le"), 1),
    "another encoding": ("tickets/c.csv", tickets(f"c1,{ROW},Straße", ",subject").encode("cp1252"), {"not_utf8": 1}),
    "`.xlsx` with one": (
        "tickets/d.xlsx",
        sheet(("00123", AT, "open"), (1590000000000000000, AT, "open")),
        {"rounded_id": 1},
    ),
    "a spreadsheet's error": ("tickets/e.xlsx", sheet(("#REF!", AT, "open")), {"spreadsheet_error": 1}),
    "`.xlsx` with several": ("tickets/f.xlsx", sheet(("f", AT, "open"), second=True), "2 sheets hold rows"),
    "`.xls`, `.xlsm`": ("ticket.csv", tickets(f"g,{ROW}"), "did you mean tickets?"),
    "a column in another": ("tickets/h.csv", f"Ticket ID,Created At,STATUS\nh,{ROW}\n", 1),
    "a column more": ("tickets/i.csv", tickets(f"i,{ROW},blue", ",colour"), 1),
    "an optional column": ("tickets/j.csv", tickets(f"j,{ROW}"), 1),
    "a required column": ("tickets/k.csv", f"ticket_id,created,status\nk,{ROW}\n", "is created meant? Rename it"),
    "a column of another": ("tickets/l.jsonl", '{"ticket_id": 12, "created_at": "2024-06-03", "status": "open"}\n', 1),
    "a stray quote": (
        "tickets/m.csv",
        tickets(f'm1,{ROW}\n"m2,{ROW}\nm3,open\n'),
        {"broken_quote": 1, "ragged_line": 1},
    ),
    "records that the parser": ("", "", 0),  # test_records_are_counted_apart_from_the_parser
    "control characters": ("tickets/n.csv", tickets(f"n\x07,{ROW}"), {"control character": 1}),
    "`NaN`, `NULL`": ("tickets/o.csv", tickets(f"o,{ROW},NaN", ",customer_id"), {"missing in disguise": 1}),
    "1970-01-01": (
        "tickets/p.csv",
        tickets(f"p1,{ROW},9999-12-31\np2,1970-01-01,open,", ",closed_at"),
        {"implausible_time": 1},
    ),
    "`5012.0`": ("tickets/q.csv", tickets(f"5012.0,{ROW}"), {"number for an id": 1}),
    "`1.59E+17`": ("tickets/r.csv", tickets(f"1.59E+17,{ROW}"), {"rounded_id": 1}),
    "`Resolved`": ("tickets/s.csv", tickets("s,2024-06-03,Resolved"), {"another word": 1}),
    "any other word": ("tickets/t.csv", tickets("t,2024-06-03,dancing"), {"unknown_value": 1}),
    "a required value": ("tickets/u.csv", tickets("u,2024-06-03,"), {"missing_value": 1}),
    "what is no time": ("tickets/v.csv", tickets("v,6/1/2024,open"), {"bad_time": 1}),
    "something of a ticket more": ("tickets/w.csv", tickets("w,2024-07-01,open"), {"in_the_future": 1}),
    "something of a ticket before": ("tickets/x.csv", tickets("x,1999-01-01,open"), {"implausible_time": 1}),
    "a score outside": ("reviews/a.csv", reviews("correct,2", ",inclusion_probability"), {"out_of_range": 1}),
    "a verdict that": (
        "reviews/b.csv",
        reviews("correct,false,true,true", ",is_valid,is_complete,is_helpful"),
        {"conflicting_verdict": 1},
    ),
    "a colon in": ("tickets/y.csv", tickets(f"y,{ROW},a:b", ",source_system"), {"bad_source": 1}),
    "an id of two": ("reviews/c.csv", reviews("correct", "").replace("base", "both"), {"ambiguous_ticket": 1}),
    "a row whose ticket": ("reviews/d.csv", reviews("correct", "").replace("base", "nobody"), {"orphan": 1}),
    "an exact copy": ("tickets/z.csv", tickets(f"z,{ROW}\nz,{ROW}"), 2),
    "another content": (
        "tickets/zz.csv",
        tickets("zz,2024-06-03,open\nzz,2024-06-03,solved"),
        {"conflicting_duplicate": 1},
    ),
    "a file landed before": ("tickets/zzz.csv", tickets(f"z,{ROW}"), 1),
}
BASE = f"{HEADER},source_system\nbase,{ROW},\nboth,{ROW},east\nboth,{ROW},west\n"


@pytest.fixture(scope="module")
def accounts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("table")
    for name, content, _ in [*EXAMPLES.values(), ("tickets/_.csv".replace("_", "base"), BASE, 3)]:
        if name:
            path = folder / "raw" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    found = land(folder / "raw", folder / "landing", TABLES, datetime(2024, 6, 10))
    return {account.source_file: account for account in found}


def test_every_line_has_an_example_and_every_example_a_line():
    left = [line for line in lines() if sum(line.startswith(start) for start in EXAMPLES) != 1]
    assert left == []
    assert [start for start in EXAMPLES if not any(line.startswith(start) for line in lines())] == []


@pytest.mark.parametrize("start", [start for start, (name, *_) in EXAMPLES.items() if name])
def test_what_comes_lands_as_the_table_says(accounts, start):
    name, _, told = EXAMPLES[start]
    account = accounts[name]
    assert account.rows_read == account.rows_accepted + account.rows_rejected
    if isinstance(told, str):
        assert told in (account.refusal or "")
    elif isinstance(told, int):
        assert (account.refusal, account.rows_accepted, account.reasons) == (None, told, {})
    else:
        assert account.refusal is None
        assert told in (account.reasons, account.repairs)


def test_every_reason_of_the_code_has_a_line():
    code = "".join(
        path.read_text(encoding="utf-8") for path in (PROJECT / "python/agent_scorecard/landing").glob("*.py")
    )
    refused = set(re.findall(r'FileRefused\(\s*"(\w+)"', code))
    rejected = set(re.findall(r'"(not_\w+|ragged_\w+|spreadsheet_\w+|broken_\w+|line_\w+)"', code))
    by_rule = {
        rule.reason for table in TABLES.values() for rule in [*gate_rules.rules(table), gate_rules.conflict(table)]
    }
    page = (PROJECT / "docs" / "landing.md").read_text(encoding="utf-8")
    # what a refusal says of an empty, damaged or doubled file needs no name to look up
    assert sorted((rejected | by_rule) - set(REMEDIES)) == []
    named = refused - {"unreadable", "empty_file", "duplicate_column"} | rejected | by_rule
    assert sorted(reason for reason in named if f"`{reason}`" not in page) == []
