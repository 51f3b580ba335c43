"""Sales and success: whom to call and why, who speaks of growing or leaving, what is asked for, and what the agent is worth."""

from __future__ import annotations

from collections import Counter

from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.card import Scorecard
from agent_scorecard.serving.pages.findings import findings
from agent_scorecard.serving.pages.headline import ACCURACY, Finding
from agent_scorecard.serving.pages.learnt import adoption, requests

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
ENDS = ("numerator", "denominator")
KINDS = {
    "expansion": "wants more seats or a larger plan",
    "pricing": "asks about prices",
    "cancellation": "speaks of leaving",
    "competitor": "names another product",
    "integration": "asks for a connection",
}


def view(card: Scorecard) -> dict:
    """What the template shows."""
    calls, signals = card.tables["outreach"], card.tables["signals"]
    value = worth(card.tables["value"])
    return {
        "top": headline(calls, signals, value, accounts(card)) if card.tables["value"] else findings(card)[0],
        "calls": calls[:SHOWN],
        "calls_left": max(len(calls) - SHOWN, 0),
        "told_accounts": told_accounts(card.tables["told_accounts"]),
        "signals": signals[:SHOWN],
        "signals_left": max(len(signals) - SHOWN, 0),
        "kinds": KINDS,
        "requests": requests(card),
        "adoption": adoption(card),
        "value": value,
        "load": next((row for row in card.tables["load"][::-1] if row["is_final"]), None),
        "has_marts": bool(card.tables["value"]),
        "is_empty": not card.tables["weekly"] and not card.tables["value"],
    }


# who is spoken to first: what may be lost, then what may be won
URGENCY = ("cancellation", "competitor", "expansion", "pricing", "integration")


def accounts(card: Scorecard) -> list[dict]:
    """Accounts to speak to: those served badly, then by what they said, those that pay most in their currency first."""
    calls = [row | {"kind": None} for row in card.tables["outreach"]]
    known = {row["account_id"] for row in calls}
    spoken = [row for row in card.tables["signals"] if row["kind"] in URGENCY]
    spoken.sort(key=lambda row: (URGENCY.index(row["kind"]), -(row.get("annual_value") or 0), row["account_id"]))
    places: Counter[tuple] = Counter()
    ranked = []
    for row in spoken:
        # amounts of two currencies are not compared: the first of each goes before the second of any
        kind = (row["kind"], row.get("currency"))
        ranked.append((URGENCY.index(row["kind"]), places[kind], row["account_id"], row))
        places[kind] += 1
    for *_, row in sorted(ranked, key=lambda each: each[:3]):
        if row["account_id"] not in known:
            known.add(row["account_id"])
            calls.append(row)
    return calls


def told_accounts(rows: list[dict]) -> str:
    """From which size on an account that is served badly would be listed, and how many are as large.

    >>> told_accounts([{"account_count": 150, "large_count": 40, "least_episode_count": 28}])[:60]
    'Told are accounts of 28 conversations or more in the window:'
    """
    row = rows[0] if rows else {"account_count": 0}
    if not row["account_count"]:
        return ""
    if row["least_episode_count"] is None:
        return "Accounts differ too little for the list to tell one that is served badly, whatever its size."
    least, large, count = (words.plain(row[f"{name}_count"]) for name in ("least_episode", "large", "account"))
    return (
        f"Told are accounts of {least} conversations or more in the window: {large} of {count}. Of those as large for which "
        "more than twice as much goes wrong as is usual, four of five are listed. A smaller one is listed only where it is "
        "surer, so that it is missing here says little."
    )


def said(row: dict) -> str:
    """Why an account is to be spoken to, with what it pays.

    >>> said({"kind": "pricing", "annual_value": 630.0, "currency": "USD"})
    'asks about prices, pays 630 USD a year'
    """
    told = (
        KINDS.get(row["kind"], row["kind"]) if row["kind"] else f"served badly, {row.get('reasons') or 'see its rows'}"
    )
    pays = (
        f", pays {words.plain(row['annual_value'])} {row.get('currency') or ''} a year"
        if row.get("annual_value")
        else ""
    )
    return told + pays


def first_step(rows: list[dict]) -> str:
    """What to do first, by name."""
    if not rows:
        return ""
    names = [f"{row['account_id']}: {said(row)}" for row in rows[:3]]
    return f"Begin with {'; '.join(names)}. {rows[0]['next_step']}"


