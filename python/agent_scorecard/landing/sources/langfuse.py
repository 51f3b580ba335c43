"""Langfuse: blob exports (traces, observations, scores) and traces as its pages download them.

One trace is one exchange, one session one ticket. What the trace put out is the AI's; generations inside it are not
messages, and only those without a generation below them count tokens. There is no status in a trace.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from agent_scorecard.landing.sources.exchanges import answer, decoded, question
from agent_scorecard.landing.sources.ids_and_times import Refused, id_text, time_text
from agent_scorecard.landing.sources.langfuse_scores import scores
from agent_scorecard.landing.sources.langfuse_tools import moment_after, tool_events
from agent_scorecard.landing.sources.mapping import Landed, newest
from agent_scorecard.landing.sources.reading import Export, Record, UnknownShape
from agent_scorecard.landing.sources.source_config import chosen

NAME = "langfuse"
CANDIDATES: dict[str, str] = {}
DEFAULT_AI = frozenset({"assistant"})
LOADER_TABLES = {"traces": ("id", "timestamp"), "observations": ("id", "trace_id", "type"), "scores": ("name", "value")}
KINDS = {"traces": "trace", "observations": "observation", "scores": "score"}
ENVIRONMENTS = ("default", "production", "prod", None)
# above this share of traces without a session, tickets would be turns
SHARE_WITHOUT_SESSION = 0.05


def kinds(document: dict, stream: str | None, bare: Path):
    """(kind, object) for everything one JSON document holds."""
    if isinstance(document.get("trace"), dict) and isinstance(document.get("observations"), list):
        yield "trace", document["trace"]
        yield from (("observation", element) for element in document["observations"])
        yield from (("score", element) for element in document["trace"].get("scores") or ())
    elif isinstance(document.get("data"), list):
        for element in document["data"]:
            yield from kinds(element, None, bare)
    elif {"type", "id"} <= set(document) and ("trace_id" in document or "traceId" in document):
        yield "observation", document
    elif "name" in document and "value" in document and ("data_type" in document or "dataType" in document):
        yield "score", document
    elif "timestamp" in document and ("session_id" in document or "sessionId" in document or "input" in document):
        yield "trace", document
    else:
        raise UnknownShape(
            f"this is no export of Langfuse: expected traces, observations or scores; found {', '.join(sorted(document)[:12])}"
        )


def snake(data: dict) -> dict:
    """The pages write camelCase, the export snake_case: one spelling."""
    return {"".join(f"_{c.lower()}" if c.isupper() else c for c in name): value for name, value in data.items()}


def map_into(landed: Landed, export: Export) -> None:
    """Every record of the export as landing rows."""
    records = [Record(KINDS.get(r.kind, r.kind), snake(r.data), r.file, r.number, r.parent) for r in export.records]
    traces = newest(
        [r for r in records if r.kind == "trace"],
        lambda r: id_text(r.data.get("id")),
        lambda r: str(r.data.get("updated_at") or ""),
    )
    observations = newest(
        [r for r in records if r.kind == "observation"],
        lambda r: id_text(r.data.get("id")),
        lambda r: str(r.data.get("updated_at") or ""),
    )
    inside: dict[str | None, list[dict]] = defaultdict(list)
    for record in observations.values():
        inside[id_text(record.data.get("trace_id"))].append(record.data)
    for trace_id in sorted({key for key in inside if key} - traces.keys()):
        data = _trace_of(inside[trace_id])
        traces[trace_id] = Record("trace", {"id": trace_id, **data}, "observations", 1, "observations")
    tickets = _tickets_of(landed, traces)
    by_ticket: dict[str, list[tuple[str | None, dict]]] = defaultdict(list)
    for trace_id, record in traces.items():
        if trace_id not in tickets:
            landed.reject(record, "no_session", "the trace has no session: its turn would be a ticket of its own")
            continue
        try:
            _exchange(
                landed, tickets[trace_id], record.data, sorted(inside[trace_id], key=lambda o: str(o.get("start_time")))
            )
            by_ticket[tickets[trace_id]].append((time_text(record.data.get("timestamp")), record.data))
        except Refused as refused:
            landed.reject(record, "bad_value", str(refused))
    times: dict[str, list[str]] = defaultdict(list)
    for message in landed.rows.get("messages", ()):
        times[message["ticket_id"]].append(message["sent_at"])
    for ticket_id, found in by_ticket.items():
        _ticket(landed, ticket_id, sorted(found, key=lambda pair: pair[0] or ""), max(times[ticket_id]))
    scores(landed, [r for r in records if r.kind == "score"], tickets)
    if not any(e["event_type"] == "escalated" for e in landed.rows.get("ticket_events", ())):
        landed.warnings.append(
            "no escalation is recorded in this source: containment is an upper bound (--escalation-tool names one)"
        )


def _trace_of(observations: list[dict]) -> dict:
    first = min(observations, key=lambda o: str(o.get("start_time")))
    shared = ("session_id", "user_id", "environment", "version", "release", "tags")
    return {"timestamp": first.get("start_time"), **{name: first.get(name) for name in shared}}


def _tickets_of(landed: Landed, traces: dict[str, Record]) -> dict[str, str]:
    found = {t: id_text(r.data.get("session_id")) for t, r in traces.items()}
    without = [trace for trace, session in found.items() if session is None]
    if landed.config.trace_is_ticket:
        if without:
            landed.warnings.append(
                f"{len(without)} of {len(found)} traces have no session: each is a ticket of its own"
            )
        return {trace: session or trace for trace, session in found.items()}
    if len(without) > SHARE_WITHOUT_SESSION * len(found):
        told = (
            f"{len(without)} of {len(found)} traces have no session id: {len(without)} one-turn tickets would land. "
            "Set the session in your tracer, or say --trace-is-ticket"
        )
        landed.stop("sessions", told)
    return {trace: session for trace, session in found.items() if session}


def _exchange(landed: Landed, ticket_id: str, trace: dict, observations: list[dict]) -> None:
    start = time_text(trace.get("timestamp"))
    roots = [o for o in observations if not o.get("parent_observation_id")]
    generations = [o for o in observations if o.get("type") == "GENERATION"]
    asked = question(trace.get("input"))
    asked = asked or next((q for q in (question(o.get("input")) for o in [*roots, *generations]) if q), None)
    told = answer(trace.get("output"))
    told = told or next((a for a in (answer(o.get("output")) for o in [*roots, *reversed(generations)]) if a), None)
    ends = [end for end in (time_text(o.get("end_time")) for o in observations) if end]
    end = max(ends) if ends else moment_after(start, trace.get("latency"))
    parents = {o.get("parent_observation_id") for o in generations}
    leaves = [o for o in generations if o.get("id") not in parents]
    trace_id, user = id_text(trace["id"]), id_text(trace.get("user_id"))
    landed.message(
        base="customer",
        keys=[],
        kind="input",
        ticket_id=ticket_id,
        message_id=f"{trace_id}:input",
        sent_at=start,
        author_id=user,
        body=asked,
        is_public=True,
    )
    landed.message(
        base="system",
        keys=["assistant"],
        kind="output",
        ticket_id=ticket_id,
        message_id=f"{trace_id}:output",
        sent_at=end,
        author_id=str(trace.get("name") or "assistant"),
        body=told,
        is_public=True,
        agent_version=trace.get("version") or trace.get("release"),
        model=next((o.get("provided_model_name") or o.get("model") for o in reversed(leaves)), None),
        input_tokens=_used(leaves, "input"),
        output_tokens=_used(leaves, "output"),
        cost_usd=_cost(leaves),
    )
    tool_events(landed, ticket_id, [o for o in observations if o.get("type") == "TOOL"])


def _used(generations: list[dict], side: str) -> str | None:
    told = [(decoded(o.get("usage_details")) or {}).get(side) or o.get(f"{side}_usage") for o in generations]
    found = [int(value) for value in told if value is not None]
    return str(sum(found)) if found else None


def _cost(generations: list[dict]) -> str | None:
    told = [(decoded(o.get("cost_details")) or {}).get("total") for o in generations]
    found = [float(value) for value in told if value is not None]
    return f"{sum(found):.6f}" if found else None


def _ticket(landed: Landed, ticket_id: str, found: list[tuple[str | None, dict]], last: str) -> None:
    config, first = landed.config, found[0][1]
    tags = [tag for _, trace in found for tag in trace.get("tags") or ()]
    is_solved = bool(config.solved_tags & set(tags))
    data = {**first, "metadata": decoded(first.get("metadata")) or {}}
    user = next((id_text(trace.get("user_id")) for _, trace in found if trace.get("user_id")), None)
    landed.add(
        "tickets",
        ticket_id=ticket_id,
        created_at=found[0][0],
        status="solved" if is_solved else "open",
        updated_at=last,
        solved_at=last if is_solved else None,
        customer_id=user,
        subject=None,
        initiated_by="customer",
        channel=chosen(config, "channel", data, tags) or "chat",
        category=chosen(config, "category", data, tags),
        product_area=chosen(config, "product_area", data, tags),
        language=chosen(config, "language", data, tags),
        is_test=first.get("environment") not in ENVIRONMENTS or None,
    )
    if is_solved:
        landed.add(
            "ticket_events",
            event_id=f"{ticket_id}:solved",
            ticket_id=ticket_id,
            occurred_at=last,
            event_type="status_changed",
            from_value="open",
            to_value="solved",
            actor_type="ai",
        )
    if user and not any(row["customer_id"] == user for row in landed.rows.get("customers", ())):
        landed.add("customers", customer_id=user)
