"""Langfuse, OpenTelemetry, chats, Freshdesk and HubSpot: the known answers of real payloads, and the rule of each trap."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime

import pytest
from source_kit import counts, events, keys, mapped, reference, write

from agent_scorecard.landing.sources.reading import read_export

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def observation(number: int, kind: str, parent: int | None = None, **more) -> dict:
    return {
        "id": f"o{number}",
        "trace_id": "t1",
        "type": kind,
        "parent_observation_id": f"o{parent}" if parent else None,
        "start_time": f"2026-01-05 09:00:{number:02}.000000",
        "end_time": f"2026-01-05 09:00:{number + 1:02}.000000",
        **more,
    }


def trace(session: str | None = "s1", **more) -> dict:
    told = '[{"role": "user", "content": "Where is it?"}]'
    fields = {
        "id": "t1",
        "timestamp": "2026-01-05 09:00:00",
        "session_id": session,
        "input": told,
        "output": '"On its way."',
    }
    return {**fields, **more}


def generations() -> list[dict]:
    history = {"messages": [{"role": "user", "content": "Where is it?"}, {"role": "assistant", "content": "draft"}]}
    used = {"usage_details": {"input": 600, "output": 30}, "input": history, "output": "internal"}
    return [
        observation(1, "AGENT", usage_details={"input": 600, "output": 30}),
        observation(2, "GENERATION", 1, **used),
    ]


def test_inside_a_trace_there_are_no_replies_and_wrappers_count_no_tokens(tmp_path):
    """Trap 7: internal generations as replies, AGENT and GENERATION tokens added."""
    landed = mapped("langfuse", write(tmp_path, traces=[trace()], observations=generations()))
    assert counts(landed, "s1") == {"customer": 1, "ai": 1}
    (told,) = [m for m in landed.rows["messages"] if m["author_type"] == "ai"]
    assert (told["body"], told["input_tokens"], told["output_tokens"]) == ("On its way.", "600", "30")
    assert any("containment is an upper bound" in w for w in landed.warnings)


def test_traces_without_sessions_stop_the_landing(tmp_path):
    """Trap 7: each turn would be a ticket."""
    folder = write(tmp_path, traces=[trace(None)])
    assert keys(mapped("langfuse", folder)) == {"sessions"}
    landed = mapped("langfuse", folder, trace_is_ticket=True)
    assert [t["ticket_id"] for t in landed.rows["tickets"]] == ["t1"]


def test_a_score_has_the_direction_that_was_configured(tmp_path):
    """Traps 5 and 7: direction by configuration; a category's value is 0 without one."""
    scores = [
        {"id": "1", "name": "toxicity", "data_type": "NUMERIC"},
        {"id": "2", "name": "tone", "string_value": "warm", "data_type": "CATEGORICAL"},
    ]
    shared = {"trace_id": "t1", "value": 0, "source": "EVAL", "timestamp": "2026-01-05 10:00:00"}
    folder = write(tmp_path, traces=[trace()], scores=[{**score, **shared} for score in scores])
    landed = mapped("langfuse", folder)
    assert "judgements" not in landed.rows
    assert any("toxicity (EVAL) × 1" in told for told in landed.warnings)
    meaning = {
        "toxicity": {"kind": "judgement", "min": 0, "max": 1, "better": "low"},
        "tone": {"kind": "judgement", "min": 0, "max": 1, "map": {"warm": 1}},
    }
    landed = mapped("langfuse", folder, scores=meaning)
    assert {j["criterion"]: j["score"] for j in landed.rows["judgements"]} == {"toxicity": "1", "tone": "1"}


def span(number: int, messages: list, output: list, **more) -> dict:
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.input.messages": messages,
        "gen_ai.output.messages": output,
        "gen_ai.conversation.id": "c1",
        **more,
    }
    return {
        "trace_id": f"t{number}",
        "span_id": f"s{number}",
        "start_time": f"2026-01-05T09:00:0{number}Z",
        "attributes": attributes,
    }


def says(role: str, text: str) -> dict:
    return {"role": role, "parts": [{"type": "text", "content": text}]}


def test_the_history_that_a_call_repeats_is_not_said_again(tmp_path):
    """Trap 7: only what follows the last answer is new; of two choices the customer saw one."""
    first, second = says("user", "Hi"), says("user", "And when?")
    spans = [
        span(1, [first], [says("assistant", "Hello")]),
        span(2, [first, says("assistant", "Hello"), second], [says("assistant", "Today"), says("assistant", "Soon")]),
    ]
    landed = mapped("otel", write(tmp_path, spans=spans))
    assert [m["body"] for m in landed.rows["messages"]] == ["Hi", "Hello", "And when?", "Today"]
    assert landed.notes["choices that the customer did not see"] == 1


