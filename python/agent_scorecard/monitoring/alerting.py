"""From signals to alerts: one message per thing that happened, with its owner's facts, and nothing said twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from agent_scorecard.monitoring.causes import CandidateCause, Event, ReviewedAnswer, rank_causes

ALL = "(all)"
# A signal that fell silent for longer than this opens a new alert when it comes back.
QUIET_WEEKS = 4
# What begins within these days of a change in the same category is taken as its consequence, not as a second problem.
JOIN_BEFORE_DAYS, JOIN_AFTER_DAYS = 21, 28
# Change in points (or of the log, or of the value) from which an alert is so severe.
SEVERITIES = ((0.20, "critical"), (0.10, "high"), (0.0, "medium"))
# Metrics whose fall after a product release speaks of documentation that did not follow it.
ANSWER_QUALITY = (
    "resolution_accuracy",
    "handled_accuracy",
    "closure_accuracy_gap",
    "hallucination_rate",
    "contradicted_rate",
)


@dataclass(frozen=True)
class Signal:
    """A run of weeks in which one series was beyond its limit. ``strength``: how far, as a multiple of the limit.

    ``is_total``: read from the total, even where ``segment`` names the category that moved it. ``size``: what the change
    amounts to since it began; four weeks of which one is bad show a quarter of it.
    """

    kind: str
    metric: str
    segment: str
    opened_week: date
    opened_at: datetime
    last_week: date
    change_week: date
    strength: float
    change: float
    text: str
    is_total: bool = False
    size: float | None = None

    @property
    def severity(self) -> str:
        if self.kind in ("silence", "threshold"):
            return "critical" if self.segment == ALL else "high"
        if self.kind in ("mix_shift", "data_quality"):
            return "medium"
        return next(name for least, name in SEVERITIES if abs(self.change if self.size is None else self.size) >= least)


@dataclass
class Alert:
    """What people get. ``evidence`` starts with the signal that opened it; the consequences seen later follow."""

    signal: Signal
    causes: list[CandidateCause]
    cause_kind: str | None
    joined: list[Signal] = field(default_factory=list)

    @property
    def alert_id(self) -> str:
        """The same problem keeps its name: kind, metric, segment and the week in which it was first seen."""
        key = "|".join((self.signal.kind, self.signal.metric, self.signal.segment, self.signal.opened_week.isoformat()))
        return hashlib.md5(key.encode(), usedforsecurity=False).hexdigest()[:12]

    @property
    def severity(self) -> str:
        """The worst of what was seen so far."""
        names = [name for _, name in SEVERITIES]
        return min((signal.severity for signal in (self.signal, *self.joined)), key=names.index)

    @property
    def last_week(self) -> date:
        return max(signal.last_week for signal in (self.signal, *self.joined))

    @property
    def evidence(self) -> str:
        seen: dict[str, None] = {signal.text: None for signal in (self.signal, *self.joined)}
        return "; ".join(seen)


def runs(weeks: Sequence[date], quiet_weeks: int = QUIET_WEEKS) -> list[tuple[date, date]]:
    """First and last week of each run of flagged weeks; shorter pauses do not end a run.

    >>> runs([date(2025, 1, 6), date(2025, 1, 20), date(2025, 6, 2)])[0][1]
    datetime.date(2025, 1, 20)
    """
    found: list[tuple[date, date]] = []
    for week in sorted(weeks):
        if found and week - found[-1][1] <= timedelta(weeks=quiet_weeks + 1):
            found[-1] = (found[-1][0], week)
        else:
            found.append((week, week))
    return found


def gather(
    signals: Iterable[Signal],
    events: Sequence[Event],
    areas: dict[str, set[str]],
    new_articles: Sequence[Event] = (),
    reviewed: Sequence[ReviewedAnswer] = (),
) -> list[Alert]:
    """One alert per problem: the first signal opens it, what follows from the same change in the same place joins it.

    Within one moment the most specific and strongest signal comes first, so that a category and not the total gets the
    alert. ``areas``: product areas of each category. ``new_articles``: article versions, to tell a release whose
    documentation did not follow. ``reviewed``: judged answers; they speak of causes only where answers got worse.
    """
    alerts: list[Alert] = []
    order = sorted(
        signals, key=lambda s: (s.opened_at, s.is_total or s.segment == ALL, -s.strength, s.kind, s.metric, s.segment)
    )
    for signal in order:
        homes = [alert for alert in alerts if _belongs(signal, alert.signal)]
        if homes:
            nearest = min(homes, key=lambda alert: _distance(signal, alert.signal))
            nearest.joined.append(signal)
            continue
        causes = []
        if signal.kind in ("drift", "threshold", "mix_shift"):
            known = [event for event in events if event.at <= signal.opened_at]
            judged = [a for a in reviewed if a.at <= signal.opened_at] if signal.metric in ANSWER_QUALITY else []
            place = signal.segment, areas.get(signal.segment, set())
            causes = rank_causes(signal.change_week, known, *place, reviewed=judged)
        alerts.append(Alert(signal, causes, _cause_kind(signal, causes, new_articles)))
    return alerts


def _distance(signal: Signal, first: Signal) -> tuple[bool, bool]:
    return signal.segment != first.segment, signal.metric != first.metric


def _belongs(signal: Signal, first: Signal) -> bool:
    groups = ({"silence"}, {"data_quality"}, {"drift", "threshold"}, {"mix_shift"})
    if not any({signal.kind, first.kind} <= group for group in groups):
        return False
    if signal.kind == "data_quality":
        return False
    if signal.segment != first.segment and ALL not in (signal.segment, first.segment):
        # shares add up to one: the category that others grew into is the same shift
        return signal.kind == "mix_shift" and abs((signal.change_week - first.change_week).days) <= JOIN_AFTER_DAYS
    if signal.kind == "drift" and signal.segment != first.segment and signal.metric != first.metric:
        # a total says nothing of what else happens in a category, nor a category of what happens everywhere
        return False
    is_meanwhile = first.change_week <= signal.opened_week <= first.last_week + timedelta(weeks=QUIET_WEEKS + 1)
    if is_meanwhile and (signal.kind == "threshold" or (signal.is_total and signal.metric == first.metric)):
        return True
    days = (signal.change_week - first.change_week).days
    return -JOIN_BEFORE_DAYS <= days <= JOIN_AFTER_DAYS


def _cause_kind(signal: Signal, causes: list[CandidateCause], new_articles: Sequence[Event]) -> str | None:
    """agent_release, product_release, docs_release, article_update; stale_article where the articles did not follow."""
    if signal.kind == "mix_shift":
        return "mix_shift"
    if not causes:
        return None
    event = causes[0].event
    if event.kind == "product" and signal.metric in ANSWER_QUALITY:
        followed = any(
            event.at <= article.at <= signal.opened_at and article.category in (None, signal.segment)
            for article in new_articles
        )
        if not followed:
            return "stale_article"
    return {"agent": "agent_release", "product": "product_release", "docs": "docs_release"}.get(
        event.kind, "article_update"
    )


def silences(counts: Sequence[int], least: float = 8.0, weeks_before: int = 8) -> list[int]:
    """Weeks in which a source that used to deliver delivered next to nothing.

    ``counts`` per week, all weeks over. The median of the eight weeks before must be at least ``least`` (a Poisson zero
    then has a chance of 3 in 10,000) and the week at most a tenth of it. Silent weeks themselves are no history.

    >>> silences([12, 10, 11, 13, 9, 12, 10, 11, 0, 0, 12])
    [8, 9]
    """
    found: list[int] = []
    history: list[int] = []
    for week, count in enumerate(counts):
        usual = sorted(history[-weeks_before:])
        median = usual[len(usual) // 2] if len(usual) >= weeks_before else 0
        if median >= least and count <= 0.1 * median:
            found.append(week)
        else:
            history.append(count)
    return found
