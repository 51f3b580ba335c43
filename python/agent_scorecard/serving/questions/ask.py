"""One question, one answer: what the marts say, with its interval, its status and the moment it speaks for.

Read only, and no text of customers: the served file has none. Where a mart has no number, the answer has none either,
and says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from agent_scorecard.serving.lists import LISTS, link_to
from agent_scorecard.serving.questions.answer_words import nearest, sentence
from agent_scorecard.serving.reader import reading
from agent_scorecard.serving.wording import ALL

# beyond this an answer is a table for a BI tool
MOST_ROWS = 200
VENDORS = ("fin", "zendesk", "ada", "agentforce", "chatwoot", "dialogflow")


class NotAnswered(Exception):
    """There is no such metric, category, week or list; the message names what there is. What the file lacks: NothingToRead."""


@dataclass(frozen=True)
class Ask:
    """Questions of one served file (or of a built database). Every method returns plain dicts, ready for JSON."""

    database: Path

    def metrics(self) -> dict:
        """Every metric: key, name, unit, direction, definition, owner and counter-metric."""
        rows = self._rows(
            "select metric, name, unit, direction, definition, owner, counter_metric, is_essential "
            "from marts.metric_registry order by is_essential desc, metric"
        )
        return self._about() | {"metrics": rows}

    def categories(self) -> dict:
        """Every category with its episodes, the newest first, and the weeks that there are."""
        rows = self._rows(
            "select category, count(*) as episode_count, max(week_start) as newest_week "
            "from marts.episodes group by category order by episode_count desc, category"
        )
        first, last, final = self._weeks()
        weeks = {"first_week": first, "last_week": last, "last_final_week": final}
        return self._about() | weeks | {"categories": rows}

    def metric(self, metric: str, category: str = ALL, week: str | None = None) -> dict:
        """One metric of one category and week (a Monday; else the newest final week)."""
        definition, place, monday = self._metric(metric), self._category(category), self._week(week)
        rows = self._rows(
            """
            select value, value_low, value_high, numerator, denominator, n_effective, status, is_final, baseline
            from marts.scorecard_weekly where metric = $metric and category = $category and week_start = $week
            """,
            metric=metric,
            category=place,
            week=monday,
        )
        if not rows:
            raise NotAnswered(f"the scorecard has no row of {metric} in {place} for the week of {monday}")
        verdict = self._rows(
            "select verdict, warn_threshold, fail_threshold from marts.threshold_verdicts "
            "where metric = $metric and category = $category and week_start = $week",
            metric=metric,
            category=place,
            week=monday,
        )
        answer = {"category": place, "week_start": monday, **rows[0], **(verdict[0] if verdict else {})}
        return self._about() | definition | answer | {"answer": sentence(definition, answer)}

    def history(self, metric: str, category: str = ALL, weeks: int = 13) -> dict:
        """The last weeks of one metric, oldest first, provisional ones marked."""
        definition, place = self._metric(metric), self._category(category)
        rows = self._rows(
            """
            from (
                select week_start, value, value_low, value_high, denominator, status, is_final
                from marts.scorecard_weekly where metric = $metric and category = $category
                order by week_start desc limit $weeks
            ) order by week_start
            """,
            metric=metric,
            category=place,
            weeks=min(max(int(weeks), 1), MOST_ROWS),
        )
        return self._about() | definition | {"category": place, "weeks": rows}

    def compare(self, metric: str, week: str | None = None) -> dict:
        """One metric over all categories in one week."""
        definition, monday = self._metric(metric), self._week(week)
        rows = self._rows(
            """
            select category, value, value_low, value_high, denominator, status, is_final
            from marts.scorecard_weekly where metric = $metric and week_start = $week
            order by category = '(all)' desc, denominator desc, category
            """,
            metric=metric,
            week=monday,
        )
        return self._about() | definition | {"week_start": monday, "categories": rows[:MOST_ROWS]}

    def changes(self, category: str = ALL) -> dict:
        """What moved and why: alerts, open ones first, with cause candidates and evidence."""
        place = self._category(category)
        rows = self._rows(
            """
            select alert_id, metric, category, severity, owner, state, is_ongoing, change, customers_affected,
                cause_kind, cause_candidates, evidence, change_week, opened_at, closed_at
            from marts.alerts where $category in ('(all)', category)
            order by closed_at is not null, is_ongoing desc, opened_at desc, alert_id limit 50
            """,
            category=place,
        )
        return self._about() | {"category": place, "alerts": rows}

    def vendor_rules(self, week: str | None = None, category: str = ALL) -> dict:
        """The same week by each vendor's own rule, next to resolved-and-right by review."""
        place, monday = self._category(category), self._week(week)
        found = self._rows(
            "select * from marts.outcome_ladder_weekly where week_start = $week and category = $category",
            week=monday,
            category=place,
        )
        if not found:
            raise NotAnswered(f"there is no week of {monday} in {place}")
        (row,) = found
        names = [name for name in row if name.endswith("_rate") and name.split("_")[0] in VENDORS]
        names += ["resolution_accuracy_rate", "handled_accuracy_rate", "containment_rate", "closure_rate"]
        rules = [
            {
                "rule": name.removesuffix("_rate"),
                "value": row[name],
                "value_low": row[f"{name}_low"],
                "value_high": row[f"{name}_high"],
                "numerator": row[f"{name}_numerator"],
                "denominator": row[f"{name}_denominator"],
            }
            for name in names
        ]
        about = {"week_start": monday, "category": place, "status": row["status"], "is_final": row["is_final"]}
        return self._about() | about | {"rules": rules}

    def conversations(
        self,
        kind: str,
        category: str = ALL,
        week: str | None = None,
        limit: int = 20,
        ticket_url: str | None = None,
        since: str | None = None,
    ) -> dict:
        """Conversations of a list (see LISTS): id, category, age, why they are listed; never their words.

        ``week``: of the week of that day alone. ``since``: of that week and all later ones.
        """
        if kind not in LISTS:
            raise NotAnswered(f"there is no list {kind!r}; there are: {', '.join(LISTS)}")
        place = self._category(category)
        monday = self._week(week) if week else None
        first = self._week(since) if since else None
        sql, meaning = LISTS[kind]
        with reading(self.database) as file:
            if "queue" in sql and "review_queue" not in file.marts:
                raise NotAnswered("this file has no review queue: ask the built database")
        rows = self._rows(
            f"select * from ({sql}) where $category in ('(all)', category) and $week in (week_start, date '0001-01-01') "
            "and week_start >= $first order by listed_first, episode_id limit $limit",
            category=place,
            week=monday or date(1, 1, 1),
            first=first or date(1, 1, 1),
            limit=max(int(limit), 1),
        )
        for row in rows:
            row.pop("listed_first")
            if ticket_url:
                row["link"] = link_to(ticket_url, row["ticket_id"])
        return self._about() | {"list": kind, "meaning": meaning, "category": place, "conversations": rows}

    # ---------------------------------------------------------------- what is asked of the file

    def _rows(self, query: str, **given: object) -> list[dict]:
        with reading(self.database) as file:
            return [{name: _plain(value) for name, value in row.items()} for row in file.rows(query, given)]

    def _about(self) -> dict:
        with reading(self.database) as file:
            about = file.about()
        return {"as_of": _plain(about.as_of), "published_at": _plain(about.published_at)}

    def _metric(self, metric: str) -> dict:
        rows = self._rows(
            "select metric, name, unit, direction, definition, owner from marts.metric_registry where metric = $metric",
            metric=str(metric),
        )
        if not rows:
            known = [row["metric"] for row in self._rows("select metric from marts.metric_registry order by metric")]
            raise NotAnswered(f"there is no metric {metric!r}; {nearest(str(metric), known)}")
        return rows[0]

    def _category(self, category: str) -> str:
        known = [ALL, *(row["category"] for row in self._rows("select distinct category from marts.scorecard_weekly"))]
        if category in known:
            return category
        raise NotAnswered(f"there is no category {category!r}; {nearest(str(category), sorted(set(known)))}")

    def _weeks(self) -> tuple[str, str, str | None]:
        (row,) = self._rows(
            "select min(week_start) as first, max(week_start) as last, "
            "max(week_start) filter (where is_final and metric = 'escalation_rate') as final from marts.scorecard_weekly"
        )
        return row["first"], row["last"], row["final"]

    def _week(self, week: str | None) -> str:
        first, last, final = self._weeks()
        if week is None:
            return final or last
        try:
            day = date.fromisoformat(str(week))
        except ValueError as error:
            raise NotAnswered(f"{week!r} is no date such as 2025-12-22") from error
        monday = (day - timedelta(days=day.weekday())).isoformat()
        if not first <= monday <= last:
            raise NotAnswered(f"there is no week of {monday}: weeks run from {first} to {last}")
        return monday


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value
