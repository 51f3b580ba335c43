"""What is left to people: how much for each customer, how it grows with customers, and at which hours it comes."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from agent_scorecard.improvement.typed_rows import typed_rows

ALL = "(all)"
SEEN_WEEKS = 12  # without a list of customers: those seen in so many weeks
HOUR_WEEKS = 13
LEAST_WEEKS = 26
LEAST_SPREAD = 0.1  # log of largest over smallest number of customers: less growth says nothing of growth
COLUMNS = {
    "week_start": "day",
    "category": "text",
    "active_customer_count": "count",
    "customer_basis": "text",
    "human_handled_count": "count",
    "human_handled_rate": "number",
    "human_handled_rate_low": "number",
    "human_handled_rate_high": "number",
    "elasticity": "number",
    "elasticity_low": "number",
    "elasticity_high": "number",
    "elasticity_status": "text",
    "busiest_hour": "count",
    "busiest_hour_share": "number",
}


def human_load(weeks: Iterable[dict], episodes: Iterable[dict], customers: Iterable[dict]) -> pa.Table:
    """One row per week and category: the episodes in which people wrote, for each active customer, and what grows with what.

    ``weeks``: week_start and week_end_at, ordered. ``episodes``: week_start, category, customer_cluster, started_hour
    (0 to 23, local) and is_human_handled. ``customers``: created_at and left_at (null while there); where none has
    a created_at, the customers seen in the last twelve weeks count as active.

    The elasticity says by how many per cent the load on people grows where customers grow by one per cent: 1 is in step,
    below 1 is better. It is the slope of a Poisson regression of the weekly count on the log of the customers, over all
    weeks up to the week, with an interval that allows for weeks that are alike (Newey and West 1987). ``elasticity_status``:
    `ok`, `too_few_weeks` (26 are needed), `no_growth` (customers changed by less than a tenth) or `no_data`.
    """
    weeks, episodes, customers = list(weeks), list(episodes), list(customers)
    active, basis = _active(weeks, episodes, customers)
    load: dict = defaultdict(Counter)
    hours: dict = defaultdict(lambda: defaultdict(Counter))
    for row in episodes:
        for category in (row["category"], ALL):
            load[category][row["week_start"]] += bool(row["is_human_handled"])
            if row["is_human_handled"] and row["started_hour"] is not None:
                hours[category][row["week_start"]][row["started_hour"]] += 1
    out = []
    for category in sorted(load):
        series = [load[category][week["week_start"]] for week in weeks]
        for at, week in enumerate(weeks):
            row = {"week_start": week["week_start"], "category": category, "customer_basis": basis}
            row |= {"active_customer_count": active[at], "human_handled_count": series[at]}
            row |= _rate(series[at], active[at])
            row |= elasticity(series[: at + 1], active[: at + 1])
            out.append(row | _busiest(hours[category], [each["week_start"] for each in weeks[: at + 1]][-HOUR_WEEKS:]))
    return typed_rows(out, COLUMNS)


def _active(weeks, episodes, customers) -> tuple[list[int], str]:
    created = sorted(row["created_at"] for row in customers if row["created_at"])
    if created:
        left = sorted(row["left_at"] for row in customers if row["created_at"] and row["left_at"])
        return [
            bisect_right(created, week["week_end_at"]) - bisect_right(left, week["week_end_at"]) for week in weeks
        ], "listed"
    seen: dict[date, set] = defaultdict(set)
    for row in episodes:
        seen[row["week_start"]].add(row["customer_cluster"])
    span = timedelta(weeks=SEEN_WEEKS)
    return [
        len(set().union(*(who for day, who in seen.items() if week["week_start"] - span < day <= week["week_start"])))
        for week in weeks
    ], "seen"


def _rate(count: int, customers: int) -> dict:
    """Episodes for each active customer, with the exact interval of a Poisson count (Garwood 1936)."""
    from scipy.special import gammaincinv

    if not customers:
        return {}
    low = gammaincinv(count, 0.025) if count else 0.0
    return {
        "human_handled_rate": count / customers,
        "human_handled_rate_low": low / customers,
        "human_handled_rate_high": gammaincinv(count + 1, 0.975) / customers,
    }


def elasticity(counts: list[int], customers: list[int]) -> dict:
    """Slope, interval and status of the weekly ``counts`` against the log of ``customers``.

    >>> elasticity([1, 2], [10, 20])["elasticity_status"]
    'too_few_weeks'
    """
    # weeks before there was a customer say nothing
    known = [(count, base) for count, base in zip(counts, customers, strict=True) if base > 0]
    if not sum(count for count, _ in known):
        return {"elasticity_status": "no_data"}
    if len(known) < LEAST_WEEKS:
        return {"elasticity_status": "too_few_weeks"}
    y, base = (np.array(part, float) for part in zip(*known, strict=True))
    if np.log(base.max() / base.min()) < LEAST_SPREAD:
        return {"elasticity_status": "no_growth"}
    x = np.column_stack([np.ones(len(y)), np.log(base) - np.log(base).mean()])
    beta = np.array([np.log(y.mean()), 1.0])
    for _ in range(50):
        mean = np.exp(np.clip(x @ beta, -30, 30))
        step = np.linalg.solve(x.T @ (x * mean[:, None]), x.T @ (y - mean))
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    slope, error = beta[1], _newey_west(x, y - np.exp(x @ beta), np.exp(x @ beta))
    return {
        "elasticity": slope,
        "elasticity_low": slope - 2.0 * error,
        "elasticity_high": slope + 2.0 * error,
        "elasticity_status": "ok",
    }


def _newey_west(x: np.ndarray, residual: np.ndarray, mean: np.ndarray, lags: int = 4) -> float:
    """The standard error of the slope with scores of up to ``lags`` weeks apart alike, at least that of weeks that are not."""
    score = x * residual[:, None]
    middle = score.T @ score
    for lag in range(1, lags + 1):
        shared = score[lag:].T @ score[:-lag]
        middle = middle + (1 - lag / (lags + 1)) * (shared + shared.T)
    bread = np.linalg.inv(x.T @ (x * mean[:, None]))
    free = len(residual) - x.shape[1]
    alike = (bread @ middle @ bread)[1, 1] * len(residual) / free
    # over few weeks the estimate of likeness is itself too small at times; never below that of independent weeks
    independent = bread[1, 1] * max((residual**2 / mean).sum() / free, 1.0)
    return float(np.sqrt(max(alike, independent)))


def _busiest(hours, weeks) -> dict:
    total: Counter = sum((hours[week] for week in weeks if week in hours), Counter())
    if not total:
        return {}
    hour, count = min(total.items(), key=lambda pair: (-pair[1], pair[0]))
    return {"busiest_hour": hour, "busiest_hour_share": count / sum(total.values())}
