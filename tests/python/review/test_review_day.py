"""A reviewer's day without a spreadsheet program: sheets out, filled by hand, and what comes back."""

from __future__ import annotations

import csv
from datetime import datetime

import duckdb
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from agent_scorecard.cli import main
from agent_scorecard.review.sheet import COLUMNS
from agent_scorecard.text.redaction import Redactor

SECRETS = ("anna.mueller@example.com", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "hunter2")
COLUMN = {column.key: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place] for place, column in enumerate(COLUMNS)}


@pytest.fixture
def desk(tmp_path):
    return waiting_desk(tmp_path)


def waiting_desk(tmp_path):
    """A built file with four episodes waiting, as the build leaves it; their texts held secrets."""
    redactor = Redactor("test")
    database = tmp_path / "scorecard.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema marts; create schema intermediate; create schema staging")
        connection.execute(
            """
            create table marts.review_queue as
            select
                concat('desk:', '00', n, '#1') as episode_id, 'desk' as source_system, 'billing' as category,
                'en' as language, timestamp '2025-03-03 10:00' as started_at, 'random' as tier,
                0.25::double as inclusion_probability, 'review-1' as salt, n as queue_position
            from range(1, 5) as numbers(n)
            """
        )
        connection.execute("create table marts.episodes as select episode_id, true as is_timed from marts.review_queue")
        connection.execute(
            """
            create table intermediate.int_timeline_numbered as
            select
                episode_id, 1 as position, 'message' as kind, concat('m', queue_position) as row_id,
                'customer' as author_type, true as is_public, started_at as occurred_at,
                null::varchar as event_type, null::varchar as to_value, null::varchar as reason
            from marts.review_queue
            """
        )
        connection.execute("create table staging.stg_messages_redacted (message_id varchar, body varchar)")
        for number, secret in enumerate(SECRETS, start=1):
            text = f"=HYPERLINK my password is {secret}" if secret == "hunter2" else f"=1+1 here it is: {secret}"
            connection.execute(
                "insert into staging.stg_messages_redacted values (?, ?)", [f"m{number}", redactor.redact(text)]
            )
    return tmp_path


def _export(desk, *arguments) -> int:
    places = {"--database": desk / "scorecard.duckdb", "--landing-path": desk / "landing", "--output": desk / "out"}
    given = [str(part) for pair in places.items() for part in pair]
    return main(["review", "export", *given, "--at", "2025-03-10T09:00", *arguments])


def _import(desk, *paths, at="2025-03-11T09:00") -> int:
    return main(["review", "import", *map(str, paths), "--landing-path", str(desk / "landing"), "--at", at])


def _sheet(desk, reviewer, suffix="xlsx"):
    (path,) = (desk / "out").glob(f"*-{reviewer}.{suffix}")
    return path


def _fill(path, cells: dict[str, str]) -> None:
    workbook = load_workbook(path)
    for cell, text in cells.items():
        workbook["Reviews"][cell] = text
    workbook.save(path)


def _landed(desk, table="reviews") -> list[dict]:
    return [
        row for file in sorted((desk / "landing" / table).glob("*.parquet")) for row in pq.read_table(file).to_pylist()
    ]


