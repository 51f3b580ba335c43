"""The ways out of the loop and back in: sets as chat JSONL, fixes and frozen topics through the gate."""

from __future__ import annotations

import json

import duckdb
import pytest

from agent_scorecard.cli import main


@pytest.fixture
def build(tmp_path):
    """As much of a build as the commands read."""
    path = tmp_path / "scorecard.duckdb"
    said = json.dumps([{"role": "user", "content": "Refund?"}, {"role": "assistant", "content": "Seven days."}])
    openings = [
        f"{text} {n}" for text in ("where is my refund", "sync never ends", "invite a guest") for n in range(40)
    ]
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema intermediate; create schema marts; create schema staging")
        names = ("episode_id", "kind", "category", "failure_reason", "review_id", "reviewer_id", "rubric_version")
        words = ", ".join(f"'{name}' as {name}" for name in (*names, "message_id", "article_id", "article_version"))
        connection.execute(
            f"create table intermediate.int_training_examples as select 'training' as set_name, {words}, "
            f"timestamp '2025-03-03 10:00:00' as reviewed_at, '{said}' as messages"
        )
        connection.execute("create table marts.episodes as select 'billing' as category")
        connection.execute("create table staging.stg_as_of as select timestamp '2025-06-02 00:00:00' as as_of")
        connection.execute(
            "create table staging.stg_failure_topics (topic_version text, cluster_key text, frozen_at timestamp, "
            "name text, terms text, least_score double)"
        )
        connection.execute(
            "create table intermediate.int_failures_clustered (episode_id text, opening text, is_failed bool)"
        )
        rows = [(f"e{n:03}", text, True) for n, text in enumerate(openings)]
        connection.executemany("insert into intermediate.int_failures_clustered values (?, ?, ?)", rows)
    return path


def landed(folder, table: str) -> list[dict]:
    query = f"select * from read_parquet('{folder}/{table}/*.parquet') order by all"
    return duckdb.sql(query).to_arrow_table().to_pylist()


def test_a_set_is_chat_jsonl_with_where_each_line_comes_from(build, tmp_path):
    path = tmp_path / "out" / "training.jsonl"
    assert main(["export", "training", "--database", str(build), "--output", str(path)]) == 0
    (line,) = path.read_text().splitlines()
    assert [message["role"] for message in json.loads(line)["messages"]] == ["user", "assistant"]
    assert list(json.loads(line)) == ["messages"]
    assert path.with_suffix(".provenance.csv").read_text().splitlines()[1].startswith("1,episode_id,training")
    assert main(["export", "evaluation", "--database", str(build), "--output", str(path)]) == 4


def test_a_fix_lands_through_the_gate_and_the_same_one_twice_is_one(build, tmp_path, capsys):
    given = ["--kind", "knowledge", "--description", "Rewritten", "--approved-by", "lee", "--shipped-at", "2025-05-01"]
    where = ["--database", str(build), "--landing-path", str(tmp_path / "landing")]
    for _ in range(2):
        assert main(["fix", "add", "billing:K1", *given, *where]) == 0
    (row,) = landed(tmp_path / "landing", "fixes")
    assert (row["gap_key"], row["kind"], row["approved_by"]) == ("billing:K1", "knowledge", "lee")
    assert main(["fix", "add", "billing|K1", *given, *where]) == 2
    assert "write category:what" in capsys.readouterr().err
    assert main(["fix", "add", "bill:K1", *given, *where]) == 2
    assert "there are: billing" in capsys.readouterr().err
    assert main(["fix", "add", "billing:K1", *given[:-1], "2999-05-01", *where]) == 1
    assert "shipped_at" in capsys.readouterr().out


def test_topics_are_frozen_as_rows_that_the_next_build_reads(build, tmp_path, capsys):
    where = ["--database", str(build), "--landing-path", str(tmp_path / "landing")]
    assert main(["topics", "freeze", *where]) == 0
    rows = landed(tmp_path / "landing", "failure_topics")
    assert len(rows) >= 3
    assert {row["topic_version"] for row in rows} == {"2025-06-02"}
    with duckdb.connect(str(build)) as connection:
        table = duckdb.sql(
            f"select * from read_parquet('{tmp_path}/landing/failure_topics/*.parquet')"
        ).to_arrow_table()
        connection.register("frozen", table)
        connection.execute(
            "insert into staging.stg_failure_topics by name select columns(c -> c[:1] <> '_') from frozen"
        )
    assert main(["topics", "freeze", *where]) == 2
    assert "frozen already" in capsys.readouterr().err
    assert main(["topics", "freeze", "--topic-version", "next", *where]) == 0
    later = [row for row in landed(tmp_path / "landing", "failure_topics") if row["topic_version"] == "next"]
    assert {row["cluster_key"] for row in rows} <= {row["cluster_key"] for row in later}
