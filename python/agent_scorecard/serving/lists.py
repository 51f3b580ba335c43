"""The lists of conversations behind a number: for pages, terminal and assistants. Keys only, never a word."""

from __future__ import annotations

from urllib.parse import quote

# name → (query, what it is). A row: keys, what kind, why listed, age in hours at as_of, and the order.
_EPISODE = """
    select episode_id, ticket_id, category, agent_version, week_start, {why} as why, started_at, outcome, {order} as listed_first
    from marts.episodes where {condition}
"""
# what a reviewer found missing in it; a conversation may be wrong as a whole
_WRONG = """coalesce(nullif(concat_ws(', ',
    case when is_valid = false then 'said what is not true' end,
    case when is_complete = false then 'left out what was needed' end,
    case when is_helpful = false then 'was of no help' end), ''), 'a reviewer found it wrong')"""
LISTS: dict[str, tuple[str, str]] = {
    "escalated": (
        _EPISODE.format(
            why="coalesce(concat_ws(': ', escalation_kind, coalesce(escalation_reason, 'no reason recorded')), 'escalated')",
            order="-epoch(escalated_at)",
            # as the escalation rate counts them
            condition="is_ai_handled and is_escalated and is_contained is not null"
            " and outcome not in ('operational', 'pending')",
        ),
        "escalated by the AI, not for an outage or a quota, the last escalated first",
    ),
    "waiting": (
        _EPISODE.format(
            why="case when is_escalated then 'waits for a person' when is_ai_handled then 'open with the AI' "
            "else 'nobody has answered' end",
            order="epoch(started_at)",
            condition="ended_at is null and is_timed",
        ),
        "still open, the oldest first",
    ),
    "wrong": (
        _EPISODE.format(why=_WRONG, order="-epoch(started_at)", condition="is_ai_handled and is_correct = false"),
        "found wrong by a reviewer, the newest first",
    ),
    "closed_wrong": (
        _EPISODE.format(why=_WRONG, order="-epoch(started_at)", condition="is_ai_resolved and is_correct = false"),
        "closed by the AI and found wrong by a reviewer, the newest first",
    ),
    "given_up": (
        _EPISODE.format(
            why="'the customer gave up'",
            order="-epoch(started_at)",
            condition="is_ai_handled and outcome = 'abandoned' and is_timed",
        ),
        "given up by the customer in silence, the newest first",
    ),
    "rated_badly": (
        _EPISODE.format(
            why="format('rated {:g} of 5', round(5 * csat_score, 1))",
            order="-epoch(started_at)",
            condition="is_ai_handled and csat_score <= 0.4",
        ),
        "rated 2 of 5 or worse, the newest first",
    ),
    "came_back": (
        _EPISODE.format(
            why="case when follow_up_seconds < 3600 then 'came back within the hour' else 'came back after '"
            " || cast(cast(round(follow_up_seconds / 3600.0) as bigint) as varchar) || ' h' end",
            order="-epoch(started_at)",
            condition="is_ai_resolved and follow_up_seconds <= 7 * 86400",
        ),
        "resolved by the AI, and the customer came back within 7 days, the newest first",
    ),
    "unsupported": (
        """
        select episodes.episode_id, any_value(ticket_id) as ticket_id, any_value(category) as category,
            any_value(episodes.agent_version) as agent_version, any_value(week_start) as week_start,
            case when count(*) > 1 then cast(count(*) as varchar) || ' answers, ' else '' end || case
                when bool_or(unsupported_number) then 'a number that no article has'
                when bool_or(negation_mismatch) then 'it denies what an article says'
                else format('no article supports it (support {:.2f} of 1)', min(support_score)) end as why,
            any_value(started_at) as started_at, any_value(outcome) as outcome, -epoch(any_value(started_at)) as listed_first
        from marts.answers as answers inner join marts.episodes as episodes using (episode_id)
        where answers.is_unsupported group by episodes.episode_id
        """,
        "with an answer that the articles do not support; a hint, not a verdict; the newest first",
    ),
    # a reviewer is not told why it was sampled
    "next_to_read": (
        """
        select episode_id, ticket_id, category, agent_version, week_start,
            'sampled for review, number ' || cast(queue_position as varchar) as why,
            started_at, outcome, queue_position as listed_first
        from marts.review_queue
        """,
        "sampled and waiting for a reviewer, in the order to read",
    ),
}

# of a number: the list with the conversations that made it worse, and no others
BEHIND = {
    "escalation_rate": "escalated",
    "resolution_accuracy": "closed_wrong",
    "closure_accuracy_gap": "closed_wrong",
    "handled_accuracy": "wrong",
    "abandonment_rate": "given_up",
    "csat_mean": "rated_badly",
    "follow_up_rate_7d": "came_back",
    "unsupported_answer_rate": "unsupported",
}


def link_to(ticket_url: str, ticket_id: object) -> str:
    """Where the help desk shows a ticket; what is not of an address is quoted.

    >>> link_to("https://example.com/tickets/{ticket_id}", "A/1")
    'https://example.com/tickets/A%2F1'
    """
    return ticket_url.replace("{ticket_id}", quote(str(ticket_id), safe=""))
