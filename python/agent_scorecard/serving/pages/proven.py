"""What is proven before it counts, on the pages of those who decide: shadow answers, experiments, and whether it learns."""

from __future__ import annotations

import math

from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.card import Scorecard
from agent_scorecard.serving.wording import ALL

SHADOW = {
    "better": ("good", "better than people"),
    "no_worse": ("good", "no worse than people"),
    "worse": ("bad", "worse than people"),
    "undecided": ("unknown", "no sure difference yet"),
    None: ("unknown", "too few pairs"),
}
# what to do next, for each proposal
DECISIONS = {
    "propose_adoption": ("good", "Adopt it: the gain is sure and no guardrail is broken."),
    "propose_rejection": ("bad", "End it: it does harm, or a guardrail is broken."),
    "keep_running": ("unknown", "Keep it running: nothing is sure yet."),
    "repair_split": ("warn", "Mend the assignment: the groups are not split as planned, so no difference counts."),
}
STEPS = {
    "median_days_seen_to_reviewed": "from seen to reviewed",
    "median_days_reviewed_to_proposed": "from reviewed to proposed",
    "median_days_proposed_to_fixed": "from proposed to fixed",
    "median_days_fixed_to_proven": "from fixed to proven",
}
EXPERIMENTS = 5


def shadow(card: Scorecard) -> list[dict]:
    """The AI and people on the same tickets, all first; blinded and not are together."""
    rows = [row for row in card.tables["shadow"] if row["blinding"] == ALL]
    rows.sort(key=lambda row: (row["category"] != ALL, row["category"]))
    found = []
    for row in rows:
        standing, says = SHADOW.get(row["verdict"], SHADOW[None])
        found.append(
            {
                "category": row["category"],
                "pairs": row["pair_count"],
                "drafts": row["draft_count"],
                "ai": _share(row, "ai_accuracy"),
                "human": _share(row, "human_accuracy"),
                "difference": _difference(row),
                "standing": standing,
                "says": says,
            }
        )
    return found


def experiments(card: Scorecard) -> list[dict]:
    """One entry per experiment and variant: its outcome over all categories, guardrails that are broken, and what is proposed."""
    rows = [row for row in card.tables["experiments"] if row["category"] == ALL]
    outcomes = [row for row in rows if row["role"] == "outcome"][:EXPERIMENTS]
    found = []
    for row in outcomes:
        standing, says = DECISIONS.get(row["decision"], ("unknown", words.person(row["decision"])))
        guards = [
            each
            for each in rows
            if each["role"] == "guardrail"
            and (each["experiment"], each["variant"]) == (row["experiment"], row["variant"])
        ]
        broken = [card.name(each["metric"]) for each in guards if each["verdict"] == "worse"]
        found.append(
            {
                "name": words.person(row["experiment"]),
                "variant": words.person(row["variant"]),
                "metric": card.name(row["metric"]),
                "customers": f"{words.plain(row['customer_count'])} and {words.plain(row['control_customer_count'])}",
                "difference": _difference(row),
                "guards": f"broken: {words.joined(broken)}" if broken else f"{len(guards)} watched, none broken",
                "standing": standing,
                "says": says,
            }
        )
    return found


def learning(card: Scorecard) -> dict:
    """Whether accuracy rises by the month, how many fixes were proven, and how long each step from seen to proven takes."""
    rows = {row["measure"]: row for row in card.tables["learning"] if row["category"] == ALL}
    slope, fixes = rows.get("accuracy_slope"), rows.get("verified_fix_rate")
    told = []
    standing = "unknown"
    if slope and slope["value"] is not None and slope["status"] == "ok":
        low, high = slope["value_low"], slope["value_high"]
        standing = "good" if low > 0 else "bad" if high < 0 else "unknown"
        verb = {"good": "rises", "bad": "falls", "unknown": "does not surely move"}[standing]
        told.append(f"Accuracy {verb}: {_signed(slope['value'])} points a month ({_signed(low)} to {_signed(high)}).")
    if fixes and fixes["denominator"]:
        told.append(
            f"{words.plain(fixes['numerator'])} of {words.counted(fixes['denominator'], 'fix', 'fixes')} that shipped "
            "are proven to work."
        )
    steps = [
        {
            "name": name,
            "days": _days(rows[measure]["value"]),
            "ends": _between(rows[measure]),
            "basis": f"{words.plain(rows[measure]['numerator'])} of {words.plain(rows[measure]['denominator'])} came so far",
        }
        for measure, name in STEPS.items()
        if measure in rows and rows[measure]["denominator"]
    ]
    return {"told": told, "standing": standing, "steps": steps}


def _share(row: dict, name: str) -> str:
    ends = words.interval(row[f"{name}_low"], row[f"{name}_high"], "share")
    return f"{words.amount(row[name], 'share')} ({ends})"


def _difference(row: dict) -> str:
    if row["difference"] is None:
        return "not known"
    low, high = (words.signed_points(row[f"difference_{end}"]) for end in ("low", "high"))
    return f"{words.signed_points(row['difference'])} ({low} to {high})"


def _signed(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", words.MINUS)


def _between(row: dict) -> str:
    if row["value_high"] is None or math.isinf(row["value_high"]):
        return f"{_days(row['value_low'])} or more"
    return f"{_days(row['value_low'])} to {_days(row['value_high'])}"


def _days(value: float | None) -> str:
    """
    >>> _days(178.2), _days(0.4), _days(float("inf")), _days(None)
    ('178 days', '0.4 days', 'not reached', 'not known')
    """
    if value is None:
        return "not known"
    if math.isinf(value):
        return "not reached"
    return f"{words.plain(value if value < 10 else round(value))} days"
