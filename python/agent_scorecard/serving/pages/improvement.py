"""The loop on the pages: gaps and topics of failure, the change to make next, what fixes did, reviews that are waited for."""

from __future__ import annotations

from agent_scorecard.serving import dates_in_words
from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.card import Scorecard

GAPS, TOPICS, PROPOSED, FIXES, GATES = 12, 8, 1, 8, 8
STANDING = {"open": "bad", "reopened": "bad", "proposed": "warn", "fixed": "plain", "proven": "good"}
FIX_SAYS = {
    "working": ("good", "works"),
    "harmful": ("bad", "does harm"),
    "no_evidence": ("warn", "no evidence yet"),
    "too_early": ("unknown", "too early to tell"),
    "not_measurable": ("unknown", "cannot be measured"),
}
TREND = {"rising": "bad", "falling": "good"}


def gaps(card: Scorecard) -> dict:
    """What the product lead's page begins with; empty lists where a mart is not built."""
    return {
        "gaps": [
            row | {"standing": STANDING[row["state"]], "evidence": dates_in_words.with_days(row["evidence"] or "")}
            for row in card.tables["knowledge_gaps"][:GAPS]
        ],
        "topics": [row | {"standing": TREND.get(row["trend"], "plain")} for row in card.tables["topics"][:TOPICS]],
    }


def changes(card: Scorecard) -> dict:
    """What Monday's page shows: the change to make next, and what the newest fixes did."""
    return {
        "proposed": [proposed(row) for row in card.tables["recommendations"][:PROPOSED]],
        "fixes": [fix(row) for row in card.tables["fixes"][:FIXES]],
    }


def waiting(card: Scorecard) -> dict:
    """What the reviewer's page shows: the reviews that a gate waits for, and those that a fix does.

    A fix against what reviewers name is judged by reviews alone; one against all failures is not.
    """
    undecided = [
        fix(row)
        for row in card.tables["fixes"]
        if row["failure"] != "all" and row["verdict"] in ("no_evidence", "too_early")
    ]
    return {"gates": card.tables["gates"][:GATES], "undecided": undecided[:FIXES]}


def proposed(row: dict) -> dict:
    """A recommendation with its expected effect in words."""
    effect = row["expected_effect"]
    if effect is None:
        says = ""
    elif row["expected_effect_low"] is None:
        says = f"{effect:.0f} {row['effect_unit']}"
    else:
        low, high = row["expected_effect_low"], row["expected_effect_high"]
        says = f"at most about {effect:.0f} ({low:.0f} to {high:.0f}) {row['effect_unit']} spared"
    return row | {"says": says, "evidence": dates_in_words.with_days(row["evidence"] or "")}


def fix(row: dict) -> dict:
    """A fix with its verdict in words, the rates with their counts."""
    standing, says = FIX_SAYS[row["verdict"]]
    more = row["weeks_until_known"]
    if row["verdict"] in ("no_evidence", "too_early") and more:
        says += f"; about {words.counted(more, 'week')} more could show it"

    def rate(end: str) -> str:
        share, trials = row[f"failure_rate_{end}"], row[f"trials_{end}"]
        return "" if share is None else f"{words.amount(share, 'share')} of {trials:.0f}"

    return row | {"standing": standing, "says": says, "before": rate("before"), "since": rate("since")}
