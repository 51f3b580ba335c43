"""The tables that tell of plants: articles that change or are missing, releases, fixes, wishes, accounts, and the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from agent_scorecard.simulation.arrow import ids, times
from agent_scorecard.simulation.planting import chosen_accounts, issue_of, leaving, rows_planted
from agent_scorecard.simulation.plants import KINDS, UNKNOWN_BEFORE

if TYPE_CHECKING:
    from agent_scorecard.simulation.customers import Customers
    from agent_scorecard.simulation.episode_clocks import Episodes
    from agent_scorecard.simulation.world import World


def described(world: World, e: Episodes, rng: np.random.Generator) -> None:
    """What plants tell the later pages: stale ones, those without an article, and errors on the page."""
    count = len(e["start"])
    e["lacks_article"], e["page_error"] = np.zeros(count, dtype=bool), np.full(count, -1)
    for plant in world.config.plants:
        here = rows_planted(world, plant, e["issue"], e["category"], e["week"])
        if plant.kind == "stale_article":
            e["is_stale"] |= here
        if plant.kind in UNKNOWN_BEFORE:
            e["lacks_article"] |= e["issue"] == issue_of(world, plant)
        if plant.kind == "confusing_feature":
            e["lacks_article"] |= here & (plant.cause == "documentation")
            share = rng.random(count) < (0.92 if plant.cause == "bug" else 0.05)
            e["page_error"] = np.where(here & (plant.cause != "documentation"), share, e["page_error"])


def article_changes(world: World) -> dict[int, int]:
    """When the second version of an article comes out, by issue, where a plant decides it; after the end where it never does."""
    return {
        issue_of(world, plant): int(
            world.week_start(world.config.weeks + 4 if plant.end_week is None else plant.end_week)
        )
        - 2 * 3600
        for plant in world.config.plants
        if plant.kind == "stale_article"
    }


def lacking(world: World, kinds: tuple[str, ...] = UNKNOWN_BEFORE) -> dict[int, int]:
    """The issues without an article, with when they begin to be asked about."""
    return {
        issue_of(world, plant): int(world.week_start(plant.start_week))
        for plant in world.config.plants
        if plant.kind in kinds
    }


def withdrawn(world: World) -> dict[int, int]:
    """When the article of an issue is taken down, by issue: what makes its feature confusing is its documentation."""
    return {
        issue_of(world, plant): int(world.week_start(plant.start_week)) - 2 * 3600
        for plant in world.config.plants
        if plant.kind == "confusing_feature" and plant.cause == "documentation"
    }


def planted_releases(world: World) -> list[tuple[int, str, str | None, str | None, str]]:
    """What the product brings out two hours before a plant begins, or, of a feature asked for, when it ends."""
    found: list[tuple[int, str, str | None, str | None, str]] = []
    for plant in world.config.plants:
        at = int(world.week_start(plant.start_week)) - 2 * 3600
        if plant.kind == "feature_ask" and plant.end_week is not None:
            wish, at = world.words.wishes[plant.subject], int(world.week_start(plant.end_week)) - 2 * 3600
            found.append((at, "product", wish["product_area"], None, f"{wish['name']} for everybody"))
        elif plant.kind == "effort_rise":
            base = world.base[world.categories.index(plant.subject)]
            area = world.words.issues[world.words.issues_of(base)[0]].product_area
            found.append((at, "product", area, plant.subject, "Another navigation"))
        elif plant.kind in ("stale_article", "launch_without_article") or (
            plant.kind == "confusing_feature" and plant.start_week > 0
        ):
            issue = world.words.issues[issue_of(world, plant)]
            said = f"New {issue.feature.lower()} for everybody"
            found.append((at, "product", issue.product_area, issue.category, said))
    return found


def planted_fixes(world: World) -> list[dict]:
    """A landing row, but for its id and times, of each planted fix; `at` in seconds."""
    return [
        {
            "at": int(world.week_start(plant.start_week)) + 9 * 3600,
            "gap_key": f"{plant.subject}:all",
            "kind": "prompt",
            "description": "Another prompt",
            "proposed_by": "r1",
            "approved_by": "ines",
        }
        for plant in world.config.plants
        if plant.kind == "fix"
    ]


def built_wishes(world: World) -> list[tuple[int, dict]]:
    """The wishes that were built, with when."""
    return [
        (int(world.week_start(plant.end_week)) - 2 * 3600, world.words.wishes[plant.subject])
        for plant in world.config.plants
        if plant.kind == "feature_ask" and plant.end_week is not None
    ]


def account_table(world: World, customers: Customers) -> pa.Table:
    """The truth of the accounts: `risky`, `unlucky` or `ordinary`."""
    risky, unlucky = chosen_accounts(world, customers)
    kind = np.zeros(len(customers.account_number), dtype=np.int64)
    kind[unlucky], kind[risky] = 2, 1
    left = leaving(world, customers)
    return pa.table(
        {
            "account_id": ids("A", customers.account_number),
            "kind": pa.array([("ordinary", "risky", "unlucky")[each] for each in kind]),
            "left_at": times(left, left == 0),
        }
    )


def plant_table(world: World) -> pa.Table:
    """The truth of the plants: what, of which category and article, from when to when."""
    rows = []
    for plant in world.config.plants:
        at = issue_of(world, plant) if plant.is_of_an_issue else None
        issue = world.words.issues[at] if at is not None else None
        rows.append(
            {
                "kind": plant.kind,
                "subject": plant.subject,
                "name": issue.feature if issue else None,
                "category": issue.category if issue else plant.subject if plant.kind != "feature_ask" else None,
                "article_id": f"K{at + 1}" if at is not None and plant.kind in KINDS[:1] else None,
                "starts_at": int(world.week_start(plant.start_week)),
                "ends_at": None if plant.end_week is None else int(world.week_start(plant.end_week)),
                "size": float(plant.size),
                "cause": plant.cause if plant.kind == "confusing_feature" else None,
            }
        )
    texts = ("kind", "subject", "name", "category", "article_id", "cause")
    columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in texts}
    for name in ("starts_at", "ends_at"):
        seconds = np.array([row[name] or 0 for row in rows], dtype=np.int64)
        columns[name] = times(seconds, np.array([row[name] is None for row in rows], dtype=bool))
    return pa.table(columns | {"size": pa.array([row["size"] for row in rows], pa.float64())})
