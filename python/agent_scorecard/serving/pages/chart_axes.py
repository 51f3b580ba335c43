"""The frame of a chart: its scale, where its axis ends, its grid, dates and events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import floor, log10

from markupsafe import escape

from agent_scorecard.serving import dates_in_words
from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.figures import Figure

WIDTH, HEIGHT = 380, 176
LEFT, RIGHT, TOP, BOTTOM = 44, 10, 12, 24
# letters nearer than this would lie on each other: they share a place
FLAG_WIDTH = 9


class Scale:
    """Weeks to the right, values upwards."""

    def __init__(self, count: int, low: float, high: float):
        self.count, self.low, self.high = count, low, high
        self.step = (WIDTH - LEFT - RIGHT) / max(count, 1)

    def x(self, index: int) -> float:
        return round(LEFT + self.step * (index + 0.5), 1)

    def y(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def domain(figures: Sequence[Figure], baseline: float | None) -> tuple[float, float]:
    """From 0 (or what is below it) to a round number above everything; shares never beyond 1, times never crushed by one
    wide interval."""
    first = figures[0]
    values = [figure.value for figure in figures if figure.value is not None]
    ends = [
        end for figure in figures if figure.value is not None for end in (figure.low, figure.high) if end is not None
    ]
    limits = [limit for limit in (first.warn, first.fail, baseline) if limit is not None]
    if first.unit == "share":
        top = max([*values, *ends, *limits, 0.1])
        return 0.0, 1.0 if top > 0.6 else min(1.0, _round_up(top))
    if first.unit == "of_5":
        return 0.0, 1.0
    if first.unit in ("mean", "mood") and min([*values, *ends, 0.0]) < 0:
        reach = _round_up(max(abs(number) for number in [*values, *ends, *limits, 0.1]))
        return -reach, reach
    # limits that lie far above everything seen would flatten the line
    largest = max(values, default=1.0)
    near = [number for number in (*ends, *limits) if number <= 3 * largest]
    return 0.0, _round_up(max([*values, *near, 1e-6]))


def _round_up(value: float) -> float:
    """
    >>> [_round_up(value) for value in (0.31, 0.07, 3.2, 47)]
    [0.4, 0.08, 4, 50]
    """
    unit = 10 ** floor(log10(value))
    return next(round(step * unit, 10) for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * unit >= value - 1e-12)


def grid(scale: Scale, unit: str, low: float, high: float) -> str:
    """Three lines across the chart, each with its value."""
    drawn = []
    for value in (low, (low + high) / 2, high):
        y = scale.y(value)
        told = words.amount(value, unit, bare=unit in ("of_5", "mood"))
        drawn.append(f'<path class="grid" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>')
        drawn.append(f'<text class="tick" x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{escape(told)}</text>')
    return "".join(drawn)


def event_marks(scale: Scale, figures: Sequence[Figure], events: Sequence[tuple[date, str, str]]) -> str:
    """A line at the day itself, between the weeks' points; its letter is above, its words in the list below."""
    drawn = []
    flags: list[tuple[float, str]] = []
    for on, letter, what in sorted(events):
        weeks = (on - figures[0].week).days / 7
        x = round(LEFT + scale.step * min(max(weeks, 0), len(figures)), 1)
        drawn.append(f'<path class="event" d="M{x} {TOP}V{HEIGHT - BOTTOM}"><title>{escape(what)}</title></path>')
        if flags and x - flags[-1][0] < FLAG_WIDTH:
            flags[-1] = (flags[-1][0], f"{flags[-1][1]} {letter}")
        else:
            flags.append((x, letter))
    drawn += [
        f'<text class="flag" x="{x}" y="{TOP - 3}" text-anchor="middle">{escape(letters)}</text>'
        for x, letters in flags
    ]
    return "".join(drawn)


def date_marks(scale: Scale, figures: Sequence[Figure], is_monthly: bool) -> str:
    """Five dates at most, the newest always among them; the first date of a year says which."""
    every = max(1, -(-len(figures) // 5))
    drawn = []
    shown = list(range(len(figures) - 1, -1, -every))
    for place, index in enumerate(shown):
        if index == len(figures) - 1 and len(figures) > 1:
            x, anchor = float(WIDTH - RIGHT), "end"
        else:
            x, anchor = scale.x(index), "middle"
        when = figures[index].week
        is_new_year = place + 1 < len(shown) and figures[shown[place + 1]].week.year < when.year
        text = f"{when:%b}" if is_monthly else dates_in_words.short_day(when)
        text += f" {when.year}" if is_new_year else ""
        drawn.append(f'<text class="tick" x="{x}" y="{HEIGHT - 7}" text-anchor="{anchor}">{escape(text)}</text>')
    return "".join(drawn)
