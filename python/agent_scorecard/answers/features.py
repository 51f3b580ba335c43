"""Features that an answer speaks of and the product does not have: not in the catalogue as of the answer, not in any
article valid then, not on the page, not named by the customer.

A mention counts only where its form leaves little doubt that a part of the product is meant (labels.Mention), so that a
person's name or a place is not taken for a feature: better to miss one than to accuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .labels import Mention, key, mentions
from .words import bag, clean, words

_SAID_TO_EXIST = re.compile(
    r"\b(?:the|our|a|an|new|its|this)\s+((?:[\w-]+\s+){1,3}?)(feature|tool|add-?on|plug-?in|extension|wizard"
    r"|module|integration|assistant|console|dashboard)\b",
    re.IGNORECASE,
)
_NOT_NAMING = bag(
    """
    same new other following right first last next available relevant main web mobile desktop correct
    appropriate whole entire current useful great this that your our free paid standard default specific
    existing support admin help similar different and or of for in to with by
    """
)


@dataclass
class Catalogue:
    """Every name the product is known by at one moment."""

    names: set[tuple[str, ...]] = field(default_factory=set)
    text: str = ""

    @classmethod
    def of(cls, names: Iterable[str], texts: Iterable[str] = ()) -> Catalogue:
        """From names and aliases of features, labels on pages, and the texts of the articles."""
        keys = {key(name) for name in names} - {()}
        return cls(keys, "".join(f" {' '.join(key(clean(text)))} " for text in texts))

    def knows(self, name: tuple[str, ...]) -> bool:
        """Is it a name, part of one, built from one, or written in an article?"""
        if name in self.names or f" {' '.join(name)} " in self.text:
            return True
        stems = set(name)
        return any(stems <= set(known) or set(known) <= stems for known in self.names)


def invented_features(answer: str | None, catalogue: Catalogue, conversation: str = "") -> list[str]:
    """The features an answer mentions that nobody knows of, in order.

    >>> catalogue = Catalogue.of(["Report export", "Export"], ["Open Reports and choose Export."])
    >>> invented_features("Open Reports, then choose Export.", catalogue)
    []
    >>> invented_features("The Magic Merge button does that. Our report sorcery tool helps, too.", catalogue)
    ['Magic Merge', 'report sorcery tool']
    """
    heard = f" {' '.join(key(clean(conversation)))} "
    found: list[str] = []
    for mention in mentions(answer):
        if _is_feature(mention) and not catalogue.knows(mention.key) and f" {' '.join(mention.key)} " not in heard:
            found.append(mention.text)
    for match in _SAID_TO_EXIST.finditer(clean(answer)):
        name = [word for word in words(match[1]) if word not in _NOT_NAMING]
        phrase = f"{match[1]}{match[2]}"
        # one plain word before "tool" is more often a description than a name
        if len(name) < 2 or any(letter.isupper() for letter in match[1]):
            continue
        name_key = key(" ".join(name))
        if not catalogue.knows(name_key) and f" {' '.join(name_key)} " not in heard:
            found.append(phrase)
    return found


def _is_feature(mention: Mention) -> bool:
    return mention.is_certain and (len(mention.key) >= 2 or len(mention.text) > 3)
