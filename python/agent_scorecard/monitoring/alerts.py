"""The alerts of a landing as a table: every watch read, its signals gathered, causes ranked, owners named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import pyarrow as pa

from agent_scorecard.monitoring import drift_signals, signals
from agent_scorecard.monitoring.alerting import ALL, ANSWER_QUALITY, Alert, Signal, gather
from agent_scorecard.monitoring.causes import Event, ReviewedAnswer

ANY = "(any)"
NOBODY = "data_team"
# By these the customers themselves tell that something is wrong: their ratings, and their mood.
TOLD_BY_CUSTOMERS = frozenset({"csat_mean", "frustrated_episode_rate", "sentiment_mean"})
SCHEMA = pa.schema(
    [("alert_id", pa.string()), ("part", pa.string()), ("position", pa.int64())]
    + [(name, pa.string()) for name in ("kind", "metric", "category", "owner", "severity", "cause_kind")]
    + [(name, pa.string()) for name in ("cause_candidates", "evidence", "event_id")]
    + [("is_ongoing", pa.bool_()), ("change", pa.float64()), ("score", pa.float64()), ("joined_count", pa.int64())]
    + [(name, pa.date32()) for name in ("change_week", "opened_week", "last_week")]
    + [(name, pa.timestamp("us")) for name in ("opened_at", "customers_told_at", "happened_at")]
)


def alerts(
    *,
    metrics: Sequence[dict],
    weeks: Iterable[tuple],
    as_of: datetime,
    drift: Sequence[dict],
    mix: Sequence[dict],
    failures: Sequence[dict],
    deliveries: Sequence[dict],
    quality: Sequence[dict],
    releases: Iterable[dict],
    articles: Iterable[dict],
    places: Iterable[tuple],
    owners: Sequence[dict],
    reviewed: Iterable[dict] = (),
) -> pa.Table:
    """One row per alert (``part`` is ``alert``), one per signal that it tells of (``signal``, the first opened it) and one
    per candidate cause (``cause``, the likeliest first), in the columns of ``SCHEMA``.

    ``metrics``, ``owners``: the seeds' rows; ``weeks``: (week_start, week_end_at); ``drift``, ``mix``, ``deliveries``,
    ``quality``: rows of the models of those names; ``failures``: final weeks that fail their threshold; ``releases``,
    ``articles``: staged; ``places``: (category, product_area) pairs that occur; ``reviewed``: judged answers (``sent_at``,
    ``category``, ``correct``, ``agent_version``, ``cited_article_ids``). All in any order.
    """
    known = drift_signals.Calendar(
        ends=dict(sorted(weeks)),
        settle_days={row["metric"]: row["settle_days"] for row in metrics},
        names={row["metric"]: row["name"] for row in metrics},
        as_of=as_of,
        units={row["metric"]: row["unit"] for row in metrics},
    )
    own = {
        (row["metric"], row["week_start"]): drift_signals.own_share(row["change"], row["within_effect"])
        for row in mix
        if row["category"] == signals.ALL
    }
    found = [
        *drift_signals.of_drift([row for row in drift if row["tier"] == "alert"], known, own),
        *signals.of_thresholds(failures, known),
        *signals.of_mix([row for row in mix if row["is_share_shifted"]], known),
        *signals.of_silence(deliveries, known),
        *signals.of_data_quality(quality, known),
    ]
    versions = _new_versions(articles)
    events = sorted((_release(row) for row in releases), key=Event.order) + versions
    areas: dict[str, set[str]] = {}
    for category, area in places:
        areas.setdefault(category, set()).add(area)
    worse = [
        row
        for row in drift
        if row["metric"] in TOLD_BY_CUSTOMERS and row["verdict"] == "worse" and row["segment_type"] == "category"
    ]
    registered = {row["metric"]: row["owner"] for row in metrics}
    rows = []
    for alert in gather(found, events, areas, versions, [_answer(row) for row in reviewed]):
        owner = (
            owner_of(alert.signal, owners, areas.get(alert.signal.segment, set()))
            or registered.get(alert.signal.metric)
            or NOBODY
        )
        rows.append(_alert(alert, known, worse) | {"owner": owner})
        told = [_signal(alert, signal) for signal in (alert.signal, *alert.joined)]
        rows += [row | {"position": place} for place, row in enumerate(told, start=1)]
        rows += [_cause(alert, place, cause) for place, cause in enumerate(alert.causes, start=1)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def owner_of(signal: Signal, owners: Iterable[dict], areas: Iterable[str] = ()) -> str | None:
    """The owner in the most specific row of the seed: its metric and place before either, either before the kind alone.

    A row's ``category`` goes before its ``product_area``. ``areas``: the product areas of the signal's category. An area's
    owner is told where answers are wrong (``ANSWER_QUALITY``), and of nothing else that the row does not name.

    >>> rows = [{"kind": "(any)", "metric": "(any)", "category": "(any)", "product_area": "(any)", "owner": "all"}]
    >>> rows += [rows[0] | {"product_area": "payments", "owner": "payments_lead"}]
    >>> from datetime import date, datetime
    >>> when = date(2025, 3, 3), datetime(2025, 3, 10), date(2025, 3, 3), date(2025, 3, 3)
    >>> owner_of(Signal("drift", "resolution_accuracy", "billing", *when, 1.0, 0.1, ""), rows, {"payments"})
    'payments_lead'
    >>> owner_of(Signal("drift", "closure_rate", "billing", *when, 1.0, 0.1, ""), rows, {"payments"})
    'all'
    """
    known = set(areas)

    def speaks_of_the_place(row: dict) -> bool:
        area = row.get("product_area") or ANY
        is_about_answers = signal.metric in ANSWER_QUALITY or row["metric"] == signal.metric
        return area == ANY or (signal.segment != ALL and area in known and is_about_answers)

    place = {"kind": signal.kind, "metric": signal.metric, "category": signal.segment}
    fitting = [
        row
        for row in owners
        if all(row[name] in (value, ANY) for name, value in place.items()) and speaks_of_the_place(row)
    ]

    def order(row: dict) -> tuple:
        is_general = row["category"] == ANY and (row.get("product_area") or ANY) == ANY
        return (
            is_general + (row["metric"] == ANY),
            row["category"] == ANY,
            row["kind"] == ANY,
            row["owner"],
        )

    return min(fitting, key=order)["owner"] if fitting else None


def _alert(alert: Alert, calendar: drift_signals.Calendar, worse: Iterable[dict]) -> dict:
    """``customers_told_at``: when the customers' own ratings or mood in the same place would have told, at the earliest."""
    signal = alert.signal
    told = [
        calendar.known_at(row["week_start"], row["metric"])
        for row in worse
        if row["segment"] == signal.segment and signal.change_week <= row["week_start"] <= alert.last_week
    ]
    known = [week for week in calendar.ends if calendar.known_at(week, signal.metric) <= calendar.as_of]
    return {
        "alert_id": alert.alert_id,
        "part": "alert",
        "position": 0,
        "kind": signal.kind,
        "metric": signal.metric,
        "category": signal.segment,
        "severity": alert.severity,
        "cause_kind": alert.cause_kind,
        "cause_candidates": "; ".join(str(cause) for cause in alert.causes) or None,
        "evidence": alert.evidence,
        "is_ongoing": alert.last_week >= max(known, default=signal.last_week),
        "change": signal.change,
        "joined_count": len(alert.joined),
        "change_week": signal.change_week,
        "opened_week": signal.opened_week,
        "last_week": alert.last_week,
        "opened_at": signal.opened_at,
        "customers_told_at": min(told, default=None),
    }


