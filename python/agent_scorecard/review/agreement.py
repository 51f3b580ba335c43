"""The table of agreement: people with each other and every judge with people, by category and over all."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import numpy as np
import pyarrow as pa

from agent_scorecard.statistics.rater_agreement import (
    Coefficient,
    cohens_kappa,
    gwets_ac1,
    homogeneity_p_value,
    judge_quality,
    krippendorffs_alpha,
)

ALL = "(all)"
WITH_INTERVAL = ("kappa", "alpha", "ac1", "sensitivity", "specificity")
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("category", "rater_type", "rater")]
    + [(name, pa.int64()) for name in ("episode_count", "pair_count", "reviewer_count")]
    + [(name + end, pa.float64()) for name in WITH_INTERVAL for end in ("", "_low", "_high")]
    + [(name, pa.float64()) for name in ("agreement_rate", "cannot_tell_rate", "calibration_error", "drift_p_value")]
    + [("is_trusted", pa.bool_())]
)
NONE = Coefficient(float("nan"), float("nan"), float("nan"), 0)


@dataclass(frozen=True, order=True)
class Verdict:
    """One reviewer's newest word on one episode: 1 correct, 0 not, None where the reviewer could not tell."""

    category: str
    episode_id: str
    reviewer_id: str
    correct: int | None


@dataclass(frozen=True, order=True)
class Judged:
    """One judge's score of one episode that people reviewed, and what the episode represents."""

    category: str
    judge: str
    month: str
    episode_id: str
    score: float
    correct_score: float
    weight: float


def agreement(verdicts: Iterable[Verdict], judged: Iterable[Judged]) -> pa.Table:
    """One row per category and rater, in the columns of ``SCHEMA``, rounded to ten digits; see :func:`agreement_rows`."""
    rows = agreement_rows(verdicts, judged)
    return pa.Table.from_pylist([{name: _rounded(value) for name, value in row.items()} for row in rows], schema=SCHEMA)


def _rounded(value):
    if isinstance(value, float):
        return round(value, 10) if math.isfinite(value) else None
    return value


def agreement_rows(verdicts: Iterable[Verdict], judged: Iterable[Judged]) -> Iterator[dict]:
    """One row per category and rater: ``people`` among themselves, then each judge against people; `(all)` first.

    Kappa and AC1 of people are between the first two reviewers of an episode by name, alpha takes all of them. A judge's
    figures are weighted by what each reviewed episode represents.
    """
    verdicts, judged = sorted(verdicts, key=lambda v: (v.category, v.episode_id, v.reviewer_id)), sorted(judged)
    for category, chosen in _by_category(verdicts):
        yield _people(category, chosen)
    for category, chosen in _by_category(judged):
        for judge, rows in groupby(sorted(chosen, key=attrgetter("judge")), key=attrgetter("judge")):
            yield _judge(category, judge, sorted(rows, key=attrgetter("episode_id")))


def _by_category(rows):
    if rows:
        yield ALL, rows
    for category, chosen in groupby(rows, key=attrgetter("category")):
        yield category, list(chosen)


def _people(category: str, verdicts: list[Verdict]) -> dict:
    told = [verdict for verdict in verdicts if verdict.correct is not None]
    pairs = [
        (mine[0].correct, mine[1].correct)
        for _, group in groupby(told, key=attrgetter("category", "episode_id"))
        if len(mine := list(group)) > 1
    ]
    first, second = np.array(pairs, int).reshape(-1, 2).T
    alpha = krippendorffs_alpha([v.episode_id for v in told], [v.correct for v in told]) if pairs else NONE
    kappa = cohens_kappa(first, second) if pairs else NONE
    row = _row(category, "people", ALL, len({v.episode_id for v in verdicts}), len(pairs), kappa)
    ac1 = gwets_ac1(first, second) if pairs else NONE
    return row | {
        **_interval("alpha", alpha),
        **_interval("ac1", ac1),
        "agreement_rate": float((first == second).mean()) if pairs else None,
        "cannot_tell_rate": 1 - len(told) / len(verdicts) if verdicts else None,
        "reviewer_count": len({v.reviewer_id for v in verdicts}),
    }


def _judge(category: str, judge: str, rows: list[Judged]) -> dict:
    score, correct, weight = (
        np.array([getattr(row, name) for row in rows], float) for name in ("score", "correct_score", "weight")
    )
    quality = judge_quality(score, correct, weight)
    passed, right = score >= 0.5, correct >= 0.5
    months, code = np.unique([row.month for row in rows], return_inverse=True)
    confusion = np.bincount(code * 4 + passed * 2 + right, minlength=len(months) * 4).reshape(-1, 4)
    row = _row(category, "judge", judge, len(rows), len(rows), quality.kappa)
    return row | {
        **_interval("ac1", gwets_ac1(passed, right, weight)),
        **_interval("sensitivity", quality.sensitivity),
        **_interval("specificity", quality.specificity),
        "agreement_rate": float((weight * (passed == right)).sum() / weight.sum()),
        "calibration_error": quality.calibration_error,
        "drift_p_value": homogeneity_p_value(confusion),
        "is_trusted": quality.is_trusted,
    }


def _row(category, rater_type, rater, episodes, pairs, kappa) -> dict:
    return {
        "category": category,
        "rater_type": rater_type,
        "rater": rater,
        "episode_count": episodes,
        "pair_count": pairs,
        **_interval("kappa", kappa),
    }


def _interval(name: str, coefficient: Coefficient) -> dict:
    return {name: coefficient.value, f"{name}_low": coefficient.low, f"{name}_high": coefficient.high}
