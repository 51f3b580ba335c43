"""Which details an agent asks a customer for, and which a customer has given: order numbers, addresses, error messages.

A detail is named by its head ("number", "address") and what it is a number or an address of; different words for one
thing (reservation, booking, confirmation; id, number, code) count as the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

from agent_scorecard.answers.claims import FUNCTION_WORDS, REMEMBERED, bag, clean, sentences, words

_ID = r"(?:ids?|numbers?|codes?|reference(?: (?:number|code|id))?|ref|no\.?|#)"
_KINDS: dict[str, str] = {
    "email": r"e-?mail(?: address)?",
    "phone": (
        rf"(?:tele|cell |mobile )?phone(?: {_ID})?|mobile(?: {_ID})?|contact number"
        r"|number (?:can|should|may|do) (?:i|we) (?:call|reach|ring)"
    ),
    "birth": r"date of birth|birth ?date|dob|birthday",
    "postcode": r"(?:zip|postal|post)[ -]?codes?|zip",
    "address": r"(?:(?:shipping|billing|delivery|home|street|mailing|postal|current|new|full) )*address",
    "order": rf"(?:order|purchase) {_ID}",
    "reservation": rf"(?:reservation|booking|confirmation|itinerary|pnr) {_ID}|record locator",
    "account": (
        r"(?:user|account|customer|member(?:ship)?|client|profile|login|patient|policy|subscriber|loyalty)"
        rf" ?{_ID}|user ?name|login"
    ),
    "ticket": rf"(?:ticket|case|claim|incident|request|complaint) {_ID}",
    "invoice": rf"(?:invoice|bill|receipt) {_ID}",
    "tracking": rf"(?:tracking|shipment|parcel|package) {_ID}",
    "serial": rf"(?:serial|imei|product|part|sku|license|device) (?:{_ID}|key)|imei",
    "transaction": rf"(?:transaction|payment|charge) {_ID}",
    "card": r"(?:last (?:four|4) digits|card (?:number|digits))",
    "flight": rf"flight {_ID}",
    "full name": r"(?:full |first |last |your |account holder'?s? |legal )name\b(?! of)",
    "error": r"(?:exact )?error(?: (?:message|code|text))?(?: you)?",
    "device": r"(?:type of |which |what )?(?:device|phone model|make and model|hardware)(?: model| type)?(?: are "
    "you| do you)?",
    "system": r"operating system|(?:\bos\b|android|ios|windows|macos) version|what os",
    "version": r"(?:app|software|firmware|product|program)?\s*version(?: number)?",
    "browser": r"(?:web )?browser(?: version)?",
    "plan": r"(?:subscription|current|pricing)?\s*plan\b|subscription (?:tier|type|level)",
    "payment method": r"payment methods?|method of payment|how you (?:paid|would like to pay)",
    "reason": r"reasons?(?: (?:for|of|why))?",
    "purchase date": r"(?:date of (?:purchase|order)|(?:purchase|order) date|when (?:did )?you "
    r"(?:buy|bought|order|purchase)\w*)",
    "amount": r"(?:exact )?amount(?: (?:of|you|that))?",
    "url": r"(?:url|web address|page link|link to the page)",
    "screenshot": r"screen ?shots?",
    "company": r"(?:company|business|organi[sz]ation|workspace|store) name",
    "size": r"(?:shoe |clothing )?size",
    "color": r"colou?r",
}
# what the code of a detail is a code of
_NOUNS = {
    "order": "order|purchase",
    "reservation": "reservation|booking|itinerary|confirmation",
    "account": "account|user|profile|member|username|customer",
    "ticket": "ticket|case|claim",
    "invoice": "invoice|bill|receipt",
    "tracking": "parcel|package|shipment|tracking",
    "flight": "flight",
    "email": "e-?mail",
    "phone": "phone",
    "transaction": "transaction|charge",
    "serial": "serial|device",
    "card": "card",
    "full name": "name",
}
# "the reference of your booking" is the booking reference
_CODE_OF = r"(?:ids?|numbers?|codes?|references?) (?:of|for|on) (?:your|the|this|that|my|our) "
_DETAIL = {
    kind: re.compile(
        rf"\b(?:{pattern}" + (rf"|{_CODE_OF}(?:{_NOUNS[kind]})\b)" if kind in _NOUNS else ")"), re.IGNORECASE
    )
    for kind, pattern in _KINDS.items()
}
# A kind is looked for only where one of the words of its pattern stands: a set of words is read faster than a pattern.
_WRITTEN_TOGETHER = {
    "email": ("email",),
    "birth": ("birthdate",),
    "account": ("username",),
    "screenshot": ("screenshot",),
}
_KINDS_OF_WORD: dict[str, set[str]] = {}
for _kind, _pattern in _KINDS.items():
    for _word in {*re.findall(r"[a-z]{2,}", _pattern.replace(_ID, "")), *_WRITTEN_TOGETHER.get(_kind, ())}:
        for _form in (_word, f"{_word}s"):
            _KINDS_OF_WORD.setdefault(_form, set()).add(_kind)
_WITH_VALUE = bag(
    """
    order reservation account ticket invoice tracking serial transaction card flight phone postcode
    """
)

# These are details of one matter: when the customer turns to another, they may be asked for again.
OF_ONE_MATTER = bag(
    """
    order reservation ticket invoice tracking transaction flight error reason amount url screenshot plan size
    color
    """
)

_ASKING = re.compile(
    r"\b(?:(?:could|can|would|will|may|might) (?:you|i|we)\b[^.?!]{0,40}?\b(?:provide|share|give|send|tell|have|get"
    r"|ask|specify|supply|enter|describe|let me know|remind|repeat|know|grab|take|type|quote|state|spell|forward"
    r"|read out|pass on|giving|sharing|telling|sending|repeating"
    r"|leave|paste|trouble you for|bother you for)"
    r"|(?:please|kindly) (?:also )?(?:provide|share|give|send|tell|specify|supply|enter|describe|include|let (?:me|us)"
    r"|reply with|remind|quote|state|type|repeat|forward|paste|leave)"
    r"|(?:^|[,;:] )(?:tell|give|send) (?:me|us)|let (?:me|us) (?:know|have)|(?:am|['’]m|are|['’]re) (?:still )?missing"
    r"|(?:do )?you (?:happen to|still) have|mind (?:giving|sharing|telling|sending|repeating)|remind me (?:of|what)"
    r"|(?:i|we)(?:'ll| will| would|'d)?(?: also| first| still| just)? (?:need|require|want)(?: to (?:know|have|get"
    r"|ask(?: you)?(?: for)?|verify))?"
    r"|what(?:'s| is| are| was| were)|which|do you (?:have|know|remember)|where is|how (?:much|did you pay)"
    r"|once (?:you(?:['’]ve| have)? (?:provide|share|send|sent|give)d?n?|i have (?:your|the|that)))\b",
    re.IGNORECASE,
)
# In a question only: "what email are you using?", "which order is it about?"
_WHAT = re.compile(r"\bwhat\b(?! (?:you|i|we|to|if|happens|about|else)\b)", re.IGNORECASE)
_WHICH = re.compile(
    r"\bwhich (?P<noun>order|purchase|reservation|booking|account|invoice|ticket|case)\b", re.IGNORECASE
)
# "Order number, please?", "And your email is?": nothing but the detail
_NOTHING_ELSE = bag(
    """
    and so ok okay then now again please is was your the a an my sorry thanks first just for me
    """
)
# Not the detail again, but another one, a right one, or its confirmation.
_ANOTHER = re.compile(
    r"\b(?:other|another|new|different|correct(?:ed)?|additional|each|every|all|next(?! steps?\b)|second|remaining|rest|either"
    r"|instead|double[- ]?check|alternative|updated|whichever|valid|preferred|desired"
    r"|would you (?:like|prefer)|do you want|if you have|if available|if possible|specific)\b",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\b(?:do(?:n['’]?t| not) (?:have|know|remember|recall)|can(?:['’]?t|not| not) (?:find|remember|recall|locate"
    r"|see|provide|share)|forgot|forgotten|lost|not sure|no idea|unsure"
    r"|where (?:can|do|would) i (?:find|see|get)|how (?:can|do) i find|why do you need|what do you mean|i(?:'d"
    r"| would) rather not|couldn['’]?t find)\b",
    re.IGNORECASE,
)
_REJECTED = re.compile(
    r"\b(?:could(?:n['’]?t| not)|can(?:['’]?t|not| not)|unable to|was(?:n['’]?t| not) able to|did(?:n['’]?t| not)"
    r"|does(?:n['’]?t| not)|no) \w*\s*(?:find|locate|match|see|verify|work|recogni[sz]e|pull|identify|exist|record"
    r"|result|account|order|reservation)"
    r"|\bthere(?:['’]s| is| are|'re) no\b|\b(?P<bad>invalid|incorrect|not valid|no match|wrong|mismatch|not found"
    r"|doesn['’]?t exist|not recogni[sz]ed|typo|seems to be an (?:issue|error) with)\b",
    re.IGNORECASE,
)
# a noun and the few words after it
_MATTERS = {
    kind: re.compile(rf"\b(?:{nouns})\b((?:\W+[\w-]+){{0,4}})", re.IGNORECASE) for kind, nouns in _NOUNS.items()
}
_ANOTHER_MATTER = re.compile(
    r"\b(?:another|other|different|one of my|second|next)\b(?:\W+\w+){0,2}?\W+(?:order|reservation|booking|trip"
    r"|flight|ticket|case|invoice|parcel|package|issue|problem|item|charge|account)s?\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?<=[.!?;])\s+|\n+|,?\s+\b(?:but|though|although|however|and)\b\s+(?=(?:i|my|it|the|i['’]m)\b)|,\s+(?=(?:i"
    r"|my|it['’]?s|though)\b)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_IT_IS = re.compile(r"^\W*(?:sure|yes|ok|okay|here)?\W*(?:it|that|this|here)(?:['’]s| is| it is)\b", re.IGNORECASE)
_ASKS_BACK = re.compile(
    r"^\W{0,9}(?:what|which|where|how|is|do|does|can|could)\b.{0,200}\b(?:my|the) (?:\w+ ){0,2}(?:number|id|code)\b"
    r"[^\d]{0,200}\?$",
    re.IGNORECASE,
)
# what the redaction leaves still says what was given
_REDACTED = {"email": "<email:", "phone": "<phone:", "card": "<card:", "full name": "<name:"}
_NEAR = 40
# bounds keep a search linear whatever the text is
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{1,63}|<email:[0-9a-f]{4}>")
_CODE = re.compile(
    r"(?<![\w@.])#?(?=[\w-]{0,60}\d)[a-z0-9]++(?:[_-][a-z0-9]++){0,20}+\b(?!\s*(?:am|pm|days?|hours?|minutes?|weeks?|months?"
    r"|years?|times?|people|bags?|passengers?|%))",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?\b|\b\d{1,2}(?:st|nd"
    r"|rd|th)\b|[$€£]\s?\d[\d,.]*|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}:\d{2}\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+?\d[\d\s().-]{6,30}\d|<phone:")


@lru_cache(maxsize=REMEMBERED)
def asked(text: str | None) -> frozenset[str]:
    """The details an answer asks for. Confirming or choosing is not asking.

    >>> sorted(asked("Sure! Could you please provide your order number and email?"))
    ['email', 'order']
    >>> asked("Your order number is 5512. Is the email correct?")
    frozenset()
    """
    found: set[str] = set()
    text = clean(text)
    if _KINDS_OF_WORD.keys().isdisjoint(words(text)):
        return frozenset()
    for sentence in sentences(text):
        if _ANOTHER.search(sentence):
            continue
        is_question = sentence.endswith("?")
        if is_question and (which := _WHICH.search(sentence)):
            found |= {kind for kind, noun in _MATTERS.items() if noun.search(which["noun"])}
        kinds = _kinds(sentence)
        if not kinds:
            continue
        asking = _ASKING.search(sentence) or (_WHAT.search(sentence) if is_question else None)
        if asking:
            found |= _kinds(sentence[asking.start() :])
        elif len(kinds) == 1 and _is_only(sentence, *kinds):
            found |= kinds
    return frozenset(found)


def _is_only(sentence: str, kind: str) -> bool:
    """Does a sentence name a detail and say nothing of it?"""
    if _DIGIT.search(sentence) or not (sentence.endswith("?") or "please" in sentence.lower()):
        return False
    match = _DETAIL[kind].search(sentence)
    if match is None:
        return False
    rest = words(sentence[: match.start()]) + words(sentence[match.end() :])
    return _NOTHING_ELSE.issuperset(rest)


def given(text: str | None, requested: frozenset[str] = frozenset()) -> set[str]:
    """The details a customer's message gives: named with a value, or in answer to what was just asked for.

    >>> sorted(given("My order number is 5512, email ann@example.org"))
    ['email', 'order']
    >>> given("It's sofia_kim_7287, but I don't have the booking code.", frozenset({"account", "reservation"}))
    {'account'}
    >>> given("I don't remember my order number", frozenset({"order"}))
    set()
    """
    return set(_given(text, requested))


@lru_cache(maxsize=REMEMBERED)
def _given(text: str | None, requested: frozenset[str]) -> set[str]:
    text = clean(text)
    found = {kind for kind, token in _REDACTED.items() if token in text}
    found |= {"email"} if "@" in text and _EMAIL.search(text) else set()
    refused: set[str] = set()
    named_before: frozenset[str] = frozenset()
    codes_used = 0
    # a clause without a word for a detail and without a digit gives none
    says_something = bool(_DIGIT.search(text)) or not _KINDS_OF_WORD.keys().isdisjoint(words(text))
    for clause in _CLAUSE.split(text) if says_something else ():
        named = _kinds(clause) | _matters_with_code(clause)
        if not named and not named_before:
            continue
        if _REFUSAL.search(clause):
            refused |= named
            continue
        codes = _codes(clause)
        if not named and codes and _IT_IS.match(clause):
            named = named_before
        for kind in named:
            if (kind in _WITH_VALUE and codes and not _ASKS_BACK.search(clause)) or (
                kind not in _WITH_VALUE and _has_value_after(clause, kind)
            ):
                found.add(kind)
                codes_used += kind in _WITH_VALUE
        named_before = named
    open_requests = requested - found - refused
    return found | _given_in_answer(text, open_requests, len(_codes(text)) - codes_used) if open_requests else found


def _given_in_answer(text: str, open_requests: frozenset[str], codes: int) -> set[str]:
    """What an answer gives without naming it: as many codes as were asked for, or words where one thing was asked."""
    found: set[str] = set()
    wants_code = {kind for kind in open_requests if kind in _WITH_VALUE and kind != "phone"}
    if wants_code and codes >= len(wants_code):
        found |= wants_code
    if "phone" in open_requests and _PHONE.search(text):
        found.add("phone")
    if "birth" in open_requests and _DATE.search(text):
        found.add("birth")
    in_words = open_requests - _WITH_VALUE - {"email", "birth"}
    if in_words and len(open_requests) == 1 and not text.rstrip().endswith("?") and not _REFUSAL.search(text):
        found |= in_words if any(word not in FUNCTION_WORDS for word in words(text)) else set()
    return found


@lru_cache(maxsize=REMEMBERED)
def rejected(text: str | None) -> frozenset[str]:
    """The details that the agent says did not lead anywhere: asking for them again is right.

    >>> sorted(rejected("I couldn't find an order with that number."))
    ['order']
    """
    found: set[str] = set()
    text = clean(text)
    for sentence in sentences(text) if _REJECTED.search(text) else ():
        for match in _REJECTED.finditer(sentence):
            near = (
                sentence[max(0, match.start() - _NEAR) : match.end()]
                if match["bad"]
                else sentence[match.start() : match.end() + _NEAR]
            )
            found |= _kinds(near) | {kind for kind, noun in _MATTERS.items() if noun.search(near)}
    return frozenset(found)


def is_another_matter(text: str | None) -> bool:
    """Does the customer turn to another order, booking, ticket?"""
    return bool(_ANOTHER_MATTER.search(clean(text)))


def _matters_with_code(text: str) -> set[str]:
    """ "cancel the reservation FDZ0T5", "order with the number 5512": a thing named by its code."""
    if not _DIGIT.search(text):
        return set()
    return {kind for kind, noun in _MATTERS.items() if any(_codes(following) for following in noun.findall(text))}


@lru_cache(maxsize=1 << 14)
def _kinds(sentence: str) -> frozenset[str]:
    telling = _KINDS_OF_WORD.keys() & words(sentence)
    if not telling:
        return frozenset()
    likely = set().union(*(_KINDS_OF_WORD[word] for word in telling))
    return frozenset(kind for kind in likely if _DETAIL[kind].search(sentence))


def _codes(text: str) -> list[str]:
    if not _DIGIT.search(text):
        return []
    return [code for code in _CODE.findall(_EMAIL.sub(" ", _MONTH_DAY.sub(" ", text))) if len(code.strip("#")) >= 3]


def _has_value_after(sentence: str, kind: str) -> bool:
    """ "my browser is Firefox", "reason: it broke", "size 42": something is said of it."""
    match = _DETAIL[kind].search(sentence)
    after = sentence[match.end() :] if match else ""
    said = re.match(
        r"\s*(?:is|was|are|:|=|-|–|because|says?|said|reads?|would be|will be|,? it'?s)\s*(\S.*)|\s+(#?\w*\d\w*)",
        after,
        re.IGNORECASE,
    )
    return bool(said and [word for word in words(said.group()) if word not in FUNCTION_WORDS])
