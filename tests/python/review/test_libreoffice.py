"""A reviewer's day in a real spreadsheet program, from a team's landing to the scorecard and back (`make review-day`)."""

from __future__ import annotations

import json
import shutil
import subprocess
from xml.sax.saxutils import escape

import duckdb
import pytest
from openpyxl import load_workbook
from warehouse import run_dbt

from agent_scorecard.cli import main
from agent_scorecard.review.sheet import COLUMNS

PLACE = {column.key: number for number, column in enumerate(COLUMNS)}
# Written as a reviewer would: billing was right, everything else wrong. Notes down what the program made of the sheet.
MACRO = f"""
Sub Fill(source As String, target As String, report As String)
    Dim hidden(0) As New com.sun.star.beans.PropertyValue
    hidden(0).Name = "Hidden" : hidden(0).Value = True
    Dim document, sheet, first, row, verdict, channel
    document = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, hidden())
    sheet = document.Sheets.getByName("Reviews")
    channel = FreeFile
    Open report For Output As #channel
    Print #channel, "protected=" & sheet.isProtected()
    first = sheet.getCellByPosition({PLACE["verdict"]}, 1)
    Print #channel, "list=" & (first.Validation.Type = com.sun.star.sheet.ValidationType.LIST)
    Print #channel, "choices=" & first.Validation.getFormula1()
    Print #channel, "verdict_locked=" & first.CellProtection.IsLocked
    Print #channel, "id_locked=" & sheet.getCellByPosition({PLACE["episode_id"]}, 1).CellProtection.IsLocked
    row = 1
    Do While sheet.getCellByPosition({PLACE["episode_id"]}, row).String <> ""
        verdict = "incorrect"
        If sheet.getCellByPosition({PLACE["category"]}, row).String = "billing" Then verdict = "correct"
        sheet.getCellByPosition({PLACE["verdict"]}, row).String = verdict
        row = row + 1
    Loop
    Print #channel, "rows=" & (row - 1)
    Close #channel
    Dim kind(0) As New com.sun.star.beans.PropertyValue
    kind(0).Name = "FilterName" : kind(0).Value = "Calc MS Excel 2007 XML"
    document.storeToURL(ConvertToURL(target), kind())
    document.close(True)
End Sub
"""
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
    script:language="StarBasic">{}</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
    library:passwordprotected="false"><library:element library:name="Module1"/></library:library>
"""


def fill_in_libreoffice(source, target, folder) -> dict[str, str]:
    """Open, fill and save a sheet in LibreOffice; what the macro saw, by name."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    standard = folder / "profile" / "user" / "basic" / "Standard"
    if not standard.exists():
        # the first start makes the profile, and would undo what is in it before
        subprocess.run(["soffice", profile, "--headless", "--terminate_after_init"], check=True, timeout=180)
        standard.mkdir(parents=True, exist_ok=True)
        (standard / "Module1.xba").write_text(MODULE.format(escape(MACRO)))
        (standard / "script.xlb").write_text(LIBRARY)
    report = folder / "report.txt"
    report.unlink(missing_ok=True)
    call = f'macro:///Standard.Module1.Fill("{source}","{target}","{report}")'
    subprocess.run(
        ["soffice", profile, "--headless", "--norestore", call], check=True, timeout=180, capture_output=True
    )
    return dict(line.split("=", 1) for line in report.read_text().splitlines())


@pytest.fixture
def asked_for(request):
    if "engine" not in request.config.getoption("markexpr"):
        pytest.skip("builds twice and opens LibreOffice: run it with `make desk`")


@pytest.mark.engine
@pytest.mark.usefixtures("asked_for")
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed (Debian: libreoffice-calc)")
def test_verdicts_filled_in_libreoffice_move_the_scorecard(tmp_path):
    landing, truth, database = tmp_path / "landing", tmp_path / "truth", tmp_path / "scorecard.duckdb"
    desk = ["--tickets", "700", "--weeks", "8", "--categories", "3", "--seed", "5"]
    assert main(["simulate", "--landing-path", str(landing), "--truth-path", str(truth), *desk]) == 0
    # a team that has reviewed nothing yet
    for table in ("reviews", "review_draws", "judgements"):
        shutil.rmtree(landing / table, ignore_errors=True)
    given = json.dumps({"landing": "files", "landing_path": str(landing), "review_salt": "a day"})

    def build():
        selected = [
            "--select",
            "+episodes",
            "+review_queue",
            "+resolution_accuracy_weekly",
            "--exclude-resource-type",
            "test",
        ]
        selected += ["--vars", given]
        run_dbt("build", *selected, database=database, target_path=tmp_path / "target")

    build()
    assert {(row[0], row[3]) for row in _accuracy(database)} <= {("unverified", None), ("no_data", None)}
    places = ["--database", str(database), "--landing-path", str(landing), "--at", "2026-06-01"]
    assert main(["review", "export", *places, "--reviewers", "ann,ben", "--output", str(tmp_path)]) == 0

    planted = [row[0] for row in duckdb.sql(f"select text from '{truth}/secrets/*.parquet'").fetchall()]
    for reviewer in ("ann", "ben"):
        (sheet,) = tmp_path.glob(f"queue-*-{reviewer}.xlsx")
        cells = [str(cell.value) for page in load_workbook(sheet) for row in page.iter_rows() for cell in row]
        everything = "\n".join(cells) + sheet.with_suffix(".csv").read_text(encoding="utf-8-sig")
        assert planted
        assert not [secret for secret in planted if secret in everything]

        filled = tmp_path / f"filled-{reviewer}.xlsx"
        seen = fill_in_libreoffice(sheet, filled, tmp_path)
        assert seen["protected"] == seen["list"] == seen["id_locked"] == "True"
        assert seen["verdict_locked"] == "False"
        assert seen["choices"].replace('"', "").replace(";", ",") == "correct,partial,incorrect,cannot_tell"
        assert int(seen["rows"]) > 10
        assert main(["review", "import", str(filled), *places[2:]]) == 0

    build()
    moved = [row for row in _accuracy(database) if row[3] is not None]
    assert {row[1] for row in moved} >= {"billing", "technical"}
    assert {row[3] for row in moved if row[1] == "billing"} == {1.0}
    assert {row[3] for row in moved if row[1] not in ("billing", "(all)")} == {0.0}
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.sql("select count(*) from marts.review_queue").fetchone() == (0,)


def _accuracy(database) -> list[tuple]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.sql(
            "select status, category, week_start, resolution_accuracy_rate from marts.resolution_accuracy_weekly"
        ).fetchall()
