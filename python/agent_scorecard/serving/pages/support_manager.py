"""The support manager: what to act on today, who owns it, and where the thresholds are."""

from __future__ import annotations

from datetime import timedelta

from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.card import Scorecard
from agent_scorecard.serving.pages.findings import findings
from agent_scorecard.serving.pages.headline import Finding
from agent_scorecard.serving.pages.learnt import channels, escalations_ahead
from agent_scorecard.serving.pages.listings import listing
from agent_scorecard.serving.pages.watch_headlines import past_alerts
from agent_scorecard.serving.pages.watch_tables import forecasts, watch, watch_counts
from agent_scorecard.serving.wording import ALL

SEGMENTS = (("agent", "Agents"), ("agent_version", "Agent versions"), ("channel", "Channels"), ("tier", "Tiers"))
SEGMENT_METRICS = ("resolution_accuracy", "escalation_rate", "follow_up_rate_7d", "sentiment_mean")
TILES = ("escalation_rate", "abandonment_rate", "median_seconds_to_first_response", "minutes_to_escalation")
# an agent or version without a conversation in so many final weeks is retired
RETIRED_WEEKS = 4


def view(card: Scorecard) -> dict:
    """What the template shows."""
    told = findings(card)
    ongoing = [finding for finding in told if finding.severity]
    return {
        "top": headline(card, told, ongoing),
        "alerts": ongoing,
        "past": past_alerts(card)[:3],
        "lists": [found for kind in ("waiting", "escalated", "rated_badly") if (found := listing(card, kind))],
        "today": today(card),
        "days": [
            day_row(card, row)
            for row in card.tables["daily"]
            if row["segment_type"] == "category" and row["segment"] == ALL
        ],
        "work": work(card),
        "tiles": [metric for metric in TILES if card.newest(metric)],
        "thresholds": threshold_metrics(card),
        "beyond": [finding for finding in told if not finding.severity and finding.standing in ("bad", "warn")],
        "metrics": [
            metric for metric in card.registry if metric in {row["metric"] for row in card.verdict_and_alerting()}
        ],
        "segments": segments(card),
        "segment_metrics": SEGMENT_METRICS,
        "channels": channels(card),
        "escalations_ahead": escalations_ahead(card),
        "watch": watch(card),
        "watch_counts": watch_counts(card),
        "forecasts": forecasts(card),
        "quality": card.tables["quality"],
        "alert_quality": card.tables["alert_quality"],
    }


def headline(card: Scorecard, told: list[Finding], ongoing: list[Finding]) -> Finding:
    """The first thing to act on, with how much else there is."""
    first = told[0]
    beyond = [f for f in told if not f.severity and f.kind == "threshold"]
    parts = []
    if ongoing:
        parts.append(words.counted(len(ongoing), "alert is", "alerts are") + " ongoing")
    if beyond:
        parts.append(words.counted(len(beyond), "number is", "numbers are") + " beyond a threshold")
    backlog = next((row["backlog_count"] for row in reversed(card.tables["work"]) if row["category"] == ALL), None)
    if backlog is not None:
        parts.append(words.counted(backlog, "ticket", "tickets") + " open")
    extra = words.joined(parts)
    details = (*first.details, f"{extra[:1].upper()}{extra[1:]}.") if extra else first.details
    return Finding(**{**first.__dict__, "details": tuple(details)})


DAILY = ("escalation_rate", "abandonment_rate", "frustrated_episode_rate", "csat_mean")


COHORTS = {"category": "By category", "agent": "By agent", "agent_version": "By version of the AI"}


def today(card: Scorecard) -> list[dict]:
    """The newest day: one group of rows for each way to divide it, one cohort a row. What divides nothing is left out."""
    newest = max((row["day"] for row in card.tables["daily"]), default=None)
    groups = []
    for kind, title in COHORTS.items():
        rows = [
            row
            for row in card.tables["daily"]
            if row["day"] == newest and row["segment_type"] == kind and _is_shown(card, row)
        ]
        rows.sort(key=lambda row: (row["segment"] != ALL, -row["started_count"], row["segment"]))
        if kind == "category" or len(rows) > 1:
            groups.append({"title": title, "rows": [day_row(card, row) for row in rows]})
    return groups


def days(card: Scorecard) -> list[dict]:
    """The last days over all categories, newest first."""
    rows = [row for row in card.tables["daily"] if (row["segment_type"], row["segment"]) == ("category", ALL)]
    return [day_row(card, row) for row in rows]


def _is_shown(card: Scorecard, row: dict) -> bool:
    if row["segment_type"] == "category":
        return row["segment"] in card.categories
    return bool(row["ai_handled_count"])


def day_row(card: Scorecard, row: dict) -> dict:
    """A day's counts, and its rates as figures; what a day cannot say stays empty."""
    return {
        **row,
        "name": "All" if row["segment"] == ALL else row["segment"],
        "figures": [card.of_day(row, metric) for metric in DAILY],
        "accuracy": card.of_day(row, "resolution_accuracy", "resolution_accuracy_rate"),
    }


def work(card: Scorecard) -> list[dict]:
    """Opened, resolved and waiting in the newest two weeks, with the accuracy of what was resolved next to it."""
    weeks = sorted({row["week_start"] for row in card.tables["work"]})[-2:]
    rows = []
    for row in card.tables["work"]:
        if row["week_start"] in weeks:
            accuracy = next(
                (f for f in card.series("resolution_accuracy", row["category"]) if f.week == row["week_start"]), None
            )
            rows.append({**row, "accuracy": accuracy})
    rows.sort(key=lambda row: (-row["week_start"].toordinal(), card.categories.index(row["category"])))
    return rows


def threshold_metrics(card: Scorecard) -> list[str]:
    """Metrics for which somebody set a threshold, in the registry's order."""
    judged = {row["metric"] for row in card.tables["verdicts"] if row["verdict"] != "not_set"}
    return [metric for metric in card.registry if metric in judged]


def segments(card: Scorecard) -> list[dict]:
    """Agents, versions and so on; those without a conversation in the last four final weeks are retired, and folded."""
    found = []
    newest = card.newest_settled_week()
    since = newest - timedelta(weeks=RETIRED_WEEKS) if newest else None
    for kind, title in SEGMENTS:
        names = sorted({row["segment"] for row in card.tables["segments"] if row["segment_type"] == kind})
        rows = []
        for name in names[:12]:
            figures = {
                row["metric"]: card.segment(row)
                for row in card.tables["segments"]
                if row["segment_type"] == kind and row["segment"] == name
            }
            last = max((figure.week for figure in figures.values() if figure.week), default=None)
            rows.append(
                {
                    "name": name,
                    "is_retired": bool(since and last and last < since),
                    "last": last,
                    "cells": [(figures.get(metric), card.drift(metric, name, kind)) for metric in SEGMENT_METRICS],
                }
            )
        if len(rows) > 1 or (rows and kind == "agent"):
            folded = [row for row in rows if row["is_retired"]]
            kept = [row for row in rows if not row["is_retired"]]
            found.append({"title": title, "rows": kept, "retired": folded})
    return found
