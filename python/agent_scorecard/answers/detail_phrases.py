"""Phrases in five languages by which details are asked for, given, refused and rejected."""

from __future__ import annotations

import re

from agent_scorecard.answers.claims import bag

ID = r"(?:ids?|numbers?|codes?|reference(?: (?:number|code|id))?|ref|no\.?|#)"
KINDS: dict[str, str] = {
    "email": r"e-?mail(?: address)?",
    "phone": (
        rf"(?:tele|cell |mobile )?phone(?: {ID})?|mobile(?: {ID})?|contact number"
        r"|number (?:can|should|may|do) (?:i|we) (?:call|reach|ring)"
    ),
    "birth": r"date of birth|birth ?date|dob|birthday",
    "postcode": r"(?:zip|postal|post)[ -]?codes?|zip",
    "address": r"(?:(?:shipping|billing|delivery|home|street|mailing|postal|current|new|full) )*address",
    "order": rf"(?:order|purchase) {ID}",
    "reservation": rf"(?:reservation|booking|confirmation|itinerary|pnr) {ID}|record locator",
    "account": (
        r"(?:user|account|customer|member(?:ship)?|client|profile|login|patient|policy|subscriber|loyalty)"
        rf" ?{ID}|user ?name|login"
    ),
    "ticket": rf"(?:ticket|case|claim|incident|request|complaint) {ID}",
    "invoice": rf"(?:invoice|bill|receipt) {ID}",
    "tracking": rf"(?:tracking|shipment|parcel|package) {ID}",
    "serial": rf"(?:serial|imei|product|part|sku|license|device) (?:{ID}|key)|imei",
    "transaction": rf"(?:transaction|payment|charge) {ID}",
    "card": r"(?:last (?:four|4) digits|card (?:number|digits))",
    "flight": rf"flight {ID}",
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
DETAIL = {
    kind: re.compile(
        rf"\b(?:{pattern}" + (rf"|{_CODE_OF}(?:{_NOUNS[kind]})\b)" if kind in _NOUNS else ")"), re.IGNORECASE
    )
    for kind, pattern in KINDS.items()
}
# A kind is looked for only where one of the words of its pattern is: a set of words is read faster than a pattern.
WRITTEN_TOGETHER = {
    "email": ("email",),
    "birth": ("birthdate",),
    "account": ("username",),
    "screenshot": ("screenshot",),
}
KINDS_OF_WORD: dict[str, set[str]] = {}
WITH_VALUE = bag(
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
ASKING = re.compile(
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
WHAT = re.compile(r"\bwhat\b(?! (?:you|i|we|to|if|happens|about|else)\b)", re.IGNORECASE)
WHICH = re.compile(r"\bwhich (?P<noun>order|purchase|reservation|booking|account|invoice|ticket|case)\b", re.IGNORECASE)
# "Order number, please?", "And your email is?": nothing but the detail
NOTHING_ELSE = bag(
    """
    and so ok okay then now again please is was your the a an my sorry thanks first just for me
    """
)
# Not the detail again, but another one, a right one, or its confirmation.
ANOTHER = re.compile(
    r"\b(?:other|another|new|different|correct(?:ed)?|additional|each|every|all|next(?! steps?\b)|second|remaining|rest|either"
    r"|instead|double[- ]?check|alternative|updated|whichever|valid|preferred|desired"
    r"|would you (?:like|prefer)|do you want|if you have|if available|if possible|specific)\b",
    re.IGNORECASE,
)
REFUSAL = re.compile(
    r"\b(?:do(?:n['’]?t| not) (?:have|know|remember|recall)|can(?:['’]?t|not| not) (?:find|remember|recall|locate"
    r"|see|provide|share)|forgot|forgotten|lost|not sure|no idea|unsure"
    r"|where (?:can|do|would) i (?:find|see|get)|how (?:can|do) i find|why do you need|what do you mean|i(?:'d"
    r"| would) rather not|couldn['’]?t find)\b",
    re.IGNORECASE,
)
REJECTED = re.compile(
    r"\b(?:could(?:n['’]?t| not)|can(?:['’]?t|not| not)|unable to|was(?:n['’]?t| not) able to|did(?:n['’]?t| not)"
    r"|does(?:n['’]?t| not)|no) \w*\s*(?:find|locate|match|see|verify|work|recogni[sz]e|pull|identify|exist|record"
    r"|result|account|order|reservation)"
    r"|\bthere(?:['’]s| is| are|'re) no\b|\b(?P<bad>invalid|incorrect|not valid|no match|wrong|mismatch|not found"
    r"|doesn['’]?t exist|not recogni[sz]ed|typo|seems to be an (?:issue|error) with)\b",
    re.IGNORECASE,
)
# a noun and the few words after it
MATTERS = {kind: re.compile(rf"\b(?:{nouns})\b((?:\W+[\w-]+){{0,4}})", re.IGNORECASE) for kind, nouns in _NOUNS.items()}
ANOTHER_MATTER = re.compile(
    r"\b(?:another|other|different|one of my|second|next)\b(?:\W+\w+){0,2}?\W+(?:order|reservation|booking|trip"
    r"|flight|ticket|case|invoice|parcel|package|issue|problem|item|charge|account)s?\b",
    re.IGNORECASE,
)
CLAUSE = re.compile(
    r"(?<=[.!?;])\s+|\n+|,?\s+\b(?:but|though|although|however|and)\b\s+(?=(?:i|my|it|the|i['’]m)\b)|,\s+(?=(?:i"
    r"|my|it['’]?s|though)\b)",
    re.IGNORECASE,
)
ASKS_BACK = re.compile(
    r"^\W{0,9}(?:what|which|where|how|is|do|does|can|could)\b.{0,200}\b(?:my|the) (?:\w+ ){0,2}(?:number|id|code)\b"
    r"[^\d]{0,200}\?$",
    re.IGNORECASE,
)
