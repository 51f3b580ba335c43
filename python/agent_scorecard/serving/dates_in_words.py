"""Days, months and moments as a person would say them."""

from __future__ import annotations

import re
from datetime import date, datetime


def day(when: date | datetime | None) -> str:
    """
    >>> day(date(2025, 12, 22))
    'Mon 22 Dec 2025'
    """
    return f"{when:%a} {when.day} {when:%b %Y}" if when else ""


def short_day_with_year(when: date | datetime) -> str:
    """
    >>> short_day_with_year(date(2026, 1, 5))
    '5 Jan 2026'
    """
    return f"{short_day(when)} {when.year}"


def short_day(when: date | datetime) -> str:
    """
    >>> short_day(date(2025, 12, 1))
    '1 Dec'
    """
    return f"{when.day} {when:%b}"


def month(when: date | datetime) -> str:
    """
    >>> month(date(2025, 12, 1))
    'Dec 2025'
    """
    return f"{when:%b %Y}"


def with_days(text: str) -> str:
    """A mart's sentence with its dates as pages write them.

    >>> with_days("since the release of 2025-11-09, 26 % before")
    'since the release of Sun 9 Nov 2025, 26 % before'
    """
    return re.sub(r"\b\d{4}-\d{2}-\d{2}\b", lambda found: day(date.fromisoformat(found[0])), text)


def moment(when: datetime | None) -> str:
    """
    >>> moment(datetime(2026, 1, 4, 18, 2))
    'Sun 4 Jan 2026, 18:02 UTC'
    """
    return f"{day(when)}, {when:%H:%M} UTC" if when else "an unknown moment"
