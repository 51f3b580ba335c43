"""Which articles will need an update next: a hazard by age, releases and traffic, shown only where it foretold past updates."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

import numpy as np
import pyarrow as pa

from agent_scorecard.improvement.article_ages import BACK, HORIZON, STEP, ArticleHistory
from agent_scorecard.improvement.typed_rows import typed_rows
from agent_scorecard.statistics.proportions import wilson

# updates that must have been seen before anything is fitted, and listed articles that it is judged by
LEAST_UPDATES, LEAST_LISTED = 10, 20
LISTED_SHARE = 0.2
# the prior of each slope on its standardised scale: normal with this precision
PRECISION = 1.0
COLUMNS = {
    "article_id": "text",
    "version": "text",
    "title": "text",
    "category": "text",
    "product_area": "text",
    "rank": "count",
    "basis": "text",
    "reasons": "text",
    "age_days": "count",
    "release_count": "count",
    "release_id": "text",
    "episode_count": "count",
    "failed_rate": "number",
    "failed_rate_numerator": "count",
    "failed_rate_denominator": "count",
    "failed_rate_low": "number",
    "failed_rate_high": "number",
    "usual_failed_rate": "number",
    "update_probability": "number",
    "hazard_status": "text",
    "update_count": "count",
    "hit_rate": "number",
    "hit_rate_numerator": "count",
    "hit_rate_denominator": "count",
    "hit_rate_low": "number",
    "hit_rate_high": "number",
    "age_hit_rate": "number",
    "chance_hit_rate": "number",
    "valid_from": "moment",
}


def knowledge_due(
    articles: Iterable[dict], releases: Iterable[dict], episodes: Iterable[dict], as_of: datetime
) -> pa.Table:
    """One row per article that is valid at ``as_of``, the most urgent first.

    ``articles``: article_id, version, title, category, product_area, valid_from, valid_to; ``releases``: release_id, kind,
    product_area, category, released_at; ``episodes`` that the AI answered in: article_id, is_failed, started_at.

    An update is a new version of an article. Every four weeks in the past, what was known then of each article (its age,
    the product releases in its area since its version, whether one of them is new, its conversations and how many failed)
    is set against whether it was updated within eight weeks: a discrete-time hazard (logistic, Allison 1982) with normal
    priors. It is judged as it would have been used: fitted on what was over by then, a fifth of the articles listed. It is
    `ok` where the lower end of its hit rate is above chance and above that of the oldest articles; else no probability is
    shown, and articles are ranked by age where the oldest did better than chance, else by releases that they did not
    follow, then failures, then age.
    """
    world = ArticleHistory(list(articles), list(releases), list(episodes))
    now = world.facts(as_of)
    past = _past(world, as_of)
    judged = _judged(past)
    chances = [None] * len(now)
    if judged["hazard_status"] == "ok":
        known = [row for row in past if row["at"] + HORIZON <= as_of]
        chances = _fitted(known).of(now).tolist()
    rows = [row | judged | {"update_probability": chance} for row, chance in zip(now, chances, strict=True)]
    basis = "hazard" if judged["hazard_status"] == "ok" else "age" if judged.pop("is_age_better", False) else "rule"
    rows.sort(key=lambda row: (*_urgency(row, basis), row["article_id"]))
    for number, row in enumerate(rows, 1):
        row |= {"rank": number, "basis": basis, "reasons": _reasons(row)}
    return typed_rows(rows, COLUMNS)


def _urgency(row: dict, basis: str) -> tuple:
    """Sorts the most urgent first."""
    if basis == "hazard":
        return (-row["update_probability"],)
    excess = row["failed_rate_numerator"] - (row["usual_failed_rate"] or 0) * row["episode_count"]
    by_rule = row["release_count"] == 0, -round(excess, 6)
    return (-row["age_days"],) if basis == "age" else (*by_rule, -row["age_days"])


def _past(world: ArticleHistory, as_of: datetime) -> list[dict]:
    """The facts at every past moment whose eight weeks are over, oldest first."""
    first = world.first()
    moments = []
    at = as_of - HORIZON
    while first is not None and at >= first + BACK:
        moments.append(at)
        at -= STEP
    return [row for moment in reversed(moments) for row in world.facts(moment)]


class _Hazard:
    """A fitted hazard: the chance of an update within the horizon by the facts of an article."""

    def __init__(self, mean: np.ndarray, spread: np.ndarray, beta: np.ndarray):
        self.mean, self.spread, self.beta = mean, spread, beta

    def of(self, rows: list[dict]) -> np.ndarray:
        """The chances of the rows, rounded so that machines agree on ranks."""
        x = (np.array([row["features"] for row in rows]).reshape(len(rows), -1) - self.mean) / self.spread
        return np.round(1 / (1 + np.exp(-np.clip(self.beta[0] + x @ self.beta[1:], -30, 30))), 9)


def _fitted(rows: list[dict]) -> _Hazard:
    """Maximum of the posterior by Newton's steps; the intercept has no prior."""
    raw = np.array([row["features"] for row in rows], float)
    y = np.array([row["is_updated"] for row in rows], float)
    mean, spread = raw.mean(0), raw.std(0)
    spread = np.where(spread > 1e-9, spread, 1.0)
    x = np.column_stack([np.ones(len(y)), (raw - mean) / spread])
    prior = np.diag([1e-6, *[PRECISION] * raw.shape[1]])
    beta = np.zeros(x.shape[1])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (y - chance) - prior @ beta
        step = np.linalg.solve(x.T @ (x * (chance * (1 - chance))[:, None]) + prior, gradient)
        beta = beta + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-10:
            break
    return _Hazard(mean, spread, beta)


