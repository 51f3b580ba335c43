"""What happened just before? Releases and article versions in the window before a change, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

# A change shows in the week it happens or the next; three weeks back is further than any cause needs.
DAYS_BEFORE = 21
# A release in the course of the week named as the first bad one.
DAYS_AFTER = 7
HALF_LIFE_DAYS = 7.0

# How specifically the event speaks of the place that changed. An event about another category or area is no candidate.
SAME_CATEGORY, SAME_AREA, EVERYWHERE = 1.0, 0.8, 0.5
# What kinds are, other things equal: a new agent version touches every answer, one article few.
KIND_WEIGHT = {"agent": 1.0, "product": 0.9, "docs": 0.8, "article": 0.7}


@dataclass(frozen=True)
class Event:
    """Something that may have caused a change. ``kind``: agent, product, docs (releases) or article (a new version)."""

    at: datetime
    kind: str
    event_id: str
    description: str = ""
    category: str | None = None
    product_area: str | None = None

    def order(self) -> tuple:
        return self.at, self.kind, self.event_id


@dataclass(frozen=True)
class Cause:
    event: Event
    score: float

    def __str__(self) -> str:
        text = f"{self.event.kind} {self.event.event_id} on {self.event.at:%Y-%m-%d}"
        return f"{text}: {self.event.description}" if self.event.description else text


def rank_causes(
    change: date, events: Iterable[Event], category: str | None = None, product_areas: Iterable[str] = (), most: int = 3
) -> list[Cause]:
    """The likeliest causes of a change that began in the week of ``change`` (its Monday), best first.

    ``category`` is where it changed (None or ``(all)``: everywhere); ``product_areas`` the areas that this category's
    tickets speak of. Score = how specific x kind x closeness (halved every seven days before the week begins).

    >>> events = [Event(datetime(2025, 3, 4), "agent", "v2"), Event(datetime(2025, 3, 3), "docs", "d1", "", "login")]
    >>> [str(cause) for cause in rank_causes(date(2025, 3, 3), events, "billing")]
    ['agent v2 on 2025-03-04']
    """
    monday = datetime.combine(change, time())
    areas = set(product_areas)
    ranked = []
    for event in events:
        days = (monday - event.at).total_seconds() / 86400
        specific = _specificity(event, category, areas)
        if specific and -DAYS_AFTER < days <= DAYS_BEFORE:
            score = specific * KIND_WEIGHT.get(event.kind, 0.5) * 0.5 ** (max(days, 0) / HALF_LIFE_DAYS)
            ranked.append(Cause(event, round(score, 4)))
    ranked.sort(key=lambda cause: (-cause.score, cause.event.at, cause.event.event_id))
    return ranked[:most]


def _specificity(event: Event, category: str | None, areas: set[str]) -> float:
    is_everywhere = category in (None, "(all)")
    if event.category:
        return SAME_CATEGORY if event.category == category else (EVERYWHERE if is_everywhere else 0.0)
    if event.product_area:
        return SAME_AREA if event.product_area in areas else (EVERYWHERE if is_everywhere else 0.0)
    return EVERYWHERE


def window_of(change: date) -> tuple[datetime, datetime]:
    """From when until when an event may be a candidate."""
    monday = datetime.combine(change, time())
    return monday - timedelta(days=DAYS_BEFORE), monday + timedelta(days=DAYS_AFTER)
