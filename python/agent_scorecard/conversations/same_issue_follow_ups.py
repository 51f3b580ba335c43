"""Is a later episode of the same customer about the same issue? Asked of every pair that could be a follow-up."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.text.similarity import choose_background, same_issue_scores


def same_issue_follow_ups(openings: pa.Table, pairs: pa.Table, threshold: float) -> pa.Table:
    """The ``pairs`` with the columns ``similarity`` (four digits; null where an opening has no words) and ``is_same_issue``.

    ``openings``: episode_id, opening; ``pairs``: episode_id, later_episode_id, is_same_ticket, is_same_category; both
    sorted by their keys. The same ticket is the same issue; so is the same category from ``threshold`` on.
    """
    said = dict(zip(openings["episode_id"].to_pylist(), openings["opening"].to_pylist(), strict=True))
    scores = same_issue_scores(
        [said.get(episode) for episode in pairs["episode_id"].to_pylist()],
        [said.get(episode) for episode in pairs["later_episode_id"].to_pylist()],
        choose_background(list(said), list(said.values())),
    )
    score = pc.round(pa.array(scores, from_pandas=True), 4)
    is_alike = pc.fill_null(pc.greater_equal(score, threshold), False)
    is_same_issue = pc.or_(pairs["is_same_ticket"], pc.and_(pairs["is_same_category"], is_alike))
    return pairs.append_column("similarity", score).append_column("is_same_issue", is_same_issue)
