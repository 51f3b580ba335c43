"""The random number that samples episodes for review: a share from the hash of the episode's id, which anybody can repeat.

Poisson sampling with permanent random numbers (Ohlsson 1995): every episode keeps its own share for ever, so rows that
land later never change who was drawn before.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import md5


def hash_share(text: str) -> float:
    """First 8 hex digits of the md5, over 2^32: a share in [0, 1). The macro `hash_share` gives the same in SQL.

    >>> hash_share("desk:T1#1review-1")
    0.3815954301971942
    """
    return int(md5(text.encode()).hexdigest()[:8], 16) / 2**32


def assign(episode_ids: Sequence[str], reviewers: Sequence[str], overlap: float, salt: str) -> dict[str, list[str]]:
    """Who reviews what: in turn, and a share of ``overlap`` by the next reviewer too.

    Agreement is measured on what two people see. Which episodes those are is a lot of its own, by hash; with one
    reviewer there is nothing to overlap.

    >>> assign(["a", "b", "c"], ["ann", "ben"], 0.0, "s")
    {'ann': ['a', 'c'], 'ben': ['b']}
    >>> assign(["a", "b"], ["ann", "ben"], 1.0, "s")
    {'ann': ['a', 'b'], 'ben': ['a', 'b']}
    """
    assigned: dict[str, list[str]] = {reviewer: [] for reviewer in reviewers}
    for turn, episode_id in enumerate(episode_ids):
        assigned[reviewers[turn % len(reviewers)]].append(episode_id)
        if len(reviewers) > 1 and hash_share(f"{episode_id}{salt}|second reader") < overlap:
            assigned[reviewers[(turn + 1) % len(reviewers)]].append(episode_id)
    return assigned
