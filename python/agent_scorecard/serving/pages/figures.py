"""The scorecard as the pages think of it: figures with what they rest on, where they are, and how they moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from math import exp

from agent_scorecard.serving import dates_in_words
from agent_scorecard.serving import wording as words

# where a figure is → its mark (a shape, never colour alone) and what a screen reader hears
MARKS = {"good": "✓", "warn": "▲", "bad": "✕", "unknown": "?", "plain": "·"}
NO_VALUE = ("unverified", "no_data", "not_applicable", "not_reached")


@dataclass(frozen=True)
class Figure:
    """One metric of one category and week; ``verdict`` is that of the thresholds on the newest final week."""

    metric: str
    name: str
    unit: str
    direction: str
    category: str
    week: date
    value: float | None
    low: float | None
    high: float | None
    numerator: float | None
    denominator: float | None
    status: str
    is_final: bool
    verdict: str = "not_set"
    warn: float | None = None
    fail: float | None = None
    reviewed: int | None = None
    # the name of the metric without which it says neither good nor bad
    depends_on: str | None = None
    # of how many final weeks together, and the last of them; null for one week
    window: int | None = None
    last_week: date | None = None

    @property
    def span(self) -> str:
        """The weeks it speaks of."""
        return self.weeks or f"Week of {dates_in_words.day(self.week)}"

    @property
    def text(self) -> str:
        """The value as words; why there is none, where there is none."""
        if self.value is None:
            return words.WHY_NO_VALUE.get(self.status, self.status)
        return words.amount(self.value, self.unit)

    @property
    def between(self) -> str:
        return words.interval(self.low, self.high, self.unit) if self.value is not None else ""

    @property
    def basis(self) -> str:
        """What it rests on, reviews included."""
        told = words.rests_on(self.numerator, self.denominator, self.unit)
        if self.reviewed is not None and told:
            told += f", {words.plain(self.reviewed)} reviewed"
        return told

    @property
    def short_basis(self) -> str:
        """The same for a table's group: of what rests on reviews, their number."""
        if self.reviewed is not None and self.value is not None:
            return f"{words.plain(self.reviewed)} reviewed"
        return words.rests_on(self.numerator, self.denominator, self.unit).replace(" weighted", "")

    @property
    def sentence(self) -> str:
        """Value, interval and basis in one line: 82 % (74 to 88, 79 of 96); of several weeks, how many."""
        if self.value is None:
            return self.text
        behind = ", ".join(part for part in (self.between, self.basis, self.weeks) if part)
        return f"{self.text} ({behind})" if behind else self.text

    @property
    def weeks(self) -> str:
        """Of how many weeks together it is, and which: empty for one week."""
        if not self.window or not self.last_week:
            return ""
        return f"{self.window} weeks to that of {dates_in_words.short_day_with_year(self.last_week)}"

    @property
    def bare_sentence(self) -> str:
        """The same where the weeks are said before it."""
        return replace(self, window=None).sentence

    @property
    def standing(self) -> str:
        if self.value is None or self.verdict == "insufficient_evidence":
            return "unknown"
        if self.depends_on:
            return "plain"
        return {"fail": "bad", "warn": "warn", "pass": "good"}.get(self.verdict, "plain")

    def limit(self, value: float | None) -> str:
        """A threshold of it: a mood's word is the value's alone."""
        return words.amount(value, self.unit, bare=self.unit == "mood")

    @property
    def standing_words(self) -> str:
        """Where it is, in words that need no colour."""
        beyond = "below" if self.direction == "higher" else "above"
        if self.value is None and self.verdict == "insufficient_evidence" and self.status != "not_reached":
            return "too little to judge"
        if self.value is None:
            return "not known" if self.status == "unverified" else "no value"
        if self.verdict == "fail":
            return f"{beyond} the limit of {self.limit(self.fail)}"
        if self.verdict == "warn":
            return f"{beyond} the warning at {self.limit(self.warn)}"
        if self.verdict == "pass":
            limit = self.limit(self.warn if self.warn is not None else self.fail)
            return f"within threshold: {limit} or {'more' if self.direction == 'higher' else 'less'}"
        if self.verdict == "insufficient_evidence":
            return "too little to judge"
        return "no threshold set"

    @property
    def marks(self) -> list[str]:
        """What a reader must know before quoting it."""
        told = []
        if not self.is_final:
            told.append("can still change")
        if self.status == "low_n":
            told.append("few rows")
        if self.depends_on and self.value is not None:
            told.append(f"read with {words.inside(self.depends_on)}")
        return told


@dataclass(frozen=True)
class Drift:
    """The last four final weeks against the reference of the drift watch, as it judged them.

    ``baseline`` is the scorecard's: what is told where there is one. ``depends_on`` names what the meaning hangs on.
    """

    verdict: str
    before: float | None
    recent: float | None
    weeks: int | None
    since: date | None
    smallest: float | None
    unit: str
    direction: str
    is_logarithmic: bool = False
    baseline: float | None = None
    depends_on: str | None = None

    @property
    def told_from(self) -> tuple[float | None, str]:
        """What a change is told from, and its name: the baseline, unless that does not show the change that the watch saw."""
        if self.baseline is not None and self.before is not None and self.recent is not None:
            is_shown = (self.recent - self.before) * (self.recent - self.baseline) > 0
            if is_shown or self.verdict not in ("worse", "better"):
                return self.baseline, "baseline"
        weeks = f"the {self.weeks} weeks before" if self.weeks else "the weeks before"
        return self.before, weeks

    def after(self, change: float) -> float | None:
        """The reference moved by a change as alerts give it: the difference, for times that of the logs."""
        if self.before is None:
            return None
        return self.before * exp(change) if self.is_logarithmic else self.before + change

    @property
    def standing(self) -> str:
        if self.depends_on and self.verdict in ("worse", "better"):
            return "plain"
        return {"worse": "bad", "better": "good", "stable": "plain", "seasonal": "plain"}.get(self.verdict, "unknown")

    @property
    def says(self) -> str:
        """Its verdict where it is told next to a number."""
        if self.depends_on and self.verdict in ("worse", "better"):
            return "moved beyond chance"
        return {"worse": "worse than before", "better": "better than before"}.get(
            self.verdict, words.person(self.verdict)
        )

    @property
    def sentence(self) -> str:
        if self.verdict == "too_little_history":
            return "Too few weeks to say whether it changed."
        if self.before is None or self.recent is None or self.verdict == "no_data":
            return "Nothing to compare with."
        # next to a number of more weeks, a few rows' own number would only mislead
        if self.verdict == "nothing_detectable":
            return "Too few rows in four weeks to see a change."
        value, name = self.told_from
        told = f"Last 4 weeks {words.amount(self.recent, self.unit)}, {name} {words.amount(value, self.unit)}"
        if self.depends_on and self.verdict in ("worse", "better"):
            return f"{told}: moved beyond chance. What that means depends on {words.inside(self.depends_on)}."
        if self.verdict in ("worse", "better"):
            return f"{told}: {self.verdict}."
        if self.verdict == "seasonal":
            return f"{told}: as different as in the same weeks of the year before."
        if self.smallest is not None and self.unit == "share":
            return f"{told}: no change beyond chance ({words.points(self.smallest)} would show)."
        return f"{told}: no change beyond chance."