def worth(rows: list[dict]) -> dict | None:
    """The last eight final weeks of which it is known what was saved, added up; None where there are none."""
    known = [row for row in rows if row["is_final"] and row["saved_hours"] is not None][-VALUE_WEEKS:]
    if not known:
        return None
    found = {name: sum(row[name] or 0 for row in known) for name in SUMS}
    # the same share as on the other pages: of the reviewed, weighted
    right, weighed = (sum(row.get(f"resolution_accuracy_rate_{end}") or 0 for row in known) for end in ENDS)
    cost = found["ai_cost_usd"] + found["human_cost_usd"] + found["review_cost_usd"]
    accuracy, resolved = right / weighed if weighed else None, found["resolved_count"]
    low, high = right_between(known)

    def each(value: float | None) -> float | None:
        return cost / value if value else None

    def end(count: float | None) -> float | None:
        # as far from the share as the count of right ones is from its end
        if accuracy is None or count is None or not resolved:
            return None
        return min(max(accuracy + (count - found["correct_count"]) / resolved, 0.0), 1.0)

    return found | {
        "weeks": len(known),
        "from_week": known[0]["week_start"],
        "to_week": known[-1]["week_start"],
        "cost_per_correct_usd": each(found["correct_count"]),
        "cost_per_correct_low_usd": each(high),
        "cost_per_correct_high_usd": each(low),
        "accuracy": accuracy,
        "accuracy_low": end(low),
        "accuracy_high": end(high),
        "accuracy_basis": words.rests_on(right, weighed, "share"),
        # weeks of which too few were reviewed to trust one number
        "few_count": sum(row.get("correct_count_status") == "low_n" for row in known),
    }


def right_between(weeks: list[dict]) -> tuple[float | None, float | None]:
    """The ends of how many resolutions were right in all weeks: the weeks' own margins, which are independent, in squares.

    >>> week = {"correct_count": 10.0, "correct_count_low": 7.0, "correct_count_high": 14.0, "resolved_count": 15}
    >>> right_between([week]), right_between([week] * 4)
    ((7.0, 14.0), (34.0, 48.0))
    """
    if any(week.get("correct_count_low") is None or week.get("correct_count_high") is None for week in weeks):
        return None, None
    right = sum(week["correct_count"] for week in weeks)
    below = sum((week["correct_count"] - week["correct_count_low"]) ** 2 for week in weeks) ** 0.5
    above = sum((week["correct_count_high"] - week["correct_count"]) ** 2 for week in weeks) ** 0.5
    return max(right - below, 0.0), min(right + above, float(sum(week["resolved_count"] for week in weeks)))


def headline(calls: list[dict], signals: list[dict], value: dict | None, speak_to: list[dict]) -> Finding:
    """Who needs a call; else who spoke of leaving; else whether the agent is worth its cost. Below: whom to speak to first."""
    details = worth_in_words(value) if value else ()
    leaving = {row["account_id"] for row in signals if row["kind"] in ("cancellation", "competitor")}
    is_loss = value is not None and value["net_value_high_usd"] < 0 and not is_thin(value)
    standing = "warn"
    if calls:
        title = f"{words.counted(len(calls), 'account')} served worse than chance explains: call first"
    elif leaving:
        title = f"{words.counted(len(leaving), 'account')} spoke of leaving or of another product"
    elif value and is_loss:
        title = f"The agent cost {words.money(-value['net_value_usd'])} more than it saved"
    else:
        standing, title = "good", "No account is served worse than chance explains"
    if signals and not calls and not leaving:
        title += f"; {words.counted(len(signals), 'signal')} of growing or of prices in eight weeks"
    return Finding("business", standing, title, details, first_step(speak_to), metric=ACCURACY)


def is_thin(value: dict) -> bool:
    """Whether most of its weeks have too few reviews for a number to be trusted."""
    return 2 * value["few_count"] > value["weeks"]


def worth_in_words(value: dict) -> tuple[str, ...]:
    """What it saved and what is left of it, each with its interval; where too few were reviewed, that instead."""
    if is_thin(value):
        few, weeks = words.plain(value["few_count"]), words.counted(value["weeks"], "week")
        return (f"Whether it saves more than it costs is not known: in {few} of {weeks} too few were reviewed.",)
    hours = (
        f"In {words.counted(value['weeks'], 'week')} it saved {words.plain(value['saved_hours'])} hours of people"
        f" ({words.plain(value['saved_hours_low'])} to {words.plain(value['saved_hours_high'])})."
    )
    ends = [value[f"net_value{end}_usd"] for end in ("", "_low", "_high")]
    if ends[2] < 0:
        net, high, low = (words.money(-end) for end in ends)
        return hours, f"With all costs, and wrong answers that nobody found, it cost {net} more ({low} to {high})."
    net, low, high = map(words.money, ends)
    return hours, f"With all costs, and wrong answers that nobody found, {net} is left ({low} to {high})."
