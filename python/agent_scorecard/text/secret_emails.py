"""E-mail addresses, as they are written, spoken and disguised."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

Found = tuple[int, int, str]
_LOCAL = r"[\w.%+'-]{1,64}"
_DOMAIN = r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"
_EMAIL = re.compile(rf"(?<![\w.%+'-])({_LOCAL})[@＠]({_DOMAIN})")
# anna [at] example [dot] com · anna(a)example.com
_BRACKETED = re.compile(
    rf"(?<![\w.%+'-])({_LOCAL}) ?[\[({{<] ?(?:at|@|a|ät) ?[\])}}>] ?([\w-]{{1,63}}(?:(?:\.| ?[\[({{<] ?(?:dot|punkt|\.) ?[\])}}>] ?| dot )[\w-]{{1,63}}){{1,5}})",
    re.IGNORECASE,
)
# words that say the sign and nothing else, by language: German, Spanish and Portuguese, French, Italian, Dutch, Polish
_AT = "ät|arroba|arobase|arrobase|chiocciola|apenstaartje|małpa"
_SPOKEN_DOT = "(?:punkt|punto|point|punt|ponto|kropka)"
# anna dot mueller at example dot com · anna.mueller at gmail.com · anna @ gmail.com
_SPOKEN = re.compile(
    rf"(?<![\w.%+'-])({_LOCAL}(?: dot [\w-]{{1,63}}){{0,3}}) (?:at|@|{_AT}) ?([\w-]{{1,63}}(?:(?:\.| dot | {_SPOKEN_DOT} )[\w-]{{1,63}}){{1,4}})",
    re.IGNORECASE,
)
# anna_at_example.com · anna-at-example-dot-com
_HYPHENED = re.compile(
    r"(?<![\w.%+'@/-])([A-Za-z0-9][A-Za-z0-9.+]{0,63})[_-]at[_-]([A-Za-z0-9]{1,63}(?:(?:\.|[_-]dot[_-])[A-Za-z0-9]{2,63}){1,4})(?![\w.-]*[\w@])",
    re.IGNORECASE,
)
# "anna mail"@example.com · anna@example .com
_QUOTED = re.compile(rf'("[^"@\n]{{1,64}}")@({_DOMAIN})')
_TORN = re.compile(
    rf"(?<![\w.%+'-])({_LOCAL})@([\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,3}}(?: \. ?|\. )(?:com|org|net)|[\w-]{{1,63}} \.(?:de|fr|es|it|nl|eu|uk|co\.uk|io))\b"
)
_DOT = re.compile(
    r" ?[\[({<]? ?\b(?:dot|punkt|punto|point|punt|ponto|kropka)\b ?[\])}>]? ?| ?[\[({<] ?\. ?[\])}>] ?|[_-]dot[_-]| ?\. ?",
    re.IGNORECASE,
)
_SIGN_IN_WORDS = re.compile(rf" (?:{_AT})\b", re.IGNORECASE)
_MAIL_WORD = re.compile(
    r"e-?mail|\bmail\b|write (?:to )?me|reach me|contact me|address is|correo|adresse", re.IGNORECASE
)
_PROVIDERS = frozenset(
    "gmail googlemail outlook hotmail live msn yahoo ymail icloud me aol proton protonmail gmx web zoho yandex mail fastmail hey".split()
)
_FILES = frozenset("png jpg jpeg gif svg webp pdf txt csv js ts py css html zip exe".split())
_COMMON_TLDS = frozenset("com org net io de uk fr es it nl eu co ch at us ca au".split())
_SPOKEN_TLDS = _COMMON_TLDS | frozenset("pt pl br mx ar cl be lu info biz".split())


def plain_emails(text: str) -> Iterator[Found]:
    """E-mail addresses as mail programs write them.

    >>> [address for _, _, address in plain_emails("from anna.m@Example.com.")]
    ['anna.m@example.com']
    """
    for match in itertools.chain(_QUOTED.finditer(text), _TORN.finditer(text), _EMAIL.finditer(text)):
        if found := _address(text, match):
            yield found


def disguised_emails(text: str) -> Iterator[Found]:
    """E-mail addresses as people write them past a filter.

    >>> [address for _, _, address in disguised_emails("ben [at] example [dot] org, not: look at example dot com")]
    ['ben@example.org']
    """
    for match in itertools.chain(_BRACKETED.finditer(text), _HYPHENED.finditer(text)):
        if found := _address(text, match):
            yield found
    for match in _SPOKEN.finditer(text):
        if _is_spoken_address(text, match) and (found := _address(text, match)):
            yield found


def _address(text: str, match: re.Match) -> Found | None:
    local, domain = match.group(1), match.group(2)
    labels = _DOT.sub(".", domain).rstrip("-_").split(".")
    end = match.end() - (len(domain) - len(domain.rstrip("-_")))
    # "anna@example.com.Thanks": the sentence after it was glued on.
    if len(labels) > 2 and labels[-1].istitle() and labels[-2].lower() in _COMMON_TLDS:
        end -= len(labels.pop()) + 1
    top = labels[-1].lower()
    if len(top) < 2 or not (top.isalpha() or top.startswith("xn--")) or top in _FILES:
        return None
    if local.lower() == "git" and (text[match.end() : match.end() + 1] == ":" or labels[0].lower().startswith("git")):
        return None
    start = match.start() + len(local) - len(local.lstrip("'.-"))
    local = _DOT.sub(".", local.lstrip("'.-"))
    return (start, end, f"{local}@{'.'.join(labels)}".casefold()) if local else None


def _is_spoken_address(text: str, match: re.Match) -> bool:
    """ "Look at example dot com" is a sentence; "anna.m at example dot com" is an address."""
    local, domain = match.group(1), match.group(2)
    if local.isdigit():
        return bool(_MAIL_WORD.search(text, max(0, match.start() - 40), match.start()))
    if re.search(r"[\d._+]| dot ", local) or re.split(r"[. ]", domain)[0].lower() in _PROVIDERS:
        return True
    sign = match.group()[len(local) :]
    if sign.startswith((" @", "@")):
        return labels_end_an_address(domain)
    if _SIGN_IN_WORDS.match(sign):
        return _DOT.sub(".", domain).rsplit(".", 1)[-1].lower() in _SPOKEN_TLDS
    return bool(_MAIL_WORD.search(text, max(0, match.start() - 40), match.start()))


def labels_end_an_address(domain: str) -> bool:
    """ "jane @ example.com" is an address by its end; "3 @ 5 euros" has none."""
    return domain.rsplit(".", 1)[-1].lower() in _COMMON_TLDS
