"""The sheet as a workbook: drop-downs to fill, everything else locked, the conversations once more in full."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from agent_scorecard.review.export import CELL, Waiting
from agent_scorecard.review.sheet import COLUMNS, FILLED, INSTRUCTIONS, SHEET, TRANSCRIPTS

GUIDE = (
    "One row is one episode: one time that a customer needed help. Read the conversation, then fill the white fields.",
    "",
    "Verdict: correct, if the customer's actual problem was solved by what the AI said or did. partial, if some of it "
    "was. incorrect, if not. cannot_tell, if the conversation does not show it: that is an answer too, not counted.",
    "If the AI escalated: was what it had said until then right?",
    "",
    "Instead of a verdict you may answer valid, complete and helpful: all three yes means correct, any no means not.",
    "If you give both, they must agree: correct with a no, or incorrect with three times yes, is sent back to you.",
    "",
    "Needed a person?: should a person have taken this over, whether or not one did? By policy, by the stakes, or "
    "because the customer asked for one.",
    "Made up?: the worst statement that nothing supports. none, if there was none.",
    "",
    "Leave a row empty to do it later: the file can be imported as often as you like, and twice changes nothing.",
    "Grey fields cannot be edited. Tokens such as <email:3f2a> replace something secret, one token for one secret.",
    "You are not told why an episode was drawn, nor what any score says of it, so that you judge only what you read.",
)


def write_workbook(path: Path, rows: Sequence[dict], waiting: dict[str, Waiting]) -> None:
    """Writes one reviewer's workbook; ``waiting`` gives the conversations by episode_id."""
    from openpyxl import Workbook

    workbook = Workbook()
    _reviews(workbook.active, rows)
    _transcripts(workbook.create_sheet(TRANSCRIPTS), [waiting[row["episode_id"]] for row in rows])
    _instructions(workbook.create_sheet(INSTRUCTIONS))
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)


def _reviews(sheet, rows: Sequence[dict]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill, Protection
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.title = SHEET
    head, grey = PatternFill("solid", fgColor="1F3A5F"), PatternFill("solid", fgColor="EEEEEE")
    wrapped, unlocked = Alignment(wrap_text=True, vertical="top"), Protection(locked=False)
    for place, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(1, place, column.title)
        cell.font, cell.fill, cell.alignment = Font(bold=True, color="FFFFFF"), head, wrapped
        if column.hint:
            cell.comment = Comment(column.hint, "agent-scorecard")
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        if column.choices:
            choices = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            choices.showErrorMessage = not column.is_open
            choices.error = f"One of: {', '.join(column.choices)}"
            sheet.add_data_validation(choices)
            choices.add(f"{letter}2:{letter}{max(len(rows), 1) + 1}")
    for number, row in enumerate(rows, start=2):
        sheet.row_dimensions[number].height = _height(row)
        for place, column in enumerate(COLUMNS, start=1):
            cell = sheet.cell(number, place)
            _put(cell, row[column.key])
            cell.alignment = wrapped
            if column.is_given:
                cell.fill = grey
            else:
                cell.protection = unlocked
    sheet.freeze_panes = "B2"
    # on paper: the whole width on a page, and the headings on each
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.formatCells = False


def _height(row: dict) -> float:
    """Points enough for the longest field at its column's width; 409 is the most that a row may have."""
    lines = max(
        sum(1 + len(line) // max(int(column.width), 1) for line in str(row[column.key] or "").split("\n"))
        for column in COLUMNS
    )
    return float(min(max(13.5 * lines + 10, 60), 405))


def _transcripts(sheet, episodes: Sequence[Waiting]) -> None:
    from openpyxl.styles import Alignment, Font

    widths = {"A": 18, "B": 16, "C": 22, "D": 120}
    for letter, title in zip(widths, ("Episode", "When (UTC)", "Who", "What"), strict=True):
        sheet[f"{letter}1"] = title
        sheet[f"{letter}1"].font = Font(bold=True)
        sheet.column_dimensions[letter].width = widths[letter]
    number = 1
    for episode in episodes:
        for said_at, who, what in episode.lines:
            # a message longer than a spreadsheet field goes on in the next row
            for start in range(0, max(len(what), 1), CELL):
                number += 1
                for place, text in enumerate((episode.episode_id, said_at, who, what[start : start + CELL]), start=1):
                    _put(sheet.cell(number, place), text)
                sheet.cell(number, 4).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True


def _instructions(sheet) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 110
    sheet["A1"] = "How to review"
    sheet["A1"].font = Font(bold=True, size=14)
    for number, line in enumerate(GUIDE, start=2):
        sheet.cell(number, 2, line).alignment = Alignment(wrap_text=True, vertical="top")
    for number, column in enumerate(FILLED, start=len(GUIDE) + 3):
        sheet.cell(number, 1, column.title).font = Font(bold=True)
        sheet.cell(number, 2, " ".join(part for part in (column.hint, ", ".join(column.choices)) if part))
    sheet.protection.sheet = True


def _put(cell, text: str) -> None:
    """Text as text: a conversation that starts with = is no formula."""
    cell.value = text or None
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text[:1] in "=+-@"
