"""Features that an answer speaks of and the product does not have: not in the catalogue as of the answer, not in any
article valid then, not on the page, not named by the customer.

A mention counts only where its form leaves little doubt that a part of the product is meant (labels.Mention), so that a
person's name or a place is not taken for a feature: better to miss one than to accuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from agent_scorecard.answers.claims import bag, clean, words
from agent_scorecard.answers.element_labels import Mention, key, mentions

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


def written(text: str) -> str:
    """A text as the stems of its words, between spaces: a name is in it where its stems are.

    >>> written("Change plans.")
    ' chang plan '
    """
    return f" {' '.join(key(clean(text)))} "


class Catalogue:
    """Every name the product is known by at one moment."""

    def __init__(self, names: Iterable[tuple[str, ...]] = (), text: str = ""):
        self.names = set(names)
        self.text = text
        self._by_stem: dict[str, list[frozenset[str]]] = {}
        for name in self.names:
            for stem in set(name):
                self._by_stem.setdefault(stem, []).append(frozenset(name))
        self._known: dict[tuple[str, ...], bool] = {}

    @classmethod
    def of(cls, names: Iterable[str], texts: Iterable[str] = ()) -> Catalogue:
        """From names and aliases of features, labels on pages, and the texts of the articles (as `written`)."""
        return cls({key(name) for name in names} - {()}, "".join(texts))

    def knows(self, name: tuple[str, ...]) -> bool:
        """Is it a name, part of one, built from one, or written in an article?"""
        if name not in self._known:
            self._known[name] = self._looked_up(name)
        return self._known[name]

    def _looked_up(self, name: tuple[str, ...]) -> bool:
        if name in self.names or f" {' '.join(name)} " in self.text:
            return True
        stems = set(name)
        alike = (known for stem in stems for known in self._by_stem.get(stem, ()))
        return any(stems <= known or known <= stems for known in alike)


def invented_features(answer: str | None, catalogue: Catalogue, conversation: str = "") -> list[str]:
    """The features an answer mentions that nobody knows of, in order.

    >>> catalogue = Catalogue.of(["Report export", "Export"], [written("Open Reports and choose Export.")])
    >>> invented_features("Open Reports, then choose Export.", catalogue)
    []
    >>> invented_features("The Quick Folder button sorts it. Our report sorcery tool helps, too.", catalogue)
    ['Quick Folder', 'report sorcery tool']
    """
    return not_heard(unknown_features(answer, catalogue), conversation)


def not_heard(found: Iterable[tuple[str, tuple[str, ...]]], conversation: str) -> list[str]:
    """The texts of those whose names the conversation does not hold."""
    heard = written(conversation) if found else ""
    return [text for text, name_key in found if f" {' '.join(name_key)} " not in heard]


def unknown_features(answer: str | None, catalogue: Catalogue) -> list[tuple[str, tuple[str, ...]]]:
    """The same by the answer alone: each as written, with its key."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for mention in mentions(answer):
        if _is_feature(mention) and not catalogue.knows(mention.key):
            found.append((mention.text, mention.key))
    for match in _SAID_TO_EXIST.finditer(clean(answer)):
        name = [word for word in words(match[1]) if word not in _NOT_NAMING]
        # one plain word before "tool" is more often a description than a name
        if len(name) < 2 or any(letter.isupper() for letter in match[1]):
            continue
        name_key = key(" ".join(name))
        if not catalogue.knows(name_key):
            found.append((f"{match[1]}{match[2]}", name_key))
    return found


def _is_feature(mention: Mention) -> bool:
    return mention.is_certain and (len(mention.key) >= 2 or len(mention.text) > 3)
