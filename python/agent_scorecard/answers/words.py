"""Words and sentences, the same way for every scorer of answers."""

from __future__ import annotations

import re
from functools import lru_cache

# Longer texts are read up to here, so that no input costs more than it is worth.
MAX_CHARACTERS = 20_000

_GAP = re.compile(r"\s{4,}")
_WORD = re.compile(r"\w+")
_APOSTROPHE = re.compile(r"[’'`](?=\w)")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[*#\-•]*[A-Z0-9a-z])|\s*\n+\s*|(?<=[;:])\s+(?=[A-Z])")
_ABBREVIATION = re.compile(r"(?:\b(?:mr|mrs|ms|dr|st|vs|no|e\.g|i\.e|etc|inc|jr|sr|approx|[a-z])\.)$", re.IGNORECASE)


def bag(text: str) -> frozenset[str]:
    """The words of a text as a set: a list that reads as a line.

    >>> sorted(bag("one two"))
    ['one', 'two']
    """
    return frozenset(text.split())


# Function words: they say how a sentence is built, not what it claims.
FUNCTION_WORDS = bag(
    """
    a an the of to in on at for and or but if is are was were be been being am it its that this these those with
    as by from into onto i you he she they we us me him her them my your his our their do does did done doing
    has have had having so then than there here what which who whom whose when where why how can could would
    should will may might must shall just also very really quite too yes yeah yep well oh ok okay up out about
    over again once only own same such some any each both more most other all dont im ive youre its hes shes
    theyre were id youll ill well lets please
    """
)


@lru_cache(maxsize=1 << 12)
def clean(text: str | None) -> str:
    """The text up to ``MAX_CHARACTERS`` without long gaps; nothing for null.

    A run of thousands of spaces means no more than a few, and would cost every pattern its square.

    >>> clean(None), clean("a      b"), clean("a\\n\\n   \\n\\nb")
    ('', 'a   b', 'a\\n\\nb')
    """
    text = (text or "")[:MAX_CHARACTERS]
    return _GAP.sub(lambda gap: "\n\n" if "\n" in gap.group() else "   ", text)


@lru_cache(maxsize=1 << 12)
def words(text: str) -> tuple[str, ...]:
    """Lower-case words without punctuation; an apostrophe joins.

    >>> words("Don't panic: it's 5 PM.")
    ('dont', 'panic', 'its', '5', 'pm')
    """
    return tuple(_WORD.findall(_APOSTROPHE.sub("", text.lower())))


@lru_cache(maxsize=1 << 12)
def content_words(text: str) -> tuple[str, ...]:
    """The words that carry meaning, in order.

    >>> content_words("You can change it in the settings")
    ('change', 'settings')
    """
    return tuple(word for word in words(text) if word not in FUNCTION_WORDS)


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """A word without its commonest English endings; crude on purpose, and fast.

    >>> [stem(word) for word in ("refunds", "refunded", "refunding", "policies", "pass")]
    ['refund', 'refund', 'refund', 'policy', 'pass']
    """
    if len(word) > 5 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


_LONGEST_ABBREVIATION = 8


@lru_cache(maxsize=1 << 10)
def sentences(text: str) -> tuple[str, ...]:
    """Sentences and lines; an abbreviation does not end one.

    >>> sentences("Ask Dr. Lee. She knows!\\n- Or call us")
    ('Ask Dr. Lee.', 'She knows!', '- Or call us')
    """
    parts: list[list[str]] = []
    goes_on = False
    for part in _SENTENCE_END.split(text):
        if not part or not part.strip():
            continue
        part = part.strip()
        if goes_on:
            parts[-1].append(part)
        else:
            parts.append([part])
        goes_on = bool(_ABBREVIATION.search(part, max(0, len(part) - _LONGEST_ABBREVIATION)))
    return tuple(" ".join(pieces) for pieces in parts)


# What agents say without claiming anything. A question claims nothing either.
_COURTESY = re.compile(
    r"^\W*(?:hi|hello|hey|dear|thanks?|thank you|you'?re (?:very )?welcome|my pleasure|sorry|i'?m (?:so |very "
    r"|really )?sorry|i apologi[sz]e|apologies"
    r"|i understand|i see|i hear you|got it|sure|of course|certainly|absolutely|great|perfect|no (?:problem"
    r"|worries)|happy to help|glad (?:to|i)"
    r"|(?:please )?let me know|feel free|if you (?:need|have|would like)|is there anything|have a (?:great|nice"
    r"|good|lovely)|take care|good(?:bye| (?:morning|afternoon|evening))"
    r"|one moment|please (?:hold|wait)|i(?:'ll| will| can| would be happy to|'d be happy to|'m happy to"
    r"| am happy to) (?:gladly )?help)\b",
    re.IGNORECASE,
)
_COURTESY_WORDS = 12
# What the agent says of itself or of the conversation; whether it may promise that is another question (promises).
_OF_ITSELF = re.compile(
    r"^\W*(?:(?:so|now|then|unfortunately|also|first|next|okay|ok|alright|great|sure)\W+)*"
    r"(?:i\b|i['’](?:m|ll|ve|d)\b|let (?:me|us)\b|let['’]s\b|tell me\b|we(?:['’]ll| will) (?:look|check|get back|follow)"
    r"|(?:a|my|one of our|our) (?:\w+ )?(?:colleagues?|team|specialists?|agents?|engineers?)\b.*\b(?:will|can|is|are)\b"
    r"|it (?:looks|seems|appears)\b|you(?:['’]re| are) welcome|here (?:is|are)\b.*:$)",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 10)
def claims(text: str) -> tuple[str, ...]:
    """The sentences of an answer that state something of the matter: no questions, no courtesies, nothing of itself.

    >>> claims("Hi Ann! I am checking this. Refunds take 5 days. What else can I do? Let me know.")
    ('Refunds take 5 days.',)
    """
    return tuple(
        sentence
        for sentence in sentences(clean(text))
        if not sentence.endswith("?")
        and content_words(sentence)
        and not _OF_ITSELF.match(sentence)
        and not (_COURTESY.match(sentence) and len(sentence.split()) <= _COURTESY_WORDS)
    )
