"""An assistant asks through a real MCP client: every answer is the mart's, and what is not known is refused."""

from __future__ import annotations

import json
import sys
from datetime import datetime

import anyio
import duckdb
import pytest
from mcp import Client, StdioServerParameters

from agent_scorecard.cli import main
from agent_scorecard.publishing.publish import publish
from agent_scorecard.serving.lists import LISTS
from agent_scorecard.serving.questions.mcp_server import server

METRICS = (
    "resolution_accuracy", "handled_accuracy", "closure_rate", "closure_accuracy_gap", "escalation_rate", "escalation_precision",
    "missed_escalation_rate", "sentiment_mean", "csat_mean", "median_hours_to_resolution", "follow_up_rate_7d",
    "durable_resolution_rate",
    "containment_rate", "abandonment_rate", "unsupported_answer_rate",
)  # fmt: skip


@pytest.fixture(scope="module")
def served(sample_warehouse, tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    return publish(sample_warehouse, folder, datetime(2026, 1, 5)).served


def _ask(served, questions: list[tuple[str, dict]]) -> list:
    """(is_refused, answer) of each question, by one client session."""

    async def asked():
        answers = []
        async with Client(server(served)) as client:
            for tool, given in questions:
                result = await client.call_tool(tool, given)
                text = result.content[0].text
                answers.append((bool(result.is_error), text if result.is_error else json.loads(text)))
        return answers

    return anyio.run(asked)


def _rows(served, query: str, *given) -> list[tuple]:
    with duckdb.connect(str(served), read_only=True) as connection:
        return connection.execute(query, given).fetchall()


def test_fifty_questions_are_answered_as_the_mart_says(served):
    """15 metrics in 3 places, then 5 of another kind: the number, its interval, its status, its moment."""
    week = "2025-12-22"
    places = ("(all)", "billing", "technical")
    questions = [("get_metric", {"metric": m, "category": c, "week": week}) for m in METRICS for c in places]
    answers = _ask(served, questions)
    for (_, given), (is_refused, answer) in zip(questions, answers, strict=True):
        assert not is_refused, answer
        (row,) = _rows(
            served,
            "select value, value_low, value_high, status, is_final from marts.scorecard_weekly "
            "where metric = ? and category = ? and week_start = ?",
            given["metric"], given["category"], week,
        )  # fmt: skip
        assert (answer["value"], answer["value_low"], answer["value_high"], answer["status"], answer["is_final"]) == row
        assert answer["as_of"]
        assert answer["definition"]
        assert ("no number" in answer["answer"]) == (row[0] is None)
    assert len(questions) == 45

    others = [
        ("get_history", {"metric": "escalation_rate", "category": "technical", "weeks": 8}),
        ("compare_categories", {"metric": "escalation_rate", "week": week}),
        ("what_changed", {"category": "technical"}),
        ("week_by_vendor_rules", {"week": week}),
        ("list_conversations", {"kind": "escalated", "category": "technical", "limit": 5}),
    ]
    history, compared, changed, rules, listed = (answer for _, answer in _ask(served, others))
    of_rate = "from marts.scorecard_weekly where metric = 'escalation_rate'"
    asked = f"select value {of_rate} and category = 'technical'"
    assert [w["value"] for w in history["weeks"]] == [v for (v,) in _rows(served, asked + " order by week_start")][-8:]
    assert {c["category"]: c["value"] for c in compared["categories"]} == dict(
        _rows(
            served,
            "select category, value from marts.scorecard_weekly where metric = 'escalation_rate' and week_start = ?",
            week,
        )
    )
    known = _rows(served, "select alert_id from marts.alerts where category = 'technical'")
    assert {a["alert_id"] for a in changed["alerts"]} == {one for (one,) in known} != set()
    ladder = "from marts.outcome_ladder_weekly where week_start = ? and category = '(all)'"
    fin = _rows(served, f"select fin_resolution_rate {ladder}", week)
    assert [r["value"] for r in rules["rules"] if r["rule"] == "fin_resolution"] == [fin[0][0]]
    escalated = "from marts.episodes where is_ai_handled and is_escalated and category = 'technical'"
    newest = f"select episode_id {escalated} order by escalated_at desc"
    assert [c["episode_id"] for c in listed["conversations"]] == [e for (e,) in _rows(served, newest + " limit 5")]


def test_what_is_not_known_is_refused_and_named(served):
    refused = [
        ("get_metric", {"metric": "happiness"}),
        ("get_metric", {"metric": "resolution_acuracy"}),
        ("get_metric", {"metric": "escalation_rate", "category": "Billing"}),
        ("get_metric", {"metric": "escalation_rate", "week": "2031-01-06"}),
        ("get_metric", {"metric": "escalation_rate", "week": "last week"}),
        ("get_metric", {"metric": "escalation_rate' or 1=1 --"}),
        ("get_history", {"metric": "messages"}),
        ("list_conversations", {"kind": "everything"}),
        ("list_conversations", {"kind": "escalated", "category": "'; drop table marts.episodes"}),
        ("read_message", {"message_id": "m1"}),
    ]
    answers = _ask(served, refused)
    assert [is_refused for is_refused, _ in answers] == [True] * len(refused)
    assert "did you mean resolution_accuracy" in answers[1][1]
    assert "did you mean billing" in answers[2][1]


def test_where_nobody_reviewed_there_is_no_number(served):
    unverified = _rows(
        served,
        "select metric, category, week_start from marts.scorecard_weekly "
        "where status in ('unverified', 'no_data') and value is null order by all limit 5",
    )
    asked = [("get_metric", {"metric": m, "category": c, "week": str(w)}) for m, c, w in unverified]
    assert len(asked) == 5
    for is_refused, answer in _ask(served, asked):
        assert not is_refused
        assert (answer["value"], answer["value_low"]) == (None, None)
        assert ": no number (" in answer["answer"]


def test_every_list_is_asked_by_the_command_too(served, sample_warehouse, capsys):
    for kind in LISTS:
        assert main(["list", kind, "--database", str(sample_warehouse), "--limit", "3", "--csv"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith("episode_id,ticket_id,category"), kind
        assert len(lines) == 4, kind
    assert main(["list", "escalated", "--database", str(served), "--category", "nowhere"]) == 2
    assert "there is no category 'nowhere'" in capsys.readouterr().err


def test_it_speaks_over_stdin_and_stdout(served):
    async def asked():
        command = ["-m", "agent_scorecard.cli", "mcp", "--database", str(served)]
        async with Client(StdioServerParameters(command=sys.executable, args=command)) as client:
            tools = await client.list_tools()
            result = await client.call_tool("list_categories", {})
            return {tool.name: tool for tool in tools.tools}, json.loads(result.content[0].text)

    tools, categories = anyio.run(asked)
    assert all(tool.annotations.read_only_hint for tool in tools.values())
    assert {row["category"] for row in categories["categories"]} >= {"billing", "how_to", "technical"}
