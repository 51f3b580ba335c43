"""Kinds of broken exports: what is understood, what is mended and counted, what is refused with a remedy; nothing vanishes."""

from __future__ import annotations

import gzip
import json
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from agent_scorecard.contract import landing_tables
from agent_scorecard.landing.land import land

TABLES = landing_tables()
HEADER = "ticket_id,created_at,status"
TICKET = "2024-06-03T09:00Z,open"


@pytest.fixture
def desk(tmp_path):
    """Write files, land them, and ask: accounts by file, stored rows of a table, rejections of a table."""

    class Team:
        path = tmp_path / "landing"
        turn = 0

        def land(self, files: dict[str, str | bytes], at: datetime = datetime(2024, 6, 10), **options):
            folder = tmp_path / f"raw{self.turn}"
            self.turn += 1
            for name, content in files.items():
                file = folder / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content.encode() if isinstance(content, str) else content)
            return {a.source_file: a for a in land(folder, self.path, TABLES, at, **options)}

        def rows(self, table: str) -> list[dict]:
            files = sorted((self.path / table).glob("*.parquet"))
            return [row for file in files for row in pq.read_table(file).to_pylist()]

        def rejected(self, table: str) -> list[dict]:
            files = sorted((self.path / "_rejected" / table).glob("*.parquet"))
            return [row for file in files for row in pq.read_table(file).to_pylist()]

    return Team()


def test_endings_in_capitals_packed_files_and_sub_folders_are_read(desk):
    line = f"{HEADER}\n{{}},{TICKET}\n"
    accounts = desk.land(
        {
            "TICKETS.CSV": line.format("a"),
            "tickets/2024/06/part.csv.gz": gzip.compress(line.format("b").encode()),
            "2024-07/tickets.csv": line.format("c"),
            "Tickets/e.csv": line.format("e"),
            "tickets/#1.csv": line.format("#d"),
        }
    )
    assert not any(account.refusal for account in accounts.values())
    assert {row["ticket_id"] for row in desk.rows("tickets")} == {"a", "b", "c", "e", "#d"}


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("ticket.csv", "did you mean tickets?"),
        ("tickets_june.csv", "put it in a folder named tickets"),
        ("tickets.xlsx", "CSV UTF-8"),
        ("tickets.xls", "CSV UTF-8"),
        ("tickets.xlsm", "CSV UTF-8"),
        ("tickets.json", ".jsonl"),
        ("tickets.zip", "unpack it"),
    ],
)
def test_a_file_that_is_not_read_says_what_to_do_and_fails_the_command(desk, tmp_path, name, remedy, capsys):
    from agent_scorecard.cli import main

    (account,) = desk.land({name: "PK"}).values()
    assert remedy in account.refusal
    assert main(["land", str(tmp_path / "raw0"), "--landing-path", str(tmp_path / "other")]) == 1
    assert remedy in capsys.readouterr().out


def test_a_stray_quote_costs_its_own_line(desk):
    """Line 5 opens a quote that it never closes; a later line has an honest quoted body over two lines."""
    lines = [HEADER + ",subject"] + [f"T{n},{TICKET},plain" for n in range(1, 500)]
    lines[5] = f'T5,{TICKET},"never closed'
    lines[300] = f'T300,{TICKET},"two\nlines, ""quoted"""'
    (account,) = desk.land({"tickets.csv": "\n".join(lines) + "\n"}).values()
    assert (account.rows_read, account.rows_accepted, account.reasons) == (499, 498, {"broken_quote": 1})
    assert [(row["row_number"], row["original_text"][:3]) for row in desk.rejected("tickets")] == [(6, "T5,")]
    kept = {row["ticket_id"]: row["subject"] for row in desk.rows("tickets")}
    assert kept["T300"] == 'two\nlines, "quoted"'
    assert len(kept) == 498


