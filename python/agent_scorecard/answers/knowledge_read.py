"""The knowledge base as a scorer reads it: the articles that were valid at a moment, compiled once."""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from agent_scorecard.answers.amounts import StatedFigure, figures
from agent_scorecard.answers.claims import REMEMBERED
from agent_scorecard.answers.features import Catalogue, unknown_features, written
from agent_scorecard.answers.negation import Statements, negation_mismatch
from agent_scorecard.answers.numbers import Figures, not_offered
from agent_scorecard.answers.promises import Actions, overpromises
from agent_scorecard.answers.retrieval import Library
from agent_scorecard.answers.support import Source, Support, compile_source, support


@dataclass(frozen=True)
class Compiled:
    """One article version, read once."""

    source: Source
    figures: Figures
    statements: Statements


@dataclass
class Knowledge:
    """What there was to know: articles by version, features by time, workflows, allowed actions."""

    library: Library
    features: Sequence[tuple[str, float, float | None]] = ()  # name or alias, available from, to
    workflows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    actions: Actions = field(default_factory=lambda: Actions(frozenset()))

    def __post_init__(self) -> None:
        self.compiled = lru_cache(maxsize=20_000)(self._compile)
        # agents say the same of the same articles again and again
        self.support = lru_cache(maxsize=REMEMBERED)(self._support)
        self.mismatch = lru_cache(maxsize=2 * REMEMBERED)(self._mismatch)
        self.promises = lru_cache(maxsize=REMEMBERED)(self._promises)
        self.missing = lru_cache(maxsize=REMEMBERED)(self._missing)
        self._unknown_of = lru_cache(maxsize=REMEMBERED)(self._unknown)
        # answers are read in the order of their times, so the last few moments are those that are asked for again
        self._catalogue_of = lru_cache(maxsize=8)(self._catalogue)
        self._digest_of = lru_cache(maxsize=None)(self._digest)
        moments = {moment for _, start, end in self.features for moment in (start, end) if moment is not None}
        self._feature_changes = sorted(moments)

    def _compile(self, index: int) -> Compiled:
        article = self.library.articles[index]
        text = f"{article.title}.\n{article.body}"
        return Compiled(compile_source(text), Figures().add(text), Statements().add(text))

    def _support(self, whole: str, candidates: tuple[int, ...]) -> Support | None:
        return support(whole, [self.compiled(index).source for index in candidates])

    def _mismatch(self, stated: str, candidate: int) -> bool | None:
        return negation_mismatch(stated, self.compiled(candidate).statements)

    def _promises(self, answer: str, candidates: tuple[int, ...]) -> bool:
        return bool(overpromises(answer, self.actions, [self.compiled(index).source for index in candidates]))

    def _missing(self, answer: str, candidates: tuple[int, ...]) -> tuple[list[StatedFigure], list[StatedFigure]]:
        """The figures that an answer states, and those of them that the articles do not."""
        stated = figures(answer)
        return stated, not_offered(stated, *(self.compiled(index).figures for index in candidates))

    def unknown_features(self, answer: str, at: float) -> list[tuple[str, tuple[str, ...]]]:
        """Features that an answer names and nobody knew of at a moment; nothing where no features are listed."""
        return self._unknown_of(answer, self._moment(at))

    def _unknown(self, answer: str, moment: tuple[int, int]) -> list[tuple[str, tuple[str, ...]]]:
        catalogue = self._catalogue_of(moment)
        return unknown_features(answer, catalogue) if catalogue else []

    def _moment(self, at: float) -> tuple[int, int]:
        """The stretch of time between two changes of the library, and of the features, that a moment lies in."""
        return self.library.epoch(at), bisect_right(self._feature_changes, at)

    def catalogue(self, at: float) -> Catalogue | None:
        """What the product consisted of at a moment; None where no features are listed at all."""
        return self._catalogue_of(self._moment(at)) if self.features else None

    def _catalogue(self, moment: tuple[int, int]) -> Catalogue | None:
        # the last change before it; nothing has changed since
        at = max(
            changes[place - 1] if place else -math.inf
            for changes, place in zip((self.library.changes, self._feature_changes), moment, strict=True)
        )
        names = [name for name, start, end in self.features if start <= at and (end is None or at < end)]
        steps = [step for workflow in self.workflows.values() for step in workflow]
        texts = [self._keys[place] for place in np.flatnonzero(self.library.is_valid(at))]
        return Catalogue.of({*names, *steps}, texts) if names else None

    @cached_property
    def _keys(self) -> list[str]:
        return [written(f"{article.title}. {article.body}") for article in self.library.articles]

    def digest(self, first: float, last: float) -> str:
        """All of it that answers given from `first` to `last` depend on, as a hash."""
        return self._digest_of(self._moment(first), self._moment(last))

    def _digest(self, first: tuple[int, int], last: tuple[int, int]) -> str:
        said = hashlib.md5(self._lasting.encode(), usedforsecurity=False)
        for epoch in range(first[0], last[0] + 1):
            said.update(self.library.digest(epoch).encode())
        changes = self._feature_changes
        listed = [
            row
            for row in self.features
            if bisect_left(changes, row[1]) < last[1] and (row[2] is None or bisect_left(changes, row[2]) >= first[1])
        ]
        said.update(repr(sorted(listed, key=repr)).encode())
        return said.hexdigest()

    @cached_property
    def _lasting(self) -> str:
        return repr(
            (sorted((name, tuple(steps)) for name, steps in self.workflows.items()), sorted(self.actions.allowed))
        )
