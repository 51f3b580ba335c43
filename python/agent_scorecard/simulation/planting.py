"""What plants do to a simulated team: to its articles, features, fixes, wishes, accounts and effort.

Plants move single episodes, so the probabilities of the truth's table `cells`, and those of `episodes` except
`p_correct`, are without them. Without plants nothing here draws anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from agent_scorecard.simulation.arrow import stream
from agent_scorecard.simulation.plants import UNKNOWN_BEFORE, Plant

if TYPE_CHECKING:
    from agent_scorecard.simulation.customers import Customers
    from agent_scorecard.simulation.episode_clocks import Episodes
    from agent_scorecard.simulation.world import World

# An account that is served badly: so much is taken from accuracy, and added to avoidable escalations and given-up ones.
BADLY_SERVED = (0.45, 0.30, 0.15)
# Its chance to leave, by day from the start of the trouble on.
LEAVES_A_DAY = 0.004
TROUBLE_STARTS = 0.45


def check(plants: tuple[Plant, ...], world: World) -> None:
    """Raises ValueError where a plant names no issue, category or wish of the simulated team, or none of its weeks."""
    issues, wishes = {issue.key for issue in world.words.issues}, set(world.words.wishes)
    for plant in plants:
        known = issues if plant.is_of_an_issue else wishes if plant.kind == "feature_ask" else set(world.categories)
        if plant.subject not in known:
            raise ValueError(f"{plant.kind} of {plant.subject!r}: it is none of {', '.join(sorted(known))}")
        last = world.config.weeks if plant.end_week is None else min(plant.end_week, world.config.weeks)
        if not 0 <= plant.start_week < last:
            raise ValueError(
                f"{plant.kind} of {plant.subject!r} would be planted in none of the {world.config.weeks} weeks (counted from 0): "
                f"it begins in week {plant.start_week}"
            )


def issue_of(world: World, plant: Plant) -> int:
    """The place of the plant's issue among the issues."""
    return [issue.key for issue in world.words.issues].index(plant.subject)


def _within(plant: Plant, week: np.ndarray) -> np.ndarray:
    return (week >= plant.start_week) & (week < (plant.end_week if plant.end_week is not None else 1 << 30))