def test_a_quote_within_a_value_is_text_and_one_that_swallows_the_rest_is_not(desk):
    text = f'{HEADER},subject\nA,{TICKET},5" pipe\nB,{TICKET},"open\nC,{TICKET},x\nD,{TICKET},y'
    (account,) = desk.land({"tickets.csv": text}).values()
    assert [row["ticket_id"] for row in desk.rows("tickets")] == ["A", "C", "D"]
    assert account.reasons == {"broken_quote": 1}


def test_records_are_counted_apart_from_the_parser(desk, monkeypatch):
    """A parser that loses rows in silence is found out, and nothing of the file lands."""
    from agent_scorecard.landing import readers

    honest = readers._parsed

    def forgetful(*given):
        for rows in honest(*given):
            yield readers.Rows(rows.text.slice(0, 1), rows.numbers[:1], rows.original, rows.unreadable)

    monkeypatch.setattr(readers, "_parsed", forgetful)
    (account,) = desk.land({"tickets.csv": f"{HEADER}\nA,{TICKET}\nB,{TICKET}\n"}).values()
    assert "1 rows were read and 2 counted" in account.refusal
    assert desk.rows("tickets") == []


def test_semicolons_tabs_utf16_and_another_encoding(desk):
    with_semicolons = f"{HEADER};subject\n".replace(",", ";") + "A;2024-06-03T09:00Z;open;a, b\n"
    in_utf16 = "\ufeff" + "ticket_id\tcreated_at\tstatus\nB\t2024-06-03T09:00Z\topen\n"
    desk.land({"tickets/a.csv": with_semicolons, "tickets/b.csv": in_utf16.encode("utf-16-le")})
    assert [row["subject"] for row in desk.rows("tickets") if row["ticket_id"] == "A"] == ["a, b"]
    assert {row["ticket_id"] for row in desk.rows("tickets")} == {"A", "B"}

    of_windows = f"{HEADER},subject\nC,{TICKET},Stra\xdfe\n".encode("cp1252")
    (account,) = desk.land({"tickets.csv": of_windows}).values()
    assert account.reasons == {"not_utf8": 1}
    assert "--encoding cp1252" in account.examples[0]
    desk.land({"tickets.csv": of_windows}, encoding="cp1252")
    assert [row["subject"] for row in desk.rows("tickets") if row["ticket_id"] == "C"] == ["Straße"]


def test_an_encoding_is_for_the_files_that_are_not_utf8(desk):
    line = f"{HEADER},subject\n{{}},{TICKET},Straße\n"
    files = {"tickets/a.csv": line.format("A").encode("cp1252"), "tickets/b.csv": line.format("B").encode()}
    desk.land(files, encoding="cp1252")
    assert {row["ticket_id"]: row["subject"] for row in desk.rows("tickets")} == {"A": "Straße", "B": "Straße"}


def test_a_nul_is_no_utf16_and_a_line_of_three_megabytes_lands(desk):
    long = "x" * 3_000_000
    (account,) = desk.land({"tickets.csv": f"{HEADER},subject\nA\x00,{TICKET},{long}\n"}).values()
    assert account.repairs == {"control character": 1}
    assert [(row["ticket_id"], len(row["subject"])) for row in desk.rows("tickets")] == [("A", 3_000_000)]


def test_missing_values_in_disguise_are_missing(desk):
    rows = [
        '{"ticket_id": 5012.0, "created_at": "2024-06-03T09:00Z", "status": "open", "customer_id": NaN}',
        '{"ticket_id": "b", "created_at": "2024-06-03T09:00Z", "status": "open", "customer_id": "NULL",'
        ' "solved_at": "1970-01-01T00:00:00Z", "closed_at": "9999-12-31", "subject": "None"}',
        '{"ticket_id": "c", "created_at": "0000-00-00", "status": "open"}',
        '{"ticket_id": "d", "created_at": "1970-01-01", "status": "open"}',
    ]
    (account,) = desk.land({"tickets.jsonl": "\n".join(rows)}).values()
    first, second = desk.rows("tickets")
    assert (first["ticket_id"], first["customer_id"]) == ("5012", None)
    assert [second[name] for name in ("customer_id", "solved_at", "closed_at", "subject")] == [None, None, None, "None"]
    assert account.reasons == {"implausible_time": 1, "missing_value": 1}
    assert account.repairs["time for a missing one"] == 2


