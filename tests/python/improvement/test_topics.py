"""Topics of failure: like the intents that people know, the same next week, and a new one in its week."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta

import pyarrow as pa

from agent_scorecard.improvement.failures_clustered import failures_clustered, frozen_rows, topics_of
from agent_scorecard.improvement.topics import assign_topics, fit_topics

SAID = (
    "where is my refund for the annual plan",
    "the desktop app never finishes syncing files",
    "how do I invite a guest to one project",
    "my card was charged two times this month",
    "the board takes minutes to load for everybody",
)
ENDS = (
    "",
    " please",
    " thanks a lot",
    " since monday",
    " any idea",
    " I tried twice",
    " can you help",
    " it is urgent",
)
AS_OF = datetime(2025, 6, 2)


def week_of(weeks: int, new: int = 0) -> pa.Table:
    rows = []
    for week in range(weeks):
        at = AS_OF - timedelta(weeks=weeks - week) + timedelta(hours=1)
        told = [first + last for first in SAID for last in ENDS]
        if week == weeks - 1:
            told += [f"the new invoice portal shows an empty page{ENDS[i % 8]} case {i}" for i in range(new)]
        rows += [(f"e{week:02}-{i:03}", text, at, at.date(), True) for i, text in enumerate(told)]
    names = ("episode_id", "opening", "started_at", "week_start", "is_failed")
    return pa.table(dict(zip(names, (list(column) for column in zip(*sorted(rows), strict=True)), strict=True)))


def keys(table: pa.Table) -> dict[str, str | None]:
    return dict(zip(table["episode_id"].to_pylist(), table["cluster_key"].to_pylist(), strict=True))


def test_the_same_rows_twice_and_frozen_topics_stay_the_same_next_week():
    first = failures_clustered(week_of(10), [], AS_OF)
    assert keys(first) == keys(failures_clustered(week_of(10), [], AS_OF))
    episodes = week_of(10)
    topics = fit_topics(episodes["episode_id"].to_pylist(), episodes["opening"].to_pylist())
    frozen = frozen_rows(topics, "2025-06-02", AS_OF)
    assert topics_of(frozen)[1] == "2025-06-02"
    before, after = (keys(failures_clustered(week_of(10, new), frozen, AS_OF)) for new in (0, 30))
    assert all(after[episode] == key for episode, key in before.items())


def test_a_new_topic_is_seen_in_its_week_and_is_the_only_one():
    found = keys(failures_clustered(week_of(12, new=30), [], AS_OF))
    fresh = {key for key in found.values() if key and key.startswith("N")}
    assert len(fresh) == 1
    assert sum(key in fresh for key in found.values()) >= 25
    none = keys(failures_clustered(week_of(12), [], AS_OF))
    assert not [key for key in none.values() if key and key.startswith("N")]


def test_topics_are_like_the_intents_that_people_know(reference_data):
    from sklearn.metrics import normalized_mutual_info_score

    with (reference_data / "tuning" / "same_issue" / "banking77_train.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [row["text"] for row in rows]
    topics = fit_topics([str(row) for row in range(len(rows))], texts)
    found, _ = assign_topics(texts, topics)
    assert normalized_mutual_info_score([row["category"] for row in rows], [key or "none" for key in found]) >= 0.6
