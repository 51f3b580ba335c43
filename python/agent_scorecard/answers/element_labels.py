"""Names of things in the product that an answer mentions: buttons, tabs, features.

Two ways of naming are read: quoted or after a verb of use ("choose Export"), and capitalised within a sentence ("the
Quick Folder button"). What begins a sentence is capitalised anyway and does not count by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent_scorecard.answers.claims import bag, clean, sentences, stem, words

_USE = (
    r"(?:click(?: on)?|choose|select|press|tap(?: on)?|open|use|using|enter|enable|disable|activate|toggle|turn on"
    r"|turn off|switch(?: to| on)?|go to|visit|navigate to|set|check|tick|fill in|under|in|via|with|called|named|see"
    r"|pause|then)"
)
_KIND = (
    r"(?:button|tab|menu|page|panel|screen|option|setting|field|section|link|icon|toggle|switch|checkbox|feature|tool"
    r"|mode|dashboard|add-?on|plug-?in|extension|wizard|module|integration|app|console|assistant|view|dialog)s?"
)
_QUOTED = re.compile(
    r"[\"“”«»„]([^\"“”«»„\n]{2,60})[\"“”«»]|(?<!\w)['‘]([^'’\n]{2,60})['’](?!\w)|\*\*([^*\n]{2,60})\*\*"
)
_CAPITAL = r"[A-Z][\w&+-]*"
_NAME = re.compile(
    rf"{_CAPITAL}(?:[ ](?:(?:and|of|for|to|&)[ ])?{_CAPITAL}|[ ](?!(?:and|or|in|on|to|for|of|is|are|if|then|with"
    rf"|under|from|at|by|as|it|the|a|you|your|we|i|will|can|may)\b)[a-z][\w-]*(?=[ ]+(?:{_KIND})\b))*"
)
_BEFORE = re.compile(rf"\b(?:{_USE}|our|the|a|new)\s+(?:the\s+|your\s+|our\s+)?[\"“'‘*]*$", re.IGNORECASE)
_AFTER = re.compile(rf"[\"”'’*]*\s+{_KIND}\b", re.IGNORECASE)
_ARROW_BEFORE = re.compile(r"[>→»]\s*$")
_ARROW = re.compile(r"\s*(?:>|→|»|/)\s*")
# What is before a name is looked for no farther back.
_BACK = 60
_NOT_A_NAME = bag(
    """
    i im ill ive id monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december english german french spanish europe eu us usa uk am pm
    est utc gmt ok faq vat pdf csv url id api sso error dr mr mrs ms please hello hi thanks sorry unfortunately
    however yes no sure great good the a an this that these those it you we your our my if when once then there
    here to for in on and or but so as after before also just let open choose select click use enter set check
    go visit pause turn files
    """
) - {"files"}
_PERSON = re.compile(
    r"\b(?:hi|hello|hey|dear|thanks|thank you|sorry|mr|mrs|ms|dr|i am|i'm|my name is|this is|from|passenger"
    r"|name)[\s,.*:]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Mention:
    """One name as written; ``is_certain`` where a quote, a verb of use or a kind of element marks it as one."""

    text: str
    key: tuple[str, ...]
    is_certain: bool


def key(text: str) -> tuple[str, ...]:
    """What two spellings of a name have in common.

    >>> key("Change plans") == key("change plan")
    True
    """
    return tuple(stem(word) for word in words(text))


def mentions(text: str | None, labels: Sequence[str] = ()) -> list[Mention]:
    """The names of product elements in a text, in order of appearance. `labels` of several words are known as one name
    ("Reset index"), where they are spelled with their capital.

    >>> [mention.text for mention in mentions('Open Reports, choose "Export" and use the Quick Folder button.')]
    ['Reports', 'Export', 'Quick Folder']
    >>> mentions("Thanks, Ann! On Monday we reply in English.")
    []
    """
    found: list[tuple[int, Mention]] = []
    start = 0
    text = clean(text)
    for sentence in sentences(text):
        offset = text.find(sentence, start)
        start = max(start, offset)
        found.extend((start + at, mention) for at, mention in _in_sentence(sentence, tuple(labels)))
    found.sort(key=lambda pair: pair[0])
    return [mention for _, mention in found]


@lru_cache(maxsize=1 << 14)
def _in_sentence(sentence: str, labels: tuple[str, ...]) -> list[tuple[int, Mention]]:
    found: list[tuple[int, Mention]] = []
    taken = bytearray(len(sentence))  # 1 where a name was read already
    for match in _QUOTED.finditer(sentence):
        inner = next(group for group in match.groups() if group is not None)
        if len(inner.split()) <= 5 and not inner.endswith(":"):
            for part in _ARROW.split(inner):
                if key(part) and any(letter.isalpha() for letter in part):
                    found.append(
                        (
                            match.start(),
                            Mention(
                                part.strip(" .,"),
                                key(part),
                                not match[3] or _ends_in(_BEFORE, sentence, match.start()),
                            ),
                        )
                    )
        _take(taken, match)
    for label in sorted((label for label in labels if " " in label and label in sentence), key=len, reverse=True):
        for match in re.finditer(rf"\b{re.escape(label)}\b", sentence):
            if not any(taken[match.start() : match.end()]):
                found.append((match.start(), Mention(label, key(label), True)))
                _take(taken, match)
    for match in _NAME.finditer(sentence):
        if any(taken[match.start() : match.end()]):
            continue
        at, name = match.start(), match.group()
        tokens = name.split()
        # what begins a sentence is capitalised anyway: a verb of use or an article there is no part of the name
        while tokens and (tokens[0].lower() in _NOT_A_NAME or (at == 0 and len(tokens) == 1)):
            at += len(tokens[0]) + 1
            tokens = tokens[1:]
            if at > 0 and tokens and not tokens[0][:1].isupper():
                tokens = []
        while tokens and tokens[-1].lower() in _NOT_A_NAME:
            tokens = tokens[:-1]
        if not tokens or any(letter.isdigit() for letter in tokens[0]) or (len(tokens) == 1 and tokens[0].isupper()):
            continue
        if _ends_in(_PERSON, sentence, at):
            continue
        certain = (
            _ends_in(_BEFORE, sentence, at)
            or bool(_AFTER.match(sentence, match.end()) or _ARROW.match(sentence, match.end()))
            or _ends_in(_ARROW_BEFORE, sentence, at)
        )
        text = " ".join(tokens)
        found.append((at, Mention(text, key(text), certain)))
    return found


def _take(taken: bytearray, match: re.Match) -> None:
    taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())


def _ends_in(pattern: re.Pattern, sentence: str, end: int) -> bool:
    return pattern.search(sentence, max(0, end - _BACK), end) is not None