def test_parquet_of_floats_bytes_and_zones(desk, tmp_path):
    when = pa.array([datetime(2024, 6, 3, 9)] * 3, pa.timestamp("ns", "Europe/Berlin"))
    table = pa.table(
        {
            "ticket_id": pa.array([5012.0, 5013.0, None]),
            "created_at": when,
            "status": pa.array([b"open", b"\xff", b"open"]),
        }
    )
    (tmp_path / "p").mkdir()
    pq.write_table(table, tmp_path / "p" / "tickets.parquet")
    (account,) = land(tmp_path / "p", desk.path, TABLES, datetime(2024, 6, 10))
    assert [(row["ticket_id"], row["created_at"]) for row in desk.rows("tickets")] == [
        ("5012", datetime(2024, 6, 3, 9))
    ]
    assert account.reasons == {"missing_value": 1, "not_utf8": 1}


def test_an_id_that_a_spreadsheet_rounded_is_rejected(desk):
    (account,) = desk.land({"tickets.csv": f"{HEADER},customer_id\nA,{TICKET},1.59E+17\n"}).values()
    assert account.reasons == {"rounded_id": 1}


def test_half_an_emoji_costs_a_sign_and_broken_json_its_line(desk):
    lines = [
        '{"ticket_id": "A", "created_at": "2024-06-03", "status": "open", "subject": "hi \\ud83d"}',
        '{"ticket_id":',
    ]
    (account,) = desk.land({"tickets.jsonl": "\n".join(lines)}).values()
    assert [row["subject"] for row in desk.rows("tickets")] == ["hi \ufffd"]
    assert account.reasons == {"not_json": 1}


def test_words_of_other_help_desks_are_understood_and_no_others(desk):
    words = ["Resolved", "Waiting on Customer", "ON-HOLD", "in progress", "Trash"]
    tickets = [f"T{n},2024-06-03T09:00Z,{word}" for n, word in enumerate(words)]
    events = [
        "E1,T0,2024-06-04,status_changed,Solved",
        "E2,T0,2024-06-04,status_changed,dancing",
        "E3,T0,2024-06-04,tagged,x",
    ]
    accounts = desk.land(
        {
            "tickets.csv": "\n".join([HEADER, *tickets, "TX,2024-06-03T09:00Z,dancing"]),
            "ticket_events.csv": "\n".join(["event_id,ticket_id,occurred_at,event_type,to_value", *events]),
        }
    )
    assert [row["status"] for row in desk.rows("tickets")] == ["solved", "pending", "on_hold", "open", "deleted"]
    assert accounts["tickets.csv"].reasons == {"unknown_value": 1}
    assert [(row["event_id"], row["to_value"]) for row in desk.rows("ticket_events")] == [("E1", "solved"), ("E3", "x")]


def test_what_is_told_of_a_rejected_row_shows_its_form_and_not_its_words(desk):
    secret = "ann@example.org"
    rows = [f"{secret},{secret},{secret},{secret}", f"B,{TICKET},{secret}"]
    (account,) = desk.land({"tickets.csv": "\n".join([HEADER + ",is_test", *rows])}).values()
    told = json.dumps([account.stored(), account.examples]) + "".join(
        file.read_text() for file in (desk.path / "_validations").rglob("*.json")
    )
    assert account.rows_rejected == 2
    assert secret not in told
    assert "tickets.csv row 3, column is_test" in told


def test_a_broken_first_row_does_not_keep_its_correction_out(desk):
    (account,) = desk.land({"tickets.csv": f"{HEADER}\nA,soon,open\nA,{TICKET}\n"}).values()
    assert (account.rows_accepted, account.reasons) == (1, {"bad_time": 1})


