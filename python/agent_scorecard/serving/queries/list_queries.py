"""What pages read of the lists of conversations behind a number (see `serving/lists.py`)."""

from __future__ import annotations

from agent_scorecard.serving.lists import LISTS
from agent_scorecard.serving.queries.shown_weeks import Query

# of a list and category (and over all) so many rows at most; how many there are is counted apart
LISTED = 40


def _of_lists() -> dict[str, Query]:
    """Per list its first rows in every category, and its count by category and week."""
    found = {}
    for kind, (sql, _) in LISTS.items():
        needed = tuple(mart for mart in ("answers", "episodes", "review_queue") if f"marts.{mart}" in sql)
        found[f"listed_{kind}"] = (
            needed,
            f"""
            select * from ({sql}) qualify least(
                row_number() over (order by listed_first, episode_id),
                row_number() over (partition by category order by listed_first, episode_id)
            ) <= {LISTED} order by listed_first, episode_id
            """,
        )
        found[f"counted_{kind}"] = (
            needed,
            f"select category, week_start, count(*) as conversation_count from ({sql}) group by all order by all",
        )
    return found


QUERIES = _of_lists()
