"""Which articles need an update next: learnt from what was known, and shown only where it was right before."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_scorecard.improvement.knowledge_due import knowledge_due

AS_OF = datetime(2026, 1, 5)
WEEK = timedelta(weeks=1)


def world(follows_releases: bool, updates_from: int = 2) -> tuple[list, list, list]:
    """Ten articles in five areas over two years; an area is released every twenty weeks, and its first article is then
    rewritten four weeks later, or one article after another is, whatever was released."""
    articles, releases, episodes = [], [], []
    begun = AS_OF - 104 * WEEK
    for number in range(10):
        area = f"area {number % 5}"
        moments = [begun - WEEK]
        for turn in range(updates_from, 26):
            at = begun + turn * 4 * WEEK
            is_due = turn % 5 == number % 5 and number < 5 if follows_releases else turn % 10 == (7 * number) % 10
            if is_due and at < AS_OF:
                moments.append(at)
        for place, moment in enumerate(moments):
            row = {"article_id": f"K{number}", "version": f"v{place}", "title": f"How {number}", "category": area}
            row |= {"product_area": area, "valid_from": moment}
            articles.append(row | {"valid_to": moments[place + 1] if place + 1 < len(moments) else None})
        episodes += [
            {"article_id": f"K{number}", "is_failed": week % 4 == 0, "started_at": begun + week * WEEK}
            for week in range(104)
        ]
    for turn in range(26):
        area = f"area {(turn + 1) % 5}"
        row = {"release_id": f"L{turn}", "kind": "product", "product_area": area, "category": None}
        releases.append(row | {"released_at": begun + turn * 4 * WEEK})
    return articles, releases, episodes


def test_what_follows_releases_is_foretold_and_judged_by_what_came():
    rows = knowledge_due(*world(follows_releases=True), AS_OF).to_pylist()
    assert {row["hazard_status"] for row in rows} == {"ok"}
    first = rows[0]
    assert first["hit_rate"] > max(first["age_hit_rate"], first["chance_hit_rate"])
    assert first["hit_rate"] == round(first["hit_rate_numerator"] / first["hit_rate_denominator"], 10)
    assert first["hit_rate_low"] <= first["hit_rate"] <= first["hit_rate_high"]
    chances = [row["update_probability"] for row in rows]
    assert chances == sorted(chances, reverse=True)
    assert [row["rank"] for row in rows] == list(range(1, 11))
    assert "release" in first["reasons"]


def test_where_it_is_no_better_no_probability_is_shown():
    rows = knowledge_due(*world(follows_releases=False), AS_OF).to_pylist()
    # one after another: the oldest is next, and the hazard, which knows age too, is not surely better than that
    assert {row["hazard_status"] for row in rows} == {"not_better"}
    assert {row["update_probability"] for row in rows} == {None}
    assert rows[0]["basis"] == "age"
    assert rows[0]["age_days"] == max(row["age_days"] for row in rows)


def test_a_few_updates_teach_nothing_and_the_facts_rank():
    articles, releases, episodes = world(follows_releases=True, updates_from=24)
    rows = knowledge_due(articles, releases, episodes, AS_OF).to_pylist()
    assert {row["hazard_status"] for row in rows} == {"too_few_updates"}
    assert {(row["basis"], row["update_probability"], row["hit_rate"]) for row in rows} == {("rule", None, None)}
    assert rows[0]["release_count"] > 0


def test_nothing_of_tomorrow_is_known_today():
    """What lands later changes no row of today: neither versions, releases nor conversations of the future."""
    articles, releases, episodes = world(follows_releases=True)
    earlier = AS_OF - 30 * WEEK
    known = [row for row in articles if row["valid_from"] <= earlier]
    cut = knowledge_due(
        [
            row | {"valid_to": row["valid_to"] if row["valid_to"] and row["valid_to"] <= earlier else None}
            for row in known
        ],
        [row for row in releases if row["released_at"] <= earlier],
        [row for row in episodes if row["started_at"] < earlier],
        earlier,
    )
    assert cut.equals(knowledge_due(articles, releases, episodes, earlier))
    assert len(knowledge_due([], [], [], AS_OF)) == 0
