"""Text to the contract's types, a column at a time; what cannot be read becomes null, and nothing raises.

Times: ISO 8601 with a date, or a date and at least hours and minutes. An offset is converted, none means UTC; the
result is naive UTC, as everything downstream reads it.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

TIME = (
    r"^\s*(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?:(?P<utc>Z|z|UTC)|(?P<sign>[+-])(?P<offset_hour>\d{2}):?(?P<offset_minute>\d{2})?)?)?\s*$"
)
WHOLE = r"^\s*[+-]?\d{1,18}(\.0*)?\s*$"
NUMBER = r"^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\s*$"
TRUTHS = {
    **dict.fromkeys(("true", "t", "yes", "y", "1", "1.0"), True),
    **dict.fromkeys(("false", "f", "no", "n", "0", "0.0"), False),
}


def arrow_type(data_type: str) -> pa.DataType:
    """The Arrow type of a contract type.

    >>> [str(arrow_type(name)) for name in ("varchar", "timestamp", "decimal(9,4)")]
    ['string', 'timestamp[us]', 'decimal128(9, 4)']
    """
    if decimal := re.fullmatch(r"decimal\((\d+), ?(\d+)\)", data_type):
        return pa.decimal128(int(decimal[1]), int(decimal[2]))
    return {
        "varchar": pa.string(),
        "timestamp": pa.timestamp("us"),
        "date": pa.date32(),
        "boolean": pa.bool_(),
        "bigint": pa.int64(),
        "double": pa.float64(),
    }[data_type]


def cast(text: pa.ChunkedArray | pa.Array, data_type: str) -> pa.Array:
    """A text column as ``data_type``; null where the text is null or cannot be read as that type."""
    text = text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text
    if data_type == "varchar":
        return text
    if data_type == "timestamp":
        return times(text)
    if data_type == "date":
        return pc.cast(times(text), pa.date32(), safe=False)
    if data_type == "boolean":
        words = pa.array(list(TRUTHS))
        position = pc.index_in(pc.utf8_lower(pc.utf8_trim_whitespace(text)), words)
        return pc.take(pa.array(list(TRUTHS.values())), position)
    if data_type == "bigint":
        whole = pc.replace_substring_regex(pc.utf8_trim_whitespace(_where_matches(text, WHOLE)), r"^\+|\.0*$", "")
        return pc.cast(whole, pa.int64())
    return _numbers(text, arrow_type(data_type))


def times(text: pa.Array) -> pa.Array:
    """ISO 8601 text as naive UTC timestamps.

    >>> times(pa.array(["2024-06-03T09:00+02:00", "2024-06-03 09:00:00.5", "2024-02-30", "soon"])).to_pylist()[:3]
    [datetime.datetime(2024, 6, 3, 7, 0), datetime.datetime(2024, 6, 3, 9, 0, 0, 500000), None]
    """
    parts = pc.extract_regex(text, TIME)
    present = ~np.asarray(parts.is_null())

    def number(texts: pa.Array) -> np.ndarray:
        return pc.cast(pc.if_else(present, pc.if_else(pc.equal(texts, ""), "0", texts), "0"), pa.int64()).to_numpy()

    def part(name: str, start: int = 0, stop: int | None = None) -> np.ndarray:
        return number(pc.utf8_slice_codeunits(pc.struct_field(parts, name), start, stop))

    month, day = part("date", 5, 7), part("date", 8, 10)
    month_is_real = (month >= 1) & (month <= 12)
    months_since_1970 = (part("date", 0, 4) - 1970) * 12 + np.where(month_is_real, month, 1) - 1
    first = months_since_1970.astype("datetime64[M]")
    month_length = ((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(np.int64)
    days = first.astype("datetime64[D]").astype(np.int64) + day - 1

    hour, minute, second = part("hour"), part("minute"), part("second")
    padded = pc.binary_join_element_wise(pc.struct_field(parts, "fraction"), "000000", "")
    micros = number(pc.utf8_slice_codeunits(padded, 0, 6))
    is_west = np.asarray(pc.fill_null(pc.equal(pc.struct_field(parts, "sign"), "-"), False))
    offset = (part("offset_hour") * 60 + part("offset_minute")) * np.where(is_west, -1, 1)
    is_real = (
        present & month_is_real & (day >= 1) & (day <= month_length) & (hour < 24) & (minute < 60) & (second < 60)
        & (np.abs(offset) <= 14 * 60)
    )  # fmt: skip
    total = (days * 1440 + hour * 60 + minute - offset) * 60_000_000 + second * 1_000_000 + micros
    return pa.array(total, mask=~is_real).cast(pa.timestamp("us"))


def _numbers(text: pa.Array, target: pa.DataType) -> pa.Array:
    numbers = pc.cast(pc.utf8_trim_whitespace(_where_matches(text, NUMBER)), pa.float64())
    numbers = pc.if_else(pc.is_finite(numbers), numbers, pa.scalar(None, pa.float64()))
    if pa.types.is_float64(target):
        return numbers
    limit = 10.0 ** (target.precision - target.scale) - 1
    numbers = pc.if_else(pc.less(pc.abs(numbers), limit), numbers, pa.scalar(None, pa.float64()))
    return pc.cast(pc.round(numbers, target.scale), target, safe=False)


def _where_matches(text: pa.Array, pattern: str) -> pa.Array:
    # a leading plus is fine to people and not to Arrow
    matching = pc.if_else(pc.match_substring_regex(text, pattern), text, pa.scalar(None, pa.string()))
    return pc.replace_substring_regex(matching, r"^\s*\+", "")
