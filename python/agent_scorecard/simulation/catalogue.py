"""What the whole support team shares: agents, articles in versions, features, releases, workflows, fixes and decisions."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa

from agent_scorecard.simulation import planted_tables
from agent_scorecard.simulation.arrow import stream
from agent_scorecard.simulation.article_catalogue import articles
from agent_scorecard.simulation.catalogue_rows import moment_at, table_of
from agent_scorecard.simulation.conversations import HUMAN_COUNT
from agent_scorecard.simulation.product_catalogue import features, releases, workflow_steps
from agent_scorecard.simulation.world import World

GAPS = {
    "agent_release": ("prompt", "wrong_policy", "Prompt of v2.0 taken back, answers quote the article again"),
    "stale_article": ("knowledge", "outdated_article", "Article brought up to date"),
    "product_release": ("product", "product_bug", "Hotfix for the release"),
}


def catalogue_tables(world: World) -> dict[str, pa.Table]:
    return {
        "agents": _agents(world),
        "articles": articles(world),
        "product_features": features(world),
        "releases": releases(world),
        "workflow_steps": workflow_steps(world),
        "fixes": _fixes(world),
        "review_decisions": _decisions(world),
    }


def _agents(world: World) -> pa.Table:
    version = world.versions[int(world.version_at(np.array([world.end]))[0])]
    began = moment_at(world.start - 60 * 86_400)
    rows = [
        {
            "agent_id": "ava",
            "agent_type": "ai",
            "version": version,
            "capability": "text_only",
            "tier": "faq",
            "strategy": "answer_first",
            "valid_from": began,
        },
        {
            "agent_id": "pilot",
            "agent_type": "ai",
            "version": version,
            "capability": "page_aware",
            "tier": "multi_step",
            "strategy": "guide_on_page",
            "valid_from": began,
        },
    ]
    for number in range(1, HUMAN_COUNT + 1):
        rows.append(
            {
                "agent_id": f"h{number}",
                "agent_type": "human",
                "version": None,
                "capability": None,
                "tier": None,
                "strategy": None,
                "valid_from": began,
            }
        )
    return table_of("agents", rows)


def _fixes(world: World) -> pa.Table:
    """One fix per incident that ended, and one small one early on."""
    rows = [
        {
            "shipped_at": moment_at(world.week_start(round(0.18 * world.config.weeks)) + 9 * 3600),
            "gap_key": f"{world.categories[-1]}:missing_article",
            "kind": "knowledge",
            "description": "Step-by-step article written",
            "proposed_by": "r1",
            "approved_by": "ines",
        }
    ]
    for incident in world.incidents:
        if incident.kind in GAPS and incident.end_week is not None:
            kind, reason, description = GAPS[incident.kind]
            rows.append(
                {
                    "shipped_at": moment_at(world.week_start(incident.end_week) - 2 * 3600),
                    "gap_key": f"{incident.category}:{reason}",
                    "kind": kind,
                    "description": description,
                    "proposed_by": "r2",
                    "approved_by": "mark",
                }
            )
    rows += [row | {"shipped_at": moment_at(row.pop("at"))} for row in planted_tables.planted_fixes(world)]
    for place, row in enumerate(rows):
        row["fix_id"] = f"X{place + 1}"
    return table_of("fixes", rows)


def _decisions(world: World) -> pa.Table:
    rng = stream(world.config.seed, 0, "decisions")
    # the last one names no metric, as people forget to
    findings = (
        ("Refund questions come back", "Quote the payment method in the answer", "follow_up_rate_7d", "billing"),
        (
            "Customers repeat the error code",
            "Ask for the code once and keep it",
            "repeated_information_rate",
            "technical",
        ),
        ("Handovers wait over the weekend", "Saturday shift for handovers", "median_hours_to_resolution", None),
        ("Guests are confused with members", "Rename the button", "resolution_accuracy", "how_to"),
        ("Low confidence on exports", "New article on date ranges", None, None),
    )
    rows: list[dict] = []
    for week in range(1, world.config.weeks, 2):
        monday = moment_at(world.week_start(week))
        finding, improvement, metric, category = findings[int(rng.integers(len(findings)))]
        rows.append(
            {
                "decision_id": f"D{len(rows) + 1}",
                "week_start": (monday - timedelta(days=7)).date(),
                "decided_at": monday + timedelta(hours=9, minutes=int(rng.integers(60))),
                "finding": finding,
                "improvement": improvement,
                "owner": ("ines", "mark", "priya")[int(rng.integers(3))],
                "metric": metric,
                "category": category,
            }
        )
    return table_of("review_decisions", rows)
