"""What the watch says, on the support manager's page: drift, events and what may breach soon."""

from __future__ import annotations

from datetime import date

from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.card import Scorecard
from agent_scorecard.serving.wording import ALL

# from here on a forecast is worth saying
LIKELY_BREACH = 0.2
# rows of the drift table
WATCHED = 12
# changes of so many days belong to one event
EVENT_DAYS = 21


def watch(card: Scorecard) -> list[dict]:
    """What drifted, one event a row: changes of the same direction that began together, the strongest named.

    Numbers of one event are often one cause seen from several sides (a category, its channel, its agent).
    """
    rows = [
        row for row in card.tables["drift"] if row["verdict"] in ("worse", "better") and row["metric"] in card.registry
    ]
    rows.sort(key=lambda row: (row["change_week"] or date.max, row["metric"], row["segment_type"], row["segment"]))
    events: list[list[dict]] = []
    for verdict in ("worse", "better"):
        last = None
        for row in (row for row in rows if row["verdict"] == verdict):
            began = row["change_week"]
            if last is None or began is None or (began - last).days > EVENT_DAYS:
                events.append([])
                last = began
            events[-1].append(row)
    return [_event(card, rows) for rows in events][:WATCHED]


def _event(card: Scorecard, rows: list[dict]) -> dict:
    """Its strongest series, those that may raise an alert first, and the others by name."""
    rows = sorted(
        rows, key=lambda row: (row["tier"] != "alert", row["segment_type"] != "category", -abs(row["z"] or 0))
    )
    told = [
        {
            "name": card.name(row["metric"]),
            "metric": row["metric"],
            "where": where(row),
            "drift": card.drift_of(row),
            "tier": row["tier"],
        }
        for row in rows
    ]
    return {**told[0], "others": told[1:]}


def where(row: dict) -> str:
    if row["segment_type"] == "category":
        return "all categories" if row["segment"] == ALL else row["segment"]
    return f"{words.person(row['segment_type'])} {row['segment']}"


def watch_counts(card: Scorecard) -> dict[str, int]:
    """Of the series that may raise an alert: how many are how."""
    found: dict[str, int] = {}
    for row in card.tables["drift"]:
        if row["tier"] == "alert":
            found[row["verdict"]] = found.get(row["verdict"], 0) + 1
    return found


def forecasts(card: Scorecard) -> list[dict]:
    """Numbers that may cross a threshold in the next four weeks, the likeliest first."""
    # ordered by weeks ahead, so the last one stays
    latest = {
        (row["metric"], row["category"]): row for row in card.tables["forecasts"] if row["metric"] in card.registry
    }
    latest = {key: row for key, row in latest.items() if key[1] in card.categories}
    rows = [
        {
            "name": card.name(row["metric"]),
            "metric": row["metric"],
            "category": row["category"],
            "unit": card.registry[row["metric"]]["unit"],
            "now": card.newest(row["metric"], row["category"]),
            **{name: row[name] for name in ("forecast", "forecast_low", "forecast_high", "warn_probability")},
            **{
                name: row[name]
                for name in ("fail_probability", "week_start", "interval_coverage", "release_count", "method")
            },
        }
        for row in latest.values()
        if row["warn_probability"] is not None and row["warn_probability"] >= LIKELY_BREACH
    ]
    rows.sort(key=lambda row: (-row["fail_probability"], -row["warn_probability"], row["metric"], row["category"]))
    return rows[:8]
