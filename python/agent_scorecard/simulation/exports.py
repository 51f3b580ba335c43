"""A simulated history in the shape of a source's own export, so that a known truth goes through every adapter.

Each function takes landing rows by table (as ``simulate`` makes them) and gives the export's files: name → document. What a
shape cannot carry is in ``CANNOT``, and a test looks that nothing else is lost.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from agent_scorecard.simulation import intercom_export
from agent_scorecard.simulation.chatwoot_export import chatwoot
from agent_scorecard.simulation.export_kit import Rows, iso, tags_of
from agent_scorecard.simulation.zendesk_export import zendesk

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
                    "timestamp": iso(asked["sent_at"]),
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
                    "start_time": iso(asked["sent_at"]),
                    "end_time": iso(told["sent_at"]),
                    "provided_model_name": told["model"],
                    "usage_details": {"input": told["input_tokens"], "output": told["output_tokens"]},
                    **common,
                }
            )
    return {"traces": traces, "observations": generations}