def test_an_old_export_that_comes_again_takes_no_correction_back(desk):
    old = f"{HEADER},category\nA,{TICKET},billing\n"
    desk.land({"tickets.csv": old}, datetime(2024, 6, 10))
    desk.land({"tickets.csv": old.replace("billing", "refunds")}, datetime(2024, 6, 11))
    # the old rows again, in a file with other bytes
    desk.land({"tickets.csv": old + f"B,{TICKET},billing\n"}, datetime(2024, 6, 12))
    of_a = [row for row in desk.rows("tickets") if row["ticket_id"] == "A"]
    assert max(of_a, key=lambda row: row["_loaded_at"])["category"] == "refunds"
    assert [row["_loaded_at"].day for row in desk.rows("tickets") if row["ticket_id"] == "B"] == [12]


def test_messages_that_came_before_their_ticket_leave_the_quarantine_by_themselves(desk):
    messages = "message_id,ticket_id,sent_at,author_type\nM1,A,2024-06-03,ai\nM2,Z,2024-06-03,ai\n"
    first = desk.land({"messages.csv": messages})["messages.csv"]
    assert first.reasons == {"orphan": 2}
    desk.land({"tickets.csv": f"{HEADER}\nA,{TICKET}\n"}, datetime(2024, 6, 11))
    assert [row["message_id"] for row in desk.rows("messages")] == ["M1"]
    assert [row["original_text"] for row in desk.rejected("messages")] == ["M2,Z,2024-06-03,ai"]
    (file,) = (desk.path / "_landings" / "messages").glob("*.json")
    account = json.loads(file.read_text())
    assert (account["rows_accepted"], account["rows_rejected"], account["rows_released"]) == (1, 1, 1)
    # landed again, the file is what it would have been
    desk.land({"messages.csv": messages}, datetime(2024, 6, 12))
    assert [row["message_id"] for row in desk.rows("messages")] == ["M1"]


def test_what_was_rejected_once_and_landed_rightly_since_is_marked(desk):
    desk.land({"tickets.csv": f"{HEADER}\nA,soon,open\nB,soon,open\n"})
    desk.land({"tickets.csv": f"{HEADER}\nA,{TICKET}\n"})
    assert [row["is_landed_since"] for row in desk.rejected("tickets")] == [True, False]


def counted(desk) -> list[str]:
    """The first cell of each rejected row that `data_quality` counts."""
    told = [row for row in desk.rejected("tickets") if not (row["is_landed_since"] or row["is_rejected_again"])]
    return sorted(row["original_text"].split(",")[0] for row in told)


def test_a_row_rejected_in_every_version_of_a_file_counts_once(desk):
    broken = f"{HEADER}\nA,soon,open\nA,later,open\nB,soon,open\n,soon,open\n"
    desk.land({"tickets.csv": broken}, datetime(2024, 6, 10))
    assert counted(desk) == ["", "A", "A", "B"]
    desk.land({"tickets.csv": f"{broken}C,{TICKET}\n"}, datetime(2024, 6, 11))
    desk.land({"again/tickets.csv": f"{HEADER}\nB,{TICKET[:-5]},dancing\n"}, datetime(2024, 6, 12))
    assert counted(desk) == ["", "A", "A", "B"]
    # the last reason is the one that counts
    (last,) = [
        r["reason"] for r in desk.rejected("tickets") if r["original_text"][0:1] == "B" and not r["is_rejected_again"]
    ]
    assert last == "unknown_value"
    # landed rightly: none of its versions counts any more
    desk.land({"tickets.csv": f"{HEADER}\nA,{TICKET}\nB,{TICKET}\n"}, datetime(2024, 6, 13))
    assert counted(desk) == [""]


