"""What happened just before? Releases and article versions in the window before a change: what fits first, then what is near."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

# A change shows in the week it happens or the next; three weeks back is further than any cause needs.
DAYS_BEFORE = 21
# A release in the course of the week named as the first bad one.
DAYS_AFTER = 7
HALF_LIFE_DAYS = 7.0

# How specifically the event speaks of the place that changed. An event about another category or area is no candidate.
SAME_CATEGORY, SAME_AREA, EVERYWHERE = 1.0, 0.8, 0.5
# What kinds are, other things equal: a new agent version touches every answer, one article few.
KIND_WEIGHT = {"agent": 1.0, "product": 0.9, "docs": 0.8, "article": 0.7}
# Reviewed answers that a comparison needs on each side, and how far back those before a change reach.
LEAST_REVIEWED = 5
REVIEWED_DAYS = 56
# A version under which this share of the fall is not seen was not what changed; what is cleared keeps this much of its fit.
SEEN_SHARE = 0.5
CLEARED = 0.25


@dataclass(frozen=True)
class ReviewedAnswer:
    """One answer that a person judged: when it was sent, where, under which agent version and from which articles."""

    at: datetime
    category: str
    is_wrong: bool
    version: str | None = None
    articles: frozenset[str] = frozenset()


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
class CandidateCause:
    event: Event
    score: float

    def __str__(self) -> str:
        text = f"{self.event.kind} {self.event.event_id} on {self.event.at:%Y-%m-%d}"
        return f"{text}: {self.event.description}" if self.event.description else text


def rank_causes(
    change: date,
    events: Iterable[Event],
    category: str | None = None,
    product_areas: Iterable[str] = (),
    most: int = 3,
    reviewed: Iterable[ReviewedAnswer] = (),
) -> list[CandidateCause]:
    """The likeliest causes of a change that began in the week of ``change`` (its Monday), best first.

    ``category`` is where it changed (None or ``(all)``: everywhere); ``product_areas`` the areas that this category's
    tickets speak of; ``reviewed`` the judged answers, in any order. First comes what fits: how specifically the event speaks
    of the place, and what the answers say of it. Of two that fit alike the nearer one comes first (kind x closeness, halved
    every seven days before the week begins). Score = fit + a hundredth of the nearness.

    >>> events = [Event(datetime(2025, 3, 2), "agent", "v2"), Event(datetime(2025, 2, 20), "product", "p1", "", "billing")]
    >>> [str(cause) for cause in rank_causes(date(2025, 3, 3), events, "billing")]
    ['product p1 on 2025-02-20', 'agent v2 on 2025-03-02']
    """
    monday = datetime.combine(change, time())
    areas = set(product_areas)
    here = [answer for answer in reviewed if category in (None, "(all)", answer.category)]
    ranked = []
    for event in events:
        days = (monday - event.at).total_seconds() / 86400
        specific = _specificity(event, category, areas)
        if specific and -DAYS_AFTER < days <= DAYS_BEFORE:
            near = KIND_WEIGHT.get(event.kind, 0.5) * 0.5 ** (max(days, 0) / HALF_LIFE_DAYS)
            ranked.append(CandidateCause(event, round(_fit(event, specific, monday, here) + near / 100, 4)))
    ranked.sort(key=lambda cause: (-cause.score, cause.event.at, cause.event.event_id))
    return ranked[:most]


def _fit(event: Event, specific: float, monday: datetime, answers: list[ReviewedAnswer]) -> float:
    """How specific the event is, times what the reviewed answers say of it (1 where they are too few to say anything).

    A text that was changed fits no better than a release for everybody, whatever it is about, until the wrong answers are
    seen to cite it.
    """
    near = [answer for answer in answers if abs((answer.at - monday).days) <= REVIEWED_DAYS]
    if event.kind == "agent":
        return specific * _of_versions(event, monday, near)
    cited = _of_citations(event, monday, near) if event.kind == "article" else None
    if cited is not None:
        return specific * cited
    return min(specific, EVERYWHERE) if event.kind in ("article", "docs") else specific


def _of_versions(event: Event, monday: datetime, answers: list[ReviewedAnswer]) -> float:
    """Did the versions before and after the release differ in the fall?

    Cleared where answers of the new version were as right as before until the change came, or where the old version, still
    at work after the change, fell as well. A version is new if its first answer here came after the release.
    """
    old_ones = {answer.version for answer in answers if answer.at < event.at}
    late = _wrong_share(a for a in answers if a.at >= max(monday, event.at) and a.version not in old_ones)
    early = _wrong_share(a for a in answers if a.at < min(monday, event.at))
    if late is None or early is None or late <= early:
        return 1.0
    needed = early + SEEN_SHARE * (late - early)
    between = _wrong_share(a for a in answers if event.at <= a.at < monday and a.version not in old_ones)
    old_after = _wrong_share(a for a in answers if a.at >= monday and a.version in old_ones)
    is_cleared = (between is not None and between < needed) or (old_after is not None and old_after >= needed)
    return CLEARED if is_cleared else 1.0


def _of_citations(event: Event, monday: datetime, answers: list[ReviewedAnswer]) -> float | None:
    """The share of the wrong answers since the change that cite the article which changed (``event_id``: article, version)."""
    wrong = [answer for answer in answers if answer.is_wrong and answer.at >= monday]
    article = event.event_id.rsplit(" ", 1)[0]
    if len(wrong) < LEAST_REVIEWED:
        return None
    return max(CLEARED, sum(article in answer.articles for answer in wrong) / len(wrong))


def _wrong_share(answers: Iterable[ReviewedAnswer]) -> float | None:
    flags = [answer.is_wrong for answer in answers]
    return sum(flags) / len(flags) if len(flags) >= LEAST_REVIEWED else None


def _specificity(event: Event, category: str | None, areas: set[str]) -> float:
    is_everywhere = category in (None, "(all)")
    if event.category:
        return SAME_CATEGORY if event.category == category else (EVERYWHERE if is_everywhere else 0.0)
    if event.product_area:
        return SAME_AREA if event.product_area in areas else (EVERYWHERE if is_everywhere else 0.0)
    return EVERYWHERE
