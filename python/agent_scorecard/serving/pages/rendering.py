"""From tables to a folder of pages. Every page is rendered before the first is written; each file is swapped in whole."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from agent_scorecard.serving import dates_in_words
from agent_scorecard.serving import wording as words
from agent_scorecard.serving.glossary import read_glossary
from agent_scorecard.serving.marts import Tables
from agent_scorecard.serving.pages import business, charts, listings, monday, product, reviewer, vp
from agent_scorecard.serving.pages import support_manager as support
from agent_scorecard.serving.pages.card import Scorecard
from agent_scorecard.serving.pages.figures import MARKS
from agent_scorecard.serving.pages.findings import findings
from agent_scorecard.serving.pages.headline import ACCURACY
from agent_scorecard.serving.reader import About
from agent_scorecard.serving.wording import ALL


@dataclass(frozen=True)
class Page:
    """One role's page: ``view`` says what its template shows."""

    file: str
    short: str
    title: str
    asks: str
    view: Callable[[Scorecard], dict]

    @property
    def template(self) -> str:
        return self.file


PAGES = (
    Page("vp.html", "Customer success", "VP customer success", "is it right, is it getting better?", vp.view),
    Page("product.html", "Product", "Product lead", "which areas confuse customers, and since when?", product.view),
    Page("support.html", "Support", "Support manager", "what needs somebody today and this week?", support.view),
    Page("reviewer.html", "Review", "Reviewer and QA lead", "what to read next, and what is it worth?", reviewer.view),
    Page("business.html", "Business", "Sales and success", "whom to call, and what is it worth?", business.view),
    Page("monday.html", "Monday", "Monday review", "what moved, why, and what do we change?", monday.view),
)
# names of categories that fill more than a line are counted instead
NAMES_LENGTH = 90
GLOSSARY = Page("glossary.html", "Glossary", "Glossary", "what does each word mean?", lambda card: {})
INDEX = Page("index.html", "Start", "Agent scorecard", "how well do the AI support agents do?", lambda card: {})


@dataclass(frozen=True)
class Link:
    """A page made by somebody else that lies next to these."""

    href: str
    text: str


def render_pages(tables: Tables, links: Sequence[Link] = ()) -> dict[str, str]:
    """Every page's HTML by file name. Pure: the same tables give the same bytes."""
    card = Scorecard(tables)
    environment = _environment()
    shared = {
        "card": card,
        "published_at": tables.published_at,
        "whose": About(landing=tables.landing, company_name=tables.company_name).whose,
        "pages": PAGES,
        "links": links,
        "rests": what_it_rests_on(card),
        "w": words,
        "dates": dates_in_words,
        "ALL": ALL,
        "marks": MARKS,
        "zip": zip,
        "trend": charts.trend,
        "spark": charts.spark,
        "span": charts.span,
        "behind": listings.behind,
        "script": Markup(script()),
        "script_hash": b64encode(sha256(script().encode()).digest()).decode(),
    }
    # macros see globals, wherever they are imported
    environment.globals.update(shared)
    views = {page.file: page.view(card) for page in PAGES}
    rendered = {
        page.file: environment.get_template(page.template).render(page=page, **views[page.file]) for page in PAGES
    }
    leads = [(page, views[page.file]["top"]) for page in PAGES]
    rendered[INDEX.file] = environment.get_template(INDEX.template).render(
        page=INDEX, leads=leads, top=findings(card)[0]
    )
    rendered[GLOSSARY.file] = environment.get_template(GLOSSARY.template).render(
        page=GLOSSARY, glossary=read_glossary()
    )
    return {name: with_headings(_squeezed(text)) for name, text in rendered.items()}


