"""A folder of 300 tickets as a support team might export it the first time: every kind of fault that we know of, planted.

``write`` makes the folder and says how many records each file holds, counted by who wrote them and not by who reads them.
``mend`` does what the messages of `agent-scorecard land` ask for, file by file.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TICKETS = 300
START = datetime(2025, 9, 1, 9)
CATEGORIES = ("billing", "Rückgabe", "how_to")
WORDS = ("Resolved", "Closed", "waiting on customer", "On-Hold", "open", "solved")
QUOTED = "On Mon, 1 Sep 2025, Support wrote:\n> Your refund is on its way.\n> Kind regards\n\nNo. It is still broken."
BODIES = {
    "quoted reply": QUOTED,
    "automatic reply": "Automatic reply: I am out of office until Monday.",
    "reaction": "👍",
    "control sign": "It does\x07 not work",
    "question": "Where is my invoice? I was charged twice.",
    "quote": 'The page says "error 500", all day',
    "postscript": "It works.\n--\nKim\nPS: but the invoice is still wrong.",
}


def write(folder: Path, is_mended: bool = False) -> dict[str, int]:
    """Write the folder; {file: records}. ``is_mended``: with the values corrected that no tool may guess."""
    folder.mkdir(parents=True, exist_ok=True)
    records = {
        "tickets.csv": _tickets(folder / "tickets.csv", is_mended),
        "tickets/west.csv": _tickets_of_the_other_source(folder / "tickets" / "west.csv"),
        "message.csv": _messages(folder / "message.csv", is_mended),
        "messages/late.CSV.gz": _late_messages(folder / "messages" / "late.CSV.gz"),
        "ticket_events.jsonl": _events(folder / "ticket_events.jsonl", is_mended),
        "satisfaction.CSV": _ratings(folder / "satisfaction.CSV"),
        "customers.parquet": _customers(folder / "customers.parquet"),
        "reviews.xlsx": _reviews(folder / "reviews.xlsx"),
    }
    (folder / "agents.xls").write_bytes(b"\xd0\xcf\x11\xe0 an old workbook")
    (folder / "notes.docx").write_bytes(b"PK notes of nobody's interest")
    return records


def mend(folder: Path) -> list[str]:
    """What the first refusal asks for, each as one act of a person."""
    (folder / "message.csv").replace(folder / "messages.csv")
    (folder / "agents.xls").unlink()
    (folder / "agents.csv").write_text("agent_id,agent_type,version\nbot-1,ai,2.1\nhana,human,\n", encoding="utf-8")
    (folder / "notes.docx").replace(folder / "_notes.docx")
    return ["message.csv renamed to messages.csv", "agents.xls saved as CSV UTF-8", "notes.docx renamed to _notes.docx"]


def _at(number: int) -> datetime:
    return START + timedelta(hours=3 * number)


def _id(number: int) -> str:
    """Ids as spreadsheets, people and programs write them."""
    return f"#{number}" if number % 7 == 0 else f"{number}.0" if number % 5 == 0 else str(number)


def _bare(number: int) -> str:
    return f"#{number}" if number % 7 == 0 else str(number)


def _csv(rows: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _tickets(path: Path, is_mended: bool) -> int:
    """Semicolons, cp1252, headers with spaces; NaN, 1970, 9999, foreign words; duplicates of deleted tickets."""
    header = ["Ticket ID", "Created At", "Status", "Customer ID", "Category", "Closed At", "Source System"]
    rows = [[*header, "merged_into_ticket_id", "Team Colour"]]
    for number in range(TICKETS - 40):
        created, merged, status = str(_at(number)), "", WORDS[number % len(WORDS)]
        if not is_mended and number % 40 == 3:
            created = _at(number).strftime("%-m/%-d/%Y %H:%M")
        if not is_mended and number % 40 == 9:
            status = "dancing"
        if not is_mended and number == 17:
            created = "1970-01-01"
        if number % 50 == 21:
            status = "deleted"
        if number % 50 == 22:
            # the copy that was kept names the one that was deleted
            merged = _bare(number - 1)
        closed = "9999-12-31" if number % 3 else "0000-00-00 00:00:00"
        customer = "NaN" if number % 11 == 0 else f"{5000 + number % 60}.0"
        category = CATEGORIES[number % 3]
        rows.append([_id(number), created, status, customer, category, closed, "east", merged, "blue"])
    path.write_bytes(_csv(rows, ";").encode("cp1252"))
    return len(rows) - 1


def _tickets_of_the_other_source(path: Path) -> int:
    """Forty tickets of another system under ids that the first one uses, too; in UTF-8, with tabs."""
    path.parent.mkdir(exist_ok=True)
    rows = [["ticket_id", "created_at", "status", "customer_id", "category", "source_system"]]
    for number in range(40):
        rows.append([_bare(number), _at(number).isoformat() + "+02:00", "solved", f"w{number}", "Rückgabe", "west"])
    path.write_text(_csv(rows, "\t"), encoding="utf-8-sig")
    return len(rows) - 1


def _messages(path: Path, is_mended: bool) -> int:
    """A name that is no table's; a stray quote, a line too long, a ticket id that lost its digits."""
    rows = [["message_id", "ticket_id", "sent_at", "author_type", "author_id", "body", "source_system"]]
    names = list(BODIES)
    for number in range(TICKETS - 40):
        ticket, at = _id(number), _at(number)
        body = BODIES["question"]
        rows.append([f"m{number}a", ticket, str(at), "customer", f"{5000 + number % 60}", body, "east"])
        answer = "Your invoice is in the account menu. Überweisung folgt."
        rows.append([f"m{number}b", ticket, str(at + timedelta(minutes=1)), "ai", "bot-1", answer, "east"])
        body = BODIES[names[number % len(names)]]
        later = str(at + timedelta(hours=2))
        rows.append([f"m{number}c", ticket, later, "customer", f"{5000 + number % 60}", body, "east"])
    for number in range(40):
        at = str(_at(number))
        rows.append([f"w{number}a", _bare(number), at, "customer", f"w{number}", "Help", "west"])
    text = _csv(rows).replace("\r\n", "\n")
    records = len(rows) - 1
    if not is_mended:
        bad = 'x1,1,2025-09-01 10:00:00,customer,5001,"never closed,east\n'
        bad += "x2,1,2025-09-01 10:00:00,customer,5001,one,east,too,many\n"
        bad += "x3,1.59E+17,2025-09-01 10:00:00,customer,5001,rounded,east\n"
        bad += "x4,1,2099-09-01 10:00:00,customer,5001,from the future,east\n"
        text, records = text + bad, records + 4
    path.write_bytes(text.encode())
    return records


