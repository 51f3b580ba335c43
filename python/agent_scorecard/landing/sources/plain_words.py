"""Words of a message out of the HTML or JSON that a help desk keeps."""

from __future__ import annotations

import re
from html.parser import HTMLParser


class _Text(HTMLParser):
    BLOCKS = frozenset(
        ["p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"]
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag, attrs) -> None:
        self.hidden += tag in ("script", "style")
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag) -> None:
        self.hidden -= tag in ("script", "style")
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data) -> None:
        if not self.hidden:
            self.parts.append(data)


def plain_text(html: str | None) -> str | None:
    """The words of HTML, one line a block.

    >>> plain_text('<p>Hi &amp; welcome</p><p>Bye<br>now</p>')
    'Hi & welcome\\nBye\\nnow'
    """
    if not html or ("<" not in html and "&" not in html):
        return (html or "").strip() or None
    parser = _Text()
    parser.feed(html)
    parser.close()
    text = re.sub(r"[ \t\xa0]+", " ", "".join(parser.parts))
    return re.sub(r"\s*\n\s*", "\n", text).strip() or None
