"""The clocks of the episodes of every group: when something happened, or until when it had not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agent_scorecard.statistics.survival_curves import Curves, curves


@dataclass(frozen=True)
class Clock:
    """One clock's rows: ``episode`` (a number), ``duration`` until its ``cause``, and how long it was ``watched``."""

    episode: np.ndarray
    duration: np.ndarray
    cause: np.ndarray
    watched: np.ndarray


@dataclass(frozen=True)
class Counted:
    """Which ``episode`` is counted in which ``cell``, with the customer as ``cluster``; and of each group its ``series``
    (what it is a week or month of), the ``day`` it begins, and whether it carries every metric or the essentials."""

    episode: np.ndarray
    cell: np.ndarray
    cluster: np.ndarray
    series: np.ndarray
    day: np.ndarray
    is_full: np.ndarray


@dataclass(frozen=True)
class Estimates:
    """One metric's figures: arrays over the groups that have any row of its clock."""

    metric: str
    cell: np.ndarray
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    n_effective: np.ndarray
    at_risk: np.ndarray
    method: str
    hint: np.ndarray


@dataclass(frozen=True)
class ClockRows:
    """One clock's rows in the groups that they are counted in."""

    cell: np.ndarray
    duration: np.ndarray
    cause: np.ndarray
    watched: np.ndarray
    cluster: np.ndarray

    def where(self, mask) -> ClockRows:
        return ClockRows(*(getattr(self, name)[mask] for name in ("cell", "duration", "cause", "watched", "cluster")))


def clock_rows(clock: Clock, counted: Counted, is_essential: bool) -> ClockRows:
    """The clock's rows of the counted episodes, by group; groups that are not full only for an essential metric."""
    place = np.full(max(clock.episode.max(initial=-1), counted.episode.max(initial=-1)) + 1, -1, dtype=np.int64)
    place[clock.episode] = np.arange(len(clock.episode))
    row = place[counted.episode]
    kept = (row >= 0) & (counted.is_full[counted.cell] | is_essential)
    row = row[kept]
    return ClockRows(
        counted.cell[kept], clock.duration[row], clock.cause[row], clock.watched[row], counted.cluster[kept]
    )


def curves_of(rows: ClockRows, cells: int) -> Curves:
    """The curves of groups whose rows are numbered below ``cells``."""
    return curves(rows.cell, rows.duration, rows.cause, cells)