def _late_messages(path: Path) -> int:
    """Packed, in a folder, its ending in capitals; answers by people, and one to a ticket that never came."""
    path.parent.mkdir(exist_ok=True)
    rows = [["message_id", "ticket_id", "sent_at", "author_type", "author_id", "source_system"]]
    for number in range(0, 100, 4):
        rows.append([f"l{number}", _bare(number), str(_at(number + 2)), "human", "hana", "east"])
    rows.append(["l-orphan", "no-such-ticket", str(_at(5)), "human", "hana", "east"])
    path.write_bytes(gzip.compress(_csv(rows).encode()))
    return len(rows) - 1


def _events(path: Path, is_mended: bool) -> int:
    """NaN and floats as Python writes them, half an emoji, words of another help desk, a line that is cut."""
    lines = []
    for number in range(0, TICKETS - 40, 2):
        row = {
            "event_id": f"e{number}",
            "ticket_id": float(number) if number % 7 else f"#{number}",
            "occurred_at": str(_at(number + 1)),
            "event_type": "status_changed",
            "to_value": ("Resolved", "Solved", "on hold")[number // 2 % 3],
            "actor_id": float("nan"),
            "source_system": "east",
        }
        lines.append(json.dumps(row))
    lines.append(
        lines[0].replace("e0", "e-emoji").replace('"on hold"', '"solved"')[:-1] + ', "reason": "fine \\ud83d"}'
    )
    if not is_mended:
        lines.append('{"event_id": "e-cut", "ticket_id": "4", "occurred_at": ')
        lines.append(lines[0].replace('"e0"', '"e-word"').replace('"Resolved"', '"Archivado"'))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def _ratings(path: Path) -> int:
    """Bars between values, two ratings by one customer, a score that is no number, a score beyond its scale."""
    rows = [["ticket_id", "responded_at", "score", "scale_max", "source_system"]]
    for number in range(0, 120, 3):
        rows.append([_bare(number), str(_at(number + 8)), "5", "5", "east"])
        if number % 9 == 0:
            rows.append([_bare(number), str(_at(number + 12)), "1", "5", "east"])
    rows.append([_bare(1), str(_at(20)), "nan?", "5", "east"])
    rows.append([_bare(2), str(_at(20)), "9", "5", "east"])
    path.write_text(_csv(rows, "|"), encoding="utf-8")
    return len(rows) - 1


def _customers(path: Path) -> int:
    """Ids as floats next to missing ones, names as bytes, times in a zone."""
    ids = [float(5000 + number) for number in range(60)] + [None]
    names = [f"Jörg Muster {number}".encode() for number in range(60)] + [b"Nobody"]
    zoned = pa.array([datetime(2024, 1, 1)] * 61, pa.timestamp("us", "Europe/Berlin"))
    pq.write_table(pa.table({"customer_id": ids, "name": pa.array(names, pa.binary()), "created_at": zoned}), path)
    return 61


def _reviews(path: Path) -> int:
    """A sheet of Excel: numbers for ids, real dates, one formula's error."""
    from openpyxl import Workbook

    book = Workbook()
    header = [
        "review_id",
        "ticket_id",
        "reviewer_id",
        "reviewed_at",
        "verdict",
        "inclusion_probability",
        "source_system",
    ]
    rows = [header]
    for number in range(1, 60, 2):
        ticket = _bare(number) if number % 7 == 0 else number
        verdict = ("correct", "correct", "incorrect")[number % 3]
        rows.append([f"r{number}", ticket, "kim", _at(number + 30), verdict, 0.2, "east"])
    rows.append(["r-broken", "#REF!", "kim", _at(30), "correct", 0.2, "east"])
    for row in rows:
        book.active.append(row)
    book.save(path)
    return len(rows) - 1
