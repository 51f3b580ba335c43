"""A simulated history in the shape of a source's own export, so that a known truth goes through every adapter.

Each function takes landing rows by table (as ``simulate`` makes them) and gives the export's files: name → document. What a
shape cannot carry is in ``CANNOT``, and a test looks that nothing else is lost.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from agent_scorecard.simulation import intercom_export
from agent_scorecard.simulation.export_kit import epoch, tags_of

Rows = Mapping[str, Sequence[Mapping]]

# what each shape cannot carry, in words for people; everything else comes back as it was
CANNOT = {
    "zendesk": (
        "the AI's version, model, tokens, costs, confidence and cited articles",
        "the reason of an escalation, and the customer's request for one",
        "surveys other than satisfaction (effort, trust, net promoters)",
        "that a ticket is a test (a mail domain says it, --test-domain), and into which ticket one was merged",
        "that a ticket was a chat: a messaging ticket needs a conversation log, so its channel is web here",
        "that the requester of a ticket is unknown: Zendesk has one for every ticket",
        "a tag or a merge as an event, and when a ticket without a change of status was closed",
        "that two customers are one person; page contexts, releases, articles, reviews: they land from files of their own",
    ),
    "intercom": (
        "the AI's version, model, tokens, costs, confidence and cited articles",
        "when an escalation to nobody happened: it is dated by the first answer of a person after Fin, else by Fin's last turn",
        "the reason of an escalation, and the customer's request for one",
        "that the customer's word after a resolution was only thanks: a contact's reply opens the conversation again",
        "surveys other than satisfaction (effort, trust, net promoters)",
        "that nobody wrote in a ticket of the phone: what happened in it are parts, so it is one without a customer's message",
        "spam, on hold and closed apart from open, snoozed and solved; the words of a conversation that was deleted",
        "the product area and brand without tags; into which conversation one was merged; tags as events",
        "the channel of a test: Intercom names only Fin's preview; that the customer is unknown: it has a contact for each",
        "that two customers are one person; page contexts, releases, articles, reviews: they land from files of their own",
    ),
    "chatwoot": (
        "the AI's version, model, tokens, costs, confidence and cited articles",
        "the reason of an escalation, and the customer's request for one",
        "surveys other than satisfaction (effort, trust, net promoters)",
        "when a ticket was closed, assigned or tagged; pending, spam and deleted tickets; the subject",
        "that a ticket is a test, and into which ticket one was merged",
        "that the customer resolved it: Chatwoot reports a person of the team, the bot, or nobody",
        "that two customers are one person; page contexts, releases, articles, reviews: they land from files of their own",
    ),
    "langfuse": (
        "people's answers and notes: a trace holds one question and the AI's answer",
        "status, resolutions, escalations, assignments: containment is an upper bound",
        "a second question before an answer, and an answer that nobody asked for",
        "the channel, the subject, the priority, and of the customer all but the id",
    ),
}
SOURCES = tuple(CANNOT)
# who the AI is in each export, for --ai
AI = {
    "zendesk": ("ava", "pilot"),
    "intercom": ("from_ai_agent",),
    "chatwoot": ("agent_bot",),
    "langfuse": ("assistant",),
}
FIELDS = {
    "zendesk": {"category": "tags:cat_", "product_area": "tags:area_", "language": "tags:lang_", "brand": "tags:brand_"}
}
for _source in ("intercom", "chatwoot", "langfuse"):
    FIELDS[_source] = FIELDS["zendesk"]
CHATWOOT_STATUS = {
    "open": "open",
    "new": "open",
    "pending": "pending",
    "on_hold": "snoozed",
    "solved": "resolved",
    "closed": "resolved",
}


def export(source: str, rows: Rows) -> dict[str, list]:
    """The files of one source's export. Raises KeyError for a source without a shape here."""
    shapes = {"zendesk": zendesk, "intercom": intercom_export.intercom, "chatwoot": chatwoot, "langfuse": langfuse}
    return shapes[source](rows)


def write_export(source: str, rows: Rows, folder: Path) -> dict[str, int]:
    """Write the files; the number of documents in each. NDJSON, one document a line."""
    counts = {}
    for name, documents in export(source, rows).items():
        path = folder / f"{name}.ndjson"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(document, ensure_ascii=False, separators=(",", ":")) for document in documents)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        counts[name] = len(documents)
    return counts


