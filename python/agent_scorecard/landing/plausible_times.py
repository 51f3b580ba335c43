"""The times that can be: from when on, and how far ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agent_scorecard.contract import project_var

# clocks of helpdesk and loader may differ; more than a day is a wrong year or a wrong zone
FUTURE_ALLOWANCE = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """The times that can be: nothing of a ticket before ``start``, nothing that has happened after ``latest``, and
    nothing at all after ``end``. What is not about tickets may be older: a company's founding."""

    start: datetime
    latest: datetime
    end: datetime

    @classmethod
    def of(cls, loaded_at: datetime, start: datetime = datetime(2000, 1, 1), years_ahead: int = 10) -> Span:
        """For a landing at ``loaded_at`` (UTC)."""
        return cls(start, loaded_at + FUTURE_ALLOWANCE, loaded_at + timedelta(days=366 * years_ahead))


OLDEST = datetime(1900, 1, 2)


def plausible_span(loaded_at: datetime) -> Span:
    """The times that can be, by the vars ``plausible_from`` and ``plausible_years_ahead``."""
    start = date.fromisoformat(str(project_var("plausible_from", "2000-01-01")))
    years = int(str(project_var("plausible_years_ahead", 10)))
    return Span.of(loaded_at, datetime(start.year, start.month, start.day), years)
