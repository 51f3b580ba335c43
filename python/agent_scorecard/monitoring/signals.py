"""What the watches found, as signals: drift, breached thresholds, shifted mix, silence and bad data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from agent_scorecard.monitoring.alerting import ALL, Signal, runs, silences
from agent_scorecard.monitoring.drift_signals import Calendar

# Of a table's rows, the share that may be rejected before somebody must look.
REJECTED_LIMIT = 0.01


def of_thresholds(rows: Iterable[dict], calendar: Calendar) -> list[Signal]:
    """From final weeks of the scorecard whose whole interval lies beyond the team's failing threshold."""
    by_series: dict[tuple[str, str], dict[date, dict]] = {}
    for row in rows:
        by_series.setdefault((row["metric"], row["category"]), {})[row["week_start"]] = row
    signals = []
    for (metric, category), weeks in sorted(by_series.items()):
        for first, last in runs(list(weeks)):
            row = weeks[first]

            def shown(name, row=row, metric=metric):
                return calendar.shown(row[name], metric)

            text = (
                f"{calendar.name(metric)} in {category} was {shown('value')} in the week of {first} (95 % interval"
                f" {shown('value_low')} to {shown('value_high')}), beyond the failing threshold {shown('fail_threshold')}"
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
            text = (
                f"{category} grew from {100 * row['share_before']:.0f} % to {100 * row['share_after']:.0f} % of all inquiries"
                f" (4 weeks up to that of {first})"
            )
            signals.append(
                Signal(
                    "mix_shift",
                    "category_share",
                    category,
                    first,
                    calendar.ends[first],
                    last,
                    row["share_change_week"],
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
            before = sorted(counts[week] for week in weeks if week < first and week not in quiet)
            text = f"{counts[first]} {source} of {segment} in the week of {first}, usual are {before[len(before) // 2]} a week"
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
