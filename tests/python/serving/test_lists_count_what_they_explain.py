"""Each list holds exactly the conversations that its number counts: by week and category, on the built sample."""

from __future__ import annotations

import duckdb
import pytest

from agent_scorecard.serving.lists import BEHIND, LISTS

# metric of scorecard_weekly whose numerator counts conversations → its list
NUMERATORS = {"escalation_rate": "escalated", "abandonment_rate": "given_up", "follow_up_rate_7d": "came_back"}
# list → the mart that counts it, as (week or null, category, count)
COUNTED = {
    "rated_badly": "select week_start, category, negative_rating_count from marts.experience_weekly",
    # what was reviewed and not wrong: right, or two reviewers of two minds
    "wrong": """
        select week_start, reviewed.category, handled_reviewed_count - count(correct_score) filter (correct_score > 0)
        from marts.resolution_accuracy_weekly as reviewed inner join marts.episodes as episodes using (week_start)
        where is_ai_handled and reviewed.category in ('(all)', episodes.category)
        group by week_start, reviewed.category, handled_reviewed_count
    """,
    "closed_wrong": """
        select week_start, reviewed.category, reviewed_count - count(correct_score) filter (correct_score > 0)
        from marts.resolution_accuracy_weekly as reviewed inner join marts.episodes as episodes using (week_start)
        where is_ai_resolved and reviewed.category in ('(all)', episodes.category)
        group by week_start, reviewed.category, reviewed_count
    """,
    "waiting": """
        select null, segment, backlog_count from marts.support_manager_daily where segment_type = 'category'
        qualify row_number() over (partition by segment order by day desc) = 1
    """,
    "next_to_read": """
        select null, '(all)', count(*) from marts.review_queue union all
        select null, category, count(*) from marts.review_queue group by category
    """,
}


@pytest.fixture(scope="module")
def marts(sample_warehouse):
    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        yield connection


def listed(marts, kind: str, by_week: bool = True, counted: str = "count(*)") -> dict[tuple, int]:
    week = "week_start" if by_week else "null"
    rows = marts.sql(
        f"with listed as ({LISTS[kind][0]}) select {week}, category, {counted} from listed group by all"
        f" union all select {week}, '(all)', {counted} from listed group by all"
    ).fetchall()
    return {(week, category): count for week, category, count in rows}


def without_zero(rows) -> dict[tuple, int]:
    return {(week, category): round(count) for week, category, count in rows if count}


@pytest.mark.parametrize(("metric", "kind"), NUMERATORS.items())
def test_a_list_holds_what_the_numerator_counts(metric, kind, marts):
    assert BEHIND[metric] == kind
    numbers = marts.sql(
        f"select week_start, category, numerator, is_final from marts.scorecard_weekly where metric = '{metric}'"
    ).fetchall()
    found = listed(marts, kind)
    final = {(week, category) for week, category, _, is_final in numbers if is_final}
    assert len(final) > 100
    assert {key: count for key, count in found.items() if key in final} == without_zero(
        (week, category, count) for week, category, count, is_final in numbers if is_final
    )


def test_the_unsupported_answers_of_the_listed_conversations_are_those_that_the_number_counts(marts):
    numbers = marts.sql(
        "select week_start, category, numerator from marts.scorecard_weekly where metric = 'unsupported_answer_rate'"
    ).fetchall()
    answers = (
        "sum((select count(*) from marts.answers where answers.episode_id = listed.episode_id and is_unsupported))"
    )
    assert listed(marts, "unsupported", counted=answers) == without_zero(numbers)


@pytest.mark.parametrize("kind", COUNTED)
def test_a_list_holds_what_its_mart_counts(kind, marts):
    rows = marts.sql(COUNTED[kind]).fetchall()
    by_week = rows[0][0] is not None
    found = listed(marts, kind, by_week)
    assert found
    assert found == without_zero(rows)


def test_every_list_is_compared():
    assert set(LISTS) == {*NUMERATORS.values(), *COUNTED, "unsupported"}
