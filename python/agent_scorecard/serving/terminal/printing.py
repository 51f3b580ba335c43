"""How the terminal scorecard looks."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from agent_scorecard.serving.terminal.report import Number, Report, Trailing
from agent_scorecard.serving.wording import NARROW

MARKS = {"fail": ("✗ fail", "bold red"), "warn": ("! warn", "yellow")}
LEGEND = (
    f"Below each number: its 95{NARROW}% interval, and its sample size (n) or its reviews. ↑ ↓ →: against four weeks before,"
    " no test. ~ few rows, … provisional: the week can still change. Headed by weeks: so many final ones together, as"
    " this one has too few rows. Every definition: marts.metric_registry."
)
WHY_NOT = {
    "unverified": "nobody reviewed",
    "no_data": "—",
    "not_applicable": "no AI here",
    "not_reached": "under half resolved",
}


def render(report: Report, console: Console) -> None:
    """Print the report: what is wrong first, then the essentials by category."""
    whose = f" · {escape(report.whose)}" if report.whose else ""
    console.print(
        f"[bold]Agent scorecard[/bold]{whose}, week of {report.week_start:%A %d %B %Y},"
        f" as of {report.as_of:%d %B %Y %H:%M} UTC · {report.episode_count} episodes"
    )
    if not report.has_ai:
        console.print(
            "[bold yellow]No AI wrote here: set author_type to ai in the messages of your agent.[/bold yellow]"
        )
    if report.verdict:
        console.print(Text(_paragraph(report.verdict, console.width), "bold"))
    console.print()
    _render_breaches(report.breaches, console)
    _render_essentials(report.figures, report.trailing, console)
    console.print(Text(_paragraph(LEGEND, console.width), "dim"), highlight=False)


def _render_breaches(breaches: list[Number], console: Console) -> None:
    if not breaches:
        console.print("[green]✓ No threshold is breached.[/green]\n")
        return
    table = Table(title="Beyond a threshold", title_justify="left", box=None, pad_edge=False, header_style="dim")
    for heading in ("", "category", "metric", "value", "threshold"):
        table.add_column(heading)
    for figure in sorted(breaches, key=lambda figure: (figure.verdict != "fail", figure.metric, figure.category)):
        mark, style = MARKS[figure.verdict]
        name = figure.name
        if figure.depends_on:
            # beyond a threshold, and neither good nor bad without the other: no colour of its own
            style, name = "", f"{name} (read with {figure.depends_on})"
        limit = figure.fail_threshold if figure.verdict == "fail" else figure.warn_threshold
        table.add_row(Text(mark, style), plain(figure.category), name, _cell(figure), spell(limit, figure.unit))
    console.print(table)
    console.print()


def _render_essentials(figures: list[Number], trailing: Sequence[Trailing], console: Console) -> None:
    gap = (0, 2 if console.width >= 100 else 1, 0, 0)
    table = Table(title="The essentials", title_justify="left", box=None, padding=gap, header_style="dim")
    table.add_column("category", overflow="fold")
    names = {figure.metric: figure.name for figure in figures}
    for name in names.values():
        # a heading breaks between words, never within one; a number not at all
        lines = textwrap.wrap(name, 10, break_long_words=False)
        cells = [_cell(figure, "\n").plain for figure in figures if figure.name == name and figure.value is not None]
        cells += [_of_weeks(one).plain for one in trailing if one.name == name]
        lines += [line for cell in cells for line in cell.splitlines()]
        table.add_column("\n".join(textwrap.wrap(name, 10, break_long_words=False)), min_width=max(map(len, lines)))
    spans = {(one.category, one.metric): one for one in trailing}
    rows: dict[str, dict[str, Number]] = {}
    for figure in sorted(figures, key=lambda figure: (figure.category != "(all)", figure.category)):
        rows.setdefault(figure.category, {})[figure.metric] = figure
    for category, by_metric in rows.items():
        table.add_row(
            plain(category),
            *(
                _of_weeks(spans[category, metric]) if (category, metric) in spans else _cell(by_metric[metric], "\n")
                for metric in names
            ),
        )
    console.print(table)
    console.print()


def plain(name: str) -> Text:
    """A name as the team wrote it: never read as markup, and without what a terminal would obey.

    >>> plain("[/x]\\x1b[31m").plain
    '[/x]·[31m'
    """
    return Text(_printable(name))


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "·" for sign in text.replace(NARROW, " "))


def _paragraph(text: str, width: int) -> str:
    """Lines that fit; a number and its unit, which a no-break space joins, stay on one.

    >>> _paragraph("It fell to 86\N{NO-BREAK SPACE}%, it says.", 15).splitlines()
    ['It fell to', '86 %, it says.']
    """
    # Rich breaks at a no-break space too, textwrap does not
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(_printable, lines))


def _of_weeks(one: Trailing) -> Text:
    """What more weeks say where this one has too few rows."""
    text = Text(f"{one.weeks} weeks:\n", "dim").append(
        spell(one.value, one.unit), "bold" if one.status == "ok" else "dim"
    )
    text.append(" ~" if one.status == "low_n" else "")
    rests_on = [f"n={one.denominator:.0f}" if one.reviewed is None else f"{one.reviewed} reviews"]
    if one.low is not None and one.high is not None:
        rests_on.insert(0, " to ".join(spell(end, one.unit, bare=True) for end in (one.low, one.high)))
    return text.append("\n" + "\n".join(rests_on), "dim")


def _cell(figure: Number, between: str = " ") -> Text:
    if figure.value is None:
        return Text(WHY_NOT.get(figure.status, figure.status), "dim")
    mark = {"low_n": " ~", "immature": " …"}.get(figure.status, "")
    arrow = f" {figure.arrow}" if figure.arrow else ""
    text = Text(spell(figure.value, figure.unit) + mark + arrow, "bold" if figure.status == "ok" else "dim")
    rests_on = [f"n={figure.denominator:.0f}" if figure.reviewed is None else f"{figure.reviewed} reviews"]
    if figure.low is not None and figure.high is not None:
        low, high = (spell(end, figure.unit, bare=True) for end in (figure.low, figure.high))
        rests_on.insert(0, f"{low} to {high}")
    return text.append(between).append((between if between == "\n" else ", ").join(rests_on), "dim")


def spell(value: float | None, unit: str, bare: bool = False) -> str:
    """A value as a person would say it.

    >>> spell(0.724, "share"), spell(0.724, "share", bare=True), spell(3.26, "hours"), spell(None, "share")
    ('72 %', '72', '3.3 h', '')
    """
    if value is None:
        return ""
    if unit == "share":
        return f"{100 * value:.0f}" + ("" if bare else " %")
    ending = {"hours": " h", "minutes": " min", "seconds": " s"}.get(unit, "")
    return f"{value:.{2 if unit == 'mean' else 1}f}" + ("" if bare else ending)
