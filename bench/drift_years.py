"""Simulated years of a whole desk with planted incidents of every kind: which alerts come, and are they right?

    python bench/drift_years.py               # prints the figures and writes docs/figures/drift_years.md

Weekly counts come straight from the simulated episodes, so that what is measured is the
watch, the change date, the causes and the gathering of signals into alerts, without a database between them.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from agent_scorecard.monitoring import drift_signals, signals
from agent_scorecard.monitoring.alerting import gather
from agent_scorecard.monitoring.causes import Event
from agent_scorecard.monitoring.metric_drift import metric_drift
from agent_scorecard.monitoring.mix_shift import mix_shift
from agent_scorecard.monitoring.watched_groups import Metric, cells_of

SETTLE_DAYS = {"resolution_accuracy": 14, "follow_up_rate_7d": 11, "escalation_rate": 4, "abandonment_rate": 4}
DIRECTIONS = {"resolution_accuracy": "higher"}
ALERTING = ("resolution_accuracy", "escalation_rate", "abandonment_rate")
REVIEWED = 0.15


def alerts_of(tickets: int, seed: int, scenario: str, categories: int = 8):
    """The alerts of one simulated year, and the world that made it."""
    from agent_scorecard.simulation.arrow import stream
    from agent_scorecard.simulation.catalogue import catalogue_tables
    from agent_scorecard.simulation.config import SimulationConfig
    from agent_scorecard.simulation.customers import build_customers
    from agent_scorecard.simulation.episode_clocks import NEVER
    from agent_scorecard.simulation.episodes import simulate_episodes
    from agent_scorecard.simulation.world import build_world

    world = build_world(SimulationConfig(tickets=tickets, seed=seed, scenario=scenario, categories=categories))
    customers = build_customers(world.config, 0, tickets, 0, world.start)
    e = simulate_episodes(world, customers, tickets, stream(seed, 0, "episodes"))
    weeks = [date(1970, 1, 1) + timedelta(seconds=int(world.week_start(w))) for w in range(world.config.weeks)]
    ends = {week: datetime.combine(week, datetime.min.time()) + timedelta(days=7) for week in weeks}
    calendar = drift_signals.Calendar(ends, SETTLE_DAYS, {}, max(ends.values()) + timedelta(days=15))

    is_ai, is_resolved = e["is_ai"].astype(bool), e["is_ai_resolved"].astype(bool)
    reviewed = np.random.default_rng(seed).random(len(is_ai)) < REVIEWED
    back = np.where(e["back_at"] < NEVER, e["back_at"] - np.where(is_resolved, e["resolved"], 0), NEVER)
    measures = {
        "resolution_accuracy": (e["is_correct"].astype(bool), is_resolved & reviewed),
        "follow_up_rate_7d": (back <= 7 * 86_400, is_resolved),
        "escalation_rate": (e["is_escalated"].astype(bool), is_ai & ~e["is_operational"].astype(bool)),
        "abandonment_rate": (e["is_abandoned"].astype(bool), is_ai),
        "closure_rate": (is_resolved, is_ai),
    }
    rows, mix_rows = [], []
    for metric, (hit, base) in measures.items():
        for place, category in [*enumerate(world.categories), (None, "(all)")]:
            here = base if place is None else base & (e["category"] == place)
            n = np.bincount(e["week"][here], minlength=len(weeks))
            y = np.bincount(e["week"][here & hit], minlength=len(weeks))
            for week, start in enumerate(weeks):
                if n[week]:
                    share = y[week] / n[week]
                    rows.append((metric, "category", category, start, share, None, None, y[week], n[week], n[week]))
                    if place is not None:
                        mix_rows.append((metric, category, start, y[week], n[week]))
    metrics = [Metric(name, "share", DIRECTIONS.get(name, "lower"), name in ALERTING, len(weeks)) for name in measures]
    table = metric_drift(cells_of([(*row, "wilson_clustered") for row in rows], weeks), weeks, metrics).to_pylist()
    mix = mix_shift(mix_rows, weeks, dict.fromkeys(measures, len(weeks))).to_pylist()
    shares = {
        (row["metric"], row["week_start"]): drift_signals.own_share(row["change"], row["within_effect"])
        for row in mix
        if row["category"] == "(all)"
    }
    found = drift_signals.of_drift([row for row in table if row["tier"] == "alert"], calendar, shares)
    found += signals.of_mix([row for row in mix if row["is_share_shifted"]], calendar)

    catalogue = catalogue_tables(world)
    events = [
        Event(r["released_at"], r["kind"], r["release_id"], r["description"] or "", r["category"], r["product_area"])
        for r in catalogue["releases"].to_pylist()
    ]
    articles = sorted(catalogue["articles"].to_pylist(), key=lambda r: (r["article_id"], r["valid_from"]))
    later = [
        r
        for before, r in zip([None, *articles[:-1]], articles, strict=True)
        if before and before["article_id"] == r["article_id"]
    ]
    versions = [
        Event(r["valid_from"], "article", f"{r['article_id']} {r['version']}", "", r["category"], r["product_area"])
        for r in later
    ]
    return gather(found, sorted(events + versions, key=Event.order), {}, versions), world, weeks


def planted_years(tickets: int = 40_000, seeds=range(1, 9)) -> list[str]:
    """Recall by kind, precision of all alerts, and what a calm year costs."""
    planted, found, right_kind, dated, delays = Counter(), Counter(), Counter(), Counter(), []
    alert_count = true_count = 0
    for seed in seeds:
        alerts, world, weeks = alerts_of(tickets, seed, "incidents")
        matched = set()
        for incident in world.incidents:
            planted[incident.kind] += 1
            start = weeks[incident.start_week]
            for place, alert in enumerate(alerts):
                is_mix = incident.kind == "mix_shift"
                is_place = alert.signal.segment == incident.category and is_mix == (alert.signal.kind == "mix_shift")
                days = (alert.signal.change_week - start).days
                if place not in matched and is_place and -21 <= days <= 35:
                    matched.add(place)
                    found[incident.kind] += 1
                    right_kind[incident.kind] += alert.cause_kind == incident.kind
                    dated[incident.kind] += abs(days) <= 7
                    delays.append((alert.signal.opened_week - start).days / 7 + 1)
                    break
        alert_count += len(alerts)
        true_count += len(matched)
    calm = [len(alerts_of(tickets, seed, "calm")[0]) for seed in seeds]
    lines = ["| planted | years | found | date within a week | cause kind right |", "| --- | --- | --- | --- | --- |"]
    for kind in sorted(planted):
        shares = (f"{count[kind] / planted[kind]:.2f}" for count in (found, dated, right_kind))
        lines.append(f"| {kind} | {planted[kind]} | " + " | ".join(shares) + " |")
    lines += [
        "",
        f"{tickets:,} tickets a year in 8 categories, {REVIEWED:.0%} of resolutions reviewed. Precision: {true_count} of",
        f"{alert_count} alerts ({true_count / max(alert_count, 1):.2f}). Weeks until the alert, median {np.median(delays):.0f}."
        f" Calm years: {np.mean(calm):.2f} alerts a year.",
    ]
    return lines


if __name__ == "__main__":
    page = [
        "# Figures: a year of alerts",
        "",
        "Written by `python bench/drift_years.py`; simulated desks, fixed seeds.",
        "",
    ]
    for size in (40_000, 10_000):
        page += [f"## {size:,} tickets a year", "", *planted_years(size), ""]
    print("\n".join(page))
    target = Path(__file__).resolve().parents[1] / "docs/figures/drift_years.md"
    target.write_text("\n".join(page), encoding="utf-8")