def redrawn_issues(
    world: World, issue: np.ndarray, category: np.ndarray, week: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """What nobody can ask before it begins is another issue of the category until then, and takes its share after."""
    held = {issue_of(world, plant) for plant in world.config.plants if plant.kind in UNKNOWN_BEFORE}
    for plant in world.config.plants:
        if plant.kind not in (*UNKNOWN_BEFORE, "confusing_feature"):
            continue
        at = issue_of(world, plant)
        base = world.words.issues[at].category
        others = [number for number in world.words.issues_of(base) if number != at and number not in held]
        of_base = np.isin(category, [place for place, name in enumerate(world.base) if name == base])
        share = rng.random(len(issue))
        other = np.array(others or [at])[(rng.random(len(issue)) * max(len(others), 1)).astype(np.int64)]
        here = of_base & _within(plant, week)
        if plant.kind == "confusing_feature":
            issue = np.where(here & (share < plant.size), at, issue)
        else:
            issue = np.where(of_base & (issue == at), other, issue)
            issue = np.where(of_base & (week >= plant.start_week) & (share < plant.size), at, issue)
    return issue


def moved_rates(world: World, customers: Customers, e: Episodes, week: np.ndarray, rate: dict) -> dict:
    """The episodes' own probabilities: those of their groups (``rate``), moved by what is planted."""
    config = world.config
    if not (config.plants or config.risky_accounts):
        return rate
    rate = dict(rate)
    for plant in config.plants:
        here = rows_planted(world, plant, e["issue"], e["category"], week)
        if plant.kind == "fix":
            _scale_failures(rate, here, plant.size)
        elif plant.kind == "stale_article":
            _worsen(rate, here, plant.size, plant.size * 0.4, 0.05)
        elif plant.kind in UNKNOWN_BEFORE:
            _worsen(rate, here, 0.45, 0.25, 0.05)
        elif plant.kind == "confusing_feature" and plant.cause != "page":
            _worsen(rate, here, 0.30, 0.30 if plant.cause == "bug" else 0.10, 0.0)
        more = {"effort_rise": plant.size, "confusing_feature": 0.8 if plant.cause == "page" else 0.0}
        rate["effort"] = rate["effort"] + here * more.get(plant.kind, 0.0)
    if config.risky_accounts:
        risky, _ = chosen_accounts(world, customers)
        account = customers.account[e["customer"]]
        here = np.isin(account, risky) & (week >= round(TROUBLE_STARTS * config.weeks))
        _worsen(rate, here, *BADLY_SERVED)
    return rate


def rows_planted(world: World, plant: Plant, issue: np.ndarray, category: np.ndarray, week: np.ndarray) -> np.ndarray:
    inside = _within(plant, week)
    if plant.kind == "feature_ask":
        return np.zeros(len(week), dtype=bool)
    if plant.is_of_an_issue:
        return inside & (issue == issue_of(world, plant))
    return inside & (category == world.categories.index(plant.subject))


def _worsen(rate: dict, here: np.ndarray, accuracy: float, avoidable: float, abandonment: float) -> None:
    rate["accuracy"] = np.where(here, np.maximum(rate["accuracy"] - accuracy, 0.05), rate["accuracy"])
    rate["avoidable"] = np.where(here, np.minimum(rate["avoidable"] + avoidable, 0.9), rate["avoidable"])
    rate["abandonment"] = np.where(here, np.minimum(rate["abandonment"] + abandonment, 0.5), rate["abandonment"])


def _scale_failures(rate: dict, here: np.ndarray, factor: float) -> None:
    wrong = np.minimum((1 - rate["accuracy"]) * factor, 0.95)
    rate["accuracy"] = np.where(here, 1 - wrong, rate["accuracy"])
    for name, most in (("avoidable", 0.9), ("abandonment", 0.5)):
        rate[name] = np.where(here, np.minimum(rate[name] * factor, most), rate[name])


def chosen_accounts(world: World, customers: Customers) -> tuple[np.ndarray, np.ndarray]:
    """Places of the accounts that are served badly (of those that write enough) and of the unlucky small ones."""
    config = world.config
    count = len(customers.account_number)
    most = max(config.risky_accounts, config.unlucky_accounts)
    if most > count // 3:
        raise ValueError(
            f"{most} accounts are to be chosen, but a third of the {count} accounts are {count // 3}: ask for fewer, or for "
            "more tickets"
        )
    has = customers.account >= 0
    weight = np.bincount(customers.account[has], customers.weight[has], minlength=count)
    order = np.argsort(-np.round(weight, 9), kind="stable")
    rng = stream(config.seed, int(customers.number[0]), "chosen accounts")
    risky = rng.permutation(order[: count // 3])[: config.risky_accounts]
    small = order[weight[order] > 0][-(count // 3) :]
    return np.sort(risky), np.sort(rng.permutation(small)[: config.unlucky_accounts])


def leaving(world: World, customers: Customers) -> np.ndarray:
    """Seconds at which each account that is served badly leaves, by its hazard; 0 for all others."""
    risky, _ = chosen_accounts(world, customers)
    rng = stream(world.config.seed, int(customers.number[0]), "leaving accounts")
    began = world.week_start(round(TROUBLE_STARTS * world.config.weeks)) + 6 * 7 * 86_400
    at = np.zeros(len(customers.account_number), dtype=np.int64)
    gone = began + (rng.exponential(1 / LEAVES_A_DAY, len(risky)) * 86_400).astype(np.int64)
    at[risky] = np.where(gone < world.end, gone, 0)
    return at


def with_bad_luck(world: World, customers: Customers, e: Episodes) -> None:
    """The first two conversations of an unlucky account go wrong, whatever their probabilities, and no more of it."""
    if not world.config.unlucky_accounts:
        return
    _, unlucky = chosen_accounts(world, customers)
    account = customers.account[e["customer"]]
    for place in unlucky:
        own = np.flatnonzero((account == place) & e["is_ai"])[:2]
        e["is_correct"][own] = False
        e["mood"][own] = -1.6


def asks(world: World, e: Episodes, rng: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """For each episode the place of its wish in the list of wishes that are asked for, or -1; and that list."""
    count = len(e["start"])
    keys: list[str] = []
    wanted = np.full(count, -1)
    for plant in world.config.plants:
        if plant.kind == "feature_ask":
            here = _within(plant, e["week"]) & (rng.random(count) < plant.size) & (e["number"] == 1)
            wanted = np.where(here, len(keys), wanted)
            keys.append(plant.subject)
    return wanted, keys


def with_wishes(world: World, e: Episodes, m: dict, body: pa.Array, message_id: pa.Array, block: int):
    """The bodies of the messages ``m``, with a wish at the end of the openings that ask; and who asks for what."""
    from agent_scorecard.simulation.conversations import Kind

    rng = stream(world.config.seed, block, "wishes")
    wanted, keys = asks(world, e, rng)
    opens = np.full(len(wanted), -1)
    opening = np.flatnonzero(m["kind"] == int(Kind.OPEN))
    opens[m["episode"][opening]] = opening
    rows = np.flatnonzero((wanted >= 0) & (opens >= 0))
    texts = body.to_pylist()
    for row, share in zip(rows.tolist(), rng.random(len(rows)).tolist(), strict=True):
        said = world.words.wishes[keys[wanted[row]]]["said"]
        own = said.get(("en", "es", "de", "fr")[int(e["language"][row])]) or said["en"]
        texts[opens[row]] += " " + own[int(share * len(own))]
    told = pa.table(
        {
            "message_id": message_id.take(pa.array(opens[rows], pa.int64())),
            "wish": pa.array([keys[wanted[row]] for row in rows], pa.string()),
        }
    )
    return pa.array(texts, pa.string()), told
