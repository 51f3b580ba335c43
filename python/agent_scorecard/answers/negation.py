"""Does an answer deny what its source affirms, or affirm what it denies?

A "not" put into a copied sentence leaves nearly all of its words in place, so overlap does not see it. Each sentence of
the answer is compared with the source sentences that speak of the same things; where one closely matches, the words
that are negated on one side must not be free of negation on the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from agent_scorecard.answers.claims import FUNCTION_WORDS, bag, clean, sentences, stem
from agent_scorecard.answers.numbers import readable

_TOKEN = re.compile(r"[a-z0-9]+(?:[’'][a-z]+)*|[,;:.!?()]")
_CUES = bag(
    """
    not no never none nothing nobody nowhere neither nor without cannot cant dont doesnt didnt isnt arent wasnt
    werent wont wouldnt shouldnt couldnt hasnt havent hadnt mustnt neednt aint unable
    """
)
_PREFIXED = {
    "im": bag("possible"),
    "in": bag("eligible valid correct active complete accurate"),
    "un": bag("available limited like necessary supported common known authorized paid"),
    "dis": bag("allowed"),
    "non": bag("refundable"),
}
# words that deny by themselves: "is ineligible" = "is not eligible", "is excluded" = "is not included"
_OPPOSITES = {
    stem(word): stem(root)
    for word, root in {
        **{f"{prefix}{word}": word for prefix, positives in _PREFIXED.items() for word in positives},
        "prohibited": "allowed",
        "forbidden": "allowed",
        "forbids": "allowed",
        "disallowed": "allowed",
        "disable": "enable",
        "exclude": "include",
        "rejected": "accepted",
        "declined": "accepted",
        "refused": "accepted",
        "optional": "required",
        "decrease": "increase",
        "deactivated": "activated",
        "disconnected": "connected",
        "unchecked": "checked",
        "invisible": "visible",
    }.items()
}
# one word for what is the same here
_SAME = {stem("permitted"): stem("allowed"), stem("permits"): stem("allowed"), stem("approved"): stem("accepted")}
_CLAUSE_ENDS = frozenset([*",;:.!?()", "but", "however", "although", "unless", "except", "because"])
_SUPPOSING = frozenset(map(stem, ("whether", "unless", "otherwise", "hesitate", "worry", "sure")))
_FIRST_PERSON = bag(
    """
    i im ive we weve my our
    """
)
# "No, you can": a reply to the question, which is not seen here
_REPLY = re.compile(r"^\W*(?:no|not really|not at all|nope)\s*(?:[,.;:!–-]|(?=but\b))\s*")
# "that is not true" speaks of the matter, whatever its words are
_VERDICTS = frozenset(stem(word) for word in ("true", "right", "correct", "accurate", "possible", "allowed"))
_SCOPE = 4
# A sentence of the source speaks of the same thing when it holds this share of the answer sentence's content words.
_SAME_THING = 0.6
# A word that is in more sentences than this does not distinguish them.
_MOST_SENTENCES = 1_000


@dataclass(frozen=True)
class Sentence:
    """The content stems of one sentence, and what each of its negations denies."""

    stems: frozenset[str]
    denials: tuple[Denial, ...] = ()
    either: frozenset[str] = frozenset()  # said both ways: "enable or disable"

    @property
    def denied(self) -> frozenset[str]:
        return self.either.union(*(denial.scope for denial in self.denials))


@dataclass(frozen=True)
class Denial:
    """One negation: the two content words next to it in its clause, and all it reaches."""

    near: frozenset[str]
    scope: frozenset[str]
    is_supposed: bool  # "if you have not", "I could not find": no statement about the source's matter


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


@lru_cache(maxsize=1 << 16)
def _kind_of(token: str) -> tuple[str, str]:
    """What a token does in a sentence (ends a clause, denies, builds it, says something or its opposite), and its root."""
    word = token.replace("'", "").replace("’", "")
    root = stem(word)
    if word in _CLAUSE_ENDS:
        return "end", word
    if root in _OPPOSITES:
        return "opposite", _OPPOSITES[root]
    if word in _CUES:
        return "cue", word
    if word in FUNCTION_WORDS:
        return "function", word
    return "content", _SAME.get(root, root)


@lru_cache(maxsize=1 << 14)
def read_sentence(text: str) -> Sentence:
    """The content words of a sentence, and which of them it denies: the next few after a negation, within the clause.

    >>> sorted(read_sentence("Basic economy flights cannot be changed, but bags can be added.").denied)
    ['chang']
    >>> sorted(read_sentence("The plan is ineligible.").denied)
    ['eligibl']
    """
    stems: set[str] = set()
    denials: list[tuple[list[str], bool]] = []
    open_scope: list[str] | None = None
    # "enable or disable it" denies nothing
    affirmed: set[str] = set()
    opposites: list[str] = []
    supposed = False
    fresh = False  # the last word was a negation
    first_person = False
    text = _REPLY.sub("", text.lower()).replace("non-", "non")
    for token in _TOKEN.findall(text):
        kind, root = _kind_of(token)
        if kind == "content":
            stems.add(root)
            affirmed.add(root)
            supposed = supposed or root in _SUPPOSING
            if open_scope is not None:
                open_scope.append(root)
                if len(open_scope) == _SCOPE:
                    open_scope = None
        elif kind == "function":
            if root == "only" and fresh and " but " in text:  # "not only this but that" denies nothing
                denials.pop()
                open_scope = None
            supposed = supposed or root == "if"
            first_person = first_person or root in _FIRST_PERSON
        elif kind == "end":
            open_scope, first_person = None, False
            supposed = False if root in ".!?;" else supposed
        elif kind == "cue":
            if fresh:  # "has not never": two denials affirm
                denials.pop()
                open_scope = None
            else:
                open_scope = []
                denials.append((open_scope, supposed or first_person))
            fresh = not fresh
            continue
        else:
            stems.add(root)
            if open_scope is not None and not open_scope:  # "is not disabled": two denials affirm
                denials.pop()
                open_scope = None
                affirmed.add(root)
            else:
                opposites.append(root)
                denials.append(([root], supposed))
        fresh = False
    either = affirmed.intersection(opposites)
    if either:
        denials = [denial for denial in denials if denial[0] not in [[root] for root in either]]
    return Sentence(
        frozenset(stems),
        tuple(Denial(frozenset(scope[:2]), frozenset(scope), is_supposed) for scope, is_supposed in denials),
        frozenset(either),
    )


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