def test_a_correction_that_is_broken_counts_though_the_row_landed_before(desk):
    desk.land({"tickets.csv": f"{HEADER}\nA,{TICKET}\n"}, datetime(2024, 6, 10))
    desk.land({"tickets.csv": f"{HEADER}\nA,soon,open\n"}, datetime(2024, 6, 11))
    assert counted(desk) == ["A"]
    # the same row as on the first day, in other bytes: landed again
    desk.land({"tickets.csv": f"{HEADER}\nA,{TICKET}\nB,{TICKET}\n"}, datetime(2024, 6, 12))
    assert counted(desk) == []


def test_two_sources_may_use_one_id(desk):
    tickets = f"{HEADER},source_system\n1,{TICKET},east\n1,{TICKET},west\n2,{TICKET},east\n"
    messages = [
        "message_id,ticket_id,sent_at,author_type,source_system",
        "M1,1,2024-06-03,ai,east",
        "M1,1,2024-06-03,customer,west",
        "M2,1,2024-06-03,ai,",
        "M3,2,2024-06-03,ai,",
        "M4,2,2024-06-03,ai,west",
    ]
    accounts = desk.land({"tickets.csv": tickets, "messages.csv": "\n".join(messages)})
    assert accounts["tickets.csv"].rows_accepted == 3
    assert accounts["messages.csv"].reasons == {"ambiguous_ticket": 1, "orphan": 1}
    assert desk.land({"tickets.csv": f"{HEADER},source_system\n1,{TICKET},a:b\n"})["tickets.csv"].reasons == {
        "bad_source": 1
    }


def test_a_schema_may_drift(desk):
    """One column more is kept, an optional one less is null, a required one renamed is refused with a hint."""
    desk.land({"tickets.csv": f"{HEADER},mood\nA,{TICKET},fine\n"})
    desk.land({"tickets.csv": f"Ticket ID,Created-At,STATUS\nB,{TICKET}\n"})
    (account,) = desk.land({"tickets.csv": f"ticket_id,created,status\nC,{TICKET}\n"}).values()
    assert [(row["ticket_id"], row.get("mood")) for row in desk.rows("tickets")] in (
        [("A", "fine"), ("B", None)],
        [("B", None), ("A", "fine")],
    )
    assert "is created meant? Rename it" in account.refusal


def test_the_template_lands_as_it_is(tmp_path, capsys):
    from agent_scorecard.cli import main

    assert main(["land", "--template", str(tmp_path / "mine")]) == 0
    assert {file.stem for file in (tmp_path / "mine").glob("*.csv")} == set(TABLES)
    accounts = land(tmp_path / "mine" / "_examples", tmp_path / "landing", TABLES, datetime(2030, 1, 1))
    assert [(account.rows_accepted, account.reasons) for account in accounts] == [(1, {})] * len(TABLES)
    capsys.readouterr()


def test_a_refused_file_is_told_until_it_lands_or_is_left_alone(desk):

    def told(name: str) -> bool:
        accounts = [json.loads(path.read_text()) for path in (desk.path / "_landings").rglob("*.json")]
        (found,) = [account for account in accounts if account["source_file"] == name]
        return not found.get("is_landed_since", False)

    row = "agent_id,agent_type\nbot,ai\n"
    desk.land({"agents.xls": "old", "notes.docx": "words", "agent.csv": row})
    assert (told("agents.xls"), told("notes.docx"), told("agent.csv")) == (True, True, True)
    # the same rows in a format that is read; a file of no rows renamed; a name put right
    desk.land({"agents.csv": row, "_notes.docx": "words"})
    assert (told("agents.xls"), told("notes.docx"), told("agent.csv")) == (False, False, False)
    desk.land({"agents.csv": row})
    assert not told("notes.docx")


def test_a_frequent_reason_hides_no_other(desk):
    rows = "".join(f"{number},soon,open\n" for number in range(20)) + f"a,{TICKET}\nb,2024-06-03,dancing\n"
    (account,) = desk.land({"tickets.csv": f"{HEADER}\n{rows}"}).values()
    assert account.reasons == {"bad_time": 20, "unknown_value": 1}
    assert any("row 23, column status" in example for example in account.examples)
    assert len(account.examples) == 5
