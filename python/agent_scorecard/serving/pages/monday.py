"""Monday's meeting on one or two printed pages: what moved, what lay outside, why, one proposal, last week's decision."""

from __future__ import annotations

from dataclasses import replace

from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.card import Scorecard
from agent_scorecard.serving.pages.findings import findings
from agent_scorecard.serving.pages.headline import Finding, named
from agent_scorecard.serving.pages.improvement import changes
from agent_scorecard.serving.pages.watch_headlines import causes_of
from agent_scorecard.serving.pages.watch_tables import forecasts
from agent_scorecard.serving.wording import ALL

# what a meeting can speak of; the mart has the rest, in this order
MOST = {"moved": 6, "outlier": 5, "decision": 4, "mix": 3}
RESTATED = 5
STANDINGS = {"better": "good", "worse": "bad", "opened": "bad", "open": "warn", "within": "warn", "both": "warn"}
DECISION_SAYS = {
    "better": "better since",
    "worse": "worse since",
    "no_change_seen": "no change seen since",
    "too_early": "too early: no week since is final",
    "not_measurable": "cannot be measured: no metric was named",
}


def view(card: Scorecard) -> dict:
    """What the template shows."""
    kinds: dict[str, list[dict]] = {}
    for row in card.tables["weekly_review"]:
        kinds.setdefault(row["kind"], []).append(told(card, row))
    rows = {kind: kinds.get(kind, [])[:most] for kind, most in MOST.items()}
    alerts = [finding for finding in findings(card) if finding.severity]
    proposal = next(iter(kinds.get("proposal", [])), None)
    loop = changes(card)
    # what is proposed about the same category is the first step of the proposal, not a second one
    is_same = bool(proposal and loop["proposed"] and loop["proposed"][0]["category"] == proposal["segment"])
    return {
        "first_step": loop["proposed"][0] if is_same else None,
        "loop_of": loop | {"proposed": []} if is_same else loop,
        "top": with_proposal(card, headline(card, kinds), proposal),
        "meeting_on": next((row["meeting_on"] for row in card.tables["weekly_review"]), None),
        **rows,
        "moved_count": len(kinds.get("moved", [])),
        "proposal": proposal,
        "newest": kinds.get("newest", []),
        "alerts": alerts,
        "alert_state": {row["reference_id"]: row["verdict"] for row in kinds.get("alert", [])},
        "ahead": forecasts(card)[:3],
        "restated": card.tables["restatements"][:RESTATED],
        "restated_count": len(card.tables["restatements"]),
        "has_review": bool(card.tables["weekly_review"]),
    }


def headline(card: Scorecard, kinds: dict[str, list[dict]]) -> Finding:
    """The first move beyond chance; without one, that, and what stays wrong."""
    top = findings(card)[0]
    if top.kind in ("empty", "no_ai"):
        return top
    moved = [
        row
        for row in kinds.get("moved", [])
        if row["verdict"] in ("better", "worse") and not card.depends_on(row["metric"])
    ]
    moved.sort(key=lambda row: row["verdict"] != "worse")
    if moved:
        first = moved[0]
        verb = "rose" if first["change"] > 0 else "fell"
        title = f"{first['name']} {words.place(first['segment'])} {verb} from {first['before']} to {first['now']}"
        more = (
            f" {words.counted(len(moved) - 1, 'more number', 'more numbers')} moved beyond chance." if moved[1:] else ""
        )
        details = (f"Against the week before: {first['changed']}.{more}", f"{top.title}.")
        standing = STANDINGS[first["verdict"]]
        return replace(
            top, standing=standing, title=title, details=details, metric=first["metric"], category=first["segment"]
        )
    if not kinds.get("moved"):
        return top
    stays = [finding for finding in findings(card) if finding.standing in ("bad", "warn")]
    if not stays:
        return replace(top, title="Nothing moved beyond chance since the week before")
    still = words.counted(len(stays), "problem stays", "problems stay")
    return replace(
        top, title=f"Nothing moved since the week before, and {still} open", details=(f"{top.title}.", *top.details)
    )


def with_proposal(card: Scorecard, top: Finding, proposal: dict | None) -> Finding:
    """The headline with what there is to decide; where nothing moved, the picture is the proposal's too."""
    if proposal is None or not proposal["action"]:
        return top
    action = f"{proposal['action'].rstrip('.')}, or say why not."
    decided = replace(top, action=action, owner=proposal["owner"])
    is_quiet = top.title.startswith("Nothing moved")
    if not is_quiet or not card.series(proposal["metric"] or "", proposal["segment"] or ALL):
        return decided
    behind = ", ".join(part for part in (proposal["between"], proposal["basis"]) if part)
    details = [f"{proposal['finding']}: {proposal['now']}{f' ({behind})' if behind else ''}."]
    if (top.metric, top.category) != (proposal["metric"], proposal["segment"]):
        details.append(f"Also open: {words.inside(top.details[0])}")
    return replace(
        decided,
        details=tuple(details),
        metric=proposal["metric"],
        category=proposal["segment"],
        causes=tuple(proposal["causes"]),
    )


def told(card: Scorecard, row: dict) -> dict:
    """A row of the review, spelled."""
    registered = card.registry.get(row["metric"] or "", {})
    unit = registered.get("unit", "share")
    is_category = row["segment_type"] == "category"
    where = "all categories" if row["segment"] == ALL else row["segment"] or ""
    between = [words.signed(row[name], unit) for name in ("change_low", "change_high") if row[name] is not None]
    changed = words.signed(row["change"], unit)
    causes = causes_of(card, row["cause_alert_id"])
    other = card.depends_on(row["metric"] or "")
    plain = {"worse": "moved", "better": "moved"} if other else {}
    verdicts = {"unchanged": "not beyond chance"} | plain
    return {
        **row,
        "name": registered.get("name") or words.person(row["metric"]) if row["metric"] else "",
        "unit": unit,
        "where": where if is_category else f"{words.person(row['segment_type'])} {where}",
        "now": words.amount(row["value"], unit) or words.WHY_NO_VALUE.get(row["status"] or "", ""),
        "between": words.interval(row["value_low"], row["value_high"], unit),
        "basis": words.rests_on(row["numerator"], row["denominator"], unit),
        "before": words.amount(row["value_before"], unit),
        "changed": changed + (f" ({between[0]} to {between[1]})" if len(between) == 2 and changed else ""),
        "reference": words.amount(row["limit_value"], unit),
        "action": named(row["action"], row["segment"] or ALL, causes) if row["kind"] == "proposal" else row["action"],
        "standing": "plain" if other else STANDINGS.get(row["verdict"], "plain"),
        "moved_says": verdicts.get(row["verdict"], words.person(row["verdict"]))
        + (f", read with {other}" if other else ""),
        "drift_standing": "plain" if other else STANDINGS.get(row["drift_verdict"], "plain"),
        "drift_says": plain.get(row["drift_verdict"], words.person(row["drift_verdict"]))
        if row["drift_verdict"]
        else "",
        "causes": causes,
        "says": DECISION_SAYS.get(row["verdict"], words.person(row["verdict"])),
    }