def zendesk(rows: Rows) -> dict[str, list]:
    """Tickets, comments, users, audits and ratings as the API gives them; the AI is a user of the support team."""
    customers = {row["customer_id"]: row for row in rows.get("customers", ())}
    users = [
        {
            "id": each,
            "role": "end-user",
            "name": row.get("name"),
            "created_at": _iso(row.get("created_at")),
            "organization_id": row.get("account_id"),
        }
        for each, row in customers.items()
    ]
    team = {m["author_id"] for m in rows["messages"] if m["author_type"] in ("ai", "human") and m["author_id"]}
    users += [{"id": each, "role": "agent", "name": each} for each in sorted(team)]
    # Zendesk has a requester for every ticket
    requester = {row["ticket_id"]: row["customer_id"] or f"anonymous of {row['ticket_id']}" for row in rows["tickets"]}
    tickets = [
        {
            "id": row["ticket_id"],
            "created_at": _iso(row["created_at"]),
            "updated_at": _iso(row["updated_at"]),
            "status": row["status"],
            "requester_id": requester[row["ticket_id"]],
            "submitter_id": row["customer_id"] if row["initiated_by"] == "customer" else None,
            "metric_set": {"solved_at": _iso(row["solved_at"])},
            "organization_id": row["account_id"],
            "via": {"channel": row["channel"] if row["channel"] != "chat" else "web"},
            "subject": row["subject"],
            "priority": row["priority"],
            "tags": tags_of(row),
        }
        for row in rows["tickets"]
    ]
    comments = [
        {
            "id": row["message_id"],
            "ticket_id": row["ticket_id"],
            "author_id": row["author_id"]
            or (requester.get(row["ticket_id"]) if row["author_type"] == "customer" else None),
            "public": row["is_public"],
            "plain_body": row["body"],
            "created_at": _iso(row["sent_at"]),
        }
        for row in rows["messages"]
        if row["author_type"] in ("ai", "human", "customer")
    ]
    audits = _audits(rows)
    files = {"users": users, "tickets": tickets, "comments": comments, "ticket_audits": audits}
    paged = {"users": "users", "tickets": "tickets", "comments": "comments", "ticket_audits": "audits"}
    found = {name: [{paged[name]: documents}] for name, documents in files.items()}
    return {**found, "survey_responses": [{"survey_responses": _ratings(rows)}]}


def _ratings(rows: Rows) -> list[dict]:
    return [
        {
            "subjects": [{"id": row["ticket_id"], "type": "zen:ticket"}],
            "answers": [
                {
                    "type": "rating_scale_numeric",
                    "rating": float(row["score"]),
                    "scale_max": float(row["scale_max"]),
                    "updated_at": _iso(row["responded_at"]),
                },
                {"type": "open_ended", "value": row["comment"]},
            ],
        }
        for row in rows.get("satisfaction", ())
        if row["kind"] == "csat"
    ]


def _audits(rows: Rows) -> list[dict]:
    """Changes of status and assignee. An escalation is the assignment to a person, at its own moment and by the AI."""
    escalated = {
        (r["ticket_id"], r["to_value"]) for r in rows.get("ticket_events", ()) if r["event_type"] == "escalated"
    }
    found, told = [], set()
    for row in rows.get("ticket_events", ()):
        kind, ticket_id = row["event_type"], row["ticket_id"]
        if kind in ("status_changed", "reopened"):
            was, now = row["from_value"] or "solved", row["to_value"] or "open"
            change = {"field_name": "status", "previous_value": was, "value": now}
        elif kind == "escalated" or (kind == "assigned" and (ticket_id, row["to_value"]) not in escalated):
            change = {"field_name": "assignee_id", "previous_value": row["from_value"], "value": row["to_value"]}
        else:
            continue
        what = (ticket_id, row["occurred_at"], *change.values())
        if what in told:
            continue
        told.add(what)
        found.append(
            {
                "id": row["event_id"],
                "ticket_id": ticket_id,
                "created_at": _iso(row["occurred_at"]),
                "author_id": row["actor_id"],
                "events": [{"type": "Change", **change}],
            }
        )
    return found