def test_a_sheet_holds_no_secret_and_no_formula_and_locks_what_was_given(desk):
    assert _export(desk, "--reviewers", "ann") == 0
    workbook = load_workbook(_sheet(desk, "ann"))
    sheet = workbook["Reviews"]
    texts = [str(cell.value) for page in workbook for row in page.iter_rows() for cell in row if cell.value]
    everything = "\n".join(texts) + _sheet(desk, "ann", "csv").read_text(encoding="utf-8-sig")
    assert not [secret for secret in SECRETS if secret in everything]
    assert everything.count("<card:") == 3  # the sheet, the transcripts, the csv
    assert not [cell for page in workbook for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert sheet.protection.sheet
    assert sheet[f"{COLUMN['episode_id']}2"].protection.locked
    assert not sheet[f"{COLUMN['verdict']}2"].protection.locked
    drop_downs = {str(rule.sqref)[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert drop_downs[COLUMN["verdict"]] == '"correct,partial,incorrect,cannot_tell"'
    assert "tier" not in [cell.value for cell in sheet[1]]


def test_draws_land_with_their_probability_and_are_not_exported_again(desk):
    assert _export(desk, "--limit", "3") == 0
    draws = _landed(desk, "review_draws")
    assert len(draws) == 3
    assert {(draw["tier"], draw["inclusion_probability"], draw["salt"]) for draw in draws} == {
        ("random", 0.25, "review-1")
    }
    assert _export(desk) == 0
    assert len({draw["episode_id"] for draw in _landed(desk, "review_draws")}) == 4
    assert _export(desk) == 4


def test_a_filled_sheet_lands_and_landing_it_twice_changes_nothing(desk):
    _export(desk, "--reviewers", "ann")
    path = _sheet(desk, "ann")
    _fill(
        path,
        {f"{COLUMN['verdict']}2": "Correct", f"{COLUMN['is_valid']}3": "no", f"{COLUMN['note']}3": "asked a@b.com"},
    )
    assert _import(desk, path) == 0
    landed = _landed(desk)
    assert {(row["ticket_id"], row["episode_number"], row["verdict"], row["is_valid"]) for row in landed} == {
        ("001", 1, "correct", None),
        ("002", 1, None, False),
    }
    assert {row["inclusion_probability"] for row in landed} == {0.25}
    assert "a@b.com" not in str(landed)
    assert _import(desk, path, at="2025-04-01T09:00") == 0
    assert _landed(desk) == landed


def test_a_corrected_verdict_replaces_the_first_and_only_that(desk):
    _export(desk, "--reviewers", "ann")
    path = _sheet(desk, "ann")
    _fill(path, {f"{COLUMN['verdict']}2": "correct", f"{COLUMN['verdict']}3": "partial"})
    _import(desk, path)
    _fill(path, {f"{COLUMN['verdict']}3": "incorrect"})
    _import(desk, path, at="2025-03-12T09:00")
    rows = {row["ticket_id"]: row for row in _landed(desk)}
    assert (rows["002"]["verdict"], rows["002"]["reviewed_at"]) == ("incorrect", datetime(2025, 3, 12, 9))
    assert (rows["001"]["verdict"], rows["001"]["reviewed_at"]) == ("correct", datetime(2025, 3, 11, 9))


def test_two_reviewers_on_one_episode_are_kept_apart(desk):
    _export(desk, "--reviewers", "ann,ben", "--overlap", "1")
    for reviewer, verdict in (("ann", "correct"), ("ben", "incorrect")):
        _fill(_sheet(desk, reviewer), {f"{COLUMN['verdict']}{row}": verdict for row in range(2, 6)})
    assert _import(desk, _sheet(desk, "ann"), _sheet(desk, "ben")) == 0
    landed = _landed(desk)
    assert len({row["review_id"] for row in landed}) == 8
    assert {(row["reviewer_id"], row["verdict"]) for row in landed} == {("ann", "correct"), ("ben", "incorrect")}


@pytest.mark.parametrize(
    ("cells", "cell", "said"),
    [
        ({"verdict": "good"}, "verdict", "'good' is none of correct, partial, incorrect, cannot_tell"),
        ({"verdict": "correct", "is_complete": "no"}, "verdict", "correct, but H2 says no"),
        (
            {"verdict": "incorrect", "is_valid": "yes", "is_complete": "yes", "is_helpful": "yes"},
            "verdict",
            "incorrect, but valid, complete and helpful all say yes",
        ),
        (
            {"verdict": "cannot_tell", "is_valid": "no"},
            "verdict",
            "cannot_tell, but valid, complete and helpful do tell",
        ),
        ({"is_valid": "yes"}, "verdict", "no verdict"),
        ({"verdict": "correct", "needed_human": "maybe"}, "needed_human", "'maybe' is neither yes nor no"),
        ({"verdict": "correct", "hallucination_type": "lies"}, "hallucination_type", "'lies' is none of"),
        ({"verdict": "correct", "episode_id": ""}, "episode_id", "restore it from the export"),
        ({"verdict": "correct", "episode_id": "desk:999#1"}, "episode_id", "was not drawn in"),
        ({"verdict": "correct", "episode_id": "desk:003#1"}, "row_code", "no export of this project wrote this row"),
        ({"verdict": "correct", "reviewer_id": "ben"}, "row_code", "no export of this project wrote this row"),
        ({"verdict": "correct", "queue_id": "queue-x"}, "queue_id", "no export 'queue-x' was drawn"),
    ],
)
def test_a_bad_or_conflicting_cell_is_sent_back_by_its_name_and_the_rest_lands(desk, capsys, cells, cell, said):
    _export(desk, "--reviewers", "ann")
    path = _sheet(desk, "ann")
    _fill(path, {f"{COLUMN[key]}2": text for key, text in cells.items()} | {f"{COLUMN['verdict']}4": "correct"})
    assert _import(desk, path) == 1
    told = capsys.readouterr().err
    assert f"Reviews!{COLUMN[cell]}2: " in told
    assert said in told
    assert [row["verdict"] for row in _landed(desk)] == ["correct"]
    (kept,) = (desk / "landing" / "_rejected" / "reviews").glob("*.csv")
    assert f"Reviews!{COLUMN[cell]}2" in kept.read_text()


def test_one_episode_twice_in_a_sheet_lands_once_and_names_the_other_row(desk, capsys):
    _export(desk, "--reviewers", "ann")
    path = _sheet(desk, "ann", "csv")
    rows = list(csv.reader(path.open(encoding="utf-8-sig", newline="")))
    rows[1][5] = "correct"
    rows[2] = [*rows[1][:5], "incorrect", *rows[1][6:]]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    assert _import(desk, path) == 1
    assert f"{path.name}!A3: the episode is in row 2 already" in capsys.readouterr().err
    assert [row["verdict"] for row in _landed(desk)] == ["correct"]


def test_a_file_that_is_no_sheet_is_refused_by_name(desk, capsys):
    _export(desk)
    other = desk / "other.csv"
    other.write_text("a,b\n1,2\n")
    broken = desk / "broken.xlsx"
    broken.write_text("no workbook")
    assert _import(desk, other, broken) == 2
    told = capsys.readouterr().err
    assert "other.csv: no reviewer's sheet: the columns Episode, Verdict" in told
    assert "broken.xlsx: cannot be read as a workbook" in told


def test_a_number_that_a_reviewer_types_keeps_its_digits():
    from agent_scorecard.review.sheet_reading import _text

    assert [_text(value) for value in (1234567.5, 12.0, 0.1, 10**15)] == ["1234567.5", "12", "0.1", "1000000000000000"]


def test_a_conversation_longer_than_a_cell_is_whole_in_its_own_sheet(tmp_path):
    from agent_scorecard.review.export import Waiting, sheets
    from agent_scorecard.review.workbook import write_workbook

    words = " ".join(str(number) for number in range(20_000))
    episode = Waiting("d:1#1", "d", "c", "en", datetime(2025, 1, 1), "random", 0.1, "s", (("", "AI", words),))
    rows = sheets([episode], ["ann"], 0.0, "q", "k")["ann"]
    write_workbook(tmp_path / "long.xlsx", rows, {episode.episode_id: episode})
    workbook = load_workbook(tmp_path / "long.xlsx")
    assert "see the sheet Transcripts" in workbook["Reviews"]["E2"].value
    assert "".join(row[3].value for row in workbook["Transcripts"].iter_rows(min_row=2)) == words


def test_a_reviewer_who_was_never_asked_lands_no_verdict(desk, capsys):
    """Mallory copies Ann's sheet, writes her own name in it, and signs with what anybody can compute."""
    from hashlib import sha256

    _export(desk, "--reviewers", "ann", "--format", "csv")
    rows = list(csv.reader(_sheet(desk, "ann", "csv").open(encoding="utf-8-sig", newline="")))
    place = {column.key: number for number, column in enumerate(COLUMNS)}
    for row in rows[1:]:
        ids = [row[place[key]] for key in ("episode_id", "source_system")]
        row[place["verdict"]], row[place["reviewer_id"]] = "correct", "mallory"
        digest = sha256("\x1f".join((*ids, "mallory", row[place["queue_id"]])).encode()).digest()
        row[place["row_code"]] = "".join("abcdefghjkmnpqrs"[byte % 16] for byte in digest[:8])
    forged = desk / "mallory.csv"
    with forged.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    assert _import(desk, forged) == 1
    assert capsys.readouterr().err.count("no export of this project wrote this row") == 4
    assert _landed(desk) == []


def test_only_reviewers_whom_the_project_allows_are_read(desk, monkeypatch, capsys):
    from agent_scorecard.review import sheets_out_and_in

    _export(desk, "--reviewers", "ann,ben", "--overlap", "0")
    for reviewer in ("ann", "ben"):
        _fill(_sheet(desk, reviewer), {f"{COLUMN['verdict']}2": "correct"})
    monkeypatch.setattr(sheets_out_and_in, "allowed_reviewers", lambda: ("ann",))
    assert _import(desk, _sheet(desk, "ann"), _sheet(desk, "ben")) == 1
    assert [row["reviewer_id"] for row in _landed(desk)] == ["ann"]
    assert "'ben' is not in the var `reviewers`" in capsys.readouterr().err
    assert _export(desk, "--reviewers", "cara") == 2


def test_an_export_never_writes_over_a_sheet(desk, capsys):
    _export(desk, "--reviewers", "ann")
    before = _sheet(desk, "ann").read_bytes()
    for file in (desk / "landing" / "review_draws").glob("*"):
        file.unlink()
    assert _export(desk, "--reviewers", "ann") == 2
    assert "is there already and may hold verdicts" in capsys.readouterr().err
    assert _sheet(desk, "ann").read_bytes() == before
    assert _landed(desk, "review_draws") == []


def test_two_imports_at_the_same_moment_lose_nothing(desk):
    import subprocess
    import sys

    _export(desk, "--reviewers", "ann")
    first, second = desk / "first.xlsx", desk / "second.xlsx"
    for copy, rows in ((first, (2, 3)), (second, (4, 5))):
        copy.write_bytes(_sheet(desk, "ann").read_bytes())
        _fill(copy, {f"{COLUMN['verdict']}{row}": "correct" for row in rows})
    command = [sys.executable, "-m", "agent_scorecard.cli", "review", "import", "--landing-path", str(desk / "landing")]
    imports = [subprocess.Popen([*command, str(copy)], stdout=subprocess.DEVNULL) for copy in (first, second) * 2]
    assert [one.wait(timeout=120) for one in imports] == [0, 0, 0, 0]
    assert len(_landed(desk)) == 4
    assert not list((desk / "landing").rglob("*.tmp"))
