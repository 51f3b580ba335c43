"""Trend lines drawn as SVG while the page is built: no script, colours from the page's style, a title under the pointer.

Vega draws the same picture with 15 kB and 150 ms a chart; these take 4 kB and under one, and there are hundreds of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from markupsafe import Markup, escape

from agent_scorecard.serving import dates_in_words
from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.chart_axes import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Scale,
    date_marks,
    domain,
    event_marks,
    grid,
)
from agent_scorecard.serving.pages.figures import Figure


def trend(
    figures: Sequence[Figure],
    baseline: float | None = None,
    is_monthly: bool = False,
    events: Sequence[tuple[date, str, str]] = (),
) -> Markup:
    """One metric over weeks: value, interval, thresholds. Hollow and dashed: can still change. A question mark: no value
    because nobody reviewed. Gaps stay gaps.

    ``figures`` oldest first, all of one metric; ``events`` (day, letter, what) become lines. Empty where there is nothing.
    """
    if not figures:
        return Markup("")
    first = figures[0]
    low, high = domain(figures, baseline)
    scale = Scale(len(figures), low, high)
    parts = [grid(scale, first.unit, low, high), _limits(scale, first, low, high)]
    if baseline is not None and low <= baseline <= high:
        parts.append(_rule(scale, baseline, "baseline", f"baseline {words.amount(baseline, first.unit)}"))
    parts += [
        event_marks(scale, figures, events),
        _band(scale, figures, high),
        _clips(scale, figures, low, high),
        _line(scale, figures),
        _dots(scale, figures),
    ]
    parts += [date_marks(scale, figures, is_monthly), _titles(scale, figures, is_monthly)]
    told = escape(_told(figures, is_monthly))
    head = f'<svg class="trend" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{told}">'
    return Markup(head + "".join(parts) + "</svg>")


def spark(figures: Sequence[Figure]) -> Markup:
    """The same in a table's group: the line only, its newest final point, and no text. Decoration next to the numbers."""
    known = [figure for figure in figures if figure.value is not None]
    if len(known) < 2:
        return Markup("")
    low, high = domain(figures, None)
    width, height = 96, 26
    across = [2 + index * (width - 6) / max(len(figures) - 1, 1) for index in range(len(figures))]

    def up(value: float) -> float:
        return round(height - 3 - (min(max(value, low), high) - low) / (high - low) * (height - 6), 1)

    drawn = []
    for (x, before), (at, after) in pairwise(zip(across, figures, strict=True)):
        if before.value is not None and after.value is not None:
            style = "" if after.is_final else ' class="dashed"'
            drawn.append(f'<path{style} d="M{x:.1f} {up(before.value)}L{at:.1f} {up(after.value)}"/>')
    settled = [
        (x, figure.value)
        for x, figure in zip(across, figures, strict=True)
        if figure.is_final and figure.value is not None
    ]
    if settled:
        drawn.append(f'<circle cx="{settled[-1][0]:.1f}" cy="{up(settled[-1][1])}" r="2.6"/>')
    head = f'<svg class="spark" viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-hidden="true">'
    return Markup(head + "".join(drawn) + "</svg>")


def span(
    value: float | None, low: float | None, high: float | None, unit: str = "share", limit: float | None = None
) -> Markup:
    """One value and its interval on a line from 0 to 1: for comparing rows. Next to the numbers, so hidden from readers."""
    if value is None:
        return Markup("")

    def at(number: float) -> str:
        return f"{5 + 150 * min(max(number, 0), 1):.1f}"

    drawn = ['<path class="rail" d="M5 9H155"/>']
    if limit is not None:
        drawn.append(f'<path class="limit" d="M{at(limit)} 2V16"/>')
    if low is not None and high is not None:
        drawn.append(f'<path class="reach" d="M{at(low)} 9H{at(high)}"/>')
    drawn.append(f'<circle cx="{at(value)}" cy="9" r="4"/>')
    return Markup(
        f'<svg class="span" viewBox="0 0 160 18" width="160" height="18" aria-hidden="true">{"".join(drawn)}</svg>'
    )


def _limits(scale: Scale, first: Figure, low: float, high: float) -> str:
    drawn = []
    for limit, style, word in ((first.fail, "fail", "limit"), (first.warn, "warn", "warning")):
        if limit is not None and low <= limit <= high:
            if style == "fail":
                y, end = scale.y(limit), scale.y(high if first.direction == "lower" else low)
                top, height = min(y, end), abs(y - end)
                drawn.append(
                    f'<rect class="beyond" x="{LEFT}" y="{top}" width="{WIDTH - LEFT - RIGHT}" height="{height:.1f}"/>'
                )
            drawn.append(_rule(scale, limit, style, f"{word} {words.amount(limit, first.unit)}"))
    return "".join(drawn)


def _rule(scale: Scale, value: float, style: str, told: str) -> str:
    y = scale.y(value)
    return f'<path class="rule {style}" d="M{LEFT} {y}H{WIDTH - RIGHT}"><title>{escape(told)}</title></path>'


