# ruff: noqa: E501
"""What customers wish for: phrases of wanting in five languages, and the thing that follows them.

A wish asks that the product gets something. A request to do something for the customer ("could you add my tax number") is
none, and neither is a wish for help, a refund or an answer. The lists were written for this; no other list was read.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.text.prefilter import may_match


class Wish(NamedTuple):
    """Where it was found: its ``language`` and the ``words`` of the thing, in order, without small words."""

    language: str
    words: tuple[str, ...]


# the thing is what the group `thing` finds
_THING = r"(?P<thing>[^.!?;\n]{3,120})"
_MADE = r"(?:add|build|introduce|implement|offer|support|integrate)"
PHRASES = {
    "en": (
        rf"\b(?:i|we)(?: really| just)? wish (?:there (?:was|were)|you (?:had|offered|supported)|(?:it|the \w+) (?:had|could|supported)|(?:i|we) could) {_THING}",
        rf"\b(?:i|we)(?:'d| would)(?: really)? (?:love|like) (?:to (?:see|have|be able to)|if you (?:had|added|offered)|it if|an? option (?:to|for)|support for) {_THING}",
        rf"\b(?:could|can|would|will) you (?:please |maybe |ever )?{_MADE} {_THING}",
        rf"\bplease (?:consider )?(?:{_MADE}|adding|building|supporting|offering) {_THING}",
        rf"\b(?:it )?(?:would|'d) be (?:so |really |very )?(?:great|nice|helpful|useful|good|handy|awesome|amazing) (?:if (?:you (?:had|added|offered|supported)|there (?:was|were)|(?:we|i|one) could|(?:it|the \w+) (?:had|could|supported))|to (?:have|be able to)) {_THING}",
        rf"\b(?:are there|do you have|have you) (?:any )?plans? (?:to {_MADE}|for) {_THING}",
        rf"\b(?:are you|is the team) planning (?:to {_MADE}|on|an?) {_THING}",
        rf"\bfeature requests?:? {_THING}",
        rf"(?<!what )\b(?:i|we)(?:'m| am|'re| are) (?:really )?missing (?:an?|the) {_THING}",
        rf"\bany chance (?:of getting|you(?:'ll| will| could)? {_MADE}) {_THING}",
        rf"\bwhen will you {_MADE} {_THING}",
    ),
    "de": (
        rf"\b(?:ich wünsche mir|wir wünschen uns|ich würde mir wünschen|wir würden uns wünschen),? {_THING}",
        rf"\b(?:ich hätte|wir hätten) (?:sehr )?gerne? {_THING}",
        rf"\bes wäre (?:\w+ )?(?:toll|schön|super|praktisch|hilfreich|gut|klasse),? wenn (?:es|man|ihr|sie|wir) {_THING}",
        r"\b(?:könntet ihr|könnten sie|könnt ihr|können sie) (?:bitte )?(?:mal )?(?P<thing>[^.!?;\n]{3,100}?) (?:einbauen|hinzufügen|anbieten|ergänzen|einführen|unterstützen)",
        rf"\b(?:gibt es|habt ihr) pläne für {_THING}",
        rf"\b(?:mir|uns) fehlt (?:noch )?(?:eine?|die|der|das) {_THING}",
        rf"\b(?:feature|funktions)-?wunsch:? {_THING}",
        rf"\b(?:plant ihr|planen sie) {_THING}",
    ),
    "es": (
        rf"\b(?:me|nos) gustaría (?:mucho )?(?:que hubiera|que tuvieran|tener|poder|ver) {_THING}",
        rf"\bsería (?:muy )?(?:genial|útil|bueno|estupendo|práctico) (?:que (?:hubiera|tuvieran|pudiéramos)|si (?:hubiera|pudiéramos|tuvieran)|poder|tener) {_THING}",
        rf"\b(?:podrían|podríais|pueden) (?:por favor )?(?:añadir|agregar|incluir|incorporar|ofrecer) {_THING}",
        rf"\b(?:echo|echamos) (?:mucho )?(?:de menos|en falta) {_THING}",
        rf"\b(?:hay|tienen|tenéis) planes (?:para|de) {_THING}",
        rf"\bojalá (?:hubiera|tuvieran|pudiéramos) {_THING}",
    ),
    "fr": (
        rf"\b(?:j'aimerais|nous aimerions|on aimerait)(?: bien)? (?:avoir|pouvoir|voir|qu'il y ait) {_THING}",
        rf"\b(?:ce|il) serait (?:vraiment |très )?(?:bien|super|pratique|génial|utile|top) (?:d'avoir|de pouvoir|d'ajouter|si (?:vous aviez|on pouvait|nous pouvions)|qu'il y ait) {_THING}",
        rf"\b(?:pourriez|pouvez|pourrez)-vous (?:ajouter|intégrer|proposer|prévoir) {_THING}",
        rf"\bil (?:nous |me )?manque (?:encore )?(?:une?|la|le) {_THING}",
        rf"\b(?:prévoyez-vous|envisagez-vous)(?: d'ajouter| de proposer)? {_THING}",
        rf"\bserait-il possible d'(?:ajouter|avoir) {_THING}",
    ),
    "pt": (
        rf"\b(?:eu )?(?:gostaria|gostaríamos) (?:muito )?(?:que houvesse|que tivesse|de ter|de poder|de ver) {_THING}",
        rf"\bseria (?:muito )?(?:bom|ótimo|útil|legal) (?:se (?:houvesse|tivesse|pudéssemos)|ter|poder) {_THING}",
        rf"\b(?:poderiam|vocês podem|podem) (?:por favor )?(?:adicionar|incluir|oferecer) {_THING}",
    ),
}
# about the customer's own case, or no feature at all
NOT_A_WISH = re.compile(
    r"^(?:me|us|him|her|my|mine|our|this|that|these|those|it|them|some|more|mir|mich|uns|mein\w*|unser\w*|mi|mis|nos|nuestr\w+|mon|ma|mes|"
    r"notre|nos|meu|minha|nosso|nossa|\d)\b"
    r"|\b(?:refund|help|answer|reply|response|call(?:back)? (?:me|us)|speak|talk|know|hear|human|person|agent|money back|cancel|invoice for|"
    r"rückerstattung|erstattung|hilfe|antwort|mitarbeiter|wissen|geld|reembolso|ayuda|respuesta|saber|hablar|persona|"
    r"remboursement|aide|réponse|savoir|parler|conseiller|reembolso|ajuda|resposta|saber|falar)\b"
    r"|\b(?:to|on|in|into|from) (?:my|our|this|that) |\b(?:für|in|zu) (?:mein|unser)\w* |\b(?:a|en) (?:mi|nuestr\w+) |\b(?:à|dans|sur) (?:mon|ma|notre) ",
    re.IGNORECASE,
)
SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "to",
        "of",
        "for",
        "in",
        "on",
        "at",
        "by",
        "with",
        "from",
        "and",
        "or",
        "as",
        "that",
        "which",
        "this",
        "it",
        "is",
        "are",
        "be",
        "was",
        "were",
        "we",
        "i",
        "you",
        "they",
        "our",
        "your",
        "my",
        "us",
        "me",
        "can",
        "could",
        "would",
        "will",
        "so",
        "if",
        "when",
        "so",
        "there",
        "option",
        "options",
        "feature",
        "features",
        "function",
        "way",
        "able",
        "support",
        "possibility",
        "have",
        "has",
        "had",
        "get",
        "please",
        "also",
        "too",
        "some",
        "any",
        "more",
        "use",
        "using",
        "make",
        "do",
        "does",
        "not",
        "no",
        "new",
        "directly",
        "same",
        "eine",
        "ein",
        "einen",
        "einem",
        "einer",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "zu",
        "für",
        "mit",
        "von",
        "und",
        "oder",
        "als",
        "man",
        "es",
        "ist",
        "sind",
        "wir",
        "ich",
        "ihr",
        "sie",
        "uns",
        "mir",
        "euch",
        "eure",
        "auch",
        "noch",
        "gibt",
        "gäbe",
        "könnte",
        "könnten",
        "kann",
        "können",
        "funktion",
        "möglichkeit",
        "option",
        "hätte",
        "würde",
        "direkt",
        "nicht",
        "un",
        "una",
        "unos",
        "unas",
        "el",
        "la",
        "los",
        "las",
        "de",
        "del",
        "para",
        "por",
        "con",
        "y",
        "o",
        "que",
        "en",
        "se",
        "es",
        "nos",
        "me",
        "su",
        "sus",
        "opción",
        "función",
        "poder",
        "tener",
        "también",
        "directamente",
        "une",
        "le",
        "les",
        "des",
        "du",
        "pour",
        "avec",
        "et",
        "ou",
        "que",
        "qui",
        "dans",
        "sur",
        "ce",
        "cette",
        "il",
        "nous",
        "vous",
        "on",
        "fonction",
        "fonctionnalité",
        "possibilité",
        "pouvoir",
        "avoir",
        "aussi",
        "um",
        "uma",
        "os",
        "as",
        "do",
        "da",
        "dos",
        "das",
        "no",
        "na",
        "para",
        "com",
        "e",
        "ou",
        "que",
        "em",
        "opção",
        "função",
        "ter",
        "poder",
        "também",
    ]
)
_COMPILED = {language: [re.compile(text, re.IGNORECASE) for text in texts] for language, texts in PHRASES.items()}
MOST_WORDS = 6


def may_wish(bodies: pa.ChunkedArray) -> pa.ChunkedArray:
    """Which of the texts `wishes` may find something in; it reads a whole column at once."""
    plain = pc.replace_substring(bodies, "’", "'")
    return may_match(plain, [pattern for patterns in _COMPILED.values() for pattern in patterns])


def wishes(text: str) -> list[Wish]:
    """Every wish of a message, one for each sentence at most.

    >>> wishes("Thanks! It would be great if there was a dark mode for the mobile app.")
    [Wish(language='en', words=('dark', 'mode', 'mobile', 'app'))]
    >>> wishes("Could you add my VAT number to the invoice?")
    []
    """
    found = []
    for sentence in re.split(r"(?<=[.!?;\n])\s+", (text or "").replace("’", "'")):
        for language, patterns in _COMPILED.items():
            match = next((match for pattern in patterns if (match := pattern.search(sentence))), None)
            if match is None:
                continue
            thing = match["thing"].strip(" ,:-?¿")
            words = content_words(thing)
            if words and not NOT_A_WISH.search(thing):
                found.append(Wish(language, words))
            break
    return found


def content_words(thing: str) -> tuple[str, ...]:
    """The first six words that carry meaning, in lower case, once each; tokens of what was redacted are left out.

    >>> content_words("an export of the reports to Excel")
    ('export', 'reports', 'excel')
    """
    clause = re.split(r",| because | so that | since | weil | damit | porque | parce qu| para que ", thing)[0]
    words = [
        word for word in re.findall(r"[^\W\d_][\w'-]+", re.sub(r"<[^>]*>", " ", clause.lower())) if word not in SMALL
    ]
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def stem(word: str) -> str:
    """A word without accents and endings, so that `exports`, `exporting` and `export` are one.

    >>> [stem(word) for word in ("exports", "exporting", "modos", "Kalender")]
    ['export', 'export', 'modo', 'kalend']
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
    for ending in ("ierung", "ungen", "ation", "ing", "ung", "ers", "ed", "es", "en", "er", "s"):
        if plain.endswith(ending) and len(plain) - len(ending) >= 4:
            return plain[: -len(ending)]
    return plain
