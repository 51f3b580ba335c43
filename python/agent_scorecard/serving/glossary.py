"""The words of the project, each with one meaning: read from glossary.md next to this module, shown as a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("glossary.md")


@dataclass(frozen=True)
class Section:
    """Words of one subject: ``words`` are pairs of a word and its meaning."""

    title: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Glossary:
    """What the page shows: an opening sentence and sections in the order of the file."""

    lede: str
    sections: tuple[Section, ...]


def read_glossary(text: str | None = None) -> Glossary:
    """The glossary from its Markdown: an opening paragraph, then one two-column table per heading.

    >>> read_glossary("# G\\n\\n## A\\n\\n| word | meaning |\\n|---|---|\\n| **agent** | Who `answers`. |\\n").sections
    (Section(title='A', words=(('agent', 'Who answers.'),)),)
    """
    text = FILE.read_text(encoding="utf-8") if text is None else text
    opening, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    lede = " ".join(line for line in opening.splitlines() if line and not line.startswith("#"))
    return Glossary(lede, tuple(_section(part) for part in parts))


def _section(part: str) -> Section:
    title, *lines = part.splitlines()
    rows = [line.strip("| ").split(" | ", 1) for line in lines if line.startswith("| **")]
    return Section(title, tuple((word.strip("*"), meaning.replace("`", "")) for word, meaning in rows))
