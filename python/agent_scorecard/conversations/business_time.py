"""Open hours: how much of the time between two instants a support team was open.

A schedule is a weekly timetable in a time zone of its own, less its holidays. It is laid out once as a spine of spans in
UTC, so that daylight saving is resolved there (a span is as long as it really lasted); the open seconds between any two
instants are then one subtraction of two look-ups. A year of half a million instants costs milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

WHOLE_DAY = timedelta(days=1)
EVERY_SCHEDULE = "(all)"


@dataclass(frozen=True)
class Hours:
    """One line of a timetable: open on ``weekday`` (Monday is 1) from ``opens_at`` to ``closes_at``, local time.

    ``closes_at`` 24:00 is the end of the day; one at or before ``opens_at`` lies on the next day.
    """

    schedule: str
    time_zone: str
    weekday: int
    opens_at: str
    closes_at: str


@dataclass(frozen=True)
class OpenHours:
    """Spans of UTC seconds in which a support team was open, ascending and apart; ``seconds_before`` each of them."""

    opens: np.ndarray
    closes: np.ndarray
    seconds_before: np.ndarray
    first: int
    last: int

    def seconds_until(self, instant) -> np.ndarray:
        """Open seconds from the start of the spine to each instant (whole UTC seconds)."""
        instant = np.asarray(instant, dtype=np.int64)
        if not len(self.opens):
            return np.zeros(instant.shape, dtype=np.int64)
        span = np.searchsorted(self.opens, instant, side="right") - 1
        inside = np.minimum(instant, self.closes[span]) - self.opens[span]
        return np.where(span >= 0, self.seconds_before[span] + inside, 0)

    def seconds_between(self, start, end) -> np.ndarray:
        """Open seconds from each start to each end, as whole numbers. Raises ValueError outside the spine."""
        start, end = np.asarray(start, dtype=np.int64), np.asarray(end, dtype=np.int64)
        if len(start) and (min(start.min(), end.min()) < self.first or max(start.max(), end.max()) > self.last):
            raise ValueError("an instant lies outside the days for which the open hours were laid out")
        return self.seconds_until(end) - self.seconds_until(start)


def open_hours(
    timetable: Iterable[Hours], holidays: Mapping[str, Iterable[date]], first: datetime, last: datetime
) -> dict[str, OpenHours]:
    """The open hours of every schedule of a timetable, from ``first`` to ``last`` (UTC).

    ``holidays`` maps a schedule, or ``(all)``, to the local dates on which it does not open.

    The Sunday on which Berlin skips an hour; open round the clock that day, it was open for 23 hours:

    >>> always = [Hours("always", "Europe/Berlin", day, "00:00", "24:00") for day in range(1, 8)]
    >>> begin, end = datetime(2025, 3, 29, 23, tzinfo=UTC), datetime(2025, 3, 30, 22, tzinfo=UTC)
    >>> desk = open_hours(always, {}, begin, end)["always"]
    >>> int(desk.seconds_between([int(begin.timestamp())], [int(end.timestamp())])[0]) / 3600
    23.0
    """
    lines: dict[str, list[Hours]] = {}
    for line in timetable:
        lines.setdefault(line.schedule, []).append(line)
    return {
        schedule: _spine(lines[schedule], {*holidays.get(schedule, ()), *holidays.get(EVERY_SCHEDULE, ())}, first, last)
        for schedule in sorted(lines)
    }


def _spine(lines: list[Hours], holidays: set[date], first: datetime, last: datetime) -> OpenHours:
    """One schedule's spans, overlapping ones joined, from two days before ``first`` to two after ``last``."""
    spans = []
    day, end = (first - 2 * WHOLE_DAY).date(), (last + 2 * WHOLE_DAY).date()
    by_weekday: dict[int, list[tuple[ZoneInfo, time, time, int]]] = {}
    for line in lines:
        by_weekday.setdefault(line.weekday, []).append(_parsed(line))
    while day <= end:
        if day not in holidays:
            for zone, opens_at, closes_at, days_later in by_weekday.get(day.isoweekday(), ()):
                opens = _instant(day, opens_at, zone)
                closes = _instant(day + days_later * WHOLE_DAY, closes_at, zone)
                if closes > opens:
                    spans.append((opens, closes))
        day += WHOLE_DAY
    joined: list[list[int]] = []
    for opens, closes in sorted(spans):
        if joined and opens <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], closes)
        else:
            joined.append([opens, closes])
    table = np.array(joined, dtype=np.int64).reshape(-1, 2)
    lengths = table[:, 1] - table[:, 0]
    before = np.cumsum(lengths) - lengths
    # a span that runs past midnight into the spine's first day must have begun inside the spine
    return OpenHours(
        table[:, 0], table[:, 1], before, int((first - WHOLE_DAY).timestamp()), int((last + WHOLE_DAY).timestamp())
    )


def _parsed(line: Hours) -> tuple[ZoneInfo, time, time, int]:
    """Zone, opening and closing time, and how many days later it closes."""
    where = f"business hours of {line.schedule!r}, weekday {line.weekday}"
    if line.weekday not in range(1, 8):
        raise ValueError(f"{where}: a weekday is 1 (Monday) to 7 (Sunday)")
    try:
        zone = ZoneInfo(line.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{where}: {line.time_zone!r} is no IANA time zone") from None
    try:
        opens_at = time.fromisoformat(line.opens_at)
        closes_at = time(0) if line.closes_at == "24:00" else time.fromisoformat(line.closes_at)
    except ValueError:
        raise ValueError(f"{where}: {line.opens_at!r} to {line.closes_at!r} are no times of day like 09:30") from None
    return zone, opens_at, closes_at, int(closes_at <= opens_at)


def _instant(day: date, at: time, zone: ZoneInfo) -> int:
    """UTC seconds of a local time: a skipped one moves on with the clock, of one that comes twice the first."""
    return int(datetime.combine(day, at, tzinfo=zone).astimezone(UTC).timestamp())
