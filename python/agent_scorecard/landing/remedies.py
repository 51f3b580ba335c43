"""What to do about a row that the gate rejected, by the reason that it gives."""

from __future__ import annotations

REMEDIES = {
    "missing_value": "fill the column in the export, or leave the row out",
    "bad_time": "write times as 2025-03-03T09:00:00Z",
    "bad_date": "write dates as 2025-03-03",
    "bad_number": "write numbers with a point and no unit: 3.5",
    "bad_boolean": "write true or false",
    "unknown_value": "use a word that the contract lists (docs/landing.md), or ask for a synonym there",
    "out_of_range": "correct the value, or the ends of its scale (scale_min, scale_max)",
    "in_the_future": "correct the clock or the time zone of the export",
    "implausible_time": "correct the year, or set the vars plausible_from and plausible_years_ahead",
    "rounded_id": "export ids as text; a spreadsheet rounded this one",
    "bad_source": "take the colon out of source_system",
    "conflicting_verdict": "correct the verdict or its parts, and import the sheet again",
    "ambiguous_ticket": "say in source_system which ticket is meant",
    "orphan": "land its ticket; the row waits and leaves the quarantine by itself",
    "conflicting_duplicate": "give the newer row a later updated_at, or land it in a file of its own",
    "broken_quote": "close the quote in the export, or double it within the value",
    "ragged_line": "give the row as many values as the header has",
    "line_too_long": "shorten the text, or close a quote that swallows what follows",
    "spreadsheet_error": "mend the formula in the sheet, or empty what it fills",
    "not_utf8": "save the file as UTF-8, or land it with --encoding cp1252 (it is for the files that are not UTF-8)",
    "not_json": "correct the line: one JSON object a line",
}


def remedies_of(reasons) -> list[str]:
    """A line for each reason, in order: what it means to do."""
    return [f"{reason}: {REMEDIES[reason]}" for reason in reasons if reason in REMEDIES]
