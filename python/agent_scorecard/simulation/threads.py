"""What hangs together across the turns of an episode: a number given and asked for again, an answer at odds with an
earlier one, a conversation before that is remembered or not. Drawn from a stream of its own, so that no outcome hangs on it.
"""

from __future__ import annotations

import numpy as np

from agent_scorecard.simulation.episode_clocks import BACK_NONE, BACK_SAME_ISSUE, BACK_SAME_TICKET, Episodes
from agent_scorecard.simulation.speech import CONTRADICTED, CONTRADICTS_ITSELF, LOST, NO_FAULT, VAGUE
from agent_scorecard.simulation.words import Words

# Share of the opening messages that give the account number; of those, share in which the first answer asks for it.
GIVES, ASKS_AGAIN = 0.35, 0.3
# Where the conversation before gave it: share that is remembered, and share that is asked for it again.
RECALLS, ASKS_ACROSS = 0.45, 0.3
# Share of contradicting answers, where there was an answer before, that contradict that one as well.
AT_ODDS = 0.8


def has_figure(words: Words) -> tuple[np.ndarray, np.ndarray]:
    """Whether each first answer of each issue states a figure (issue after issue), and where an issue's begin."""
    by_issue = [["{" in text for text in issue.sentences["answer"]] for issue in words.issues]
    first = np.cumsum([0, *map(len, by_issue)])[:-1]
    return np.concatenate(by_issue), first


def describe(words: Words, e: Episodes, rng: np.random.Generator) -> None:
    """Adds gives, asks_again, recalls and asks_across to the episodes; some contradictions become self-contradictions."""
    count = len(e["start"])
    dice = rng.random((count, 4))
    order = np.lexsort((e["start"], e["customer"]))
    before = np.full(count, -1)
    before[order[1:]] = np.where(e["customer"][order[1:]] == e["customer"][order[:-1]], order[:-1], -1)
    speaks = e["is_ai"] & (e["language"] == 0)
    gives = speaks & (e["back"] == BACK_NONE) & (dice[:, 0] < GIVES)
    again = np.isin(e["back"], (BACK_SAME_TICKET, BACK_SAME_ISSUE)) & (before >= 0)
    known = again & gives[before] & (e["issue"] == e["issue"][before]) & speaks
    e["gives"] = gives
    e["recalls"] = known & (dice[:, 1] < RECALLS)
    e["asks_across"] = known & (dice[:, 1] > 1 - ASKS_ACROSS) & ((e["exchanges"] > 0) | (e["fault"] == NO_FAULT))
    is_short = (e["exchanges"] == 0) & np.isin(e["fault"], (VAGUE, LOST))
    e["recalls"] &= ~is_short
    e["asks_again"] = gives & (e["exchanges"] > 0) & (dice[:, 2] < ASKS_AGAIN)

    numbered, first = has_figure(words)
    sizes = np.diff([*first, len(numbered)])
    place = first[e["issue"]] + (e["dice"][:, 4] * sizes[e["issue"]]).astype(np.int64)
    at_odds = (e["fault"] == CONTRADICTED) & (e["exchanges"] > 0) & numbered[place] & (dice[:, 3] < AT_ODDS)
    # in another language the answer before said something else, and nothing is at odds with it
    at_odds &= e["language"] == 0
    e["fault"] = np.where(at_odds, CONTRADICTS_ITSELF, e["fault"])
