"""What the gate mends before it judges: missing values in disguise, ids that a spreadsheet made numbers, words of other
helpdesks, signs that no text should hold. Nothing is guessed: each repair has one meaning, and is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.contract import Column, Table

# What programs write for a missing value. Words that a contract's list knows, and free text, are left alone.
MISSING = r"(?i)^(nan|nat|null|\(null\)|none|nil|undefined|<na>|n/a|#n/a|\\n)$"
# Control signs but tab and line ends, the byte order mark, and code points that are no characters.
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{feff}\x{fffe}\x{ffff}]"
FLOAT_ID = r"^(\d+)\.0+$"
# The days that mean "never": epochs of Unix, Excel, .NET, SQL Server and Windows, and the last day of each calendar.
SENTINELS = frozenset(
    date(*day)
    for day in (
        (1, 1, 1),
        (1601, 1, 1),
        (1677, 9, 21),
        (1753, 1, 1),
        (1899, 12, 30),
        (1899, 12, 31),
        (1900, 1, 1),
        (1970, 1, 1),
        (2038, 1, 19),
        (2262, 4, 11),
        (9999, 12, 31),
    )
)
ZERO_DATE = r"^\s*0000-00-00"
STATUS_VALUES = ("from_value", "to_value")


def mended(table: Table, rows: pa.Table, statuses: Column) -> tuple[pa.Table, Counter]:
    """The text columns of the contract, mended, and how many values of each kind were.

    >>> from agent_scorecard.contract import landing_tables
    >>> tickets = landing_tables()["tickets"]
    >>> raw = pa.table({"ticket_id": ["5012.0"], "status": ["Resolved"], "customer_id": ["NaN"], "subject": ["None"]})
    >>> text, repairs = mended(tickets, raw, tickets.column("status"))
    >>> text.to_pylist()[0], dict(repairs)
    ({'ticket_id': '5012', 'status': 'solved', 'customer_id': None, 'subject': 'None'}, {'number for an id': 1, \
'another word': 1, 'missing in disguise': 1})
    """
    repairs: Counter = Counter()
    known = {column.name: column for column in table.columns}
    arrays = {}
    for name in rows.column_names:
        text = rows[name].combine_chunks() if isinstance(rows[name], pa.ChunkedArray) else rows[name]
        if text.null_count < len(text):
            text = _changed(text, _without(text, CONTROL, ""), "control character", repairs)
            if name in known:
                text = _value(known[name], text, repairs)
        arrays[name] = text
    if table.name == "ticket_events" and "event_type" in arrays:
        is_status = pc.fill_null(pc.equal(arrays["event_type"], "status_changed"), False)
        for name in STATUS_VALUES:
            if name in arrays:
                word = pc.if_else(is_status, _listed(statuses, arrays[name]), arrays[name])
                arrays[name] = _changed(arrays[name], word, "another word", repairs)
    return pa.table(arrays) if arrays else rows, repairs


def _value(column: Column, text: pa.Array, repairs: Counter) -> pa.Array:
    if column.is_words:
        return pc.if_else(pc.equal(text, ""), None, text)
    trimmed = pc.utf8_trim_whitespace(text)
    missing = pc.match_substring_regex(trimmed, MISSING)
    if column.values:
        missing = pc.and_(missing, pc.invert(pc.is_in(pc.utf8_lower(trimmed), pa.array(column.values))))
    if column.data_type in ("timestamp", "date"):
        missing = pc.or_(missing, pc.match_substring_regex(trimmed, ZERO_DATE))
    if count := pc.sum(missing).as_py():
        repairs["missing in disguise"] += count
    text = pc.if_else(missing, None, pc.if_else(pc.equal(trimmed, ""), None, trimmed))
    if column.is_id:
        text = _changed(text, pc.replace_substring_regex(text, FLOAT_ID, r"\1"), "number for an id", repairs)
    if column.values:
        text = _changed(text, _listed(column, text), "another word", repairs)
    return text


def _listed(column: Column, text: pa.Array) -> pa.Array:
    """Words of the list, in any case and with spaces or hyphens; synonyms; what is neither stays as it is."""
    plain = pc.replace_substring_regex(pc.utf8_lower(pc.utf8_trim_whitespace(text)), r"[\s_-]+", "_")
    meant = {**{word: word for word in column.values}, **column.synonyms}
    position = pc.index_in(plain, pa.array(list(meant)))
    return pc.coalesce(pc.take(pa.array(list(meant.values())), position), text)


def _without(text: pa.Array, pattern: str, replacement: str) -> pa.Array:
    has = pc.fill_null(pc.match_substring_regex(text, pattern), False)
    if not pc.any(has).as_py():
        return text
    return pc.if_else(has, pc.replace_substring_regex(text, pattern, replacement), text)


def _changed(before: pa.Array, after: pa.Array, what: str, repairs: Counter) -> pa.Array:
    if after is not before:
        count = pc.sum(pc.fill_null(pc.not_equal(before, after), False)).as_py() or 0
        if count:
            repairs[what] += count
    return after


def without_sentinels(values: pa.Array) -> tuple[pa.Array, int]:
    """Times or dates without those that mean a missing one, and how many they were.

    >>> days = pa.array([date(1970, 1, 1), date(2024, 6, 3), None])
    >>> [day and day.year for day in without_sentinels(days)[0].to_pylist()]
    [None, 2024, None]
    """
    is_sentinel = is_stand_in(values)
    count = pc.sum(is_sentinel).as_py() or 0
    return (pc.if_else(is_sentinel, pa.scalar(None, values.type), values), count) if count else (values, 0)


def is_stand_in(values: pa.Array) -> pa.Array:
    days = pc.fill_null(pc.cast(pc.cast(values, pa.date32(), safe=False), pa.int32()), 1)
    known = np.array([day.toordinal() - date(1970, 1, 1).toordinal() for day in sorted(SENTINELS)])
    return pa.array(np.isin(days.to_numpy(zero_copy_only=False), known))


def shape(text: str | None, longest: int = 30) -> str:
    """What a value looks like without what it says: for messages that people and logs keep.

    >>> shape("6/1/2023 12:15"), shape("Ann O'Hara <ann@example.org>")
    ('9/9/9999 99:99', "Xxx X'Xxxx <xxx@xxxxxxx.xxx>")
    """
    if text is None:
        return ""
    masked = re.sub(r"\d", "9", text)
    masked = "".join("X" if sign.isupper() else "x" if sign.isalpha() else sign for sign in masked[: longest + 1])
    masked = "".join(sign if sign.isprintable() else "·" for sign in masked)
    return masked if len(masked) <= longest else masked[:longest] + "…"


def column_label(name: str) -> str:
    """A column's name for messages; what looks like a row of data taken for a header is shown by its shape alone."""
    plain = "".join(sign if sign.isprintable() else "·" for sign in name)
    return plain if len(plain) <= 60 and "@" not in plain and not re.search(r"\d{4}", plain) else shape(name)
