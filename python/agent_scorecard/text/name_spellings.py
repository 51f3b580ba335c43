"""The ways in which a known name is typed: with initials, without accents, in part."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# A name of more words than this is searched for by its first and last ones: the forms of a name grow with its words.
_MOST_WORDS = 5

_NEVER = re.compile(r"(?!)")
# Thai, Chinese, Japanese, and Korean, in which endings are glued to names
_WITHOUT_SPACES = re.compile("[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_PARTICLES = frozenset(
    "mr mrs ms miss mx dr prof sir madam herr frau señor señora monsieur madame jr sr ii iii van von der den de del della la le da do dos di du bin ibn al el".split()
)
# Names that are words too: alone they are taken for the name only where someone is addressed or signs.
_ALSO_WORDS = frozenset(
    "will mark may june april august january february march july september october november december rose grace hope faith joy bill art frank drew chase grant dawn summer autumn price case "
    "page young long short king may day best bond brown black white green gray grey wood woods stone banks bush field fields "
    "hill cook baker miller smith carpenter fisher hunter mason taylor walker turner parker carter butler church park parks "
    "rich major dean earl duke prince max sky eve ivy iris lily violet ruby amber pearl crystal star sunny jack rob pat sue "
    "nick chip chance christian wade miles penny robin jay ray guy gene dale cliff glen heath forest brook reed reid love "
    "winter snow frost rice bean berry cherry olive sage basil ginger pepper rusty sandy misty stormy wise noble sharp strong "
    "swift fox wolf cross hunt waters north south east west bright glass gold silver speed spring stock story temple "
    "winner worth blue red orange yellow pink purple alexa siri cortana mercedes tesla chat apple mail china india paris small little power powers wall street lane house home hall read ford cash dollar buck bank sales support help test "
    "user customer admin account order team agent name null none unknown guest new old good son sun and for the not".split()
)


@lru_cache(maxsize=50_000)
def name_patterns(name: str) -> tuple[tuple[str, ...], re.Pattern, re.Pattern]:
    """(folded parts for a cheap look, the pattern of sure forms, the pattern of names that are words too)."""
    words = [word.strip(".,") for word in name.split() if word.strip(".,")]
    if len(words) > _MOST_WORDS:
        words = [*words[: _MOST_WORDS - 1], words[-1]]
    core = [word for word in words if word.casefold() not in _PARTICLES and sum(c.isalpha() for c in word) >= 2]
    if not core:
        return (), _NEVER, _NEVER
    if not any("a" <= c <= "z" for c in _plain(name).casefold()) and not core[0].isupper() and not core[0].istitle():
        return _name_without_capitals(words)
    gap = r"[\s,.]{1,3}"
    sure, unsure, looks = [], [], []
    forms = [core, core[::-1]] + ([words] if words != core else [])
    if len(core) > 2:
        forms.append([core[0], core[-1]])
    for form in forms if len(words) > 1 else []:
        for spelled in _spellings(form):
            sure += _whole_name(spelled, gap)
    for spelled in _spellings(core) if len(core) > 1 else []:
        sure += _with_initials(spelled)
    for part in core:
        for (word,) in _spellings([part]):
            looks.append(word.casefold().replace("’", "'"))
            title, upper = _as_typed(word[:1].upper() + word[1:]), _as_typed(word.upper())
            if part.casefold() in _ALSO_WORDS or len(part) < 3:
                unsure += [title, upper]
            else:
                sure += [title, upper]
                # three small letters are too often a word: taken where someone is addressed
                (sure if len(part) > 3 else unsure).append(_as_typed(word.casefold()))
    whole = re.compile(r"(?<![\w@])(?:" + "|".join(dict.fromkeys(sure)) + r")(?![\w@])") if sure else _NEVER
    alternatives = "|".join(dict.fromkeys(unsure))
    addressed = (
        re.compile(
            r"(?:(?i:\b(?:hi|hello|hey|dear|hallo|hola|bonjour|ciao|thanks|thank you|regards|cheers|best|yours|love|sincerely|gr(?:ü|u)(?:ß|ss)en?|mr|mrs|ms|herr|frau|i am|i['’]?m|it['’]?s|this is|ich bin|soy|je suis|name is|name:)[\s,.!–—-]{1,4})|\n\s{0,3}[-–—~]?\s?|(?:^|[.!?] )[-–—~]\s?)"
            rf"({alternatives})(?![\w@])(?=\s*(?:$|[,.!?:;\n–—-]|(?:here|and|from|again|speaking|writing|btw)\b))"
        )
        if unsure
        else _NEVER
    )
    return tuple(dict.fromkeys(looks)), whole, addressed


def _name_without_capitals(words: list[str]) -> tuple[tuple[str, ...], re.Pattern, re.Pattern]:
    """Scripts that know no capitals: the words in a row, with or without spaces, and each that is long enough for a name.

    Two signs are one where words are written without spaces, four letters elsewhere: of three many are words, as Ali is in
    Arabic.
    """
    forms, looks = [r"\s*".join(map(re.escape, words))], [words[0].casefold()]
    for word in words if len(words) > 1 else ():
        is_unspaced = bool(_WITHOUT_SPACES.search(word))
        if len(word) >= (2 if is_unspaced else 4):
            forms.append(re.escape(word) if is_unspaced else rf"(?<!\w){re.escape(word)}(?!\w)")
            looks.append(word.casefold())
    return tuple(dict.fromkeys(looks)), re.compile("|".join(forms)), _NEVER


def _as_typed(word: str) -> str:
    """The pattern of one word of a name: apostrophes of any kind, and a space where the name has a hyphen."""
    return re.sub("['’]", "['’´`]", re.escape(word)).replace(r"\-", r"[-\s‐‑]")


def _whole_name(words: list[str], gap: str) -> list[str]:
    """The words in a row, in any case, except that "will mark" is no Will Mark."""
    if all(word.casefold() in _ALSO_WORDS for word in words):
        return [gap.join(map(_as_typed, form)) for form in (words, [word.upper() for word in words])]
    return ["(?i:" + gap.join(map(_as_typed, words)) + ")"]


def _with_initials(words: list[str]) -> list[str]:
    """ "A. Schmidt" and "Anna M. Schmidt"; a surname that is also a word needs its capital: "a. price" is no A. Price."""
    # each given name once: two alike could match one word in many ways, and with each more the ways double
    given = [rf"(?:{_as_typed(word)}|{re.escape(word[0])}\.?)" for word in dict.fromkeys(words[:-1])]
    pattern = rf"{given[0]}\s?" + "".join(rf"(?:{part}\s?)?" for part in given[1:])
    if words[-1].casefold() in _ALSO_WORDS or len(words[-1]) < 3:
        return [rf"{re.escape(words[0][0].upper())}\.\s?{_as_typed(words[-1][:1].upper() + words[-1][1:])}"]
    return [rf"(?i:{pattern}{_as_typed(words[-1])})"]


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


_WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "å": "aa", "æ": "ae"}
)
# Letters with a stroke are letters of their own to Unicode, and yet are typed without it.
_WITHOUT_STROKE = str.maketrans("øØłŁđĐıåÅ", "oOlLdDiaA")


def _spellings(words: list[str]) -> list[list[str]]:
    """As given, without accents, and with German and Nordic letters written out."""
    plain = tuple(_plain(word).translate(_WITHOUT_STROKE) for word in words)
    written = tuple(word.translate(_WRITTEN_OUT) for word in words)
    return list(map(list, dict.fromkeys([tuple(words), tuple(map(_plain, words)), plain, written])))
