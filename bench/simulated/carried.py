"""What each source's shape carries of a simulated history: the contract's rows without what `exports.CANNOT` names.

A scorecard of these rows and one of the source's export must agree in every group and metric: what then differs is the
adapter's fault, not the shape's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

from agent_scorecard.simulation.exports import AI

Rows = Mapping[str, list[dict]]
OF_AI = ("agent_version", "model", "confidence", "input_tokens", "output_tokens", "cost_usd")
OF_MESSAGES = ("cited_article_ids", "page_context_id", "delivery", "updated_at")
KEPT_EVENTS = ("status_changed", "reopened", "escalated", "assigned")


def carried(source: str, rows: Rows) -> dict[str, list[dict]]:
    """The rows of a history that came through the shape of ``source``, in the contract's words."""
    kept = {table: [dict(row) for row in found] for table, found in rows.items()}
    for row in kept["tickets"]:
        row |= {"is_test": None, "merged_into_ticket_id": None}
    for row in kept["messages"]:
        row |= dict.fromkeys((*OF_AI, *OF_MESSAGES))
    for row in kept["customers"]:
        row["same_as_customer_id"] = None
    kept["satisfaction"] = [row for row in kept["satisfaction"] if row["kind"] == "csat"]
    kept["ticket_events"] = [row for row in kept["ticket_events"] if row["event_type"] in KEPT_EVENTS]
    return {"zendesk": _zendesk, "intercom": _intercom, "chatwoot": _chatwoot, "langfuse": _langfuse}[source](
        kept, rows
    )


def _by_ticket(rows: list[dict]) -> dict[str, list[dict]]:
    found = defaultdict(list)
    for row in rows:
        found[row["ticket_id"]].append(row)
    return found


def _zendesk(kept: dict, rows: Rows) -> dict:
    customer = {}
    for row in kept["tickets"]:
        row["channel"] = "web" if row["channel"] == "chat" else row["channel"]
        row["customer_id"] = customer[row["ticket_id"]] = row["customer_id"] or f"anonymous of {row['ticket_id']}"
        row["closed_at"] = None
    channel = {row["ticket_id"]: row["channel"] for row in kept["tickets"]}
    for row in kept["messages"]:
        row["channel"] = channel[row["ticket_id"]]
        if row["author_type"] == "customer":
            row["author_id"] = row["author_id"] or customer[row["ticket_id"]]
    _assignments_are_escalations(kept)
    return kept


def _assignments_are_escalations(kept: dict) -> None:
    """Whom a ticket was given to after the AI wrote is who it was escalated to."""
    spoke: dict[str, object] = {}
    for row in sorted(kept["messages"], key=lambda row: row["sent_at"]):
        if row["author_type"] == "ai" and row["is_public"]:
            spoke.setdefault(row["ticket_id"], row["sent_at"])
    events = _by_ticket(kept["ticket_events"])
    found = []
    for ticket, told in events.items():
        given = [
            row
            for row in sorted(told, key=lambda row: row["occurred_at"])
            if row["event_type"] in ("assigned", "escalated")
            and row["to_value"] not in (None, *AI["zendesk"])
            and ticket in spoke
            and row["occurred_at"] >= spoke[ticket]
        ]
        others = [row for row in told if row["event_type"] != "escalated"]
        found += others
        found += [
            {**row, "event_id": f"{ticket}:escalated", "event_type": "escalated", "reason": None} for row in given[:1]
        ]
    kept["ticket_events"] = found


def _intercom(kept: dict, rows: Rows) -> dict:
    gone = {row["ticket_id"] for row in kept["tickets"] if row["status"] == "deleted"}
    for table in ("messages", "ticket_events", "satisfaction"):
        kept[table] = [row for row in kept[table] if row["ticket_id"] not in gone]
    messages = _by_ticket(sorted(kept["messages"], key=lambda row: row["sent_at"]))
    customer = {}
    made_at = {row["ticket_id"]: row["created_at"] for row in kept["tickets"]}
    for row, was in zip(kept["tickets"], rows["tickets"], strict=True):
        row["customer_id"] = customer[row["ticket_id"]] = row["customer_id"] or f"visitor of {row['ticket_id']}"
        status = {"closed": "solved", "on_hold": "pending", "spam": "open", "new": "open"}
        row |= {"status": status.get(row["status"], row["status"]), "is_test": was["is_test"], "closed_at": None}
    for row in kept["messages"]:
        if row["author_type"] == "customer":
            row["author_id"] = customer[row["ticket_id"]]
    escalated = {row["ticket_id"] for row in kept["ticket_events"] if row["event_type"] == "escalated"}
    # what Fin did last, a word or an assignment, dates an escalation that nobody has answered
    did = {}
    for row in kept["ticket_events"]:
        if row["actor_type"] == "ai" and row["to_value"]:
            did[row["ticket_id"]] = max(did.get(row["ticket_id"], row["occurred_at"]), row["occurred_at"])
    # an escalation to somebody is an assignment; one to nobody is no part
    for row in kept["ticket_events"]:
        if row["event_type"] == "escalated" and row["to_value"]:
            row |= {"event_type": "assigned", "reason": None}
    kept["ticket_events"] = [row for row in kept["ticket_events"] if row["event_type"] != "escalated"]
    for ticket, said in messages.items():
        spoken = [row for row in said if row["author_type"] == "ai" and row["is_public"]]
        people = [
            row
            for row in said
            if row["author_type"] == "human" and row["is_public"] and spoken and row["sent_at"] >= spoken[0]["sent_at"]
        ]
        mine = [row["sent_at"] for row in said if row["author_type"] == "ai"] + ([did[ticket]] if ticket in did else [])
        at = people[0]["sent_at"] if people else max(mine) if mine and ticket in escalated else None
        if at:
            to = people[0]["author_id"] if people else None
            kept["ticket_events"].append(_event(ticket, at, "escalated", None, to, "ai"))
    _replies_reopen(kept, messages)
    # what happened are parts, too: a ticket in which nobody wrote has rows that nobody saw
    for ticket in {row["ticket_id"] for row in kept["ticket_events"]} - messages.keys():
        row = {**kept["messages"][0], "message_id": f"{ticket}:part", "ticket_id": ticket, "author_type": "system"}
        kept["messages"].append(
            {**row, "author_id": None, "body": None, "is_public": False, "sent_at": made_at[ticket]}
        )
    return kept


