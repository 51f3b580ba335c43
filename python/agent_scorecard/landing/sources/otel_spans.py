"""Spans of OpenTelemetry GenAI: with plain attributes, events folded in, and those that are one exchange with the AI."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from agent_scorecard.landing.sources.exchanges import decoded
from agent_scorecard.landing.sources.ids_and_times import Refused, time_text
from agent_scorecard.landing.sources.mapping import Landed
from agent_scorecard.landing.sources.reading import Record

AGENT_OPERATIONS = ("invoke_agent", "invoke_workflow")


def _value(value: dict):
    for name, read in (("stringValue", str), ("intValue", int), ("doubleValue", float), ("boolValue", bool)):
        if name in value:
            return read(value[name])
    if "arrayValue" in value:
        return [_value(element) for element in value["arrayValue"].get("values") or ()]
    return attributes_of((value.get("kvlistValue") or {}).get("values"))


def attributes_of(pairs) -> dict:
    """OTLP's list of keys and typed values as a plain map."""
    return {pair["key"]: _value(pair.get("value") or {}) for pair in pairs or ()}


def plain_span(span: dict, shared: dict) -> dict:
    """An OTLP span with plain attributes; the resource's own are kept apart under `resource`."""
    events = [
        {"name": e.get("name"), "attributes": attributes_of(e.get("attributes")), "time": e.get("timeUnixNano")}
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
        "attributes": attributes_of(span.get("attributes")),
        "resource": shared,
        "events": events,
    }


def event_as_span(record: Record) -> dict:
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


def merge_spans(span: dict, data: dict) -> None:
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


def refuse_sampled(landed: Landed, spans: dict) -> None:
    """Say it where a sampler dropped spans: what is left of a conversation does not tell what happened in it."""
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


def exchanges_of(spans: dict[tuple, dict]) -> list[dict]:
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


def first_of(attributes: dict, names: tuple[str, ...]):
    """The first of these attributes that says something."""
    return next((attributes[name] for name in names if attributes.get(name) not in (None, "")), None)


def times_of(landed: Landed, span: dict, number: int) -> tuple[str | None, str | None, bool]:
    """Start and end of the exchange, and whether they could be read."""
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


def asked_in(
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