def chatwoot(rows: Rows) -> dict[str, list]:
    """Conversations, messages, reporting events and CSAT responses; the AI is an agent bot."""
    authors = {"customer": "contact", "ai": "agent_bot", "human": "user"}
    conversations = [
        {
            "id": row["ticket_id"],
            "inbox_id": 1,
            "status": CHATWOOT_STATUS.get(row["status"], "open"),
            "created_at": epoch(row["created_at"]),
            "updated_at": epoch(row["updated_at"]),
            "priority": row["priority"],
            "labels": tags_of(row),
            "meta": {"sender": {"id": row["customer_id"]}, "channel": f"Channel::{row['channel']}"},
        }
        for row in rows["tickets"]
    ]
    messages = [
        {
            "id": _number(row["message_id"]),
            "conversation_id": row["ticket_id"],
            "message_type": 0 if row["author_type"] == "customer" else 1,
            "content": row["body"],
            "private": not row["is_public"],
            "created_at": epoch(row["sent_at"]),
            "sender": {"id": row["author_id"], "type": authors[row["author_type"]], "name": row["author_id"]},
        }
        for row in rows["messages"]
        if row["author_type"] in authors
    ]
    events = []
    for row in rows.get("ticket_events", ()):
        for name in _reported(row):
            events.append(
                {
                    "name": name,
                    "value": 1,
                    "value_in_business_hours": 1,
                    "conversation_id": row["ticket_id"],
                    "user_id": row["actor_id"] if row["actor_type"] == "human" else None,
                    "event_start_time": epoch(row["occurred_at"]),
                    "event_end_time": epoch(row["occurred_at"]),
                }
            )
    answers = [
        {
            "conversation_id": row["ticket_id"],
            "rating": float(row["score"]),
            "feedback_message": row["comment"],
            "created_at": epoch(row["responded_at"]),
        }
        for row in rows.get("satisfaction", ())
        if row["kind"] == "csat"
    ]
    return {
        "conversations": conversations,
        "messages": messages,
        "reporting_events": events,
        "csat_survey_responses": answers,
    }


def _reported(row: Mapping) -> tuple[str, ...]:
    """What Chatwoot reports of an event; a resolution by the bot is reported twice, as Chatwoot does."""
    if row["event_type"] == "status_changed" and row["to_value"] == "solved":
        return ("conversation_resolved", *(("conversation_bot_resolved",) if row["actor_type"] == "ai" else ()))
    if row["event_type"] == "status_changed" and (row["from_value"], row["to_value"]) == ("solved", "open"):
        return ("conversation_opened",)
    return ("conversation_bot_handoff",) if row["event_type"] == "escalated" else ()


def langfuse(rows: Rows) -> dict[str, list]:
    """One trace for each question that the AI answered next, one session a ticket, and one generation in each trace."""
    by_ticket: dict[str, list[Mapping]] = defaultdict(list)
    for row in rows["messages"]:
        if row["author_type"] in ("customer", "ai") and row["is_public"] and row["body"]:
            by_ticket[row["ticket_id"]].append(row)
    tags = {row["ticket_id"]: tags_of(row) for row in rows["tickets"]}
    traces, generations = [], []
    for ticket_id, messages in by_ticket.items():
        messages.sort(key=lambda row: (row["sent_at"], row["message_id"]))
        for asked, told in pairwise(messages):
            if (asked["author_type"], told["author_type"]) != ("customer", "ai"):
                continue
            number = told["message_id"]
            common = {"name": told["author_id"], "version": told["agent_version"]}
            traces.append(
                {
                    "id": number,
                    "timestamp": _iso(asked["sent_at"]),
                    "session_id": ticket_id,
                    "user_id": asked["author_id"],
                    "input": asked["body"],
                    "output": told["body"],
                    "tags": tags[ticket_id],
                    "environment": "default",
                    **common,
                }
            )
            generations.append(
                {
                    "id": f"{number}:generation",
                    "trace_id": number,
                    "type": "GENERATION",
                    "start_time": _iso(asked["sent_at"]),
                    "end_time": _iso(told["sent_at"]),
                    "provided_model_name": told["model"],
                    "usage_details": {"input": told["input_tokens"], "output": told["output_tokens"]},
                    **common,
                }
            )
    return {"traces": traces, "observations": generations}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") + "Z" if moment else None


def _number(identity: str) -> int:
    """M12 → 12: the source numbers its messages."""
    return int("".join(sign for sign in identity if sign.isdigit()))
