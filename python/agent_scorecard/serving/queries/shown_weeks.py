"""A query of the pages, the weeks and categories that they show, and how long a list is."""

from __future__ import annotations

# the marts that a query needs, and its SQL: where the file lacks one of them, what it would show is left out
Query = tuple[tuple[str, ...], str]

# half a year of weeks in a chart; more is a BI tool's work
WEEKS = 26
# beyond these the switch would be a wall of buttons; the largest are shown, and it is said
CATEGORIES = 12

WINDOW = f"(select max(week_start) - interval {WEEKS - 1} week from marts.scorecard_weekly)"
SHOWN = f"""(
    select category from marts.outcome_ladder_weekly where week_start >= {WINDOW}
    group by category order by category = '(all)' desc, sum(episode_count) desc, category limit {CATEGORIES + 1}
)"""
