"""The valence of each word in its place: after a negation, a booster or an idiom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agent_scorecard.text.vader_words import NOT_A_WORD, Words, vader_rules

if TYPE_CHECKING:
    pass

_CAPITALS, _NEGATED, _NEVER_SO = 0.733, -0.74, 1.25


def valences(words: Words, is_mixed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of the words that the lexicon knows and their valences, after all rules but ``but``."""
    rules, size = vader_rules(), vader_rules().size
    the = rules.numbers
    last = len(words.number)
    hits = np.flatnonzero(words.is_lexical & ~words.is_booster)
    owner = np.searchsorted(words.first, hits, side="right") - 1
    before = hits - words.first[owner]
    behind = words.first[owner + 1] - 1 - hits

    def numbers(step: int) -> np.ndarray:
        near = words.number[np.clip(hits + step, 0, max(last - 1, 0))]
        return np.where((before >= -step) if step < 0 else (behind >= step), near, NOT_A_WORD)

    here, one, two, three = (numbers(-step) for step in range(4))
    next_one, next_two = numbers(1), numbers(2)
    # "kind of" is no kind word
    plain = ~((here == the["kind"]) & (next_one == the["of"]))
    hits, owner, before, behind = hits[plain], owner[plain], before[plain], behind[plain]
    here, one, two, three, next_one, next_two = (x[plain] for x in (here, one, two, three, next_one, next_two))

    lexical = words.valence[hits]
    next_lexical = (behind > 0) & words.is_lexical[np.minimum(hits + 1, max(last - 1, 0))]
    valence = np.where((here == the["no"]) & next_lexical, 0.0, lexical)
    after_no = (one == the["no"]) | (two == the["no"])
    after_no |= (three == the["no"]) & ((one == the["or"]) | (one == the["nor"]))
    valence = np.where(after_no, lexical * _NEGATED, valence)

    mixed = is_mixed[owner]
    shouted = words.is_upper[hits] & mixed
    valence = np.where(shouted, np.where(valence > 0, valence + _CAPITALS, valence - _CAPITALS), valence)

    for distance, damping in ((1, 1.0), (2, 0.95), (3, 0.9)):
        place = np.maximum(hits - distance, 0)
        applies = (before >= distance) & ~words.is_lexical[place]
        boost = words.booster[place]
        boost = np.where(valence < 0, -boost, boost)
        loud = words.is_booster[place] & words.is_upper[place] & mixed
        boost = np.where(loud, np.where(valence > 0, boost + _CAPITALS, boost - _CAPITALS), boost)
        boosted = valence + boost * damping

        modified = boosted * _negated(the, words.is_negation[place], distance, one, two, three)
        if distance == 3:
            modified = _idioms(modified, size, here, one, two, three, next_one, next_two)
        valence = np.where(applies, modified, valence)

    # "least" negates, "at least" and "very least" do not
    least = (one == the["least"]) & ~((before > 1) & ((two == the["at"]) | (two == the["very"])))
    return hits, np.where(least, valence * _NEGATED, valence)


def _negated(the, negation: np.ndarray, distance: int, one, two, three) -> np.ndarray:
    """What a negation so many words before does to a valence, as a factor; 1 where there is none."""
    so_or_this = (the["so"], the["this"])
    one_so, two_so = np.isin(one, so_or_this), np.isin(two, so_or_this)
    if distance == 1:
        return np.where(negation, _NEGATED, 1.0)
    if distance == 2:
        never = (two == the["never"]) & one_so
        doubtless = (two == the["without"]) & (one == the["doubt"])
    else:
        # the package's own precedence: "so" or "this" right before the word is enough
        never = ((three == the["never"]) & two_so) | one_so
        doubtless = (three == the["without"]) & ((two == the["doubt"]) | (one == the["doubt"]))
    return np.select([never, doubtless, negation], [_NEVER_SO, 1.0, _NEGATED], 1.0)


def _idioms(valence, size, here, one, two, three, next_one, next_two):
    """Special cases of two and three words around the hit, then the boosters of two words before it."""
    rules = vader_rules()

    def pair(a, b):
        return a.astype(np.int64) * size + b

    def triple(a, b, c):
        return pair(a, b) * size + c

    backwards = (
        rules.idioms_of_two[pair(one, here)],
        rules.idioms_of_three[triple(two, one, here)],
        rules.idioms_of_two[pair(two, one)],
        rules.idioms_of_three[triple(three, two, one)],
        rules.idioms_of_two[pair(three, two)],
    )
    # the first that is known; what follows the word overrides it
    found = np.select([~np.isnan(value) for value in backwards], backwards, np.nan)
    forwards = rules.idioms_of_two[pair(here, next_one)], rules.idioms_of_three[triple(here, next_one, next_two)]
    for known in forwards:
        found = np.where(np.isnan(known), found, known)
    valence = np.where(np.isnan(found), valence, found)
    return valence + rules.boosters_of_two[pair(three, two)] + rules.boosters_of_two[pair(two, one)]
