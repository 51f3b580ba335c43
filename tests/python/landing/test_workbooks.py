"""Excel: one sheet is read whole, with its digits and dates; a workbook that would be read by half is refused."""

from __future__ import annotations

import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from agent_scorecard.contract import landing_tables
from agent_scorecard.landing.land import land

TABLES = landing_tables()
HEADER = ["Ticket ID", "Created At", "Status", "Customer ID", "is_test"]
AT = datetime(2024, 6, 3, 9)


@pytest.fixture
def landed(tmp_path):
    """Write a workbook, land it as tickets: (account, stored rows, rejected rows)."""
    import pyarrow.parquet as pq

    def land_it(change, rows=((5012, AT, "open", None, False),), header=HEADER):
        folder = tmp_path / "raw"
        folder.mkdir()
        book = Workbook()
        for row in (header, *rows):
            book.active.append(list(row))
        path = folder / "tickets.xlsx"
        change(book, path)
        if not path.exists():
            book.save(path)
        (account,) = land(folder, tmp_path / "landing", TABLES, datetime(2024, 6, 10))
        found = [
            [row for file in (tmp_path / "landing" / part).glob("*.parquet") for row in pq.read_table(file).to_pylist()]
            for part in ("tickets", "_rejected/tickets")
        ]
        return account, *found

    return land_it


def unchanged(book, path):
    pass


def test_numbers_dates_and_truths_keep_what_the_sheet_shows(landed):
    rows = [
        (5012, AT, "Resolved", "C1", True),
        (None,) * 5,
        (7, "2024-06-04T10:00:00+02:00", "open", 12.5, "no"),
        (1234567890123456789, AT, "open", None, None),
        (8, "6/1/2023 12:15", "open", None, None),
    ]

    def as_shown(book, path):
        book.active["A4"].number_format = "00000"

    account, stored, rejected = landed(as_shown, rows)
    assert (account.rows_read, account.rows_accepted, account.rows_rejected) == (4, 2, 2)
    told = {row["ticket_id"]: (row["created_at"], row["status"], row["customer_id"], row["is_test"]) for row in stored}
    assert told == {
        "5012": (AT, "solved", "C1", True),
        "00007": (datetime(2024, 6, 4, 8), "open", "12.5", False),
    }
    # numbered as the sheet numbers them, the empty row counted
    assert [(row["row_number"], row["reason"]) for row in rejected] == [(5, "rounded_id"), (6, "bad_time")]


def test_an_error_and_a_value_beyond_the_header_cost_their_row(landed):
    rows = [("a", AT, "open", "#REF!", None), ("b", AT, "open", "#N/A", None), ("c", AT, "open", None, None, "more")]
    account, stored, _ = landed(unchanged, rows)
    assert account.reasons == {"ragged_line": 1, "spreadsheet_error": 1}
    assert [(row["ticket_id"], row["customer_id"]) for row in stored] == [("b", None)]


def test_the_size_that_a_file_claims_is_not_believed(landed):
    """Some exporters write that a sheet has one cell; readers that believe it read one."""

    def claims(book, path):
        plain = path.with_suffix(".whole")
        book.save(plain)
        with zipfile.ZipFile(plain) as whole, zipfile.ZipFile(path, "w") as changed:
            for part in whole.namelist():
                content = whole.read(part)
                if part.endswith("sheet1.xml"):
                    assert b'<dimension ref="A1:E3"' in content
                    content = content.replace(b'<dimension ref="A1:E3"', b'<dimension ref="A1:A1"')
                changed.writestr(part, content)
        plain.unlink()

    _, stored, _ = landed(claims, [("a", AT, "open", None, None), ("b", AT, "open", None, None)])
    assert [row["ticket_id"] for row in stored] == ["a", "b"]


def second_sheet(book, path):
    book.create_sheet("June").append(["x"])


def merged(book, path):
    book.active.merge_cells("C2:D2")


def formula(book, path):
    book.active["D2"] = "=A2"


def cut(book, path):
    book.save(path)
    path.write_bytes(path.read_bytes()[:-200])


def damaged(book, path):
    """The directory is whole, a byte of the sheet is not."""
    book.save(path)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as packed:
        content[packed.getinfo("xl/worksheets/sheet1.xml").header_offset + 80] ^= 0xFF
    path.write_bytes(bytes(content))


def empty(book, path):
    book.active.delete_rows(1, 9)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (second_sheet, "2 sheets hold rows (Sheet, June); save each as a file named after its table"),
        (merged, "unmerge them"),
        (formula, "the formula in D2 was never saved"),
        (cut, "CSV UTF-8"),
        (damaged, "CSV UTF-8"),
        (empty, "no sheet holds a row"),
    ],
)
def test_what_would_be_read_by_half_is_refused_as_a_whole(landed, tmp_path, capsys, change, told):
    from agent_scorecard.cli import main

    account, stored, _ = landed(change)
    assert told in account.refusal
    assert (account.rows_accepted, stored) == (0, [])
    assert main(["land", str(tmp_path / "raw"), "--landing-path", str(tmp_path / "other")]) == 1
    assert told in capsys.readouterr().out


def test_an_empty_second_sheet_and_an_open_workbook_are_no_hindrance(landed, tmp_path):
    def open_elsewhere(book, path):
        book.create_sheet("Sheet2")
        (path.parent / "~$tickets.xlsx").write_bytes(b"\x05kim")

    account, stored, _ = landed(open_elsewhere)
    assert (account.refusal, [row["ticket_id"] for row in stored]) == (None, ["5012"])
    assert load_workbook(tmp_path / "raw" / "tickets.xlsx").sheetnames == ["Sheet", "Sheet2"]
