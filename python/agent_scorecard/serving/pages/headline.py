"""A headline of a page: its words, its owner, what it rests on, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agent_scorecard.serving import dates_in_words
from agent_scorecard.serving.pages.figures import Figure
from agent_scorecard.serving.wording import ALL

ACCURACY = "resolution_accuracy"


@dataclass(frozen=True)
class Cause:
    """A release or article version shortly before a change; ``what`` as the team described it."""

    kind: str
    name: str
    on: date
    what: str

    @property
    def short(self) -> str:
        """Its kind and name: agent release L18."""
        kind = {"agent": "agent release", "product": "product release", "docs": "docs release", "article": "article"}
        return f"{kind.get(self.kind, self.kind)} {self.name}"

    @property
    def text(self) -> str:
        told = self.short
        return (
            f"{told}, “{self.what}”, {dates_in_words.day(self.on)}"
            if self.what
            else f"{told}, {dates_in_words.day(self.on)}"
        )


@dataclass(frozen=True)
class Finding:
    """One thing to know: its title, what is behind it, whose it is, and what to do where the data says so."""

    kind: str
    standing: str
    title: str
    details: tuple[str, ...] = ()
    action: str = ""
    metric: str = ""
    category: str = ALL
    owner: str | None = None
    severity: str | None = None
    since: date | None = None
    customers: int | None = None
    causes: tuple[Cause, ...] = ()
    evidence: tuple[str, ...] = ()
    state: str | None = None
    is_ongoing: bool = True
    alert_id: str | None = None

    @property
    def lede(self) -> str:
        return " ".join(self.details)

    def events(self, first_week: date) -> list[tuple[date, str, str]]:
        """The causes that lie within the shown weeks, each with a letter for the picture."""
        inside = [cause for cause in self.causes if cause.on >= first_week]
        return [(cause.on, letter, cause.text) for letter, cause in zip("ABCDEF", inside, strict=False)]


def named(action: str | None, category: str, causes: Sequence[Cause]) -> str:
    """A proposal with the names in place of "this category" and "the named release".

    >>> release = Cause("product", "L20", date(2025, 11, 9), "Sync")
    >>> named("Compare the articles of this category with the named release.", "technical", [release])
    'Compare the articles of technical with product release L20 (“Sync”).'
    """
    where = "all categories" if category == ALL else category
    told = (action or "").replace("this category", where)
    release = next((cause for cause in causes if cause.kind in ("agent", "product", "docs")), None)
    if release:
        what = f" (“{release.what}”)" if release.what else ""
        told = told.replace("the named release", release.short + what)
    return told


def action_of(kind: str, cause: str | None, metric: str, category: str, causes: list[Cause]) -> str:
    """What to do, where cause or kind says so."""
    where = "everywhere" if category == ALL else f"in {category}"
    release = f" {causes[0].name}" if causes else ""
    if cause == "agent_release":
        return (
            f"Read the sampled conversations {where} from before and after agent release{release};"
            " if they confirm it and it is still in use, roll it back."
        )
    if cause == "stale_article":
        return (
            f"No article followed product release{release}: update those on {category}, then watch the next two weeks."
        )
    if cause in ("product_release", "docs_release"):
        return f"Check what the AI is told about release{release} {where}, and add or correct the article it lacks."
    if cause == "article_update":
        return f"Compare article {release.strip()} as it is now with the answers given {where}."
    if kind == "mix_shift":
        return "Look at the categories one by one: the total moved because customers asked other questions."
    if kind == "silence":
        return "Ask the person who exports that source. Until it is repaired, its numbers are missing, not good."
    if kind == "data_quality":
        return "Look into the quarantine next to the landing: every rejected row is there, with its reason."
    if metric in (ACCURACY, "closure_accuracy_gap", "handled_accuracy"):
        return f"Review from the top of the queue {where}: what was wrong, and which article should have said it."
    if metric == "escalation_rate":
        return f"See which escalations {where} needed no person, and which question the AI cannot answer."
    if metric == "abandonment_rate":
        return f"Read the conversations {where} that ended without an answer."
    return ""


def week_of(figure: Figure) -> str:
    """The week or weeks of a figure in words, and whether they are final."""
    if figure.window and figure.last_week:
        return f"Last {figure.window} final weeks, to that of {dates_in_words.day(figure.last_week)}"
    settled = "Newest final week" if figure.is_final else "Week that can still change"
    return f"{settled}, from {dates_in_words.day(figure.week)}"
