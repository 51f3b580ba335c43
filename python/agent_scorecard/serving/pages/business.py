"""Sales and success: whom to call and why, who speaks of growing or leaving, what is asked for, and what the agent is worth."""

from __future__ import annotations

from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.figures import Scorecard
from agent_scorecard.serving.pages.findings import ACCURACY, Finding, findings
from agent_scorecard.serving.wording import ALL

# rows of each list on the page; the rest is in the mart
SHOWN = 20
VALUE_WEEKS = 8
SUMS = (
    "handled_count",
    "resolved_count",
    "resolved_customer_count",
    "correct_count",
    "came_back_count",
    "ai_cost_usd",
    "human_cost_usd",
    "review_cost_usd",
    "saved_hours",
    "saved_hours_low",
    "saved_hours_high",
    "wrong_answer_cost_usd",
    "net_value_usd",
    "net_value_low_usd",
    "net_value_high_usd",
)
KINDS = {
    "expansion": "wants more seats or a larger plan",
    "pricing": "asks about prices",
    "cancellation": "speaks of leaving",
    "competitor": "names another product",
    "integration": "asks for a connection",
}


def view(card: Scorecard) -> dict:
    """What the template shows."""
    calls, signals, requests = (card.tables[name] for name in ("outreach", "signals", "requests"))
    value = worth(card.tables["value"])
    return {
        "top": headline(calls, signals, value) if card.tables["value"] else findings(card)[0],
        "calls": calls[:SHOWN],
        "calls_left": max(len(calls) - SHOWN, 0),
        "signals": signals[:SHOWN],
        "signals_left": max(len(signals) - SHOWN, 0),
        "kinds": KINDS,
        "requests": [row for row in requests if row["currency"] == ALL][:SHOWN],
        "value": value,
        "load": next((row for row in card.tables["load"][::-1] if row["is_final"]), None),
        "has_marts": bool(card.tables["value"]),
    }


def worth(rows: list[dict]) -> dict | None:
    """The last eight final weeks of which it is known what was saved, added up; None where there are none."""
    known = [row for row in rows if row["is_final"] and row["saved_hours"] is not None][-VALUE_WEEKS:]
    if not known:
        return None
    found = {name: sum(row[name] or 0 for row in known) for name in SUMS}
    cost = found["ai_cost_usd"] + found["human_cost_usd"] + found["review_cost_usd"]
    return found | {
        "weeks": len(known),
        "from_week": known[0]["week_start"],
        "to_week": known[-1]["week_start"],
        "cost_per_correct_usd": cost / found["correct_count"] if found["correct_count"] else None,
        "accuracy": found["correct_count"] / found["resolved_count"] if found["resolved_count"] else None,
    }


def headline(calls: list[dict], signals: list[dict], value: dict | None) -> Finding:
    """Who needs a call; else who said something; else what the agent is worth."""
    details = []
    if value:
        details.append(
            f"In {words.counted(value['weeks'], 'week')} it saved {words.plain(value['saved_hours'])} hours of people"
            f" ({words.plain(value['saved_hours_low'])} to {words.plain(value['saved_hours_high'])})."
        )
    leaving = [row for row in signals if row["kind"] in ("cancellation", "competitor")]
    if calls:
        title = f"{words.counted(len(calls), 'account')} served worse than chance explains: call first"
        return Finding("business", "warn", title, tuple(details), calls[0]["next_step"], metric=ACCURACY)
    if leaving:
        title = f"{words.counted(len(leaving), 'account')} spoke of leaving or of another product"
        return Finding("business", "warn", title, tuple(details), leaving[0]["next_step"], metric=ACCURACY)
    title = "No account is served worse than chance explains"
    if signals:
        title += f"; {words.counted(len(signals), 'signal')} of growing or of prices in eight weeks"
    action = signals[0]["next_step"] if signals else ""
    return Finding("business", "good", title, tuple(details), action, metric=ACCURACY)
