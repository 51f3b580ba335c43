"""What a sentence affirms and what it denies, in five languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agent_scorecard.answers.claims import FUNCTION_WORDS, bag, stem

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
_SCOPE = 4


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
