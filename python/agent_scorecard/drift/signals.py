"""What the watches found, as signals: drift, breached thresholds, shifted mix, silence and bad data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .alerting import ALL, Signal, runs, silences

# Of a table's rows, the share that may be rejected before somebody must look.
REJECTED_LIMIT = 0.01


@dataclass(frozen=True)
class Calendar:
    """The weeks with the moments they ended; ``settle_days`` of each metric: a number is known that much later."""

    ends: dict[date, datetime]
    settle_days: dict[str, int]
    names: dict[str, str]
    as_of: datetime

    def known_at(self, week: date, metric: str) -> datetime:
        return self.ends[week] + timedelta(days=self.settle_days.get(metric, 0))

    def name(self, metric: str) -> str:
        return self.names.get(metric, metric)


def of_drift(rows: Iterable[dict], calendar: Calendar, mix_verdicts: dict[tuple[str, date], str]) -> list[Signal]:
    """From the rows of the drift table that alert. A total that only the mix moved is no drift: nobody got worse."""
    by_series: dict[tuple[str, str], dict[date, dict]] = {}
    for row in rows:
        if row["segment"] == ALL and mix_verdicts.get((row["metric"], row["week_start"])) == "mix":
            continue
        by_series.setdefault((row["metric"], row["segment"]), {})[row["week_start"]] = row
    signals = []
    for (metric, segment), weeks in sorted(by_series.items()):
        for first, last in runs(list(weeks)):
            row = weeks[first]
            strength = max(abs(row["z"]) / row["threshold"], abs(row["ewma_z"] or 0) / row["ewma_threshold"])
            signals.append(
                Signal(
                    "drift",
                    metric,
                    segment,
                    first,
                    calendar.known_at(first, metric),
                    last,
                    row["change_week"],
                    round(strength, 4),
                    row["change"],
                    _drift_text(row, calendar.name(metric)),
                )
            )
    return signals


def _drift_text(row: dict, name: str) -> str:
    def shown(value: float) -> str:
        if row["scale"] == "share":
            return f"{100 * value:.1f} %"
        if row["scale"] == "log":
            from math import exp

            return f"{exp(value):.3g}"
        return f"{value:.2f}"

    way = "rose" if row["change"] > 0 else "fell"
    is_slow = abs(row["z"]) <= row["threshold"]
    limit = f"z {row['z']:.1f}, limit {row['threshold']:.1f}"
    if is_slow:
        limit = f"EWMA z {row['ewma_z']:.1f}, limit {row['ewma_threshold']:.1f}"
    counted = f", n = {row['recent_volume']:.0f}" if row["scale"] == "share" else ""
    return (
        f"{name} in {row['segment']} {way} from {shown(row['baseline'])} ({row['baseline_weeks']} weeks of baseline) to"
        f" {shown(row['recent'])} (4 weeks up to {row['week_start']}{counted}; {limit})"
    )


def of_thresholds(rows: Iterable[dict], calendar: Calendar) -> list[Signal]:
    """From final weeks of the scorecard whose whole interval lies beyond the team's failing threshold."""
    by_series: dict[tuple[str, str], dict[date, dict]] = {}
    for row in rows:
        by_series.setdefault((row["metric"], row["category"]), {})[row["week_start"]] = row
    signals = []
    for (metric, category), weeks in sorted(by_series.items()):
        for first, last in runs(list(weeks)):
            row = weeks[first]
            text = (
                f"{calendar.name(metric)} in {category} was {row['value']:.3g} in the week of {first} (interval"
                f" {row['value_low']:.3g} to {row['value_high']:.3g}), beyond the failing threshold {row['fail_threshold']:g}"
            )
            change = row["value"] - row["fail_threshold"]
            signals.append(
                Signal(
                    "threshold",
                    metric,
                    category,
                    first,
                    calendar.known_at(first, metric),
                    last,
                    first,
                    1.0,
                    change,
                    text,
                )
            )
    return signals


def of_mix(rows: Iterable[dict], calendar: Calendar) -> list[Signal]:
    """From the rows of the mix table in which a category's share of all inquiries grew materially."""
    by_category: dict[str, dict[date, dict]] = {}
    for row in rows:
        by_category.setdefault(row["category"], {})[row["week_start"]] = row
    signals = []
    for category, weeks in sorted(by_category.items()):
        for first, last in runs(list(weeks)):
            row = weeks[first]
            change = row["share_after"] - row["share_before"]
            # four weeks are compared: a full shift shows a quarter of itself in its first
            began = first - timedelta(
                weeks=max(
                    0, min(3, round(4 * change / max(weeks[last]["share_after"] - row["share_before"], change)) - 1)
                )
            )
            text = (
                f"{category} grew from {100 * row['share_before']:.0f} % to {100 * row['share_after']:.0f} % of all inquiries"
                f" (4 weeks up to {first})"
            )
            signals.append(
                Signal(
                    "mix_shift",
                    "category_share",
                    category,
                    first,
                    calendar.ends[first],
                    last,
                    began,
                    change,
                    change,
                    text,
                )
            )
    return signals


def of_silence(rows: Iterable[dict], calendar: Calendar) -> list[Signal]:
    """From weekly counts (``source``, ``segment``, ``week_start``, ``row_count``; every week, zeros too) of what is due."""
    by_source: dict[tuple[str, str], dict[date, int]] = {}
    for row in rows:
        if calendar.ends[row["week_start"]] <= calendar.as_of:
            by_source.setdefault((row["source"], row["segment"]), {})[row["week_start"]] = row["row_count"]
    signals = []
    for (source, segment), counts in sorted(by_source.items()):
        weeks = sorted(counts)
        quiet = [weeks[place] for place in silences([counts[week] for week in weeks])]
        for first, last in runs(quiet):
            text = f"{counts[first]} {source} of {segment} in the week of {first}, where there had been data every week"
            signals.append(
                Signal("silence", source, segment, first, calendar.ends[first], last, first, 1.0, -1.0, text)
            )
    return signals


def of_data_quality(rows: Iterable[dict], calendar: Calendar) -> list[Signal]:
    """From counts (``table_name``, ``reason``, ``row_count``, ``total_count``): rejected beyond the limit.

    Named by the month of as_of: while it lasts it is said once a month.
    """
    month = calendar.as_of.date().replace(day=1)
    signals = []
    for row in sorted(rows, key=lambda row: (row["table_name"], row["reason"])):
        is_rejection = row["reason"].startswith(("rejected", "not landed"))
        if is_rejection and row["total_count"] and row["row_count"] > REJECTED_LIMIT * row["total_count"]:
            share = row["row_count"] / row["total_count"]
            text = f"{row['row_count']} of {row['total_count']} rows of {row['table_name']}: {row['reason']}"
            metric = f"{row['table_name']}: {row['reason']}"
            signals.append(Signal("data_quality", metric, ALL, month, calendar.as_of, month, month, share, share, text))
    return signals
