"""An answer in words, and the nearest name to one that there is not."""

from __future__ import annotations

import difflib

from agent_scorecard.serving.wording import ALL, WHY_NO_VALUE


def sentence(definition: dict, answer: dict) -> str:
    """The answer in words; no number where the mart has none.

    >>> sentence({"name": "CSAT"}, {"value": None, "status": "unverified", "category": "(all)", "week_start": "2025-03-03"})
    'CSAT, all categories, week of 2025-03-03: no number (unverified: nobody reviewed).'
    """
    where = "all categories" if answer["category"] == ALL else answer["category"]
    head = f"{definition['name']}, {where}, week of {answer['week_start']}"
    if answer["value"] is None:
        return f"{head}: no number ({WHY_NO_VALUE.get(answer['status'], answer['status'])})."
    from agent_scorecard.serving.wording import NARROW, amount, interval

    unit = definition["unit"]
    between = interval(answer["value_low"], answer["value_high"], unit)
    told = f"{head}: {amount(answer['value'], unit)}" + (f" (95 % interval {between})" if between else "")
    told += f", status {answer['status']}, {'final' if answer['is_final'] else 'provisional'}."
    return told.replace(NARROW, " ")


def nearest(asked: str, known: list[str]) -> str:
    """The names most like the one asked for, else all that there are."""
    near = difflib.get_close_matches(asked, known, 3, 0.5)
    return f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(known[:80])}"