def _signal(alert: Alert, signal: Signal) -> dict:
    return {
        "alert_id": alert.alert_id,
        "part": "signal",
        "kind": signal.kind,
        "metric": signal.metric,
        "category": signal.segment,
        "severity": signal.severity,
        "evidence": signal.text,
        "change": signal.change,
        "change_week": signal.change_week,
        "opened_week": signal.opened_week,
        "last_week": signal.last_week,
        "opened_at": signal.opened_at,
    }


def _cause(alert: Alert, place: int, cause) -> dict:
    return {
        "alert_id": alert.alert_id,
        "part": "cause",
        "position": place,
        "kind": cause.event.kind,
        "event_id": cause.event.event_id,
        "category": cause.event.category,
        "evidence": cause.event.description or None,
        "score": cause.score,
        "happened_at": cause.event.at,
    }


def _answer(row: dict) -> ReviewedAnswer:
    articles = frozenset(part.strip() for part in (row["cited_article_ids"] or "").split(";") if part.strip())
    return ReviewedAnswer(row["sent_at"], row["category"], not row["correct"], row["agent_version"], articles)


def _release(row: dict) -> Event:
    return Event(
        row["released_at"],
        row["kind"],
        row["release_id"],
        row["description"] or "",
        row["category"],
        row["product_area"],
    )


def _new_versions(articles: Iterable[dict]) -> list[Event]:
    """Every version of an article after its first."""
    rows = sorted(articles, key=lambda row: (row["article_id"], row["valid_from"]))
    firsts: dict[str, datetime] = {}
    for row in rows:
        firsts.setdefault(row["article_id"], row["valid_from"])
    later = [row for row in rows if row["valid_from"] != firsts[row["article_id"]]]
    events = (
        Event(
            row["valid_from"],
            "article",
            f"{row['article_id']} {row['version']}",
            row["title"],
            row["category"],
            row["product_area"],
        )
        for row in later
    )
    return sorted(events, key=Event.order)
