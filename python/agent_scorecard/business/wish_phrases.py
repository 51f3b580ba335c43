# ruff: noqa: E501
"""Phrases of wanting in five languages, and what looks like one and is none."""

from __future__ import annotations

import re

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
