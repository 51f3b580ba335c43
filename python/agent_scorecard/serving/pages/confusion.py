"""What confuses on the product itself: features that more customers ask about, steps of workflows at which they get stuck."""

from __future__ import annotations

from agent_scorecard.serving import dates_in_words
from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.card import Scorecard

# rows of each table; the rest is in the mart
SHOWN = 8
CAUSES = {
    "bug": "errors on the page: fix it",
    "documentation": "answers without an article: write it",
    "page": "neither errors nor missing articles: the page itself",
}


def confusing(card: Scorecard) -> dict:
    """Features asked about by more customers than before, and steps at which more get stuck; of how many looked at."""
    features, steps = card.tables["features"], card.tables["steps"]
    asked = [feature(row) for row in features if row["is_confusing"]]
    stuck = [step(row) for row in steps if row["is_problem"]]
    return {
        "asked": asked[:SHOWN],
        "asked_count": len(asked),
        "feature_count": len(features),
        "stuck": stuck[:SHOWN],
        "stuck_count": len(stuck),
        "step_count": len(steps),
    }


def feature(row: dict) -> dict:
    """A confusing feature with its numbers in words: customers of those active, before and since, and how many times that is."""
    is_release = row["release_id"] != "(none)"
    since = (
        f"release {row['release_id']}, {dates_in_words.day(row['change_at'])}"
        if is_release
        else dates_in_words.day(row["change_at"])
    )
    return {
        "name": row["name"] or row["feature_id"],
        "area": row["product_area"] or "",
        "since": since,
        "before": f"{words.plain(row['asked_before'])} of {words.plain(row['active_before'])}",
        "now": f"{words.plain(row['asked_since'])} of {words.plain(row['active_since'])}",
        "times": "new" if row["ratio"] is None else times(row["ratio"]),
        "between": "" if row["ratio_low"] is None else f"{times(row['ratio_low'])} to {times(row['ratio_high'])}",
        "why": CAUSES.get(row["cause"] or "", ""),
        "owner": row["owner"],
        "next_step": row["next_step"] or "",
    }


def step(row: dict) -> dict:
    """A step at which customers get stuck, next to the other steps of its workflow."""
    low, high = row["stuck_share_low"], row["stuck_share_high"]
    return {
        "where": f"{words.person(row['workflow'])}, step {row['step_number']}",
        "label": row["element_label"] or "",
        "area": row["product_area"] or "",
        "share": words.amount(row["stuck_share"], "share"),
        "between": words.interval(low, high, "share"),
        "basis": words.rests_on(row["stuck_numerator"], row["stuck_denominator"], "share"),
        "others": words.amount(row["stuck_share_others"], "share") or "no other step",
        "owner": row["owner"],
        "next_step": row["next_step"] or "",
    }


def times(ratio: float) -> str:
    """
    >>> times(1.2703), times(4.0)
    ('1.3', '4.0')
    """
    return f"{ratio:.1f}"
