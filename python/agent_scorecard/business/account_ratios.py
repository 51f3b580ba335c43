"""The troubles of each account against what its conversations would have had elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from agent_scorecard.statistics.shrinkage import (
    ShrunkRatios,
    shrunk_ratios,
    weighed_counts,
)

# what can go wrong, and how to say so of several
KINDS = {
    "escalated": "escalations that the AI could not prevent",
    "wrong": "answers that reviewers found wrong",
    "judged": "answers that the automatic judge found wrong",
    "negative": "conversations in which the customer became annoyed",
    "abandoned": "conversations that the customer gave up",
    "refused": "requests for a person that nobody met",
}


def is_trouble(row: dict) -> bool:
    """Did anything go wrong in the conversation?"""
    return any(row[f"is_{kind}"] for kind in KINDS)


@dataclass(frozen=True)
class Troubles:
    """The conversations as columns, one entry each: places of account (-1: not known), category and customer, and more."""

    account: np.ndarray
    category: np.ndarray
    customer: np.ndarray  # who writes for two accounts is two
    account_of: np.ndarray  # by customer
    started: np.ndarray
    happened: np.ndarray  # conversations x (any, each of KINDS): 1, 0, or nan where it is not known

    @classmethod
    def of(cls, accounts: list[dict], troubles: list[dict]) -> Troubles:
        place = {account["account_id"]: at for at, account in enumerate(accounts)}
        categories: dict = {}
        customers: dict = {}
        flags = [[is_trouble(row), *(row[f"is_{kind}"] for kind in KINDS)] for row in troubles]
        known = [[np.nan if flag is None else float(bool(flag)) for flag in row] for row in flags]
        return cls(
            account=_places(place.get(row["account_id"], -1) for row in troubles),
            category=_places(categories.setdefault(row["category"], len(categories)) for row in troubles),
            customer=_places(
                customers.setdefault((row["account_id"], row["customer_cluster"]), len(customers)) for row in troubles
            ),
            account_of=_places(place.get(account_id, -1) for account_id, _ in customers),
            started=moments_of(row["started_at"] for row in troubles),
            happened=np.array(known, float).reshape(len(troubles), 1 + len(KINDS)),
        )


@dataclass(frozen=True)
class Ratios:
    """By account: its conversations, what was expected and observed, of any trouble and of each kind, and the shrunk ratio."""

    conversations: np.ndarray
    expected: np.ndarray  # accounts x (any, each of KINDS); the two below, too
    observed: np.ndarray
    variance: np.ndarray
    weighed: np.ndarray  # what was expected of all kinds, weighed: what the shrunk ratio rests on
    shrunk: ShrunkRatios


def _places(values: Iterable[int]) -> np.ndarray:
    return np.fromiter(values, np.int64)


def moments_of(values: Iterable[datetime | None]) -> np.ndarray:
    """Moments as numpy has them, null as NaT."""
    return np.array([np.datetime64(value or "NaT", "us") for value in values], "datetime64[us]")


def ratios_at(rows: Troubles, within: np.ndarray, count: int) -> Ratios:
    """What the ``count`` accounts show in the conversations at the places ``within``."""
    parts = [_expected(rows, within, kind, count) for kind in range(1 + len(KINDS))]
    expected, observed, variance = (np.stack(each, axis=1) for each in zip(*parts, strict=True))
    found, usual = weighed_counts(observed[:, 1:], expected[:, 1:], variance[:, 1:])
    conversations = np.bincount(rows.account[within], minlength=count)
    return Ratios(conversations, expected, observed, variance, usual, shrunk_ratios(found, usual))


def _expected(rows: Troubles, within: np.ndarray, kind: int, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What each account would have at the rates of the categories, what it has, and the variance of that by chance.

    Unknown ones count for none of them. One customer's conversations are alike, whatever the account: what a customer who is
    easily annoyed adds is no trouble of the account, so it is part of the variance by chance.
    """
    known = within[~np.isnan(rows.happened[within, kind])]
    category, happened = rows.category[known], rows.happened[known, kind]
    p = (np.bincount(category, happened) / np.maximum(np.bincount(category), 1))[category]
    customers, at = np.unique(rows.customer[known], return_inverse=True)
    account = rows.account_of[customers]
    usual, found, chance = (np.bincount(at, each, len(customers)) for each in (p, happened, p * (1 - p)))
    expected, observed, variance = (np.bincount(account, each, count) for each in (usual, found, chance))
    alike = _alikeness(usual, found, chance, account, count)
    return expected, observed, variance + alike * np.bincount(account, usual**2, count)


def _alikeness(expected, observed, variance, account: np.ndarray, count: int) -> float:
    """How far customers of one account differ in their ratio, as a variance: all that customers differ by beyond chance, less
    what two customers of one account share (both by moments); 0 where no account has two. One entry per customer."""
    excess = observed - expected
    total, total_of = float((excess**2 - variance).sum()), float((expected**2).sum())
    several = np.bincount(account, minlength=count) > 1
    shared, shared_of = (
        float((np.bincount(account, each, count) ** 2 - np.bincount(account, each**2, count))[several].sum())
        for each in (excess, expected)
    )
    if total_of <= 0 or shared_of <= 0:
        return 0.0
    return max(total / total_of - max(shared / shared_of, 0.0), 0.0)
