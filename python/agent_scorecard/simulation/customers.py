"""Customers, their accounts and their leanings: who writes, how often, and how alike one customer's episodes are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from agent_scorecard.simulation.arrow import conform, ids, pick, stream, times
from agent_scorecard.simulation.config import SimulationConfig
from agent_scorecard.simulation.secrets import name_of

# A customer opens something new only in every fourth week. Follow-ups fall within 14 days of a resolution, so what
# looks like a follow-up is one, and the share of them is exactly the generating probability.
ROTATION = 4

# One independent leaning per judgement: were they shared, accuracy among the resolved would not be the stated one.
LEANINGS = ("accuracy", "escalation", "needed", "abandonment", "follow_up", "mood")

TIERS = ("free", "starter", "team", "enterprise")
ANNUAL_VALUE = {"free": 0, "starter": 600, "team": 6_000, "enterprise": 60_000}
REGIONS = ("emea", "amer", "apac")
INDUSTRIES = ("software", "retail", "health", "education", "media")
OWNERS = ("ines", "mark", "priya")


@dataclass
class Customers:
    """Arrays by customer; ``number`` is what the id is made of."""

    number: np.ndarray
    weight: np.ndarray
    leaning: np.ndarray
    account: np.ndarray
    has_alias: np.ndarray
    language: np.ndarray
    created_at: np.ndarray
    account_number: np.ndarray

    def __len__(self) -> int:
        return len(self.number)


def build_customers(config: SimulationConfig, block: int, tickets: int, first: int, start: int) -> Customers:
    """Enough customers for ``tickets``, a few of them heavy users (a gamma weight with a long tail)."""
    rng = stream(config.seed, block, "customers")
    weekly = tickets / config.weeks
    count = int(max(tickets / config.tickets_per_customer, weekly * ROTATION * 1.6 + 8 * ROTATION))
    accounts = max(3, count // config.customers_per_account)
    has_account = rng.random(count) < 0.7
    return Customers(
        number=first + np.arange(count),
        weight=rng.gamma(0.9, size=count) + 0.05,
        leaning=rng.standard_normal((count, len(LEANINGS))),
        account=np.where(has_account, rng.integers(accounts, size=count), -1),
        has_alias=rng.random(count) < 0.04,
        language=np.where(rng.random(count) < config.other_languages, rng.integers(1, 4, size=count), 0),
        created_at=start - rng.integers(1, 500 * 86_400, size=count),
        account_number=first + np.arange(accounts),
    )


def writers_by_week(customers: Customers, counts: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """``counts[week]`` different customers for each week, heavy users more often; concatenated in week order.

    Drawing without replacement by weight is a Gumbel top-k: the k largest of log weight + Gumbel noise.
    """
    order = rng.permutation(len(customers))
    chosen = []
    for week, count in enumerate(counts):
        group = order[week % ROTATION :: ROTATION]
        if count > len(group):
            raise ValueError(
                f"week {week}: {count} tickets but only {len(group)} customers may write; too few customers"
            )
        # a stable order of rounded keys: a partition orders ties, and the last bit of a logarithm, as the processor pleases
        keys = np.round(np.log(customers.weight[group]) + rng.gumbel(size=len(group)), 9)
        chosen.append(rng.permutation(group[np.argsort(-keys, kind="stable")[:count]]))
    return np.concatenate(chosen)


def customer_tables(
    customers: Customers, config: SimulationConfig, block: int, start: int, names: list[str], left: np.ndarray
) -> dict[str, pa.Table]:
    """The landing tables `customers` (with a second identity for some) and `accounts`.

    ``left``: seconds at which accounts leave for a reason of theirs, 0 where they have none.
    """
    rng = stream(config.seed, block, "accounts")
    alias = np.flatnonzero(customers.has_alias)
    number = np.concatenate([customers.number, customers.number[alias]])
    is_alias = np.arange(len(number)) >= len(customers)
    account = np.concatenate([customers.account, customers.account[alias]])
    everyone = conform(
        "customers",
        {
            "customer_id": customer_ids(number, is_alias),
            "account_id": ids("A", customers.account_number[np.maximum(account, 0)], account < 0),
            "same_as_customer_id": ids("C", number, ~is_alias),
            "created_at": times(np.concatenate([customers.created_at, customers.created_at[alias] + 86_400])),
            "name": pick(names, name_of(number, len(names))),
        },
    )
    count = len(customers.account_number)
    tier = rng.choice(4, size=count, p=[0.25, 0.35, 0.3, 0.1])
    value = np.array([ANNUAL_VALUE[name] for name in TIERS])[tier]
    churned = (rng.random(count) < 0.05) & (tier < 3)
    span = config.weeks * 7 * 86_400
    accounts = conform(
        "accounts",
        {
            "account_id": ids("A", customers.account_number),
            "tier": pick(list(TIERS), tier),
            "annual_value": np.round(value * (0.7 + 0.6 * rng.random(count)), -1),
            "currency": pick(["EUR", "USD"], rng.integers(2, size=count)),
            "region": pick(list(REGIONS), rng.integers(3, size=count)),
            "industry": pick(list(INDUSTRIES), rng.integers(5, size=count)),
            "owner": pick(list(OWNERS), rng.integers(3, size=count)),
            "started_at": times(start - rng.integers(86_400, 900 * 86_400, size=count)),
            "churned_at": times(
                np.where(left > 0, left, start + rng.integers(span // 2, span, size=count)), ~churned & (left == 0)
            ),
        },
    )
    return {"customers": everyone, "accounts": accounts}


def customer_ids(number: np.ndarray, is_alias: np.ndarray, mask: np.ndarray | None = None) -> pa.Array:
    """`C12`, or `C12b` where the customer wrote from a second identity."""
    import pyarrow.compute as pc

    suffix = pick(["", "b"], is_alias.astype(np.int64))
    return pc.binary_join_element_wise(ids("C", number, mask), suffix, "")