def _replies_reopen(kept: dict, messages: dict) -> None:
    """A contact's word after a resolution opens the conversation again."""
    kept["ticket_events"] = [
        row for row in kept["ticket_events"] if row["event_type"] != "status_changed" or row["to_value"] != "closed"
    ]
    events = _by_ticket(kept["ticket_events"])
    for ticket, said in messages.items():
        closed_at = None
        turns = [(row["sent_at"], 0, row) for row in said] + [(row["occurred_at"], 1, row) for row in events[ticket]]
        for at, _, row in sorted(turns, key=lambda turn: turn[:2]):
            if row.get("to_value") == "solved":
                closed_at = at
            elif row.get("event_type") in ("reopened", "status_changed"):
                closed_at = None
            elif row.get("author_type") == "customer" and closed_at is not None:
                kept["ticket_events"].append(_event(ticket, at, "reopened", "solved", "open", "customer"))
                closed_at = None


def _event(ticket, at, kind, was, now, actor) -> dict:
    return {
        "event_id": f"{ticket}:{kind}:{at:%Y%m%d%H%M%S}",
        "ticket_id": ticket,
        "occurred_at": at,
        "event_type": kind,
        "from_value": was,
        "to_value": now,
        "actor_type": actor,
        "actor_id": None,
        "reason": None,
    }


def _chatwoot(kept: dict, rows: Rows) -> dict:
    status = {"closed": "solved", "pending": "open", "spam": "open", "deleted": "open", "new": "open"}
    for row in kept["tickets"]:
        row |= {
            "status": status.get(row["status"], row["status"]),
            "closed_at": None,
            "account_id": None,
            "subject": None,
        }
        row["channel"] = row["channel"] and row["channel"].lower()
    for row in kept["customers"]:
        row["account_id"] = None
    told = []
    for row in kept["ticket_events"]:
        is_back = (row["from_value"], row["to_value"]) == ("solved", "open")
        if row["event_type"] == "status_changed" and row["to_value"] == "solved":
            by = row["actor_type"] if row["actor_type"] in ("ai", "human") else None
            told.append({**row, "from_value": "open", "actor_type": by})
        elif row["event_type"] == "status_changed" and is_back:
            told.append({**row, "event_type": "reopened", "actor_type": None, "actor_id": None})
        elif row["event_type"] == "escalated":
            told.append({**row, "reason": None, "to_value": None})
    kept["ticket_events"] = told
    known = {row["ticket_id"] for row in told if row["event_type"] == "escalated"}
    for ticket, said in _by_ticket(sorted(kept["messages"], key=lambda row: row["sent_at"])).items():
        spoken = [row for row in said if row["author_type"] == "ai" and row["is_public"]]
        people = [
            row
            for row in said
            if row["author_type"] == "human" and row["is_public"] and spoken and row["sent_at"] >= spoken[0]["sent_at"]
        ]
        if people and ticket not in known:
            told.append(_event(ticket, people[0]["sent_at"], "escalated", None, people[0]["author_id"], "ai"))
    return kept


def _langfuse(kept: dict, rows: Rows) -> dict:
    """Only a question with the AI's answer next to it, and of the ticket what its tags say."""
    was = {row["message_id"]: row for row in rows["messages"]}
    found = []
    for said in _by_ticket(kept["messages"]).values():
        told = [row for row in said if row["author_type"] in ("customer", "ai") and row["is_public"] and row["body"]]
        told.sort(key=lambda row: (row["sent_at"], row["message_id"]))
        for asked, answer in pairwise(told):
            if (asked["author_type"], answer["author_type"]) == ("customer", "ai"):
                names = ("agent_version", "model", "input_tokens", "output_tokens")
                found += [asked, {**answer, **{name: was[answer["message_id"]][name] for name in names}}]
    kept["messages"] = found
    first = {}
    for row in sorted(found, key=lambda row: row["sent_at"]):
        first.setdefault(row["ticket_id"], row)
    kept["tickets"] = [row for row in kept["tickets"] if row["ticket_id"] in first]
    for row in kept["tickets"]:
        of = first[row["ticket_id"]]
        row |= {"status": "open", "solved_at": None, "closed_at": None, "updated_at": None, "channel": "chat"}
        row |= {"customer_id": of["author_id"], "account_id": None, "created_at": of["sent_at"], "subject": None}
    return {**kept, "ticket_events": [], "satisfaction": [], "customers": []}
