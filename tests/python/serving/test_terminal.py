"""The scorecard in a terminal of 80 columns: one sentence first, whole headings, where each number went, its reviews."""

from __future__ import annotations

from datetime import date, datetime
from io import StringIO


def test_the_verdict_names_the_change_its_release_and_whether_the_answers_are_right(desk):
    from agent_scorecard.serving.pages.findings import one_sentence

    story = desk(("technical",)).drift("escalation_rate", "worse", "technical", 0.24, 0.68)
    story.drift("resolution_accuracy", "stable")
    story.alert("escalation_rate", "technical", causes=(("product", "L20", datetime(2025, 9, 14), "New sync"),))
    told = one_sentence(story.card()).replace("\N{NO-BREAK SPACE}", " ")
    assert told == (
        "Escalation rate in technical rose from 24 % to 68 % since Mon 15 Sep 2025, after product release L20;"
        " accuracy over all holds at 80 %."
    )
    for week in range(len(story.weeks)):
        story.unverified(week=week)
    assert one_sentence(story.card()).endswith("; whether its answers are right is not known.")


def test_headings_and_rows_fit_80_columns():
    from rich.console import Console

    from agent_scorecard.serving.terminal.printing import render
    from agent_scorecard.serving.terminal.report import Number, Report

    names = ("Resolution accuracy", "Closure-accuracy gap", "Escalation rate", "Follow-ups within 7 days")
    names += ("Hours to resolution", "Customer sentiment")
    ends = {"low": 0.6, "high": 0.9, "denominator": 40.0, "status": "ok", "is_final": True, "verdict": "pass"}
    figures = [
        Number(category, name, name, "share", 0.8, **ends, warn_threshold=None, fail_threshold=None, before=0.85)
        for category in ("(all)", "a category with a very long name")
        for name in names
    ]
    printed = StringIO()
    report = Report(
        datetime(2026, 1, 4, 18), date(2025, 12, 22), figures, [], 40, 0, verdict="All is 80\N{NO-BREAK SPACE}%."
    )
    render(report, Console(file=printed, width=80))
    lines = printed.getvalue().splitlines()
    assert lines[2] == "All is 80 %."
    assert max(map(len, lines)) <= 80
    for name in names:
        for word in name.replace("-", "- ").split():
            assert word in printed.getvalue(), "a heading keeps its words whole"
    assert "80 % ↓" in printed.getvalue()
