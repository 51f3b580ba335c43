"""OpenTelemetry GenAI: OTLP/JSON, spans as JSON with a plain map of attributes, message events up to version 1.36.

One conversation is one ticket. A root `invoke_agent` span is an exchange, else leaf `chat` spans are; never both. What
the input holds beyond the last answer is new, the rest is history. Words are opt-in: without them messages land empty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from agent_scorecard.landing.sources.exchanges import answer, decoded, messages_of, new_questions, words
from agent_scorecard.landing.sources.langfuse import SHARE_WITHOUT_SESSION
from agent_scorecard.landing.sources.mapping import Landed, Refused, as_json, chosen, id_text, time_text
from agent_scorecard.landing.sources.reading import Export, Record, UnknownShape

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
AGENT_OPERATIONS = ("invoke_agent", "invoke_workflow")
TOOL_FINISHES = ("tool_call", "tool_calls", "function_call")


def kinds(document: dict, stream: str | None, bare: Path):
    """(kind, object) for everything one JSON document holds."""
    if isinstance(document.get("resourceSpans"), list):
        for resource in document["resourceSpans"]:
            shared = _attributes((resource.get("resource") or {}).get("attributes"))
            for scope in resource.get("scopeSpans") or resource.get("instrumentationLibrarySpans") or ():
                for span in scope.get("spans") or ():
                    yield "span", _plain(span, shared)
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


def _value(value: dict):
    for name, read in (("stringValue", str), ("intValue", int), ("doubleValue", float), ("boolValue", bool)):
        if name in value:
            return read(value[name])
    if "arrayValue" in value:
        return [_value(element) for element in value["arrayValue"].get("values") or ()]
    return _attributes((value.get("kvlistValue") or {}).get("values"))


def _attributes(pairs) -> dict:
    return {pair["key"]: _value(pair.get("value") or {}) for pair in pairs or ()}


def _plain(span: dict, shared: dict) -> dict:
    """An OTLP span with plain attributes; the resource's own are kept apart under `resource`."""
    events = [
        {"name": e.get("name"), "attributes": _attributes(e.get("attributes")), "time": e.get("timeUnixNano")}
        for e in span.get("events") or ()
    ]
    return {
        "trace_id": span.get("traceId"),
        "span_id": span.get("spanId"),
        "parent_span_id": span.get("parentSpanId"),
        "name": span.get("name"),
        "start": span.get("startTimeUnixNano"),
        "end": span.get("endTimeUnixNano"),
        "unit": "ns",
        "status": (span.get("status") or {}).get("code"),
        "attributes": _attributes(span.get("attributes")),
        "resource": shared,
        "events": events,
    }


def map_into(landed: Landed, export: Export) -> None:
    """Every record of the export as landing rows."""
    spans: dict[tuple, dict] = {}
    home: dict[tuple, Record] = {}
    for record in export.records:
        if record.kind == "loose":
            landed.reject(record, "no_span", "messages without a span: neither a conversation nor a time is known")
            continue
        data = _event_as_span(record) if record.kind == "event" else record.data
        key = (
            (data.get("trace_id"), data.get("span_id"))
            if data.get("span_id")
            else (record.file, data.get("_group", record.number))
        )
        home.setdefault(key, record)
        _merge(spans.setdefault(key, {**data, "attributes": {}, "_key": key}), data)
    _refuse_sampled(landed, spans)
    exchanges = _exchanges(spans)
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


def _event_as_span(record: Record) -> dict:
    """An event of version 1.36 as a piece of its span."""
    data, body = record.data, record.data.get("body") or {}
    name, attributes = data["event"], dict(data.get("attributes") or {})
    if name == "gen_ai.choice":
        message = {"role": "assistant", **(body.get("message") or {}), "finish_reason": body.get("finish_reason")}
        attributes["gen_ai.output.messages"] = (
            [message] if int(body.get("index") or 0) == 0 else [{"role": "assistant", "_other": True}]
        )
    elif name.endswith(".message"):
        attributes["gen_ai.input.messages"] = [{"role": name.split(".")[1], **body}]
    span = data.get("span_id") or data.get("span")
    return {
        "trace_id": data.get("trace_id"),
        "span_id": data.get("span_id"),
        "_group": span,
        "name": data.get("span"),
        "start": data.get("time_unix_nano"),
        "unit": "ns",
        "attributes": {"gen_ai.operation.name": "chat", **attributes},
    }


def _merge(span: dict, data: dict) -> None:
    """Span and events are pieces of one exchange: lists of messages grow, everything else is filled in."""
    pieces = [
        data.get("attributes") or {},
        *(e["attributes"] for e in data.get("events") or () if str(e.get("name")).startswith("gen_ai.")),
    ]
    for attributes in pieces:
        for name, value in attributes.items():
            value = decoded(value) if name.endswith(".messages") else value
            have = span["attributes"].get(name)
            if name.endswith(".messages") and isinstance(have, list) and isinstance(value, list):
                span["attributes"][name] = have + [m for m in value if m not in have]
            elif have is None:
                span["attributes"][name] = value
    for name, value in data.items():
        if span.get(name) is None:
            span[name] = value


