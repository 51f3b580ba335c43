"""Training and evaluation sets: corrected and positive examples, nobody in both, and nothing that was not redacted."""

from __future__ import annotations

import csv
import json
from datetime import datetime

import pytest

from agent_scorecard.improvement.training_examples import training_examples
from agent_scorecard.text.redaction import Redactor

WRONG = {"verdict": "incorrect", "correct": 0, "corrected_answer": "Write to ann@example.com: seven days."}


def examples(*reviews: dict, share: float = 0.2, asked=None, body="It takes ten days.") -> list[dict]:
    rows, turns, answers = [], [], []
    for place, review in enumerate(reviews):
        episode = f"s:T{place}#1"
        rows.append(
            {
                "review_id": f"R{place}",
                "episode_id": episode,
                "reviewer_id": "kim",
                "reviewed_at": datetime(2025, 3, 3, place % 24),
                "message_id": None,
                "verdict": "correct",
                "correct": 1,
                "is_helpful": True,
                "failure_reason": None,
                "rubric_version": "2",
                "corrected_answer": None,
                "category": "billing",
            }
            | review
        )
        texts = [
            ("customer", asked or f"Refund {place}?"),
            ("customer", "please"),
            ("ai", body),
            ("customer", "thanks"),
        ]
        turns += [
            {"episode_id": episode, "message_id": f"M{place}-{n}", "author_type": author, "body": text}
            for n, (author, text) in enumerate(texts)
        ]
        answers.append(
            {"episode_id": episode, "message_id": f"M{place}-2", "article_id": "K1", "article_version": "v2"}
        )
    return training_examples(rows, turns, answers, Redactor(salt="s").redact, share).to_pylist()


def test_a_correction_replaces_the_wrong_answer_and_is_redacted():
    (row,) = examples(WRONG | {"failure_reason": "wrong_policy"})
    asked, answer = json.loads(row["messages"])
    assert asked == {"role": "user", "content": "Refund 0?\n\nplease"}
    assert answer["role"] == "assistant"
    assert "seven days" in answer["content"]
    assert "ann@example.com" not in answer["content"]
    told = {name: row[name] for name in ("kind", "review_id", "rubric_version", "article_version", "failure_reason")}
    assert list(told.values()) == ["corrected", "R0", "2", "v2", "wrong_policy"]


def test_what_was_right_teaches_by_itself_and_what_nobody_corrected_teaches_nothing():
    (row,) = examples({}, WRONG | {"corrected_answer": None}, {"is_helpful": False}, {"correct": None})
    assert (row["kind"], row["episode_id"]) == ("positive", "s:T0#1")
    assert json.loads(row["messages"])[-1]["content"] == "It takes ten days."


def test_where_reviewers_disagree_nothing_is_taught():
    assert examples({}, WRONG | {"episode_id": "s:T0#1"}) == []


def test_of_the_same_question_one_is_kept_so_that_it_is_in_no_two_sets():
    (row,) = examples({}, WRONG, {}, {}, asked="Where is my refund?")
    assert row["kind"] == "corrected"


def test_the_words_of_the_forgotten_are_in_no_set():
    assert examples({}, body=None) == []


def test_a_set_is_a_matter_of_the_episode_alone():
    rows = examples(*[{}] * 200)
    sets = {row["episode_id"]: row["set_name"] for row in rows}
    assert 20 <= sum(name == "evaluation" for name in sets.values()) <= 60
    assert sets == {row["episode_id"]: row["set_name"] for row in reversed(examples(*[{}] * 200))}
    assert {row["set_name"] for row in examples(*[{}] * 20, share=0.0)} == {"training"}


def test_a_correction_does_not_name_the_customer():
    said = WRONG | {"corrected_answer": "Dear Marisol Quintero, seven days.", "customer_name": "Marisol Quintero"}
    (row,) = examples(said)
    answer = json.loads(row["messages"])[-1]["content"]
    assert "seven days" in answer
    assert not {"Marisol", "Quintero"} & set(answer.replace(",", " ").split())


@pytest.fixture(scope="module")
def exported(sample_warehouse, tmp_path_factory) -> dict[str, tuple[list[dict], list[dict], str]]:
    """Of both sets what `export` writes: the lines, their provenance, and all bytes of both files as text."""
    from agent_scorecard.cli import main

    folder, found = tmp_path_factory.mktemp("exports"), {}
    for name in ("training", "evaluation"):
        path = folder / f"{name}.jsonl"
        assert main(["export", name, "--database", str(sample_warehouse), "--output", str(path)]) == 0
        text, provenance = path.read_text("utf-8"), path.with_suffix(".provenance.csv").read_text("utf-8")
        rows = list(csv.DictReader(provenance.splitlines()))
        found[name] = [json.loads(line) for line in text.splitlines()], rows, text + provenance
    return found


def test_no_planted_secret_of_the_sample_is_in_an_exported_file(exported):
    """What the simulator hid in messages is searched for, word for word."""
    from agent_scorecard.simulation import SAMPLE, simulate

    written = "\n".join(text for _, _, text in exported.values())
    planted = set(simulate(SAMPLE).truth["secrets"]["text"].to_pylist())
    assert len(planted) > 50
    # JSON writes some characters another way
    assert [
        text for text in sorted(planted) if text in written or json.dumps(text, ensure_ascii=False)[1:-1] in written
    ] == []


def test_no_episode_and_no_question_is_in_both_exported_sets(exported):
    (lines, rows, _), (others, other_rows, _) = exported.values()
    assert min(len(lines), len(others)) > 100
    assert not {row["episode_id"] for row in rows} & {row["episode_id"] for row in other_rows}
    assert not {json.dumps(line) for line in lines} & {json.dumps(line) for line in others}


def test_every_exported_line_is_a_chat_that_fine_tuning_takes(exported):
    """`messages` of role and content, nothing else; begun by the user, by turns, ended by the assistant; one provenance each."""
    for lines, rows, _ in exported.values():
        assert [int(row["line"]) for row in rows] == list(range(1, len(lines) + 1))
        for line in lines:
            assert set(line) == {"messages"}
            assert all(set(turn) == {"role", "content"} and turn["content"].strip() for turn in line["messages"])
            roles = [turn["role"] for turn in line["messages"]]
            assert roles == ["user", "assistant"] * (len(roles) // 2)
            assert len(roles) >= 2


def test_a_reviewers_correction_is_the_answer_of_its_line(exported, sample_warehouse):
    import duckdb

    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        reviews = connection.sql(
            "select review_id, corrected_answer from staging.stg_reviews where corrected_answer is not null"
        )
        said = dict(reviews.fetchall())
    found = 0
    for lines, rows, _ in exported.values():
        for line, row in zip(lines, rows, strict=True):
            if row["kind"] == "corrected":
                # what names somebody is a token in the export
                assert row["review_id"] in said
                found += line["messages"][-1]["content"] == said[row["review_id"]]
    assert found > 100
