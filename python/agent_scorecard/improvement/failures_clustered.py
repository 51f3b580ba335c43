"""Every failed episode in its topic: a frozen one, one found in its history, or a new one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pyarrow as pa

from agent_scorecard.improvement.topics import Topic, assign_topics, fit_topics, new_topics

NEW_WEEKS = 4
LEAST_HISTORY = 100


def failures_clustered(episodes: pa.Table, frozen: Iterable[dict], as_of: datetime) -> pa.Table:
    """The ``episodes`` with cluster_key, cluster_name, topic_version and topic_score; null without a topic.

    ``episodes``: episode_id, opening (redacted; null without words), week_start, started_at, is_failed, and whatever is
    passed on; sorted by episode_id. ``frozen``: rows of the newest version of `failure_topics` in landing. Without one
    the topics are those of all failures until four weeks before ``as_of``, so that a new topic of the last weeks is
    new; with less than a hundred of them, those of all.
    """
    ids, texts, failed, started, weeks = (
        episodes[name].to_pylist() for name in ("episode_id", "opening", "is_failed", "started_at", "week_start")
    )
    rows = [row for row, text in enumerate(texts) if failed[row] and text]
    topics, version = topics_of(frozen)
    border = as_of - timedelta(weeks=NEW_WEEKS)
    if not topics:
        known = [row for row in rows if started[row] < border]
        known = known if len(known) >= LEAST_HISTORY else rows
        topics = fit_topics([ids[row] for row in known], [texts[row] for row in known])
    assigned, scores = assign_topics([texts[row] for row in rows], topics)
    keys, typical = dict(zip(rows, assigned, strict=True)), dict(zip(rows, scores, strict=True))
    recent = [started[row] >= border for row in rows]
    fresh, added = new_topics(
        [ids[row] for row in rows], [texts[row] for row in rows], [weeks[row] for row in rows], recent
    )
    keys.update({row: key for row, key in zip(rows, fresh, strict=True) if key})
    names = {topic.cluster_key: topic.name for topic in [*topics, *added]}
    key = [keys.get(row) for row in range(len(ids))]
    columns = {
        "cluster_key": key,
        "cluster_name": [names.get(each) if each else None for each in key],
        "topic_version": [version if each else None for each in key],
    }
    for name, values in columns.items():
        episodes = episodes.append_column(name, pa.array(values, pa.string()))
    score = [typical.get(row) if each else None for row, each in enumerate(key)]
    return episodes.append_column("topic_score", pa.array(score, pa.float64()))


def topics_of(frozen: Iterable[dict]) -> tuple[list[Topic], str]:
    """The newest frozen version and its name; nothing and `fitted` where nothing was frozen."""
    rows = list(frozen)
    if not rows:
        return [], "fitted"
    newest = max((row["frozen_at"], row["topic_version"]) for row in rows)[1]
    topics = []
    for row in sorted((row for row in rows if row["topic_version"] == newest), key=lambda row: row["cluster_key"]):
        pairs = (term.rpartition(":") for term in (row["terms"] or "").split(";") if term)
        terms = {gram.replace("%3B", ";"): float(weight) for gram, _, weight in pairs}
        topics.append(Topic(row["cluster_key"], row["name"], terms, float(row["least_score"] or 0)))
    return topics, newest


def frozen_rows(topics: Iterable[Topic], version: str, at: datetime) -> list[dict]:
    """Landing rows of `failure_topics`: what `topics_of` reads back."""
    return [
        {
            "topic_version": version,
            "cluster_key": topic.cluster_key,
            "frozen_at": at,
            "name": topic.name,
            "terms": ";".join(f"{gram.replace(';', '%3B')}:{weight:g}" for gram, weight in topic.terms.items()),
            "least_score": topic.least_score,
        }
        for topic in topics
    ]
