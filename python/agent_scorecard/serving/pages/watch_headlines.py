"""Headlines of what the watches found: alerts with signals and causes, limits that were broken, drift."""

from __future__ import annotations

from dataclasses import replace

from agent_scorecard.serving import dates_in_words
from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.card import Scorecard
from agent_scorecard.serving.pages.figures import Figure
from agent_scorecard.serving.pages.headline import Cause, Finding, action_of, week_of


def of_alert(card: Scorecard, row: dict) -> Finding:
    """An alert as people read it."""
    metric, category = row["metric"], row["category"]
    figure = card.headline(metric, category) if metric in card.registry else None
    causes, signals = causes_of(card, row["alert_id"]), signals_of(card, row["alert_id"])
    details = []
    if row["kind"] in ("drift", "threshold") and metric in card.registry:
        title = _moved_title(card, row)
        # a small category is not among the shown, and is no less in trouble
        if figure:
            details.append(f"{week_of(figure)}: {figure.bare_sentence}.")
    elif row["kind"] == "mix_shift":
        title = f"The mix of inquiries shifted: {category}"
        details += [f"{told.rstrip('.')}." for told in signals[:1]]
    elif row["kind"] == "silence":
        title = f"Nothing came from {metric} {words.place(category)}".replace(" over all categories", "")
        details += [f"{told.rstrip('.')}." for told in signals[:1]]
    else:
        title = f"Check what landed: {words.person(metric)}"
        details += [f"{told.rstrip('.')}." for told in signals[:1]]
    if causes:
        details.append(f"Likely cause: {causes[0].text}.")
    if row["customers_affected"]:
        affected = words.counted(row["customers_affected"], "customer")
        details.append(f"{affected} exposed{' so far' if row['is_ongoing'] else ''}.")
    return Finding(
        kind=row["kind"],
        standing="bad" if row["severity"] == "critical" else "warn",
        title=title,
        details=tuple(details),
        action=action_of(row["kind"], row["cause_kind"], metric, category, causes),
        metric=metric,
        category=category,
        owner=row["owner"],
        severity=row["severity"],
        since=row["change_week"],
        customers=row["customers_affected"],
        causes=tuple(causes),
        evidence=tuple(signals),
        state=row["state"],
        alert_id=row["alert_id"],
        is_ongoing=bool(row["is_ongoing"]),
    )


def _moved_title(card: Scorecard, row: dict) -> str:
    registered = card.registry[row["metric"]]
    name, unit, where = registered["name"], registered["unit"], words.place(row["category"])
    since = dates_in_words.day(row["change_week"] or row["opened_week"])
    drift = card.drift(row["metric"], row["category"])
    if row["kind"] == "drift" and drift and drift.before is not None:
        moved = drift.recent if row["is_ongoing"] and drift.recent is not None else drift.after(row["change"])
        verb = "rose" if moved is not None and moved > drift.before else "fell"
        value, compared = replace(drift, recent=moved).told_from
        start = words.amount(value, unit) + (
            "" if compared == "baseline" or drift.baseline is None else f" ({compared})"
        )
        return f"{name} {where} {verb} from {start} to {words.amount(moved, unit)} since {since}"
    if row["kind"] == "drift":
        return f"{name} {where} has moved beyond chance since {since}"
    beyond = "below" if registered["direction"] == "higher" else "above"
    return f"{name} {where} has been {beyond} its limit since {since}"


def of_verdict(card: Scorecard, figure: Figure) -> Finding:
    """A threshold beyond which the newest final week lies."""
    title = f"{figure.name} {words.place(figure.category)} is {figure.text}, {figure.standing_words}"
    details = [f"{week_of(figure)}: {figure.bare_sentence}."]
    drift = card.drift(figure.metric, figure.category)
    if drift:
        details.append(drift.sentence)
    return Finding(
        kind="threshold",
        standing=figure.standing,
        title=title,
        details=tuple(details),
        action=action_of("threshold", None, figure.metric, figure.category, []),
        metric=figure.metric,
        category=figure.category,
        owner=card.registry[figure.metric]["owner"],
        since=figure.week,
    )


def of_drift(card: Scorecard, row: dict) -> Finding | None:
    """A series that the drift watch calls worse or better."""
    # what says neither better nor worse by itself is no finding: that which it depends on is
    if (
        row["verdict"] not in ("worse", "better")
        or row["metric"] not in card.registry
        or card.depends_on(row["metric"])
    ):
        return None
    drift = card.drift_of(row)
    if drift.recent is None or drift.before is None:
        return None
    verb = "rose" if drift.recent > drift.before else "fell"
    value, compared = drift.told_from
    named = "" if compared == "baseline" or drift.baseline is None else f" ({compared})"
    ends = f"{words.amount(value, drift.unit)}{named} to {words.amount(drift.recent, drift.unit)}"
    since = f" since {dates_in_words.day(drift.since)}" if drift.since else ""
    is_worse = row["verdict"] == "worse"
    return Finding(
        kind="drift",
        standing="bad" if is_worse else "good",
        title=f"{card.name(row['metric'])} {words.place(row['segment'])} {verb} from {ends}{since}",
        details=(drift.sentence,),
        action=action_of("drift", None, row["metric"], row["segment"], []) if is_worse else "",
        metric=row["metric"],
        category=row["segment"],
        owner=card.registry[row["metric"]]["owner"],
        since=drift.since,
    )


def past_alerts(card: Scorecard) -> list[Finding]:
    """Alerts that are over or closed, the newest first: what was, and what became of it."""
    rows = [row for row in card.tables["alerts"] if not row["is_ongoing"] or row["closed_at"] is not None]
    rows.sort(key=lambda row: (row["opened_at"], row["alert_id"]), reverse=True)
    return [of_alert(card, row) for row in rows]


def causes_of(card: Scorecard, alert_id: str | None) -> list[Cause]:
    """The candidate causes of an alert, the likeliest first."""
    return [
        Cause(row["kind"], row["event_id"], row["happened_at"].date(), (row["description"] or "").strip())
        for row in card.tables["alert_causes"]
        if row["alert_id"] == alert_id
    ]


def signals_of(card: Scorecard, alert_id: str) -> list[str]:
    """What an alert tells of, each once, that which opened it first."""
    told = (row["finding"] for row in card.tables["alert_signals"] if row["alert_id"] == alert_id)
    return list(dict.fromkeys(told))
