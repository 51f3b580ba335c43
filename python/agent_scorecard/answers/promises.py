"""Promises that the agent may not make: a commitment in the first person to something outside the allowed actions.

What an agent may promise is the team's to say: `seeds/allowed_actions.csv` lists the actions, each with its verbs. A
commitment to any other action counts, unless the articles promise the same; so does a guarantee of an outcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent_scorecard.answers.claims import FUNCTION_WORDS, bag, clean, sentences, stem, words
from agent_scorecard.answers.support import Source

_WE = (
    r"(?:i|we|our (?:\w+ )?(?:team|engineers?|developers?|specialists?|technicians?|managers?|staff|colleagues?|agents?"
    r"|support)|(?:a|my|one of our|the) (?:\w+ )?(?:colleague|engineer|specialist|technician|manager|agent)s?"
    r"(?: from \w+ \w+)?)"
)
_COMMITMENT = re.compile(
    rf"\b(?P<who>{_WE})(?:['’](?:ll|ve)|\s+(?:will|shall|have|has|am going to|are going to|can|promise to"
    rf"|guarantee to|am able to))"
    r"(?P<adverbs>(?:\s+(?:personally|definitely|certainly|gladly|also|just|now|already|immediately|then|always"
    r"|surely|absolutely|happily|be able to|been able to|go ahead and|make sure (?:that )?(?:to|we|i)))*)"
    r"\s+(?P<verb>[a-z][a-z'’-]+)(?P<rest>[^.!?\n]*)",
    re.IGNORECASE,
)
_GUARANTEE = re.compile(
    r"\b(?:(?:i|we) (?:can |do |fully |hereby |absolutely )?(?:guarantee|promise|assure you|ensure)|(?:i"
    r"|we)(?:['’]ll| will)(?: \w+)? (?:make sure|see to it|ensure)|(?:is|are|comes) guaranteed|(?:^"
    r"|, )(?:i )?promise(?:d)?\b|you have my word)",
    re.IGNORECASE,
)
_IF_OR_NOT = re.compile(
    r"\b(?:if|whether|unless|in case|not|cannot|can['’]?t|won['’]?t|unable|never|no)\b", re.IGNORECASE
)
_QUESTION = re.compile(r"\?\s*$")
_PARTICLES = {"up", "over", "out", "back", "into", "in", "on", "through", "off"}
_DELIVERED = bag(
    """
    fixed resolved solved refunded credited compensated done delivered completed approved back working sorted
    restored waived sooner tonight today tomorrow
    """
)
# verbs that do nothing for the customer: saying, knowing, being
_NO_ACTION = bag(
    """
    be been need know see think hope understand appreciate apologize apologise like love want say tell feel have
    had get got do did done believe notice noticed hear heard received receive read found find located locate
    use used wish suppose recommend suggest only not never no try tried gladly already also just now still
    always a an the your all some
    """
)


@dataclass(frozen=True)
class Actions:
    """What an agent may commit to: stems of verbs, and of verb phrases ("follow up")."""

    allowed: frozenset[str]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, bool]]) -> Actions:
        """From pairs of verbs (``;``-separated) and whether the action is allowed."""
        return cls(
            frozenset(
                _phrase(verb) for verbs, is_allowed in rows if is_allowed for verb in verbs.split(";") if verb.strip()
            )
        )


def overpromises(answer: str | None, actions: Actions, sources: Sequence[Source] = ()) -> list[str]:
    """The sentences of an answer that commit to what the agent may not promise and no source says.

    >>> actions = Actions.of([("check;look into", True), ("follow up", True)])
    >>> overpromises("I will look into it. I'll follow up tomorrow. I have refunded the delivery.", actions)
    ['I have refunded the delivery.']
    >>> overpromises("We promise that parcels always arrive.", actions)
    ['We promise that parcels always arrive.']
    """
    return [
        sentence
        for sentence in sentences(clean(answer))
        if not _QUESTION.search(sentence) and _is_promise(sentence, actions) and not _is_documented(sentence, sources)
    ]


def _is_promise(sentence: str, actions: Actions) -> bool:
    guarantee = _GUARANTEE.search(sentence)
    if (
        guarantee
        and not _IF_OR_NOT.search(sentence[: guarantee.start()])
        and not re.search(r"(?:can['’]?t|cannot|not)\s+(?:guarantee|promise)", sentence, re.IGNORECASE)
    ):
        rest = words(sentence[guarantee.end() :]) + words(sentence[: guarantee.start()])
        if (
            "make sure" not in guarantee.group().lower() and "ensure" not in guarantee.group().lower()
        ) or _DELIVERED & set(rest):
            return True
    for match in _COMMITMENT.finditer(sentence):
        # "if I cancel", "I will not cancel": no commitment
        if _IF_OR_NOT.search(sentence[: match.start()]) or _IF_OR_NOT.match(match["verb"]):
            continue
        if not _is_allowed(match["verb"], match["rest"], actions):
            return True
    return False


def _is_allowed(verb: str, rest: str, actions: Actions) -> bool:
    verb = verb.lower()
    following = words(rest)[:1]
    if verb in _NO_ACTION or verb.endswith("ly"):
        return True
    if verb == "make" and words(rest)[:1] in (("sure",), ("certain",)):
        return not _DELIVERED & set(words(rest))
    return stem(verb) in actions.allowed or (
        bool(following) and following[0] in _PARTICLES and f"{stem(verb)} {following[0]}" in actions.allowed
    )


def _is_documented(sentence: str, sources: Sequence[Source]) -> bool:
    content = [word for word in words(sentence) if word not in FUNCTION_WORDS]
    return bool(content) and any(
        sum(word in source.words for word in content) >= 0.8 * len(content) for source in sources
    )


def _phrase(verb: str) -> str:
    first, *rest = words(verb)
    return " ".join([stem(first), *rest])
