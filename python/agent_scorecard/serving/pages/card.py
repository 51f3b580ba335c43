"""The scorecard as the pages ask it: figures by metric, place and week, and what is final."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from math import exp

from agent_scorecard.serving import wording as words
from agent_scorecard.serving.marts import Tables
from agent_scorecard.serving.pages.figures import Drift, Figure
from agent_scorecard.serving.queries.shown_weeks import CATEGORIES
from agent_scorecard.serving.wording import ALL


class Scorecard:
    """Questions that the pages ask of the tables. Nothing is computed here that a mart does not say."""

    def __init__(self, tables: Tables):
        self.tables = tables
        self.as_of = tables.as_of
        # a page spells a satisfaction as x of 5
        self.registry = {
            row["metric"]: {**row, "unit": words.SPELLED.get(row["metric"], row["unit"])} for row in tables["registry"]
        }
        every = [row["category"] for row in tables["categories"]]
        self.categories = every[: CATEGORIES + 1]
        self.left_out_count = max(len(every) - len(self.categories), 0)
        self.named = [category for category in self.categories if category != ALL]

    @cached_property
    def _weekly(self) -> dict[tuple[str, str], list[dict]]:
        found: dict[tuple[str, str], list[dict]] = {}
        for row in self.tables["weekly"]:
            found.setdefault((row["metric"], row["category"]), []).append(row)
        return found

    @cached_property
    def _verdicts(self) -> dict[tuple[str, str], dict]:
        return {(row["metric"], row["category"]): row for row in self.tables["verdicts"]}

    @cached_property
    def _reviewed(self) -> dict[tuple[str, date], dict]:
        return {(row["category"], row["week_start"]): row for row in self.tables["accuracy"]}

    @cached_property
    def _drift(self) -> dict[tuple[str, str, str], dict]:
        return {(row["segment_type"], row["segment"], row["metric"]): row for row in self.tables["drift"]}

    def name(self, metric: str) -> str:
        return self.registry[metric]["name"] if metric in self.registry else words.person(metric)

    def essentials(self) -> list[str]:
        return [metric for metric, row in self.registry.items() if row["is_essential"]]

    def counter(self, metric: str) -> str | None:
        return self.registry[metric]["counter_metric"] if metric in self.registry else None

    def depends_on(self, metric: str) -> str | None:
        """The name of the metric without which this one says neither better nor worse."""
        other = self.registry.get(metric, {}).get("depends_on")
        return self.name(other) if other else None

    def series(self, metric: str, category: str = ALL) -> list[Figure]:
        """Every shown week, oldest first."""
        return [self._figure(row) for row in self._weekly.get((metric, category), [])]

    def months(self, metric: str, category: str = ALL) -> list[Figure]:
        rows = [row for row in self.tables["monthly"] if row["metric"] == metric and row["category"] == category]
        return [self._figure({**row, "week_start": row["month_start"], "is_final": _is_settled(row)}) for row in rows]

    def newest(self, metric: str, category: str = ALL) -> Figure | None:
        """The newest final week; where no week is final, the newest."""
        rows = self._weekly.get((metric, category), [])
        settled = [row for row in rows if row["is_final"]]
        return self._figure((settled or rows)[-1]) if rows else None

    def headline(self, metric: str, category: str = ALL) -> Figure | None:
        """The newest final week; where that has too few rows to say, the smallest window of final weeks that says.

        Where no window has enough rows and the week has no value at all, the widest that has one: few rows are said to be few.
        """
        newest = self.newest(metric, category)
        if newest is None or newest.status not in ("low_n", "unverified", "no_data"):
            return newest
        rows = [
            row
            for row in self.tables["trailing"]
            if row["metric"] == metric and row["category"] == category and row["value"] is not None
        ]
        enough = [row for row in rows if row["status"] == "ok"]
        if not enough and (not rows or newest.value is not None):
            return newest
        row = min(enough or rows, key=lambda each: each["window_weeks"] if enough else -each["window_weeks"])
        told = self._figure({**row, "week_start": row["first_week"], "is_final": True}, with_verdict=False)
        return replace(told, window=row["window_weeks"], last_week=row["last_week"])

    def previous(self, figure: Figure) -> Figure | None:
        """The week before, as it is known now."""
        earlier = [each for each in self.series(figure.metric, figure.category) if each.week < figure.week]
        return earlier[-1] if earlier else None

    def provisional(self, metric: str, category: str = ALL) -> list[Figure]:
        return [figure for figure in self.series(metric, category) if not figure.is_final]

    def verdict_rows(self) -> list[Figure]:
        """Every verdict on a threshold, the worst first."""
        rank = {"fail": 0, "warn": 1, "insufficient_evidence": 2, "pass": 3}
        rows = [row for row in self.tables["verdicts"] if row["verdict"] != "not_set"]
        rows.sort(key=lambda row: (rank[row["verdict"]], row["category"] != ALL, row["metric"], row["category"]))
        return [self._figure({**row, "is_final": True}) for row in rows]

    def verdict_and_alerting(self) -> list[dict]:
        """The metrics that are watched: those with a threshold, and those that may raise an alert."""
        return [
            row for row in self.tables["registry"] if row["is_alerting"] or (row["metric"], ALL) in self._judged_metrics
        ]

    @cached_property
    def _judged_metrics(self) -> set[tuple[str, str]]:
        return {(row["metric"], ALL) for row in self.tables["verdicts"] if row["verdict"] != "not_set"}

    def baseline(self, metric: str, category: str = ALL) -> float | None:
        """What it is compared with: the baseline of the scorecard."""
        rows = self._weekly.get((metric, category), [])
        return rows[-1]["baseline"] if rows else None

    def drift(self, metric: str, segment: str = ALL, segment_type: str = "category") -> Drift | None:
        row = self._drift.get((segment_type, segment, metric))
        return self.drift_of(row) if row and metric in self.registry else None

    def drift_of(self, row: dict) -> Drift:
        registered = self.registry[row["metric"]]
        before, recent = row["reference_value"], row["recent"]
        if row["scale"] == "log":
            before, recent = (None if value is None else exp(value) for value in (before, recent))
        recent = self._of_four_weeks(row, before, recent)
        return Drift(
            row["verdict"],
            before,
            recent,
            row["reference_weeks"],
            row["change_week"],
            row["smallest_detectable_change"] if row["scale"] == "share" else None,
            registered["unit"],
            registered["direction"],
            row["scale"] == "log",
            self.baseline(row["metric"], row["segment"]) if row["segment_type"] == "category" else None,
            self.depends_on(row["metric"]),
        )

    def _of_four_weeks(self, row: dict, before: float | None, recent: float | None) -> float | None:
        """The scorecard's own number of the same four weeks, where it shows the change too: a page has one number for them."""
        own = self._trailing.get((row["metric"], row["segment"], row["week_start"]))
        if row["segment_type"] != "category" or own is None or before is None or recent is None:
            return recent
        is_shown = (own - before) * (recent - before) > 0
        return own if is_shown or row["verdict"] not in ("worse", "better") else recent

    @cached_property
    def _trailing(self) -> dict[tuple[str, str, date], float]:
        """By metric, category and last week, the value of four weeks together."""
        rows = [row for row in self.tables["trailing"] if row["window_weeks"] == 4 and row["value"] is not None]
        return {(row["metric"], row["category"], row["last_week"]): row["value"] for row in rows}

    def segment(self, row: dict) -> Figure:
        """A figure of a segment; its thresholds are the categories' and say nothing here."""
        return self._figure({**row, "category": row["segment"]}, with_verdict=False)

    def of_day(self, row: dict, metric: str, column: str | None = None) -> Figure:
        """A rate of the manager's day. Few a day: its status is the day's."""
        column = column or metric
        told = {name: row[f"{column}_{name}"] for name in ("numerator", "denominator")}
        ends = {"value": row[column], "value_low": row[f"{column}_low"], "value_high": row[f"{column}_high"]}
        status = row["status"] if row[column] is not None else "not_in" if column != metric else "no_data"
        monday = row["day"] - timedelta(days=row["day"].weekday())
        told |= ends | {"metric": metric, "category": row["segment"], "week_start": monday, "status": status}
        return self._figure({**told, "is_final": row["is_final"] or column != metric}, with_verdict=False)

    def newest_settled_week(self) -> date | None:
        """The newest week that is final for anything."""
        return max((row["week_start"] for row in self.tables["weekly"] if row["is_final"]), default=None)

    def newest_week(self) -> date | None:
        return max((row["week_start"] for row in self.tables["weekly"]), default=None)

    def is_ai_known(self) -> bool:
        return any(row["status"] != "not_applicable" for row in self.tables["weekly"])

    def _figure(self, row: dict, with_verdict: bool = True) -> Figure:
        metric = row["metric"]
        registered = self.registry.get(metric, {"name": words.person(metric), "unit": "share", "direction": "higher"})
        verdict = self._verdicts.get((metric, row["category"]), {}) if with_verdict else {}
        is_judged = verdict and verdict["week_start"] == row.get("week_start")
        reviews = self._reviewed.get((row["category"], row["week_start"])) if with_verdict else None
        counted = {"resolution_accuracy": "reviewed_count", "handled_accuracy": "handled_reviewed_count"}.get(metric)
        return Figure(
            metric=metric,
            name=registered["name"],
            unit=registered["unit"],
            direction=registered["direction"],
            category=row["category"],
            week=row["week_start"],
            value=row["value"],
            low=row["value_low"],
            high=row["value_high"],
            numerator=row["numerator"],
            denominator=row["denominator"],
            status=row["status"],
            is_final=bool(row["is_final"]),
            verdict=verdict["verdict"] if is_judged else "not_set",
            warn=verdict.get("warn_threshold"),
            fail=verdict.get("fail_threshold"),
            depends_on=self.depends_on(metric),
            reviewed=reviews[counted] if reviews and counted and row["value"] is not None else None,
        )


def _is_settled(row: dict) -> bool:
    return row["status"] not in ("immature", "unverified") or bool(row.get("is_final"))


def figure_of_rule(card: Scorecard, row: dict, name: str, title: str | None = None) -> dict | None:
    """A rate of a wide mart: of the registry's name and definition, or with a ``title`` and what its column says of it."""
    if row.get(f"{name}_denominator") is None:
        return None
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    metric = name if name in card.registry else name.removesuffix("_rate")
    if title is None:
        title, says = card.name(metric), card.registry.get(metric, {}).get("definition", "")
    else:
        says = next((each["comment"] for each in card.tables["comments"] if each["column_name"] == name), "") or ""
    return {
        "name": title,
        "says": says,
        "value": value,
        "low": low,
        "high": high,
        "text": words.amount(value, "share") if value is not None else "no judgement to apply it",
        "between": words.interval(low, high, "share") if value is not None else "",
        "basis": words.rests_on(row[f"{name}_numerator"], row[f"{name}_denominator"], "share"),
    }
