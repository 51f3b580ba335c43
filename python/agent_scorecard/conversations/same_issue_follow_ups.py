"""Is a later episode of the same customer about the same issue? Asked of every pair that could be a follow-up."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.text.similarity import choose_background, same_issue_scores

# Later than this after a resolution nobody speaks of the same issue any more.
WINDOW_DAYS = 14


def same_issue_follow_ups(openings: pa.Table, episodes: pa.Table, threshold: float) -> pa.Table:
    """The pairs of :func:`follow_up_pairs` with ``similarity`` (four digits; null where an opening has no words),
    ``is_same_issue`` and ``is_taken_up``: the resolution is the newest that the later episode takes up again.

    ``openings``: episode_id, opening, sorted by episode; ``episodes``: see :func:`follow_up_pairs`. The same ticket is the
    same issue; so is the same category from a similarity of ``threshold`` on.
    """
    pairs = follow_up_pairs(episodes)
    said = dict(zip(openings["episode_id"].to_pylist(), openings["opening"].to_pylist(), strict=True))
    scores = same_issue_scores(
        [said.get(episode) for episode in pairs["episode_id"].to_pylist()],
        [said.get(episode) for episode in pairs["later_episode_id"].to_pylist()],
        choose_background(list(said), list(said.values())),
    )
    score = pc.round(pa.array(scores, from_pandas=True), 4)
    is_alike = pc.fill_null(pc.greater_equal(score, threshold), False)
    is_same_issue = pc.or_(pairs["is_same_ticket"], pc.and_(pairs["is_same_category"], is_alike))
    pairs = pairs.append_column("similarity", score).append_column("is_same_issue", is_same_issue)
    return pairs.append_column("is_taken_up", _is_taken_up(pairs))


def follow_up_pairs(episodes: pa.Table) -> pa.Table:
    """One row per resolution and episode that the same customer opened within ``WINDOW_DAYS`` after it, on any channel.

    ``episodes``: episode_id, ticket_id, customer_id, category, started_at, resolved_at (null where it is not resolved), all
    of known customers, sorted by episode_id. The same ticket again is an explicit link; without one, only the same
    category can be about the same issue. Sorted by episode_id and later_episode_id.
    """
    _, customer = np.unique(episodes["customer_id"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    started, resolved = (
        episodes[name].to_numpy(zero_copy_only=False).astype("datetime64[us]") for name in ("started_at", "resolved_at")
    )
    # by customer, then by start: what follows a resolution is one stretch of the order
    order = np.lexsort((started, customer))
    first = np.flatnonzero(~np.isnat(resolved))
    places = [np.empty(0, np.int64)]
    counts = np.zeros(len(first), np.int64)
    starts = np.searchsorted(customer[order], np.arange(customer.max(initial=-1) + 2))
    for row, episode in enumerate(first):
        low, high = starts[customer[episode]], starts[customer[episode] + 1]
        times = started[order[low:high]]
        begin = low + np.searchsorted(times, resolved[episode], "right")
        end = low + np.searchsorted(times, resolved[episode] + np.timedelta64(WINDOW_DAYS, "D"), "right")
        counts[row] = end - begin
        places.append(order[begin:end])
    earlier, later = pa.array(np.repeat(first, counts)), pa.array(np.concatenate(places))
    one, other = episodes.take(earlier), episodes.take(later)
    pairs = pa.table(
        {
            "episode_id": one["episode_id"],
            "later_episode_id": other["episode_id"],
            "is_same_ticket": pc.equal(one["ticket_id"], other["ticket_id"]),
            "is_same_category": pc.equal(one["category"], other["category"]),
            "resolved_at": one["resolved_at"],
            "later_started_at": other["started_at"],
        }
    )
    return pairs.sort_by([("episode_id", "ascending"), ("later_episode_id", "ascending")]).combine_chunks()


def _is_taken_up(pairs: pa.Table) -> pa.Array:
    """Of the resolutions about the same issue before each later episode, the newest."""
    columns = ("later_episode_id", "resolved_at", "episode_id", "is_same_issue")
    newest: dict[str, tuple] = {}
    rows = list(zip(*(pairs[name].to_pylist() for name in columns), strict=True))
    for later, *key, is_same in rows:
        if is_same and tuple(key) > newest.get(later, ()):
            newest[later] = tuple(key)
    return pa.array([is_same and tuple(key) == newest[later] for later, *key, is_same in rows], pa.bool_())
