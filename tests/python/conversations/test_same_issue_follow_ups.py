"""Which episodes can be about the same issue, and which resolution a later one takes up again."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from agent_scorecard.conversations.same_issue_follow_ups import follow_up_pairs, same_issue_follow_ups


def episodes(*rows):
    names = ("episode_id", "ticket_id", "customer_id", "category", "started_at", "resolved_at")
    types = [pa.string()] * 4 + [pa.timestamp("us")] * 2
    columns = zip(*rows, strict=True) if rows else [()] * 6
    return pa.table([pa.array(list(column), kind) for column, kind in zip(columns, types, strict=True)], names=names)


def at(day, hour=10):
    return datetime(2025, 3, day, hour)


def test_only_what_comes_within_two_weeks_can_be_the_same_issue():
    """Ann opens one ticket again after two days (an explicit link), writes a new one in the same category, one in another,
    and one three weeks later, which is beyond any window. Bob's episode is not hers."""
    found = follow_up_pairs(
        episodes(
            ("a#1", "a", "ann", "billing", at(3), at(3, 11)),
            ("a#2", "a", "ann", "billing", at(5), None),
            ("b#1", "b", "ann", "billing", at(6), None),
            ("c#1", "c", "ann", "how_to", at(7), None),
            ("d#1", "d", "ann", "billing", at(24), None),
            ("e#1", "e", "bob", "billing", at(6), None),
        )
    )
    rows = found.select(["episode_id", "later_episode_id", "is_same_ticket", "is_same_category"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        ("a#1", "a#2", True, True),
        ("a#1", "b#1", False, True),
        ("a#1", "c#1", False, False),
    ]


def test_what_begins_at_the_instant_of_the_resolution_does_not_follow_it():
    found = follow_up_pairs(
        episodes(
            ("a#1", "a", "ann", "billing", at(3), at(3, 11)),
            ("b#1", "b", "ann", "billing", at(3, 11), None),
            ("c#1", "c", "ann", "billing", at(17, 11), None),
        )
    )
    assert found["later_episode_id"].to_pylist() == ["c#1"]


def test_a_later_episode_takes_up_the_newest_resolution_about_its_issue():
    found = same_issue_follow_ups(
        pa.table({"episode_id": pa.array([], pa.string()), "opening": pa.array([], pa.string())}),
        episodes(
            ("a#1", "a", "ann", "billing", at(3), at(3, 11)),
            ("a#2", "a", "ann", "billing", at(5), at(5, 11)),
            ("a#3", "a", "ann", "billing", at(7), None),
            ("b#1", "b", "ann", "billing", at(6), at(6, 11)),
        ),
        0.5,
    )
    taken = {(row["episode_id"], row["later_episode_id"]) for row in found.to_pylist() if row["is_taken_up"]}
    assert taken == {("a#1", "a#2"), ("a#2", "a#3")}


def test_nobody_and_nothing_make_no_pairs():
    assert follow_up_pairs(episodes()).num_rows == 0
