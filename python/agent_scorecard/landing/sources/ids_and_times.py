"""Ids, moments and truth values of an export as the contract wants them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation

FIRST_YEAR = 2005
UNITS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


class Refused(ValueError):
    """A record that cannot be mapped; the message says why."""


def id_text(value) -> str | None:
    """An id exactly as printed; the `.0` that a loader's float added goes.

    >>> id_text(9007199254740993), id_text("7253394974479.0"), id_text(Decimal("7253394974479.0")), id_text("")
    ('9007199254740993', '7253394974479', '7253394974479', None)
    """
    if value is None or value == "" or isinstance(value, (dict, list)):
        return None
    text = f"{value:f}" if isinstance(value, Decimal) else f"{value:.0f}" if isinstance(value, float) else str(value)
    return re.sub(r"^(\d+)\.0*$", r"\1", text.strip()) or None


def time_text(value, unit: str = "iso", zero_is_null: bool = False) -> str | None:
    """A time as ISO 8601 in UTC. ``unit`` is iso, s, ms, us or ns; a number as text is a number.

    Raises Refused where the year is before 2005 or after 2100: seconds read as milliseconds give 1970.

    >>> time_text(1788282000, "s"), time_text("1759700000000000000", "ns"), time_text("2024-05-01 09:00:00")
    ('2026-09-01T17:00:00+00:00', '2025-10-05T21:33:20+00:00', '2024-05-01T09:00:00+00:00')
    """
    if value is None or value == "" or (zero_is_null and str(value) in ("0", "0.0")):
        return None
    try:
        moment = _moment(value, unit)
    except (ValueError, OverflowError, InvalidOperation, TypeError) as error:
        raise Refused(f"not a time in {unit}: {value!r}") from error
    if not FIRST_YEAR <= moment.year < 2100:
        raise Refused(f"not a plausible time: {value!r} is the year {moment.year} when read in {unit}")
    return moment.isoformat()


def _moment(value, unit: str) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if unit == "iso":
        text = re.sub(r"(\.\d{6})\d+", r"\1", str(value).strip()).replace(" UTC", "+00:00")
        if re.fullmatch(r"\d+(\.\d+)?", text):
            raise ValueError("a number")
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    micros = Decimal(str(value)) * 1_000_000 / UNITS[unit]
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(micros))


def is_true(value) -> bool | None:
    """A truth in any spelling of a loader; None where it is none."""
    if isinstance(value, bool) or value is None:
        return value
    return {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}.get(str(value).strip().lower())