@cache
def script() -> str:
    """The pages' only script, as it is written into them: the content security policy knows it by its hash."""
    source = (Path(__file__).parent / "templates" / "page.js").read_text(encoding="utf-8")
    return _squeezed(source).strip()


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("agent_scorecard.serving.pages"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def what_it_rests_on(card: Scorecard) -> list[tuple[str, str]]:
    """What every page says below its headline: which weeks are final, what can still change, what nobody looked at.

    Weeks become final at different times for different numbers, so the accuracy's is named next to the others'.
    """
    told = []
    settled, accuracy = card.newest_settled_week(), card.newest(ACCURACY)
    if settled:
        text = dates_in_words.day(settled)
        if accuracy and accuracy.is_final and accuracy.week != settled:
            text += f" (accuracy: {dates_in_words.day(accuracy.week)})"
        told.append(("Newest final week", text))
    if provisional := can_still_change(card):
        told.append(("Provisional", f"{provisional}; drawn hollow and dashed"))
    nobody = [f for f in card.series(ACCURACY) if f.status == "unverified"]
    if nobody:
        weeks = words.joined([dates_in_words.short_day(f.week) for f in nobody[-3:]])
        many = f"{words.counted(len(nobody), 'week')}, the last " if len(nobody) > 3 else ""
        told.append(("Unverified", f"accuracy of {many}{weeks}: nobody reviewed"))
    in_categories = [c for c in card.named if (figure := card.newest(ACCURACY, c)) and figure.status == "unverified"]
    if in_categories and not (accuracy and accuracy.status == "unverified"):
        names = words.joined(in_categories)
        if len(names) > NAMES_LENGTH:
            names = f"{len(in_categories)} of the {words.counted(len(card.named), 'category', 'categories')} shown"
        told.append(("Unverified", f"accuracy of {names} in the newest final week"))
    if not_told := what_the_source_cannot_tell(card):
        told.append(("Not recorded", not_told))
    return told


def what_the_source_cannot_tell(card: Scorecard) -> str:
    """What is not in the landing at all, said once: an escalation, and metrics that do not apply in any shown week."""
    parts = []
    escalations = card.series("escalation_rate")
    if sum(figure.denominator or 0 for figure in escalations) and not any(figure.numerator for figure in escalations):
        parts.append("no escalation is recorded in this source: containment is an upper bound")
    absent = [
        words.inside(card.name(metric))
        for metric in card.essentials()
        if (series := card.series(metric)) and all(figure.status == "not_applicable" for figure in series)
    ]
    if absent and card.is_ai_known():
        parts.append(f"{words.joined(absent)} cannot be told from this source")
    return "; ".join(parts)


def can_still_change(card: Scorecard) -> str:
    """Which essentials can still change from which week on: the late ones are named, the rest is “the others”."""
    since: dict = {}
    for metric in card.essentials():
        if weeks := card.provisional(metric):
            since.setdefault(weeks[0].week, []).append(words.inside(card.name(metric)))
    ordered = sorted(since.items())
    if len(ordered) == 1 and len(ordered[0][1]) == len(card.essentials()):
        return f"every number from {dates_in_words.day(ordered[0][0])} on"
    parts = []
    for week, names in ordered:
        is_rest = week == ordered[-1][0] and len(names) > 1
        parts.append(
            f"{'the others' if is_rest and len(ordered) > 1 else words.joined(names)} from {dates_in_words.day(week)} on"
        )
    return ", ".join(parts)


def with_headings(page: str) -> str:
    """Each value of a table knows its column's heading, which a phone shows before it: there a row is a card.

    Tables of a chart's values are narrow, and those of every week are for a wide screen: both stay as they are.
    """
    return re.sub(r"<table(?: class=\"(?:stacks|wide-heads|few)\")?>.*?</table>", _headed, page, flags=re.DOTALL)


def _headed(table: re.Match) -> str:
    text = table.group()
    head, found, rows = text.partition("</thead>")
    if not found:
        return text
    names = [
        re.sub(r"<[^>]+>", "", re.sub(r'<span class="hush">.*?</span>', "", cell, flags=re.DOTALL)).strip()
        for cell in re.findall(r"<th[ >].*?</th>", head, re.DOTALL)
    ]

    def row_headed(row: re.Match) -> str:
        place = iter(names)

        def cell_headed(cell: re.Match) -> str:
            name = next(place, "")
            is_told = cell.group(1) == "d" and name and "data-of" not in cell.group()
            return f'<td data-of="{name}"{cell.group(2)}>' if is_told else cell.group()

        headed = re.sub(r"<t([dh])((?: [^>]*)?)>", cell_headed, row.group())
        # a long name needs room, or it makes a tower
        return re.sub(r'<th scope="row">(?=[^<]{30})', '<th scope="row" class="long">', headed)

    head = re.sub(r'^<table(?: class="([a-z-]+)")?>', _stacked, head)
    return head + found + re.sub(r"<tr.*?</tr>", row_headed, rows, flags=re.DOTALL)


def _stacked(tag: re.Match) -> str:
    names = dict.fromkeys(["stacks", *(tag.group(1) or "").split()])
    return f'<table class="{" ".join(names)}">'


def _squeezed(text: str) -> str:
    """Without the templates' indentation and blank lines; a number and its per cent stay on one line."""
    text = re.sub(r"\n\s*\n+", "\n", re.sub(r"(?m)^[ \t]+", "", text))
    return re.sub(r"(?<=\d) %", f"{words.NARROW}%", text)
