"""Drift as signals: what moved, in which category it was carried, and how much of it is mix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import exp

from agent_scorecard.monitoring.alerting import ALL, Signal, runs
from agent_scorecard.statistics.detector import RECOVERED, WINDOW

# Of a total's change, the share that one category must explain to be named in its place.
MOST = 0.6
TIMES = ("seconds", "minutes", "hours")


@dataclass(frozen=True)
class Calendar:
    """The weeks with the moments they ended; ``settle_days`` of each metric: a number is known that much later."""

    ends: dict[date, datetime]
    settle_days: dict[str, int]
    names: dict[str, str]
    as_of: datetime
    units: dict[str, str] = field(default_factory=dict)

    def known_at(self, week: date, metric: str) -> datetime:
        return self.ends[week] + timedelta(days=self.settle_days.get(metric, 0))

    def name(self, metric: str) -> str:
        return self.names.get(metric, metric)

    def shown(self, value: float | None, metric: str) -> str:
        """A value as people read it; the end of an interval that has none is open.

        >>> Calendar({}, {}, {}, datetime(2025, 1, 1), {"rate": "share"}).shown(0.7912, "rate")
        '79.1 %'
        """
        if value is None:
            return "an open end"
        unit = self.units.get(metric)
        return f"{100 * value:.1f} %" if unit == "share" else f"{value:.3g}" + (f" {unit}" if unit in TIMES else "")


def of_drift(rows: Iterable[dict], calendar: Calendar, own_shares: dict[tuple[str, date], float]) -> list[Signal]:
    """From the rows of the drift table's alert tier: each series from the week it alarmed until it has come back.

    ``own_shares``: how much of a total's change the categories' own rates explain, see ``own_share``. The rest is mix and
    nobody got worse, so a total must be beyond its limit without it. A total that one category alone moved is told as
    that category's: it is where somebody must look.
    """
    rows = [row for row in rows if row["z"] is not None]
    by_series: dict[tuple[str, str], dict[date, dict]] = {}
    by_week: dict[tuple[str, date], list[dict]] = {}
    for row in rows:
        if row["segment"] != ALL:
            by_week.setdefault((row["metric"], row["week_start"]), []).append(row)
        else:
            row = _without_mix(row, own_shares.get((row["metric"], row["week_start"]), 1.0))
        if row["is_open"] or row["is_alert"]:
            by_series.setdefault((row["metric"], row["segment"]), {})[row["week_start"]] = row
    signals = []
    for (metric, segment), weeks in sorted(by_series.items()):
        for started, last in runs(list(weeks)):
            first = min(
                (week for week, row in weeks.items() if started <= week <= last and row["is_alert"]), default=None
            )
            if first is None:
                continue
            row, text = weeks[first], _drift_text(weeks[first], calendar)
            strength = max(abs(row["z"]) / row["threshold"], abs(row["ewma_z"] or 0) / row["ewma_threshold"])
            carrier = _carrier(row, by_week.get((metric, first), [])) if segment == ALL else None
            if carrier is not None:
                text += _carrier_text(row, carrier, by_week[metric, first], calendar)
            weeks_since = min(WINDOW, (first - row["change_week"]).days // 7 + 1)
            change = (carrier or row)["change"]
            signals.append(
                Signal(
                    "drift",
                    metric,
                    carrier["segment"] if carrier else segment,
                    first,
                    calendar.known_at(first, metric),
                    last,
                    row["change_week"],
                    round(strength, 4),
                    change,
                    text,
                    is_total=segment == ALL,
                    size=change * WINDOW / weeks_since,
                )
            )
    return signals


def own_share(change: float | None, within: float) -> float:
    """Of the change of a total, the share that the categories' own rates made; 1 where nothing changed.

    >>> own_share(-0.08, 0.02), own_share(-0.08, -0.06)
    (0.0, 0.75)
    """
    return max(within / change, 0.0) if change else 1.0


def _without_mix(row: dict, share: float) -> dict:
    """A total's row as it would have been at the baseline's mix, as far as its flags go."""
    reach = share * max(abs(row["z"]) / row["threshold"], abs(row["ewma_z"] or 0) / row["ewma_threshold"])
    return row | {"is_alert": row["is_alert"] and reach > 1, "is_open": row["is_open"] and reach > RECOVERED}


def _carrier(total: dict, categories: Sequence[dict]) -> dict | None:
    """The category without which the total would be no news: with those already open it explains most of the change.

    None where the change is spread over several that nobody was told of.
    """
    moved = _moved(total, categories)
    known, fresh = ([part for part in moved if part[2]["is_open"] == is_open] for is_open in (True, False))
    for parts in (known, known + fresh[:1]):
        explained = sum(share for share, _, _ in parts)
        is_news = max(1 - explained, 0) * abs(total["z"]) >= RECOVERED * total["threshold"]
        if explained >= MOST and not is_news:
            return parts[0][2] if parts is known else parts[-1][2]
    return None


def _moved(total: dict, categories: Sequence[dict]) -> list[tuple[float, str, dict]]:
    """The categories that moved the way of the total: the share of its change that each explains, the largest first."""
    volume = sum(row["recent_volume"] for row in categories)
    if total["scale"] != "share" or not volume or not total["change"]:
        return []
    way = 1 if total["change"] > 0 else -1
    moved = [
        (row["change"] * row["recent_volume"] / volume / total["change"], row["segment"], row)
        for row in categories
        if way * row["z"] >= RECOVERED * row["threshold"]
    ]
    return sorted(moved, key=lambda part: part[:2], reverse=True)


def _carrier_text(total: dict, carrier: dict, categories: Sequence[dict], calendar: Calendar) -> str:
    """Names the category that explains most, also where it is no news because it has an alert of its own."""

    def told(row: dict) -> str:
        from_to = (
            f"{calendar.shown(row['reference_value'], row['metric'])} to {calendar.shown(row['recent'], row['metric'])}"
        )
        return f"{row['segment']} ({from_to})"

    most = _moved(total, categories)[0][2]
    if most["segment"] == carrier["segment"]:
        return f", nearly all of it from {told(carrier)}"
    return f", most of it from {told(most)}, which has an alert of its own, and the rest mainly from {told(carrier)}"


def _drift_text(row: dict, calendar: Calendar) -> str:
    def shown(value: float) -> str:
        return calendar.shown(exp(value) if row["scale"] == "log" else value, row["metric"])

    way = "rose" if row["change"] > 0 else "fell"
    is_slow = abs(row["z"]) <= row["threshold"]
    limit = f"z {row['z']:.1f}, limit {row['threshold']:.1f}"
    if is_slow:
        limit = f"slowly: EWMA z {row['ewma_z']:.1f}, limit {row['ewma_threshold']:.1f}"
    counted = f", n = {row['recent_volume']:.0f}" if row["scale"] == "share" else ""
    return (
        f"{calendar.name(row['metric'])} in {row['segment']} {way} from {shown(row['reference_value'])}"
        f" ({row['reference_weeks']} weeks before) to {shown(row['recent'])}"
        f" (4 weeks up to that of {row['week_start']}{counted}; {limit})"
    )
