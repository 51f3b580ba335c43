"""The articles of the knowledge base, in versions."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from agent_scorecard.simulation import planted_tables
from agent_scorecard.simulation.catalogue_rows import moment_at, table_of
from agent_scorecard.simulation.fragments import article_text
from agent_scorecard.simulation.world import World

# Second versions of articles come out in this part of the span, so that no incident begins next to one by chance.
ARTICLE_SHARES = (0.15, 0.35)


def article_times(world: World) -> np.ndarray:
    """When the second version of each issue's article came out, by issue; after the end where it never did."""
    count = len(world.words.issues)
    first, last = ARTICLE_SHARES
    share = first + (last - first) * ((np.arange(count) * 37) % count) / max(count, 1)
    at = world.start + (share * world.config.weeks * 7).astype(np.int64) * 86_400 + 10 * 3600
    for incident in world.incidents:
        if incident.kind == "stale_article":
            end = incident.end_week if incident.end_week is not None else world.config.weeks + 4
            base = world.base[world.categories.index(incident.category)]
            at[world.words.issues_of(base)] = world.week_start(end) - 2 * 3600
    for issue, changed in planted_tables.article_changes(world).items():
        at[issue] = changed
    return at


def articles(world: World) -> pa.Table:
    """Every article in its versions, one row each."""
    rows = []
    changed, lacking, withdrawn = article_times(world), planted_tables.lacking(world), planted_tables.withdrawn(world)
    for number, issue in enumerate(world.words.issues):
        if number in lacking:
            continue
        began, at = moment_at(world.start - 200 * 86_400), changed[number]
        has_second = at < world.end
        for version in range(2 if has_second else 1):
            rows.append(
                {
                    "article_id": f"K{number + 1}",
                    "version": f"v{version + 1}",
                    "title": issue.article_title,
                    "body": article_text(issue, version),
                    "valid_from": moment_at(at) if version else began,
                    "valid_to": moment_at(at)
                    if has_second and not version
                    else moment_at(withdrawn[number])
                    if number in withdrawn
                    else None,
                    "product_area": issue.product_area,
                    "category": issue.category,
                }
            )
    for built, (at_launch, wish) in enumerate(planted_tables.built_wishes(world), start=len(world.words.issues) + 1):
        about = {
            "article_id": f"K{built}",
            "version": "v1",
            "title": wish["name"],
            "product_area": wish["product_area"],
        }
        rows.append(
            about | {"body": f"{wish['name']} is in the menu.", "valid_from": moment_at(at_launch), "valid_to": None}
        )
    return table_of("articles", rows)