def _refuse_sampled(landed: Landed, spans: dict) -> None:
    found = {
        n
        for s in spans.values()
        for n in {**s["attributes"], **(s.get("resource") or {})}
        if n.startswith(("sampling.", "sampler.")) or n == "SampleRate"
    }
    if found:
        landed.stop(
            "sampled",
            f"the spans were sampled ({', '.join(sorted(found))}): rates over them are biased. Export them all",
        )


def _is_gen_ai(span: dict) -> bool:
    return any(name.startswith("gen_ai.") for name in span["attributes"])


def _exchanges(spans: dict[tuple, dict]) -> list[dict]:
    """Root agent spans of a trace, else its outermost chat spans: what the customer and the AI said to each other."""
    by_id = {(s.get("trace_id"), s.get("span_id")): s for s in spans.values() if s.get("span_id")}
    traces = defaultdict(list)
    for key, span in spans.items():
        operation = span["attributes"].get("gen_ai.operation.name")
        if _is_gen_ai(span) and operation not in ("execute_tool", "embeddings"):
            traces[span.get("trace_id") or key].append(span)
    found = []
    for members in traces.values():
        outer = [s for s in members if not _has_gen_ai_parent(s, by_id)]
        agents = [s for s in outer if s["attributes"].get("gen_ai.operation.name") in AGENT_OPERATIONS]
        with_words = [
            s
            for s in agents
            if "gen_ai.output.messages" in s["attributes"] or "gen_ai.input.messages" in s["attributes"]
        ]
        chats = [s for s in members if s["attributes"].get("gen_ai.operation.name", "chat") not in AGENT_OPERATIONS]
        found += with_words or [s for s in chats if not _has_chat_child(s, members)] or outer
    return found


def _has_gen_ai_parent(span: dict, by_id: dict) -> bool:
    parent = by_id.get((span.get("trace_id"), span.get("parent_span_id")))
    return parent is not None and _is_gen_ai(parent)


def _has_chat_child(span: dict, members: list[dict]) -> bool:
    return span.get("span_id") is not None and any(m.get("parent_span_id") == span["span_id"] for m in members)


def _first(attributes: dict, names: tuple[str, ...]):
    return next((attributes[name] for name in names if attributes.get(name) not in (None, "")), None)


def _tickets_of(landed: Landed, exchanges: list[dict]) -> dict[tuple, str]:
    found = {s["_key"]: id_text(_first(s["attributes"], CONVERSATIONS)) for s in exchanges}
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


def _times(landed: Landed, span: dict, number: int) -> tuple[str | None, str | None, bool]:
    unit = span.get("unit") or ("ns" if span.get("start_time_unix_nano") else "iso")
    start = span.get("start") or span.get("start_time") or span.get("startTime") or span.get("start_time_unix_nano")
    end = span.get("end") or span.get("end_time") or span.get("endTime") or span.get("end_time_unix_nano") or start
    if start is None:
        if landed.config.start is None:
            raise Refused(
                "the span has no time; --start dates spans without a clock, and no duration is measured of them"
            )
        begin = landed.config.start + timedelta(seconds=2 * number)
        return time_text(begin), time_text(begin + timedelta(seconds=1)), False
    return time_text(start, unit), time_text(end, unit), True


def _asked(
    landed: Landed, ticket_id: str, identity: str, at: str | None, user: str | None, asked: Sequence[str | None]
) -> None:
    """The customer's messages of one exchange; None is one whose words were not captured."""
    for position, text in enumerate(asked):
        landed.notes["messages without words: content capture is off"] += text is None
        landed.message(
            base="customer",
            keys=[],
            kind="user",
            ticket_id=ticket_id,
            message_id=f"{identity}:in:{position}",
            sent_at=at,
            author_id=user,
            body=text,
            is_public=True,
            is_wordless=text is None,
        )


def _exchange(landed: Landed, ticket_id: str, span: dict, number: int) -> None:
    attributes, agent = span["attributes"], None
    start, end, span["_timed"] = _times(landed, span, number)
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
    user = id_text(_first(attributes, USERS))
    _asked(landed, ticket_id, identity, start, user, asked)
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
        id_text(_first(attributes, ("gen_ai.agent.id", "gen_ai.agent.name")))
        or (span.get("resource") or {}).get("service.name")
        or "assistant"
    )
    tokens: dict[str, Any] = {column: id_text(_first(attributes, names)) for column, names in TOKENS.items()}
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
        model=_first(attributes, MODELS),
        agent_version=attributes.get("gen_ai.agent.version"),
        **tokens,
    )


def _ticket(landed: Landed, ticket_id: str, found: list[dict]) -> None:
    user = next((id_text(_first(s["attributes"], USERS)) for s in found if _first(s["attributes"], USERS)), None)
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
