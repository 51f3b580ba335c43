"""Each role's questions run as they stand, on the sample, and no rate comes without an interval or what it rests on."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from warehouse import dbt_here

PROJECT = Path(__file__).resolve().parents[3]
QUESTIONS = sorted(path.stem for path in (PROJECT / "analyses").glob("*.sql"))
RATE = re.compile(r"(^|_)(rate|share|mean|value|kappa|accuracy|precision|recall|sensitivity|specificity|ac1)$")
BASIS = re.compile(r"(^n$|_count$|denominator$|n_effective$|^episodes_last_)")
# the probability with which somebody drew an episode is known exactly
EXACT = {"inclusion_probability"}

EMPTY_ON_THE_SAMPLE = {"whom_to_call_and_why"}


@pytest.fixture(scope="session")
def compiled(sample_warehouse, tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("analyses")
    dbt_here("compile", "--select", "path:analyses", database=sample_warehouse, target_path=target)
    return target / "compiled" / "agent_scorecard" / "analyses"


def test_each_role_has_its_questions():
    text = "\n".join((PROJECT / "analyses" / f"{name}.sql").read_text() for name in QUESTIONS)
    for role in ("the VP of customer success", "the product lead", "the support manager", "the reviewer"):
        assert text.count(f"For {role}:") >= 3, role


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_with_what_the_answer_rests_on(question, compiled, sample_warehouse):
    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        answer = connection.execute((compiled / f"{question}.sql").read_text())
        names = [column[0] for column in answer.description]
        rows = answer.fetchall()
    # told in the README: no account of the sample is served worse
    assert bool(rows) != (question in EMPTY_ON_THE_SAMPLE), question
    for place, name in enumerate(names):
        if RATE.search(name) and name not in EXACT and rows and isinstance(rows[0][place], float):
            has_interval = {f"{name}_low", f"{name}_high"} <= set(names)
            assert has_interval or any(BASIS.search(other) for other in names), f"{question}.{name}"
            if has_interval:
                low, high = names.index(f"{name}_low"), names.index(f"{name}_high")
                for row in rows:
                    known = [number for number in (row[low], row[place], row[high]) if number is not None]
                    assert known == sorted(known), (question, name, row)


def test_every_exposure_has_an_owner_and_rests_on_marts_alone(manifest):
    exposures = manifest["exposures"].values()
    assert {exposure["name"] for exposure in exposures} >= {
        "page_vp",
        "page_product",
        "page_support",
        "page_reviewer",
        "page_business",
        "page_monday",
        "bi_dataset",
        "notify",
        "served_file",
    }
    for exposure in exposures:
        assert exposure["owner"]["name"], exposure["name"]
        assert exposure["description"], exposure["name"]
        for parent in exposure["depends_on"]["nodes"]:
            path = manifest["nodes"][parent]["path"]
            assert path.startswith("marts/"), (exposure["name"], parent)
