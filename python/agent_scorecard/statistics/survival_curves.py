"""Time-to-event curves of many groups at once: who is still watched, and what has happened by when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Curves:
    """One step function a group, laid end to end: group ``c`` owns the steps ``start[c]:start[c + 1]``.

    Arrays over steps, times ascending within a group: ``cell``, ``time``, ``at_risk`` (just before), ``events`` (cause
    1), ``endings`` (any cause), ``before`` and ``survival`` (free of any event, just before and just after),
    ``incidence`` (of cause 1, just after). ``row_step`` gives the step of every row passed in; ``row_cause`` its cause.
    """

    start: np.ndarray
    cell: np.ndarray
    time: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray
    endings: np.ndarray
    before: np.ndarray
    survival: np.ndarray
    incidence: np.ndarray
    row_step: np.ndarray
    row_cause: np.ndarray

    @property
    def cells(self) -> int:
        return len(self.start) - 1

    @property
    def size(self) -> np.ndarray:
        """Rows in each group."""
        return np.bincount(self.cell[self.row_step], minlength=self.cells)


def curves(cell, duration, cause, cells: int) -> Curves:
    """The step functions of all groups.

    group, duration, cause: arrays of one length; ``cell`` counts from 0 to ``cells - 1``, durations are in any one unit
    and not negative, a cause is 0 (censored), 1 (the event) or more (competing). Raises ValueError otherwise.

    Five episodes; one ends by the event at 1 and one at 3, one is lost from sight at 2, two are watched to 4:

    >>> steps = curves([0] * 5, [1, 2, 3, 4, 4], [1, 0, 1, 0, 0], 1)
    >>> [round(float(s), 4) for s in steps.survival]
    [0.8, 0.8, 0.5333, 0.5333]
    """
    cell, duration = np.asarray(cell, dtype=np.int64), np.asarray(duration, dtype=np.float64)
    cause = np.asarray(cause, dtype=np.int64)
    _check(cell, duration, cause, cells)

    order = np.lexsort((duration, cell))
    sorted_cell, sorted_time, sorted_cause = cell[order], duration[order], cause[order]
    is_new = np.ones(len(order), dtype=bool)
    is_new[1:] = (sorted_cell[1:] != sorted_cell[:-1]) | (sorted_time[1:] != sorted_time[:-1])
    first = np.flatnonzero(is_new)
    step_of_sorted = np.cumsum(is_new) - 1
    row_step = np.empty(len(order), dtype=np.int64)
    row_step[order] = step_of_sorted

    step_cell, time = sorted_cell[first], sorted_time[first]
    steps = len(first)
    start = np.searchsorted(step_cell, np.arange(cells + 1))
    rows_until = np.searchsorted(sorted_cell, np.arange(cells), side="right")
    at_risk = (rows_until[step_cell] - first).astype(np.float64)
    events = np.bincount(step_of_sorted, weights=sorted_cause == 1, minlength=steps)
    endings = np.bincount(step_of_sorted, weights=sorted_cause > 0, minlength=steps)

    survival = _product_within(1 - endings / at_risk, step_cell, start)
    before = np.ones(steps)
    before[1:] = survival[:-1]
    before[start[:-1][start[:-1] < start[1:]]] = 1.0
    incidence = sum_within(before * events / at_risk, step_cell, start)
    return Curves(start, step_cell, time, at_risk, events, endings, before, survival, incidence, row_step, cause)


def first_time(steps: Curves, is_so):
    """The first time of each group at which ``is_so``; infinite where never."""
    first = np.full(steps.cells, np.inf)
    hits = np.flatnonzero(is_so)
    np.minimum.at(first, steps.cell[hits], steps.time[hits])
    return first


def _check(cell, duration, cause, cells: int) -> None:
    if not len(cell) == len(duration) == len(cause):
        raise ValueError(f"group, duration and cause differ in length: {len(cell)}, {len(duration)}, {len(cause)}")
    if len(cell) and (cell.min() < 0 or cell.max() >= cells):
        raise ValueError(f"group must lie in 0..{cells - 1}")
    bad = np.flatnonzero(~(duration >= 0))
    if len(bad):
        raise ValueError(f"row {bad[0]}: duration {duration[bad[0]]} is negative or unknown")
    if len(cause) and cause.min() < 0:
        raise ValueError("a cause is 0 (censored), 1 (the event) or more (competing)")


def sum_within(values, cell, start):
    """Running sums that begin anew in every group: each group's own rounding, whatever the others add up to.

    >>> sum_within(np.array([1e15, 0.1, 0.2]), np.array([0, 1, 1]), np.array([0, 1, 3])).round(15).tolist()
    [1000000000000000.0, 0.1, 0.3]
    """
    values = np.asarray(values, dtype=np.float64)
    first = start[:-1][start[:-1] < start[1:]]
    if not len(first):
        return values.copy()
    # the sum of the group before is taken off where a group begins, so that the sums stay as small as one group's
    own = np.add.reduceat(values, first)
    steps = values.copy()
    steps[first[1:]] -= own[:-1]
    total = np.cumsum(steps)
    left = np.zeros(len(start) - 1)
    left[cell[first]] = total[first] - values[first]
    return total - left[cell]


def _product_within(factors, cell, start):
    """Running products that begin anew in every group; a factor 0 ends the group's curve at 0."""
    is_zero = factors <= 0
    logs = np.log(np.where(is_zero, 1.0, factors))
    dead = sum_within(is_zero.astype(np.float64), cell, start) > 0
    return np.where(dead, 0.0, np.exp(sum_within(logs, cell, start)))


def standing_at(steps: Curves, at):
    """Incidence and share free of any event of each group at its time."""
    if not len(steps.time):
        return np.zeros(steps.cells), np.ones(steps.cells)
    last = last_step(steps, at)
    return np.where(last >= 0, steps.incidence[last], 0.0), np.where(last >= 0, steps.survival[last], 1.0)


def last_step(steps: Curves, at):
    """Index of each group's last step at or before its time; -1 where there is none."""
    passed = np.bincount(steps.cell, weights=steps.time <= at[steps.cell], minlength=steps.cells).astype(np.int64)
    return np.where(passed > 0, steps.start[:-1] + passed - 1, -1)
