"""What to change next: knowledge, prompt, routing, threshold or review budget, by the failures it could spare."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import md5

import pyarrow as pa

from agent_scorecard.improvement.typed_rows import typed_rows
from agent_scorecard.statistics.proportions import wilson

WEEKS, AHEAD_WEEKS = 13, 4
LEAST_EVENTS = 5
ALL = "(all)"
# what a reviewer's reason asks to change; a missing or wrong article is a gap of knowledge
PROMPT_REASONS = {
    "context_lost": "Let the agent read the whole conversation before it answers",
    "incomplete_answer": "Ask the agent for every step, and a check at the end",
    "invented_feature": "Forbid the agent to name what no article names",
    "misread_question": "Let the agent say what it understood before it answers",
    "overpromise": "Forbid promises and dates that no article gives",
    "wrong_policy": "Let the agent quote the article's rule and its version",
}
KNOWLEDGE = {
    "missing": "Write the missing article",
    "stale": "Bring the article up to date",
    "contradicted": "Correct the article that reviewers contradict",
    "unused": "Withdraw the article, or name it as customers do",
}
COLUMNS = {
    "recommendation_id": "text",
    "kind": "text",
    "category": "text",
    "subject": "text",
    "action": "text",
    "evidence": "text",
    "gap_key": "text",
    "expected_effect": "number",
    "expected_effect_low": "number",
    "expected_effect_high": "number",
    "effect_unit": "text",
    "place": "count",
    "state": "text",
    "approver": "text",
    "decision_id": "text",
    "decided_at": "moment",
}


def recommendations(
    episodes: Iterable[dict],
    gaps: Iterable[dict],
    gates: Iterable[dict],
    decisions: Iterable[dict],
    approvers: dict[str, str],
    as_of: datetime,
) -> pa.Table:
    """One row per proposed change, `place` 1 the next best; nothing of it is done by itself.

    ``episodes`` that the AI answered in: category, started_at, is_ai_resolved, is_escalated, correct_score, needed_score,
    weight, failure_reason. ``gaps``: rows of `knowledge_gaps`; ``gates``: rows of `scale_gate`; ``decisions``:
    decision_id, finding, improvement, decided_at; ``approvers`` by category, `(all)` where none is named.

    The expected effect is the episodes of four weeks that would not fail if the cause went away entirely: an upper end of
    what a change can do, with the interval of its share. Reviews spare no failure by themselves: their effect is how many
    are still to do until a gate can be judged. The place goes by the lower end. `state`: `proposed`, or `decided` where a
    decision names the id or the gap.
    """
    since = as_of - timedelta(weeks=WEEKS)
    recent = [row for row in episodes if since < row["started_at"] <= as_of]
    rows = [*_knowledge(gaps, as_of), *_prompts(recent), *_escalations(recent), *_reviews(gates)]
    decided = sorted(decisions, key=lambda row: (row["decided_at"], row["decision_id"]))
    for row in rows:
        key = f"{row['kind']}\x1f{row['category']}\x1f{row['subject']}"
        row["recommendation_id"] = "P" + md5(key.encode()).hexdigest()[:8]
        names = [name for name in (row["recommendation_id"], row.get("gap_key")) if name]
        row["state"] = "proposed"
        row["approver"] = approvers.get(row["category"]) or approvers[ALL]
        for decision in decided:
            if decision["decided_at"] <= as_of and any(
                name in f"{decision['finding'] or ''} {decision['improvement'] or ''}" for name in names
            ):
                named = {name: decision[name] for name in ("decision_id", "decided_at")}
                row.update(named, state="decided")
    spares = "failures in four weeks"
    rows.sort(
        key=lambda row: (
            row["effect_unit"] != spares,
            -(row.get("expected_effect_low") or 0),
            -(row.get("expected_effect") or 0),
            row["recommendation_id"],
        )
    )
    return typed_rows((row | {"place": place} for place, row in enumerate(rows, start=1)), COLUMNS)


def _effect(events: int, n: int, volume: float, usual: float = 0.0) -> dict:
    """The share above what is usual, times the volume of four weeks, at the ends of the share's interval."""
    low, high = (float(end) for end in wilson(events / n, n))
    effect = [max(share - usual, 0.0) * volume for share in (events / n, low, high)]
    names = ("expected_effect", "expected_effect_low", "expected_effect_high")
    return dict(zip(names, effect, strict=True)) | {"effect_unit": "failures in four weeks"}


