"""Words and sentences, the same way for every scorer of answers."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

# Longer texts are read up to here, so that no input costs more than it is worth.
MAX_CHARACTERS = 20_000
# Agents answer in the same words again and again: so many texts are read once, some ten kilobytes each.
REMEMBERED = 1 << 13

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


@lru_cache(maxsize=REMEMBERED)
def clean(text: str | None) -> str:
    """The text up to ``MAX_CHARACTERS`` without long gaps; nothing for null.

    A run of thousands of spaces means no more than a few, and would cost every pattern its square.

    >>> clean(None), clean("a      b"), clean("a\\n\\n   \\n\\nb")
    ('', 'a   b', 'a\\n\\nb')
    """
    text = (text or "")[:MAX_CHARACTERS]
    return _GAP.sub(lambda gap: "\n\n" if "\n" in gap.group() else "   ", text)


@lru_cache(maxsize=REMEMBERED)
def words(text: str) -> tuple[str, ...]:
    """Lower-case words without punctuation; an apostrophe joins.

    >>> words("Don't panic: it's 5 PM.")
    ('dont', 'panic', 'its', '5', 'pm')
    """
    return tuple(_WORD.findall(_APOSTROPHE.sub("", text.lower())))


@lru_cache(maxsize=REMEMBERED)
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


@lru_cache(maxsize=REMEMBERED)
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
    r"|one moment|please (?:hold|wait)(?! (?:\w+ ){0,3}\d)|i(?:'ll| will| can| would be happy to|'d be happy to|'m happy to"
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


# The agent speaks of itself, and what it says so states something all the same. What follows each of these is the claim.
_FRAME = re.compile(
    r"\b(?:"
    # "I can confirm that refunds take 5 days", "I see your order was shipped", "did you know that ..."
    r"(?:i|we|you)(?:['’](?:m|d|ll|ve))?(?: (?:can|could|do|did|will|would|must|should|have|am|are|just|also|only|already|n['’]?t"
    r"|not|really|actually|happy|glad|pleased|sorry|afraid|sure|certain|pretty|quite|very|to|like|want|wanted|be|able|now))*"
    r" (?:confirm(?:ed)?|assure|inform|tell|say|note|add|mention|clarify|explain(?:ed)?|remind|see|saw|find|found"
    r"|notice[d]?|know|knew|think|thought|believe|agree|heard|read|guess|suppose|imagine|understand|recall|remember|learn(?:ed|t)?|check(?:ed)?"
    r"|verif(?:y|ied)|determined?|recommend|suggest|advise|afraid|sure|certain)"
    r"(?: (?:to )?(?:you|us|him|her|them))?(?: (?:on|in|from) (?:the|your|our|my) \w+)?(?P<that> (?:that|how|,))?"
    # "it looks like your plan does not include exports"
    r"|it (?:looks|seems|appears)(?: (?:like|as (?:if|though)|that))?"
    # "I cannot do that because basic economy is not refundable", "sorry, but refunds end after 30 days"
    # "sure, exports are under Reports"
    r"|^(?P<courtesy>[^,.!?]{0,60}(?=,))"
    r"|(?P<turn>because|since|but|however|although|though|while|and|so|which means(?: that)?|as)"
    r")[ ,:]+",
    re.IGNORECASE,
)
# What follows a frame and is about the talk and not about the matter.
_OF_THE_TALK = re.compile(
    r"^(?:you(?:['’](?:re|d|ve)| are| want| would| need| have| had| were|r (?:frustration|concern|situation|patience))\b"
    r"|(?:this|that|it) (?:is|was|must be|can be|may be|has been) (?:very |so |really |quite )?(?:frustrating|annoying"
    r"|difficult|hard|important|urgent|upsetting|disappointing|inconvenient)\b|how\b|what\b|why\b|whether\b|if\b)",
    re.IGNORECASE,
)
_OF_RECORDS = re.compile(
    r"\b(?:see|saw|find|found|notice[d]?|check(?:ed)?|verif(?:y|ied)|determined?)\b", re.IGNORECASE
)
_JOINED = re.compile(r"^(?:and|but|that) ", re.IGNORECASE)
_MATTER_WORDS = 3
# A sentence made of nothing but "and" is not read for ever.
_MOST_FRAMES = 8
_BEGINNING = 200
_TURN_STARTS = bag("a an the your our this that these those there it its no all any each every refunds")


def _stated(sentence: str) -> str | None:
    """What a sentence states of the matter, or null: the sentence; of one in which the agent speaks of itself or asks
    ("did you know ..."), what it wraps.

    >>> _stated("I can confirm that refunds take 5 days.")
    'refunds take 5 days.'
    >>> _stated("I cannot change it because basic economy tickets are not refundable.")
    'basic economy tickets are not refundable.'
    >>> _stated("Sure, exports are under Reports.")
    'exports are under Reports.'
    >>> _stated("I understand that you want a refund.") is None and _stated("I have cancelled your booking.") is None
    True
    """
    asks = sentence.endswith("?")
    is_courtesy = _COURTESY.match(sentence) and len(sentence.split()) <= _COURTESY_WORDS
    if not asks and not is_courtesy and not _OF_ITSELF.match(sentence):
        return sentence if content_words(sentence) else None
    if asks and not _DID_YOU_KNOW.search(sentence):
        return None
    for frame in islice(_FRAME.finditer(sentence), _MOST_FRAMES):
        rest = _JOINED.sub("", sentence[frame.end() :])
        if frame.group("courtesy") and not _COURTESY.match(sentence):
            continue
        # of the customer's own records no article can tell
        if _OF_RECORDS.search(frame.group()) and words(rest[:_BEGINNING])[:1] in (("your",), ("you",), ("youre",)):
            continue
        if (
            len(content_words(rest[:_BEGINNING])) < _MATTER_WORDS
            or _OF_THE_TALK.match(rest)
            or _OF_ITSELF.match(rest)
            or _COURTESY.match(rest)
        ):
            continue
        turn = (frame.group("turn") or "").lower()
        # "and" and "as" join words as often as statements: a statement begins like one
        if turn in ("and", "so", "as", "while") and words(rest[:_BEGINNING])[0] not in _TURN_STARTS:
            continue
        if asks and turn:
            continue
        return rest
    return None


_DID_YOU_KNOW = re.compile(
    r"\b(?:did|do) you know (?!how|what|why|where|who|when|if|whether|any|of|about)", re.IGNORECASE
)


def claims(text: str) -> tuple[str, ...]:
    """What an answer states of the matter: no questions, no courtesies, nothing that the agent says of itself alone.

    >>> claims("Hi Ann! I am checking this. Refunds take 5 days. What else can I do? Let me know.")
    ('Refunds take 5 days.',)
    >>> claims("I'm afraid that gift cards cannot be refunded. I see your order here.")
    ('gift cards cannot be refunded.',)
    """
    return tuple(claim for _, claim in stating(text))


@lru_cache(maxsize=REMEMBERED)
def stating(text: str) -> tuple[tuple[str, str], ...]:
    """Every sentence that states something of the matter, with what it states.

    >>> stating("I can confirm that refunds take 5 days. I am checking.")
    (('I can confirm that refunds take 5 days.', 'refunds take 5 days.'),)
    """
    return tuple((sentence, claim) for sentence in sentences(clean(text)) if (claim := _stated(sentence)))