def _judged(past: list[dict]) -> dict:
    """Hit rates of the hazard, of the oldest articles and of chance, over all past moments at which it could be fitted."""
    updates = len({(row["article_id"], row["valid_from"]) for row in past if row["is_updated"]})
    by_moment: dict[datetime, list[dict]] = defaultdict(list)
    for row in past:
        by_moment[row["at"]].append(row)
    listed = hits = by_age = 0
    by_chance = 0.0
    for at, rows in by_moment.items():
        known = [row for row in past if row["at"] + HORIZON <= at]
        if len({(row["article_id"], row["valid_from"]) for row in known if row["is_updated"]}) < LEAST_UPDATES:
            continue
        size = max(1, math.ceil(LISTED_SHARE * len(rows)))
        chances = _fitted(known).of(rows)
        order = sorted(range(len(rows)), key=lambda place: (-chances[place], rows[place]["article_id"]))
        oldest = sorted(rows, key=lambda row: (row["valid_from"], row["article_id"]))
        listed += size
        hits += sum(rows[place]["is_updated"] for place in order[:size])
        by_age += sum(row["is_updated"] for row in oldest[:size])
        by_chance += size * sum(row["is_updated"] for row in rows) / len(rows)
    found: dict = {"update_count": updates, "hit_rate_numerator": hits, "hit_rate_denominator": listed}
    if updates < LEAST_UPDATES or listed < LEAST_LISTED:
        return found | {"hazard_status": "too_few_updates"}
    low, high = (float(end) for end in wilson(hits / listed, listed))
    rates = {"hit_rate": hits / listed, "age_hit_rate": by_age / listed, "chance_hit_rate": by_chance / listed}
    is_better = low > max(rates["age_hit_rate"], rates["chance_hit_rate"])
    return (
        found
        | rates
        | {
            "hit_rate_low": low,
            "hit_rate_high": high,
            "hazard_status": "ok" if is_better else "not_better",
            "is_age_better": float(wilson(by_age / listed, listed)[0]) > rates["chance_hit_rate"],
        }
    )


def _reasons(row: dict) -> str:
    """Why the article is where it is, in words.

    >>> _reasons({"release_count": 2, "failed_rate_low": 0.4, "usual_failed_rate": 0.2, "age_days": 400, "episode_count": 9})
    '2 releases since; fails oftener than usual; 400 days old; 9 conversations in eight weeks'
    """
    count = row["release_count"]
    said = [f"{count} release{'s' if count > 1 else ''} since"] if count else []
    if row["failed_rate_low"] is not None and row["failed_rate_low"] > (row["usual_failed_rate"] or 0):
        said.append("fails oftener than usual")
    said += [f"{row['age_days']} days old", f"{row['episode_count']} conversations in eight weeks"]
    return "; ".join(said)
