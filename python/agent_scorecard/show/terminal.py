"""How the terminal scorecard looks."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent_scorecard.show.report import Figure, Report

MARKS = {"fail": ("✗ fail", "bold red"), "warn": ("! warn", "yellow")}
WHY_NOT = {
    "unverified": "nobody reviewed",
    "no_data": "—",
    "not_applicable": "no AI here",
    "not_reached": "not reached",
}


def render(report: Report, console: Console) -> None:
    """Print the report: what is wrong first, then the essentials by category."""
    console.print(
        f"[bold]Agent scorecard[/bold], week of {report.week_start:%A %d %B %Y}, as of {report.as_of:%d %B %Y %H:%M} UTC"
        f" · {report.episode_count} episodes"
    )
    console.print()
    _render_breaches(report.breaches, console)
    _render_essentials(report.figures, console)
    console.print(
        "[dim]In brackets the 95 % interval, then what it rests on. ~ few rows, … the week can still change."
        " Every definition: marts.metric_registry.[/dim]"
    )


def _render_breaches(breaches: list[Figure], console: Console) -> None:
    if not breaches:
        console.print("[green]✓ No threshold is breached.[/green]\n")
        return
    table = Table(title="Beyond a threshold", title_justify="left", box=None, pad_edge=False, header_style="dim")
    for heading in ("", "category", "metric", "value", "threshold"):
        table.add_column(heading)
    for figure in sorted(breaches, key=lambda figure: (figure.verdict != "fail", figure.metric, figure.category)):
        mark, style = MARKS[figure.verdict]
        limit = figure.fail_threshold if figure.verdict == "fail" else figure.warn_threshold
        table.add_row(Text(mark, style), figure.category, figure.name, _cell(figure), spell(limit, figure.unit))
    console.print(table)
    console.print()


def _render_essentials(figures: list[Figure], console: Console) -> None:
    categories = sorted({figure.category for figure in figures}, key=lambda name: (name != "(all)", name))
    table = Table(title="The essentials", title_justify="left", box=None, pad_edge=False, header_style="dim")
    table.add_column("metric", no_wrap=True)
    for category in categories:
        table.add_column(category, no_wrap=True)
    rows: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        rows.setdefault(figure.name, {})[figure.category] = figure
    for name, by_category in rows.items():
        table.add_row(name, *(_cell(by_category[category]) for category in categories))
    console.print(table)
    console.print()


def _cell(figure: Figure) -> Text:
    if figure.value is None:
        return Text(WHY_NOT.get(figure.status, figure.status), "dim")
    text = spell(figure.value, figure.unit)
    if figure.low is not None and figure.high is not None:
        text += f" ({spell(figure.low, figure.unit, bare=True)}–{spell(figure.high, figure.unit, bare=True)})"
    text += f" n={figure.denominator:.0f}"
    marks = {"low_n": " ~", "immature": " …"}
    return Text(text + marks.get(figure.status, ""), "" if figure.status == "ok" else "dim")


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