def test_sampled_spans_are_refused(tmp_path):
    spans = [span(1, [says("user", "Hi")], [], **{"sampling.priority": 1})]
    assert "sampled" in keys(mapped("otel", write(tmp_path, spans=spans)))


def test_a_chat_has_no_clock_and_no_user_no_ticket(tmp_path):
    chats = [
        {"messages": [{"role": "user", "content": "Hi###STOP###"}, {"role": "assistant", "content": "Hello"}]},
        {"messages": [{"role": "assistant", "content": "Hello"}]},
        {"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello"}]},
    ]
    landed = mapped("chat", write(tmp_path, chats=chats), start=START)
    assert [t["is_timed"] for t in landed.rows["tickets"]] == [False, False]
    assert [r.explanation for r in landed.rejected] == ["no message is by a user"]
    assert landed.rows["messages"][0]["body"] == "Hi"
    assert all("--start" in r.explanation for r in mapped("chat", tmp_path).rejected[:1])


def test_freshdesks_first_words_are_counted_once_and_its_ratings_are_not_divided(tmp_path):
    """Trap 5: -103 to 103 is a scale of the account's own survey."""
    ticket = {
        "id": 1,
        "status": 4,
        "source": 15,
        "requester_id": 7,
        "created_at": "2026-01-05T09:00:00Z",
        "description_text": "It broke",
    }
    turns = [
        {
            "id": 10,
            "ticket_id": 1,
            "incoming": False,
            "private": False,
            "category": 5,
            "user_id": None,
            "body_text": "Hello!",
            "created_at": "2026-01-05T09:00:00Z",
        },
        {
            "id": 11,
            "ticket_id": 1,
            "incoming": True,
            "private": False,
            "category": 1,
            "user_id": 7,
            "body_text": "It broke",
            "created_at": "2026-01-05T09:00:01Z",
        },
    ]
    rating = {"id": 5, "ticket_id": 1, "ratings": {"default_question": 103}}
    landed = mapped(
        "freshdesk", write(tmp_path, t={"ticket": ticket, "conversations": turns}, r=[rating]), ai=["category:5"]
    )
    assert counts(landed, "1") == {"customer": 1, "ai": 1}
    assert "satisfaction" not in landed.rows
    assert [r.reason for r in landed.rejected] == ["unknown_scale"]


def test_the_known_answers_of_traces():
    landed = mapped("langfuse", reference("sources", "langfuse"), trace_is_ticket=True)
    assert counts(landed, "0198f2ab41c7e93d-thread")["ai"] == 1
    tokens = {m["ticket_id"]: m["input_tokens"] for m in landed.rows["messages"] if m["author_type"] == "ai"}
    assert tokens["e3a407423619277a2dcef3c13dc89982"] == "656"
    landed = mapped("otel", reference("sources", "otel"), trace_is_ticket=True, start=START)
    assert counts(landed, "conv_1234") == {"customer": 1, "ai": 1}
    assert len(landed.rejected) == 1


def test_the_known_answers_of_chats():
    landed = mapped("chat", reference("sources", "openai_chat"), start=START)
    assert len(landed.rows["tickets"]) == 10
    assert len(landed.rejected) == 1
    assert len(landed.rows["ticket_events"]) == 2
    assert not any("###" in m["body"] for m in landed.rows["messages"])


def test_the_known_answers_of_freshdesk_and_hubspot():
    landed = mapped("freshdesk", reference("sources", "freshdesk"), ai=["category:5"])
    assert list(landed.export.refused) == ["all_tickets_v1_shape.json"]
    assert counts(landed, "2101") == {"customer": 3, "ai": 1, "human": 2}
    assert counts(landed, "2001") == {"customer": 2, "human": 1}
    landed = mapped("hubspot", reference("sources", "hubspot"), ai=["L-"])
    assert counts(landed, "3562432299") == {"customer": 2, "ai": 1, "human": 1, "system": 1}
    assert [e["occurred_at"][11:16] for e in events(landed, "3562432299", "escalated")] == ["09:21"]


@pytest.mark.parametrize(
    "name", ["zendesk", "intercom", "chatwoot", "langfuse", "otel", "chat", "freshdesk", "hubspot"]
)
def test_a_file_of_another_source_is_refused_by_name(tmp_path, name):
    folder = write(tmp_path, odd={"weather": "fine"})
    source = importlib.import_module(f"agent_scorecard.landing.sources.{name}")
    refused = read_export(folder, source).refused
    assert list(refused) == ["odd.json"]
    assert refused["odd.json"].startswith("odd.json: ")
