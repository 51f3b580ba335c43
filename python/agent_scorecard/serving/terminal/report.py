"""What the terminal scorecard says, read from the marts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from agent_scorecard.serving.reader import BUILD_FIRST, NothingToRead, Reader, reading


@dataclass(frozen=True)
class Number:
    """One number of the scorecard with what it rests on; `value` is null where there is nothing to say."""

    category: str
    metric: str
    name: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    denominator: float
    status: str
    is_final: bool
    verdict: str
    warn_threshold: float | None
    fail_threshold: float | None
    # the value four weeks before, and how many reviews an accuracy rests on
    before: float | None = None
    reviewed: int | None = None
    # the metric without which it says neither good nor bad
    depends_on: str | None = None

    @property
    def arrow(self) -> str:
        """Where it went since four weeks before, as far as whole percents (or two decimals) show it. Not a test."""
        if self.value is None or self.before is None:
            return ""
        change = round(self.value - self.before, 2)
        return "↑" if change > 0 else "↓" if change < 0 else "→"


@dataclass(frozen=True)
class Trailing:
    """A number of more weeks, where one week has too few rows to say."""

    category: str
    metric: str
    name: str
    unit: str
    weeks: int
    value: float
    low: float | None
    high: float | None
    denominator: float
    status: str
    reviewed: int | None = None


@dataclass(frozen=True)
class Report:
    """The essentials of one week, and every verdict that is not a pass."""

    as_of: datetime
    week_start: date
    figures: list[Number]
    breaches: list[Number]
    episode_count: int
    excluded_count: int
    whose: str = ""
    has_ai: bool = True
    trailing: tuple[Trailing, ...] = ()
    # the newest state in one sentence; empty where an older week is asked for
    verdict: str = ""


# the smallest window that says something, of each essential number whose week does not; the widest with few rows where the
# week has no value at all
TRAILING = """
select span.category, span.metric, registry.name, registry.unit, span.window_weeks, span.value, span.value_low,
    span.value_high, span.denominator, span.status,
    case when registry.is_review_based then (
        select sum(reviews.reviewed_count) from marts.resolution_accuracy_weekly as reviews
        where reviews.category = span.category and reviews.week_start between span.first_week and span.last_week
    ) end
from marts.scorecard_trailing as span
inner join marts.metric_registry as registry using (metric)
inner join marts.scorecard_weekly as week on span.metric = week.metric and span.category = week.category
where week.week_start = ? and registry.is_essential and span.value is not null
    and week.status in ('low_n', 'unverified', 'no_data') and (span.status = 'ok' or week.value is null)
qualify row_number() over (
    partition by span.metric, span.category
    order by span.status <> 'ok', case when span.status = 'ok' then span.window_weeks else -span.window_weeks end
) = 1
order by span.category <> '(all)', span.category, registry.name
"""

QUERY = """
select
    scorecard.category, scorecard.metric, registry.name, registry.unit,
    scorecard.value, scorecard.value_low, scorecard.value_high, scorecard.denominator, scorecard.status,
    scorecard.is_final, coalesce(verdicts.verdict, 'not_set') as verdict,
    verdicts.warn_threshold, verdicts.fail_threshold, before.value,
    case scorecard.metric when 'resolution_accuracy' then reviews.reviewed_count
        when 'handled_accuracy' then reviews.handled_reviewed_count end,
    other.name
from marts.scorecard_weekly as scorecard
inner join marts.metric_registry as registry using (metric)
left join marts.metric_registry as other on registry.depends_on = other.metric
left join marts.scorecard_weekly as before on scorecard.metric = before.metric
    and scorecard.category = before.category and before.week_start = scorecard.week_start - interval 4 week
left join marts.resolution_accuracy_weekly as reviews
    on scorecard.week_start = reviews.week_start and scorecard.category = reviews.category
left join marts.threshold_verdicts as verdicts on scorecard.week_start = verdicts.week_start
    and scorecard.category = verdicts.category and scorecard.metric = verdicts.metric
where {condition}
order by registry.is_essential desc, scorecard.metric <> 'resolution_accuracy', scorecard.metric, scorecard.category
"""


def read_report(database: Path, week: str | None = None) -> Report:
    """Read the report of `week` (a Monday), else of the latest week that is final for the escalation rate.

    Raises NothingToRead where there is no database, no marts or no such week.
    """
    with reading(database) as file:
        file.require("scorecard_weekly")
        about = file.about()
        newest = file.ask(
            "select max(week_start) filter (where is_final), max(week_start) from marts.scorecard_weekly"
            " where metric = 'escalation_rate'"
        ).fetchall()[0]
        week_start = date.fromisoformat(week) if week else newest[0] or newest[1]
        figures = _figures(file, "scorecard.week_start = ? and registry.is_essential", [week_start])
        if not figures:
            raise NothingToRead(f"{database} knows no week that starts on {week_start}")
        if about.as_of is None:
            raise NothingToRead(f"{database} does not say which moment it speaks for; {BUILD_FIRST}")
        return Report(
            as_of=about.as_of,
            week_start=week_start,
            figures=figures,
            breaches=_figures(file, "verdicts.verdict in ('fail', 'warn')", []),
            episode_count=_count(file, "marts.episodes", "week_start = ?", [week_start]),
            excluded_count=_count(file, "marts.excluded_tickets", "true", []),
            whose=about.whose,
            trailing=_trailing(file, week_start),
            verdict="" if week else newest_state(database),
            has_ai=_count(file, "marts.episodes", "is_ai_handled", []) > 0,
        )


def newest_state(database: Path) -> str:
    """One sentence: what is wrong or moved most, after which release, and whether the answers are right."""
    from agent_scorecard.serving.marts import read_tables
    from agent_scorecard.serving.pages.card import Scorecard
    from agent_scorecard.serving.pages.findings import OF_A_SENTENCE, one_sentence

    return one_sentence(Scorecard(read_tables(database, only=OF_A_SENTENCE)))


def _figures(file: Reader, condition: str, parameters: list) -> list[Number]:
    return [Number(*row) for row in file.ask(QUERY.format(condition=condition), parameters).fetchall()]


def _trailing(file: Reader, week_start: date) -> tuple[Trailing, ...]:
    if "scorecard_trailing" not in file.marts:
        return ()
    return tuple(Trailing(*row) for row in file.ask(TRAILING, [week_start]).fetchall())


def _count(file: Reader, table: str, condition: str, parameters: list) -> int:
    return file.ask(f"select count(*) from {table} where {condition}", parameters).fetchall()[0][0]
