"""Does an answer deny what its source affirms, or affirm what it denies?

A "not" put into a copied sentence leaves nearly all of its words in place, so overlap does not see it. Each sentence of
the answer is compared with the source sentences that speak of the same things; where one closely matches, the words
that are negated on one side must not be free of negation on the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from agent_scorecard.answers.claims import clean, sentences, stem
from agent_scorecard.answers.denials import Denial, Sentence, read_sentence
from agent_scorecard.answers.numbers import readable

# "that is not true" speaks of the matter, whatever its words are
_VERDICTS = frozenset(stem(word) for word in ("true", "right", "correct", "accurate", "possible", "allowed"))
# A sentence of the source speaks of the same thing when it holds this share of the answer sentence's content words.
_SAME_THING = 0.6
# A word that is in more sentences than this does not distinguish them.
_MOST_SENTENCES = 1_000


@dataclass
class Statements:
    """The sentences of the sources, found by the words in them."""

    sentences: list[Sentence] = field(default_factory=list)
    by_stem: dict[str, list[int]] = field(default_factory=dict)
    known: set[Sentence] = field(default_factory=set)
    denied: set[str] = field(default_factory=set)
    has_bare_denial: bool = False

    def add(self, text: str | None) -> Statements:
        return self.add_sentences(sentences(readable(clean(text))))

    def add_sentences(self, texts: Iterable[str]) -> Statements:
        """Add sentences that were separated already."""
        for sentence in texts:
            read = read_sentence(sentence)
            if read.stems and read not in self.known:
                self.known.add(read)
                for word in read.stems:
                    found_in = self.by_stem.setdefault(word, [])
                    if len(found_in) < _MOST_SENTENCES:
                        found_in.append(len(self.sentences))
                self.sentences.append(read)
                self.denied |= read.denied
            self.has_bare_denial = self.has_bare_denial or any(not denial.scope for denial in read.denials)
        return self


def negation_mismatch(
    answer: str | None, statements: Statements, same_thing: float = _SAME_THING, needs_match: bool = False
) -> bool | None:
    """True where the answer denies what its sources affirm or never speak of denying, or affirms what they deny.

    None where no sentence of the answer can be compared with the sources. ``same_thing`` is the share of a sentence's
    content words that a source sentence must hold to be compared; with ``needs_match`` only compared sentences count.

    >>> source = Statements().add("Refunds are paid to the original card. Basic economy flights cannot be changed.")
    >>> negation_mismatch("Basic economy flights can be changed.", source)
    True
    >>> negation_mismatch("Refunds are not paid to the original card.", source)
    True
    >>> negation_mismatch("Your basic economy flight can't be changed.", source)
    False
    """
    return sentences_mismatch(sentences(clean(answer)), statements, same_thing, needs_match)


def sentences_mismatch(
    said: Iterable[str], statements: Statements, same_thing: float = _SAME_THING, needs_match: bool = False
) -> bool | None:
    """The same of sentences that were separated already."""
    compared = False
    for sentence in dict.fromkeys(said):
        if sentence.endswith("?"):
            continue
        read = read_sentence(sentence)
        best, close = _matches(read, statements, same_thing)
        compared = compared or bool(best)
        if best and all(_differ(read, match) for match in best) and not _is_denied_elsewhere(read, statements):
            return True
        affirmed = frozenset().union(*(_affirmed(read, match) for match in close))
        if affirmed and not any(affirmed & match.stems - match.denied for match in close):
            return True
        if not needs_match and any(_is_unfounded(denial, statements) for denial in read.denials):
            return True
    return False if compared else None


def _matches(read: Sentence, statements: Statements, same_thing: float) -> tuple[list[Sentence], list[Sentence]]:
    """The source sentences that hold the most of this one's words (several where they tie), and all with enough."""
    counts: dict[int, int] = {}
    for word in read.stems:
        for index in statements.by_stem.get(word, ()):
            counts[index] = counts.get(index, 0) + 1
    if len(read.stems) < 2:  # one word says too little, unless the sources say just as much
        same = [statements.sentences[index] for index in counts if statements.sentences[index].stems == read.stems]
        return same, same
    most, enough = max(counts.values(), default=0), max(2, same_thing * len(read.stems))
    if most < enough:
        return [], []
    close = [(statements.sentences[index], count) for index, count in counts.items() if count >= enough]
    return [sentence for sentence, count in close if count == most], [sentence for sentence, _ in close]


def _differ(answer: Sentence, source: Sentence) -> bool:
    denied = source.denied
    return any(denial.scope & source.stems and not denial.scope & denied for denial in answer.denials) or bool(
        _affirmed(answer, source)
    )


def _is_denied_elsewhere(read: Sentence, statements: Statements) -> bool:
    """Does some source sentence deny the same word of nearly the same things? Then the answer restates it."""
    denied = read.denied
    enough = max(min(4, len(read.stems)), _SAME_THING * len(read.stems))
    for word in denied:
        for index in statements.by_stem.get(word, ()):
            sentence = statements.sentences[index]
            if word in sentence.denied and len(sentence.stems & read.stems) >= enough:
                return True
    return False


def _affirmed(answer: Sentence, source: Sentence) -> frozenset[str]:
    """What the source denies and the answer says without denying."""
    denied = answer.denied
    return frozenset().union(*(denial.near & answer.stems for denial in source.denials if not denial.scope & denied))


def _is_unfounded(denial: Denial, statements: Statements) -> bool:
    """A denial of something the sources speak of, which they nowhere deny."""
    if denial.is_supposed or denial.scope & statements.denied:
        return False
    if not denial.scope:
        return not statements.has_bare_denial
    return any(word in statements.by_stem or word in _VERDICTS for word in denial.scope)
