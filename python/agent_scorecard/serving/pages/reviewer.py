"""The reviewer and QA lead: what waits, what a review is worth, whether people and judge agree, what nobody looked at."""

from __future__ import annotations

from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.card import Scorecard
from agent_scorecard.serving.pages.findings import findings
from agent_scorecard.serving.pages.headline import ACCURACY, Finding
from agent_scorecard.serving.pages.improvement import waiting
from agent_scorecard.serving.pages.listings import listing
from agent_scorecard.serving.queries.shown_weeks import CATEGORIES

# so many conversations are a sitting
NEXT = 10
# weeks in the coverage table
COVERAGE_WEEKS = 10
TIERS = {
    "random": "sampled at random: the basis of every estimate",
    "escalated": "escalated to a person",
    "negative_rating": "rated badly",
    "negative_sentiment": "the customer was in a bad mood",
    "low_confidence": "the agent was not sure itself",
    "low_support": "little of the answer is in an article",
}


def view(card: Scorecard) -> dict:
    """What the template shows."""
    rows = card.tables["queue"]
    cover = coverage(card)
    return {
        "loop_of": waiting(card),
        "top": headline(card, rows, cover),
        "queue": by(rows, "category")[:CATEGORIES],
        "queue_left_out": max(len(by(rows, "category")) - CATEGORIES, 0),
        "tiers": by(rows, "tier"),
        "next": listing(card, "next_to_read", most=NEXT),
        "lists": [found for kind in ("closed_wrong", "wrong") if (found := listing(card, kind))],
        "tier_words": TIERS,
        "totals": totals(rows),
        "coverage": cover,
        "agreement": [row for row in card.tables["agreement"] if row["category"] in card.categories],
        "metrics": [m for m in ("resolution_accuracy", "handled_accuracy", "closure_accuracy_gap") if card.newest(m)],
        "appropriate": [
            m
            for m in ("escalation_precision", "escalation_recall", "missed_escalation_rate", "hallucination_rate")
            if card.newest(m)
        ],
    }


def headline(card: Scorecard, rows: list[dict], cover: dict) -> Finding:
    """How much waits and pays, and where nothing is known."""
    if not card.tables["weekly"]:
        return findings(card)[0]
    sums = totals(rows)
    details = []
    if sums["episode_count"]:
        title = f"{words.counted(sums['episode_count'], 'conversation waits', 'conversations wait')} for review"
        if sums["worth_count"]:
            title += f"; {words.counted(sums['worth_count'], 'is', 'are')} worth more than the time it takes"
        details.append(
            f"Reviewing all of them costs {words.money(sums['cost_usd'])} of reviewers' time and is expected to save"
            f" {words.money(sums['loss_avoided_usd'])} of harm to customers."
        )
    else:
        title = "Nothing waits for review"
    blind = cover["unverified"]
    if blind:
        details.append(
            f"Accuracy is unknown for {blind} of the last {cover['settled_count']} final weeks of single categories:"
            " nobody reviewed."
        )
    untrusted = [row for row in card.tables["agreement"] if row["rater_type"] != "human" and row["is_trusted"] is False]
    if untrusted:
        details.append("The automatic judge is not trusted everywhere yet: see where below.")
    standing = "warn" if blind else ("plain" if sums["episode_count"] else "good")
    action = "Read from the top of the list below. Its order keeps the sample fair wherever you stop." if rows else ""
    if not rows and blind:
        action = "Raise the rates in seeds/review_rates.csv: nothing is left to read where accuracy is not known."
    return Finding("queue", standing, title, tuple(details), action, metric=ACCURACY)


COUNTS = ("episode_count", "worth_count", "cost_usd", "loss_avoided_usd", "value_usd")


def totals(rows: list[dict]) -> dict:
    """Counts and dollars over rows; 0 where there are none."""
    return {name: sum(row[name] or 0 for row in rows) for name in COUNTS}


def by(rows: list[dict], key: str) -> list[dict]:
    """The queue summed by category or by tier, the largest first."""
    found = []
    for name in sorted({row[key] or "(none)" for row in rows}):
        own = [row for row in rows if (row[key] or "(none)") == name]
        found.append(
            {
                "name": name,
                **totals(own),
                "probability_low": min(row["probability_low"] for row in own),
                "probability_high": max(row["probability_high"] for row in own),
                "oldest_at": min(row["oldest_at"] for row in own),
            }
        )
    found.sort(key=lambda row: (-row["episode_count"], row["name"]))
    return found


def coverage(card: Scorecard) -> dict:
    """Category by week: how many were reviewed and how wide the interval is; what is unverified is said."""
    weeks = sorted({row["week_start"] for row in card.tables["accuracy"]})[-COVERAGE_WEEKS:]
    known = {(row["category"], row["week_start"]): row for row in card.tables["accuracy"]}
    rows = [{"category": c, "cells": [known.get((c, week)) for week in weeks]} for c in card.categories]
    settled = [
        cell
        for row in rows
        if row["category"] in card.named
        for cell in row["cells"]
        if cell and cell["is_final"] and cell["status"] not in ("no_data", "not_applicable")
    ]
    return {
        "weeks": weeks,
        "rows": rows,
        "settled_count": len(settled),
        "unverified": sum(cell["status"] == "unverified" for cell in settled),
    }
