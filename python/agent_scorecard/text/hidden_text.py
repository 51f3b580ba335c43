"""A text as it would be shown: without invisible characters, with HTML entities and percent-encoding read.

People and mail programs hide an address from a filter (``anna&#64;example.com``, ``anna%40example.com``, a zero-width
space in the middle). What is shown to a reader is what must be searched; what is found must be replaced where it lies.
"""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

# Soft hyphen, joiners, zero-width and direction marks, word joiner, byte order mark, variation selectors, tags.
_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f"
_HIDDEN = re.compile(
    rf"(?P<invisible>[{_INVISIBLE}]+)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<percent>(?:%[0-9a-fA-F]{2})+)"
    r"|(?P<wide>[\uff01-\uff5e\u3000])"
)
# The same question for RE2, over a whole batch.
MAY_HIDE = (
    r"[\x{00ad}\x{034f}\x{061c}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180e}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}"
    r"\x{fe00}-\x{fe0f}\x{feff}\x{e0000}-\x{e007f}\x{ff01}-\x{ff5e}\x{3000}]|&[#A-Za-z]|%[0-9a-fA-F]{2}"
)


def shown(text: str) -> tuple[str, list[tuple[int, int]] | None]:
    """(the text as shown, for each of its characters the span of the original it comes from); null where nothing is hidden.

    >>> shown("a&#64;b")
    ('a@b', [(0, 1), (1, 6), (6, 7)])
    >>> shown("plain")
    ('plain', None)
    """
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    position = 0
    for match in _HIDDEN.finditer(text):
        revealed = _revealed(match)
        if revealed == match.group():
            continue
        start, end = match.span()
        pieces.append(text[position:start])
        places += [(at, at + 1) for at in range(position, start)]
        pieces.append(revealed)
        places += [(start, end)] * len(revealed)
        position = end
    if not pieces:
        return text, None
    pieces.append(text[position:])
    places += [(at, at + 1) for at in range(position, len(text))]
    return "".join(pieces), places


def _revealed(match: re.Match) -> str:
    if match["invisible"]:
        return ""
    if match["entity"]:
        return html.unescape(match.group())
    if match["percent"]:
        return unquote(match.group(), errors="ignore")
    return " " if match.group() == "\u3000" else chr(ord(match.group()) - 0xFEE0)
