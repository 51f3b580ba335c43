"""OpenTelemetry GenAI: OTLP/JSON, spans as JSON with a plain map of attributes, message events up to version 1.36.

One conversation is one ticket. A root `invoke_agent` span is an exchange, else leaf `chat` spans are; never both. What
the input holds beyond the last answer is new, the rest is history. Words are opt-in: without them messages land empty.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from agent_scorecard.landing.sources.exchanges import answer, decoded, messages_of, new_questions, words
from agent_scorecard.landing.sources.ids_and_times import Refused, id_text, time_text
from agent_scorecard.landing.sources.langfuse import SHARE_WITHOUT_SESSION
from agent_scorecard.landing.sources.mapping import Landed, as_json
from agent_scorecard.landing.sources.otel_spans import (
    asked_in,
    attributes_of,
    event_as_span,
    exchanges_of,
    first_of,
    merge_spans,
    plain_span,
    refuse_sampled,
    times_of,
)
from agent_scorecard.landing.sources.reading import Export, Record, UnknownShape
from agent_scorecard.landing.sources.source_config import chosen

NAME = "otel"
CANDIDATES: dict[str, str] = {}
DEFAULT_AI = frozenset({"assistant"})
LOADER_TABLES = {"spans": ("trace_id", "span_id", "attributes")}
CONVERSATIONS = ("gen_ai.conversation.id", "session.id", "langfuse.session.id")
USERS = ("enduser.id", "user.id", "langfuse.user.id")
MODELS = ("gen_ai.response.model", "gen_ai.request.model")
TOKENS = {
    "input_tokens": ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
    "output_tokens": ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),
}
TOOL_FINISHES = ("tool_call", "tool_calls", "function_call")


def kinds(document: dict, stream: str | None, bare: Path):
    """(kind, object) for everything one JSON document holds."""
    if isinstance(document.get("resourceSpans"), list):
        for resource in document["resourceSpans"]:
            shared = attributes_of((resource.get("resource") or {}).get("attributes"))
            for scope in resource.get("scopeSpans") or resource.get("instrumentationLibrarySpans") or ():
                for span in scope.get("spans") or ():
                    yield "span", plain_span(span, shared)
    elif str(document.get("event", "")).startswith("gen_ai."):
        yield "event", document
    elif isinstance(document.get("attributes"), (dict, str)):
        yield "span", {**document, "attributes": decoded(document["attributes"])}
    elif "role" in document and ("parts" in document or "content" in document):
        yield "loose", document
    else:
        raise UnknownShape(
            f"this is no export of spans: expected resourceSpans or attributes; found {', '.join(sorted(document)[:12])}"
        )


def map_into(landed: Landed, export: Export) -> None:
    """Every record of the export as landing rows."""
    spans: dict[tuple, dict] = {}
    home: dict[tuple, Record] = {}
    for record in export.records:
        if record.kind == "loose":
            landed.reject(record, "no_span", "messages without a span: neither a conversation nor a time is known")
            continue
        data = event_as_span(record) if record.kind == "event" else record.data
        key = (
            (data.get("trace_id"), data.get("span_id"))
            if data.get("span_id")
            else (record.file, data.get("_group", record.number))
        )
        home.setdefault(key, record)
        merge_spans(spans.setdefault(key, {**data, "attributes": {}, "_key": key}), data)
    refuse_sampled(landed, spans)
    exchanges = exchanges_of(spans)
    tickets = _tickets_of(landed, exchanges)
    by_ticket: dict[str, list[dict]] = defaultdict(list)
    for number, span in enumerate(sorted(exchanges, key=lambda s: str(s.get("start") or s.get("start_time") or ""))):
        ticket_id = tickets.get(span["_key"])
        if ticket_id is None:
            landed.reject(
                home[span["_key"]],
                "no_conversation",
                "the span names no conversation: its turn would be a ticket of its own",
            )
            continue
        try:
            _exchange(landed, ticket_id, span, number)
            by_ticket[ticket_id].append(span)
        except Refused as refused:
            landed.reject(home[span["_key"]], "bad_value", str(refused))
    for ticket_id, found in by_ticket.items():
        _ticket(landed, ticket_id, found)
    _tools(landed, spans, exchanges, tickets)
    landed.notes["spans inside an exchange, which are no turn of their own"] += len(spans) - len(exchanges)
    if landed.notes["messages without words: content capture is off"]:
        landed.warnings.append(
            "some messages have no words (content capture is off): sentiment and judging are no_data for them"
        )
    if not any(e["event_type"] == "escalated" for e in landed.rows.get("ticket_events", ())):
        landed.warnings.append(
            "no escalation is recorded in this source: containment is an upper bound (--escalation-tool names one)"
        )


def _tickets_of(landed: Landed, exchanges: list[dict]) -> dict[tuple, str]:
    found = {s["_key"]: id_text(first_of(s["attributes"], CONVERSATIONS)) for s in exchanges}
    without = [key for key, conversation in found.items() if conversation is None]
    traces = {key[0] for key in without}
    if landed.config.trace_is_ticket:
        if without:
            landed.warnings.append(f"{len(traces)} traces name no conversation: each is a ticket of its own")
        of_trace = {s["_key"]: id_text(s.get("trace_id")) or f"{s['_key'][0]}:{s['_key'][1]}" for s in exchanges}
        return {key: conversation or of_trace[key] for key, conversation in found.items()}
    if len(without) > SHARE_WITHOUT_SESSION * max(len(found), 1):
        told = (
            f"{len(without)} of {len(found)} exchanges in {len(traces)} traces name no conversation: one-turn tickets"
        )
        landed.stop("sessions", f"{told}. Set gen_ai.conversation.id in your tracer, or say --trace-is-ticket")
    return {key: conversation for key, conversation in found.items() if conversation}


def _exchange(landed: Landed, ticket_id: str, span: dict, number: int) -> None:
    attributes, agent = span["attributes"], None
    start, end, span["_timed"] = times_of(landed, span, number)
    span["_start"], span["_end"] = start, end
    identity = ":".join(str(part) for part in span["_key"] if part is not None)
    asked, outputs = (
        new_questions(attributes.get("gen_ai.input.messages")),
        messages_of(attributes.get("gen_ai.output.messages")) or [],
    )
    is_silent = attributes.get("gen_ai.input.messages") is None and attributes.get("gen_ai.prompt") is None
    if is_silent and not outputs:
        asked = [None]
    if attributes.get("gen_ai.prompt"):
        asked = [words(decoded(attributes["gen_ai.prompt"]))]
    user = id_text(first_of(attributes, USERS))
    asked_in(landed, ticket_id, identity, start, user, asked)
    finish = str(
        (outputs[0].get("finish_reason") if outputs else None)
        or ((attributes.get("gen_ai.response.finish_reasons") or [None])[0])
        or ""
    )
    told = answer(
        outputs[:1] if len(outputs) > 1 and all(m.get("role") == "assistant" for m in outputs) else outputs
    ) or words(attributes.get("gen_ai.completion"))
    landed.notes["choices that the customer did not see"] += max(
        sum(m.get("role") == "assistant" for m in outputs) - 1, 0
    )
    if told is None and finish in TOOL_FINISHES:
        landed.notes["calls that ended in a tool call, no answer"] += 1
        return
    agent = (
        id_text(first_of(attributes, ("gen_ai.agent.id", "gen_ai.agent.name")))
        or (span.get("resource") or {}).get("service.name")
        or "assistant"
    )
    tokens: dict[str, Any] = {column: id_text(first_of(attributes, names)) for column, names in TOKENS.items()}
    landed.notes["messages without words: content capture is off"] += told is None
    landed.message(
        base="system",
        keys=["assistant", agent],
        kind="assistant",
        ticket_id=ticket_id,
        message_id=f"{identity}:out",
        sent_at=end,
        author_id=agent,
        body=told,
        is_public=True,
        is_wordless=told is None,
        model=first_of(attributes, MODELS),
        agent_version=attributes.get("gen_ai.agent.version"),
        **tokens,
    )


def _ticket(landed: Landed, ticket_id: str, found: list[dict]) -> None:
    user = next((id_text(first_of(s["attributes"], USERS)) for s in found if first_of(s["attributes"], USERS)), None)
    attributes = found[0]["attributes"]
    landed.add(
        "tickets",
        ticket_id=ticket_id,
        created_at=min(s["_start"] for s in found),
        status="open",
        updated_at=max(s["_end"] for s in found),
        customer_id=user,
        channel="chat",
        initiated_by="customer",
        category=attributes.get(landed.config.fields.get("category", ""))
        or chosen(landed.config, "category", attributes),
        is_timed=all(s["_timed"] for s in found),
    )
    if user and not any(row["customer_id"] == user for row in landed.rows.get("customers", ())):
        landed.add("customers", customer_id=user)


def _tools(landed: Landed, spans: dict, exchanges: list[dict], tickets: dict) -> None:
    of_trace = {s.get("trace_id"): tickets[s["_key"]] for s in exchanges if s.get("trace_id") and s["_key"] in tickets}
    for key, span in spans.items():
        attributes, ticket_id = span["attributes"], of_trace.get(span.get("trace_id"))
        if attributes.get("gen_ai.operation.name") != "execute_tool" or ticket_id is None or span.get("start") is None:
            continue
        at, name = time_text(span["start"], span.get("unit", "iso")), attributes.get("gen_ai.tool.name")
        identity = ":".join(str(part) for part in key)
        result = attributes.get("gen_ai.tool.call.result")
        landed.message(
            base="system",
            keys=[],
            kind="tool",
            ticket_id=ticket_id,
            message_id=identity,
            sent_at=at,
            author_id=name,
            body=result if isinstance(result, str) else as_json(result) if result else None,
            is_public=False,
        )
        if name in landed.config.escalation_tools:
            landed.add(
                "ticket_events",
                event_id=f"{identity}:escalated",
                ticket_id=ticket_id,
                occurred_at=at,
                event_type="escalated",
                actor_type="ai",
            )