def _band(scale: Scale, figures: Sequence[Figure], high: float) -> str:
    """Intervals as a band over neighbouring weeks; a single week gets a stroke."""
    drawn = []
    ends = {
        index: (f.low, high if f.high is None else f.high)
        for index, f in enumerate(figures)
        if f.value is not None and f.low is not None
    }
    for run in _runs(list(ends)):
        upper = [(scale.x(i), scale.y(ends[i][1])) for i in run]
        lower = [(scale.x(i), scale.y(ends[i][0])) for i in reversed(run)]
        if len(run) == 1:
            (x, top), (_, bottom) = upper[0], lower[0]
            drawn.append(f'<path class="reach" d="M{x} {top}V{bottom}"/>')
        else:
            drawn.append(f'<path class="band" d="M{_path([*upper, *lower])}Z"/>')
    return "".join(drawn)


def _clips(scale: Scale, figures: Sequence[Figure], low: float, high: float) -> str:
    """A small arrow where an interval goes on beyond the chart, above or below."""
    drawn = []
    for index, figure in enumerate(figures):
        if figure.value is None or figure.low is None:
            continue
        x = scale.x(index)
        if figure.high is None or figure.high > high + 1e-9:
            told = f"the interval goes on to {words.amount(figure.high, figure.unit) or 'an unknown end'}"
            drawn.append(
                f'<path class="clip" d="M{x - 3} {TOP + 4}L{x} {TOP}L{x + 3} {TOP + 4}Z"><title>{told}</title></path>'
            )
        if figure.low < low - 1e-9:
            y = HEIGHT - BOTTOM
            told = f"the interval goes on to {words.amount(figure.low, figure.unit)}"
            drawn.append(
                f'<path class="clip" d="M{x - 3} {y - 4}L{x} {y}L{x + 3} {y - 4}Z"><title>{told}</title></path>'
            )
    return "".join(drawn)


def _line(scale: Scale, figures: Sequence[Figure]) -> str:
    settled: list[str] = []
    still: list[str] = []
    for index in range(1, len(figures)):
        before, after = figures[index - 1], figures[index]
        if before.value is None or after.value is None:
            continue
        step = f"M{scale.x(index - 1)} {scale.y(before.value)}L{scale.x(index)} {scale.y(after.value)}"
        (settled if after.is_final else still).append(step)
    drawn = f'<path class="line" d="{"".join(settled)}"/>' if settled else ""
    return drawn + (f'<path class="line dashed" d="{"".join(still)}"/>' if still else "")


def _dots(scale: Scale, figures: Sequence[Figure]) -> str:
    drawn = []
    radius = 3 if len(figures) <= 30 else 2
    for index, figure in enumerate(figures):
        if figure.value is not None:
            style = "dot" if figure.is_final else "dot hollow"
            style += " few" if figure.status == "low_n" else ""
            drawn.append(f'<circle class="{style}" cx="{scale.x(index)}" cy="{scale.y(figure.value)}" r="{radius}"/>')
        elif figure.status == "unverified":
            y = HEIGHT - BOTTOM - 5
            drawn.append(f'<text class="query" x="{scale.x(index)}" y="{y}" text-anchor="middle">?</text>')
    return "".join(drawn)


def _titles(scale: Scale, figures: Sequence[Figure], is_monthly: bool) -> str:
    drawn = []
    for index, figure in enumerate(figures):
        x = round(LEFT + scale.step * index, 1)
        told = escape(f"{_when(figure, is_monthly)}: {described(figure)}")
        # height and y are in the style sheet: there are thousands of these
        drawn.append(f'<rect x="{x}" width="{scale.step:.1f}"><title>{told}</title></rect>')
    return f'<g class="over">{"".join(drawn)}</g>'


def described(figure: Figure) -> str:
    """A figure with everything that qualifies it, in words."""
    return ", ".join([figure.sentence, *figure.marks])


def _when(figure: Figure, is_monthly: bool) -> str:
    return dates_in_words.month(figure.week) if is_monthly else f"Week of {dates_in_words.day(figure.week)}"


def _told(figures: Sequence[Figure], is_monthly: bool) -> str:
    """What a reader who does not see the picture hears: the ends, and the newest final value."""
    known = [figure for figure in figures if figure.value is not None]
    name = figures[0].name
    if not known:
        return f"{name}: no value in these {'months' if is_monthly else 'weeks'} ({figures[-1].text})."
    settled = [figure for figure in known if figure.is_final] or known
    least, most = (pick(known, key=lambda f: f.value or 0.0) for pick in (min, max))
    newest = f"{_when(settled[-1], is_monthly)}: {described(settled[-1])}"
    told = f"{name}, {len(figures)} {'months' if is_monthly else 'weeks'}. {newest}."
    return f"{told} Lowest {least.text}, highest {most.text}. The table below has every value."


def _runs(indices: list[int]) -> list[list[int]]:
    """
    >>> _runs([0, 1, 3])
    [[0, 1], [3]]
    """
    found: list[list[int]] = []
    for index in indices:
        if found and index == found[-1][-1] + 1:
            found[-1].append(index)
        else:
            found.append([index])
    return found


def _path(points: list[tuple[float, float]]) -> str:
    return "L".join(f"{x} {y}" for x, y in points)