def _knowledge(gaps: Iterable[dict], as_of: datetime):
    """Every gap that is open, proposed or reopened."""
    for gap in gaps:
        if gap["state"] not in ("open", "proposed", "reopened"):
            continue
        row = {
            "kind": "knowledge",
            "category": gap["category"],
            "subject": gap["subject"] or gap["gap_key"],
            "action": f"{KNOWLEDGE[gap['kind']]}: {gap['subject'] or gap['gap_key']}",
            "evidence": gap["evidence"],
            "gap_key": gap["gap_key"],
            "effect_unit": "failures in four weeks",
        }
        if gap["episode_count"] and gap["evidence_count"]:
            weeks = min(max((as_of - gap["first_seen_at"]).total_seconds() / 604_800, 1.0), WEEKS)
            volume = gap["episode_count"] / weeks * AHEAD_WEEKS
            # what is usual elsewhere would not go away
            row |= _effect(gap["evidence_count"], gap["episode_count"], volume, gap["compared_share"] or 0.0)
        yield row


def _prompts(recent: list[dict]):
    """The reason that reviewers name most in a category's wrong answers, where it is the prompt's to change."""
    for category in sorted({row["category"] for row in recent}):
        handled = [row for row in recent if row["category"] == category]
        told = [row for row in handled if row["correct_score"] is not None and row["weight"]]
        counts = {reason: sum(row["failure_reason"] == reason for row in told) for reason in PROMPT_REASONS}
        reason = max(sorted(counts), key=lambda name: counts[name])
        if counts[reason] < LEAST_EVENTS:
            continue
        weight = sum(row["weight"] for row in told)
        n = max(round(weight**2 / sum(row["weight"] ** 2 for row in told)), 1)
        share = sum(row["weight"] * (row["failure_reason"] == reason) for row in told) / weight
        yield {
            "kind": "prompt",
            "category": category,
            "subject": reason,
            "action": PROMPT_REASONS[reason],
            "evidence": f"reviewers name {reason.replace('_', ' ')} in {counts[reason]} of {len(told)} reviewed",
        } | _effect(share * n, n, len(handled) / WEEKS * AHEAD_WEEKS)


def _escalations(recent: list[dict]):
    """Missed escalations ask for another routing, avoidable ones for another threshold; above one in twenty, surely."""
    cases = (
        ("routing", "missed escalations", lambda row: row["needed_score"] >= 0.5 and not row["is_escalated"]),
        ("threshold", "avoidable escalations", lambda row: row["needed_score"] < 0.5 and bool(row["is_escalated"])),
    )
    does = {
        "routing": "Send what these have in common to people at once",
        "threshold": "Let the agent try once more before it escalates",
    }
    for category in sorted({row["category"] for row in recent}):
        handled = [row for row in recent if row["category"] == category]
        told = [row for row in handled if row["needed_score"] is not None and row["weight"]]
        if not told:
            continue
        weight = sum(row["weight"] for row in told)
        n = max(round(weight**2 / sum(row["weight"] ** 2 for row in told)), 1)
        for kind, subject, happened in cases:
            rows = [row for row in told if happened(row)]
            share = sum(row["weight"] for row in rows) / weight
            if len(rows) < LEAST_EVENTS or float(wilson(share, n)[0]) <= 0.05:
                continue
            yield {
                "kind": kind,
                "category": category,
                "subject": subject,
                "action": f"{does[kind]} ({category})",
                "evidence": f"{len(rows)} of {len(told)} reviewed are {subject}",
            } | _effect(share * n, n, len(handled) / WEEKS * AHEAD_WEEKS)


def _reviews(gates: Iterable[dict]):
    """The category whose gate the fewest reviews could open: what to spend reviewing on."""
    waiting = [row for row in gates if row["category"] != ALL and not row["is_open"] and row["reviews_to_do"]]
    for gate in sorted(waiting, key=lambda row: (row["reviews_to_do"], row["category"]))[:1]:
        yield {
            "kind": "review_budget",
            "category": gate["category"],
            "subject": "reviews that a gate waits for",
            "action": f"Review {gate['reviews_to_do']} more episodes of {gate['category']}",
            "evidence": gate["missing"],
            "expected_effect": gate["reviews_to_do"],
            "effect_unit": "reviews until it can be known",
        }
