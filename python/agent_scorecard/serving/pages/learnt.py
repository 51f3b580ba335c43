"""What the business learns, on the page of those who act on it."""

from __future__ import annotations

from agent_scorecard.serving import dates_in_words
from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.card import Scorecard
from agent_scorecard.serving.wording import ALL

CHANNELS, DUE, MET, REQUESTS = 8, 5, 6, 20
VERDICT_MARKS = {"worse": "bad", "better": "good", "as_expected": "plain", "not_known": "unknown"}


def channels(card: Scorecard) -> dict:
    """Where a channel moved from its own baseline, worse first, and how many comparisons that is of."""
    rows = [row for row in card.tables["channels"] if row["verdict"] != "not_known" and row["metric"] in card.registry]
    moved = [
        row
        | {
            "standing": VERDICT_MARKS[row["verdict"]],
            "name": card.name(row["metric"]),
            "was": _between(card, row, ""),
            "now": _between(card, row, "recent_"),
        }
        for row in rows
        if row["verdict"] in ("worse", "better")
    ]
    return {"compared": len(rows), "moved": moved[:CHANNELS], "left": max(len(moved) - CHANNELS, 0)}


def _between(card: Scorecard, row: dict, part: str) -> str:
    unit = card.registry[row["metric"]]["unit"]
    ends = words.interval(row[f"{part}value_low"], row[f"{part}value_high"], unit)
    return f"{words.amount(row[f'{part}value'], unit)} ({ends})"


def complexity(card: Scorecard) -> list[dict]:
    """A tier a row: its share of the first and of the newest month that can be told, and how the AI does there now."""
    rows = [row for row in card.tables["complexity"] if row["status"] == "ok"]
    escalated = [row for row in rows if row["metric"] == "escalation_rate"]
    right = {(row["month_start"], row["tier"]): row for row in rows if row["metric"] == "resolution_accuracy"}
    found = []
    for tier in sorted({row["tier"] for row in escalated}):
        of_tier = sorted((row for row in escalated if row["tier"] == tier), key=lambda row: row["month_start"])
        first, last = of_tier[0], of_tier[-1]
        accuracy = right.get((last["month_start"], tier))
        found.append(
            {
                "tier": words.person(tier),
                "first": _share(first, "tier_share"),
                "first_month": dates_in_words.month(first["month_start"]),
                "last": _share(last, "tier_share"),
                "last_month": dates_in_words.month(last["month_start"]),
                "escalated": _share(last, "value"),
                "accuracy": _share(accuracy, "value") if accuracy else "not known",
            }
        )
    return found


def _share(row: dict, name: str) -> str:
    ends = words.interval(row[f"{name}_low"], row[f"{name}_high"], "share")
    return f"{words.amount(row[name], 'share')} ({ends})"


DUE_BASIS = {
    "hazard": "By the probability of a new version within eight weeks.",
    "age": "The oldest first: of past lists, that one was right most often.",
    "rule": "By releases since, then failures, then age; no list foretold updates surely better than chance.",
}


def due(card: Scorecard) -> dict:
    """The articles that may need an update next, what their order rests on, and how often such a list was right."""
    rows = card.tables["knowledge_due"][:DUE]
    if not rows:
        return {"rows": []}
    first = rows[0]
    judged = "Too few updates so far to say how often such a list is right."
    if first["hit_rate"] is not None:
        ends = words.interval(first["hit_rate_low"], first["hit_rate_high"], "share")
        rate, chance, age = (
            words.amount(first[name], "share") for name in ("hit_rate", "chance_hit_rate", "age_hit_rate")
        )
        judged = (
            f"Of {first['hit_rate_denominator']} articles listed at past moments {rate} ({ends}) had a new version within eight"
            f" weeks; of the oldest {age}, of all {chance}."
        )
    return {"rows": rows, "basis": DUE_BASIS[first["basis"]], "judged": judged}


def adoption(card: Scorecard) -> dict:
    """Features whose users need less or more help afterwards than others do, and how many could be told."""
    known = [row for row in card.tables["adoption"] if row["verdict"] != "not_known"]
    moved = [
        row
        | {
            "standing": "good" if row["verdict"] == "less_help" else "bad",
            "says": f"{row['help_ratio']:.2f} ({row['help_ratio_low']:.2f} to {row['help_ratio_high']:.2f})",
        }
        for row in known
        if row["verdict"] != "as_others"
    ]
    return {"compared": len(known), "moved": moved[:MET]}


def requests(card: Scorecard) -> list[dict]:
    """What customers ask for, all currencies together, the most wanted first."""
    return [row for row in card.tables["requests"] if row["currency"] == ALL][:REQUESTS]


def escalations_ahead(card: Scorecard) -> dict:
    """The coming weeks of all categories together, or of those with a spike; and why nothing is shown, where it is not."""
    rows = [row for row in card.tables["escalations_ahead"] if row["status"] == "ok"]
    spikes = [row for row in rows if row["is_spike"]]
    return {
        "known": bool(card.tables["escalations_ahead"]),
        "rows": spikes or [row for row in rows if row["category"] == ALL],
    }
