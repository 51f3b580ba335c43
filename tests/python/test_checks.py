"""One rule, one place: what Great Expectations holds no dbt test holds again, and every failure says what to do."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def reference():
    spec = importlib.util.spec_from_file_location("write_reference", PROJECT / "scripts" / "write_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_check_says_what_to_do(reference):
    checks = reference.checks()
    assert {who for _, who, *_ in checks} == {"Great Expectations", "dbt"}
    assert [(place, subject) for place, _, subject, _, remedy in checks if len(remedy.split()) < 3] == []


def test_no_rule_stands_twice(reference):
    subjects = [(place, subject, says) for place, _, subject, says, _ in reference.checks()]
    assert len(subjects) == len(set(subjects))


def test_dbt_checks_no_landing_and_the_served_suites_no_key_and_not_the_scorecards_value(manifest):
    """The gate's rules are the landing's only ones; keys and the scorecard's interval are dbt's only."""
    from agent_scorecard.publishing.data_docs import _mart_suite

    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    landing = [key for key in manifest["sources"] if ".landing." in key]
    assert [test["name"] for test in tests if set(test["depends_on"]["nodes"]) & set(landing)] == []
    columns = ["week_start", "metric", "value", "value_low", "value_high", "status", "escalation_rate"]
    asked = {
        (each.expectation_type, each.configuration.kwargs.get("column"))
        for each in _mart_suite("scorecard_weekly", columns).expectations
    }
    assert asked == {("expect_column_values_to_be_between", "escalation_rate")}


def test_a_failed_check_of_a_build_tells_what_to_do():
    from types import SimpleNamespace

    from agent_scorecard.publishing.dbt_build import judge

    config = SimpleNamespace(meta={"remedy": "look the ticket up"})
    node = SimpleNamespace(unique_id="t", name="adds_up", resource_type="test", tags=[], config=config)
    result = SimpleNamespace(node=node, status="fail", message="Got 2 results")
    done = SimpleNamespace(exception=None, result=SimpleNamespace(results=[result]))
    assert judge(done, [], ({}, [])).failure == "1 failed: adds_up: Got 2 results; to do: look the ticket up"
