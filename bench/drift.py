"""What the drift watch holds: false alarms, power, change dates and forecasts, beside the tools in use.

    python bench/drift.py                     # prints the figures and writes docs/figures/drift.md
    python bench/drift.py --calibrate         # simulates python/agent_scorecard/statistics/alert_limits.csv anew

The change-point series (TCPD) are read from the folder in SCORECARD_REFERENCE_DATA; ADWIN runs where river is there.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
from pathlib import Path

import numpy as np

from agent_scorecard.statistics import forecast as forecasting
from agent_scorecard.statistics.alert_limits import false_alarms_per_series, limits
from agent_scorecard.statistics.change_points import change_points
from agent_scorecard.statistics.detector import BASELINE, detect_means, detect_shares
from agent_scorecard.statistics.dispersion import moving_range_variance
from agent_scorecard.statistics.multiplicity import false_discovery
from simulated.weekly_shares import episodes_of, weekly_shares

ROOT = Path(__file__).resolve().parents[1]
BASE, YEAR = 26, 52
# the alerting metrics of seeds/metrics.csv, with a usual share and which way is good
METRICS = {
    "resolution_accuracy": (0.85, "higher"),
    "escalation_rate": (0.2, "lower"),
    "abandonment_rate": (0.06, "lower"),
}
PORTFOLIO = len(METRICS) * (8 + 1)  # in eight categories and in total
LIMITS = limits(false_alarms_per_series(PORTFOLIO))
CHANGED_AT = 40


def ours(y, n):
    return detect_shares(y, n, LIMITS).is_worse


def p_chart(y, n):
    base, base_n = y[..., :BASE].sum(-1, keepdims=True), n[..., :BASE].sum(-1, keepdims=True)
    p = base / base_n
    return after_base((y / n - p) / np.sqrt(p * (1 - p) / n) < -3)


def laney(y, n):
    p = y[..., :BASE].sum(-1, keepdims=True) / n[..., :BASE].sum(-1, keepdims=True)
    z = (y / n - p) / np.sqrt(p * (1 - p) / n)
    return after_base(z / np.sqrt(moving_range_variance(z[..., :BASE]))[..., None] < -3)


def psi(y, n):
    """Population stability index of the last four weeks against the baseline beyond .1, the share being lower."""
    p = (y[..., :BASE].sum(-1, keepdims=True) + 0.5) / (n[..., :BASE].sum(-1, keepdims=True) + 1)
    q = (last_four(y) + 0.5) / (last_four(n) + 1)
    index = (q - p) * np.log(q / p) + (p - q) * np.log((1 - q) / (1 - p))
    return after_base((index > 0.1) & (q < p))


def z_of_all_history(y, n):
    """The newest value beyond 3 standard deviations of all values so far, itself included (elementary's default)."""
    share = y / n
    count = np.arange(1, share.shape[-1] + 1)
    mean = np.cumsum(share, -1) / count
    variance = (np.cumsum(share**2, -1) - count * mean**2) / np.maximum(count - 1, 1)
    return after_base((share - mean) / np.sqrt(np.maximum(variance, 1e-12)) < -3)


def adwin(y, n):
    """river's ADWIN (delta .002) fed every conversation of one series, a fall counted in its week."""
    from river.drift import ADWIN

    rng = np.random.default_rng(0)
    out = np.zeros(y.shape, bool)
    for place in np.ndindex(y.shape[:-1]):
        detector = ADWIN(delta=0.002)
        for week in range(y.shape[-1]):
            answers = np.zeros(int(n[place][week]), int)
            answers[: int(y[place][week])] = 1
            for answer in rng.permutation(answers):
                before = detector.estimation
                detector.update(int(answer))
                out[(*place, week)] |= detector.drift_detected and detector.estimation < before
    return after_base(out)


def after_base(alarm):
    alarm = alarm.copy()
    alarm[..., :BASE] = False
    return alarm


def last_four(a):
    sums = np.cumsum(a, -1)
    out = sums.copy()
    out[..., 4:] -= sums[..., :-4]
    return out


RIVALS = {
    "ours": (ours, 8, 400),
    "p-chart, 3 sigma": (p_chart, 8, 400),
    "Laney p', 3 sigma": (laney, 8, 400),
    "PSI > .1": (psi, 8, 400),
    "z of all history, 3 sigma": (z_of_all_history, 8, 400),
    "river ADWIN .002": (adwin, 1, 30),
}


def rate(hits) -> str:
    return f"{np.mean(hits):.3f}"


def varies(dispersion: float) -> str:
    return "sd 1.6 points" if dispersion else "chance alone"


def false_alarms_and_power() -> list[str]:
    lines = [
        "| detector | weeks vary | " + " | ".join(f"false, n={n}" for n in (20, 100, 1000)),
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines[0] += " | -20 points, n=20 | -10, n=100 | -5, n=1000 |"
    for name, (detector, series, repetitions) in RIVALS.items():
        try:
            detector(np.full((1, 1, 30), 8.0), np.full((1, 1, 30), 10.0))
        except ImportError:
            lines.append(f"| {name} | not installed | | | | | | |")
            continue
        for dispersion in (0.0, 0.016):
            cells = []
            for n in (20, 100, 1000):
                rng = np.random.default_rng(7)
                y, v = weekly_shares(rng, repetitions, [n] * series, [0.85] * series, BASE + YEAR, dispersion)
                cells.append(rate(detector(y, v)[..., BASE:].any(-1)))
            for n, change in ((20, -0.2), (100, -0.1), (1000, -0.05)):
                rng = np.random.default_rng(8)
                y, v = weekly_shares(
                    rng, repetitions * 2, [n] * series, [0.85] * series, 44, dispersion, change, CHANGED_AT
                )
                found = detector(y, v)[:, 0]
                silent_before = ~found[:, :CHANGED_AT].any(-1)
                cells.append(rate(found[silent_before][:, CHANGED_AT:].any(-1)))
            lines.append(f"| {name} | {varies(dispersion)} | " + " | ".join(cells) + " |")
    return lines


def portfolio() -> list[str]:
    """False alerts a year over the alerting metrics in eight categories and in total, on two seeds."""
    lines = [
        "| weekly volume of the eight categories | weeks vary | false alerts a year | error | most in one of the years |"
    ]
    lines.append("| --- | --- | --- | --- | --- |")
    for volumes in ([20] * 8, [100] * 8, [1000] * 8, [8, 15, 20, 40, 80, 150, 400, 1000]):
        for dispersion in (0.0, 0.016):
            years = np.concatenate([false_alerts(seed, volumes, dispersion) for seed in (9101, 9102)])
            name = f"{volumes[0]} each" if len(set(volumes)) == 1 else "8 to 1,000"
            error = years.std() / np.sqrt(len(years))
            lines.append(f"| {name} | {varies(dispersion)} | {years.mean():.2f} | {error:.2f} | {int(years.max())} |")
    return lines


def false_alerts(seed: int, volumes: list[int], dispersion: float, years: int = 200) -> np.ndarray:
    """Alerts opened in each of so many stable years; one that has not come back is not opened again."""
    rng, opened = np.random.default_rng(seed), np.zeros(years)
    for share, direction in METRICS.values():
        y, n = weekly_shares(rng, years, volumes, [share] * 8, BASE + YEAR, dispersion)
        opened += episodes_of(detect_shares(y, n, LIMITS, direction).is_open)[..., BASE:].sum((-1, -2))
        total = detect_shares(y.sum(1, keepdims=True), n.sum(1, keepdims=True), LIMITS, direction, is_pooled=False)
        opened += episodes_of(total.is_open)[..., BASE:].sum((-1, -2))
    return opened


def fresh_seeds() -> list[str]:
    """The promises of power on seeds that nothing was settled on, after 40 weeks of history and after only 26."""
    lines = [
        "| fall, weekly n | weeks vary | week 40, seed 9001 | week 40, seed 9002 | week 26, seed 9003 | week 26, seed 9004 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for n, change, dispersion in ((100, -0.1, 0.0), (100, -0.1, 0.016), (1000, -0.05, 0.0), (1000, -0.05, 0.016)):
        cells = []
        for seed, week in ((9001, CHANGED_AT), (9002, CHANGED_AT), (9003, BASE), (9004, BASE)):
            rng = np.random.default_rng(seed)
            y, v = weekly_shares(rng, 2000, [n] * 8, [0.85] * 8, week + 4, dispersion, change, week)
            alarm = ours(y, v)[:, 0]
            cells.append(rate(alarm[~alarm[:, :week].any(-1)][:, week:].any(-1)))
        lines.append(f"| {100 * change:.0f} points, n={n} | {varies(dispersion)} | " + " | ".join(cells) + " |")
    return [*lines, "", "Simulation error of each: .007 or less."]


def ramps() -> list[str]:
    lines = [
        "| what happens, n=100 | alerted within 26 weeks | within 52 | median weeks |",
        "| --- | --- | --- | --- |",
    ]
    for length in (13, 26, 52):
        y, n = weekly_shares(
            np.random.default_rng(12), 200, [100] * 8, [0.85] * 8, CHANGED_AT + 52, 0, -0.1, CHANGED_AT, length
        )
        alarm = ours(y, n)[:, 0]
        found = alarm[~alarm[:, :CHANGED_AT].any(-1)][:, CHANGED_AT:]
        weeks = np.argmax(found, -1)[found.any(-1)] + 1
        within = f"{rate(found[:, :26].any(-1))} | {rate(found.any(-1))}"
        lines.append(f"| -10 points over {length} weeks | {within} | {np.median(weeks):.0f} |")
    return lines


def seasons() -> list[str]:
    """A yearly wave and nothing else, begun at four points of the year; the alerts that open in each of three years."""
    lines = [
        "| yearly wave, n=100 | begun | weeks 12 to 51 | second year | third year |",
        "| --- | --- | --- | --- | --- |",
    ]
    for height in (0.03, 0.06):
        for phase, name in (
            (0, "rising, at the mean"),
            (13, "at the top"),
            (26, "falling, at the mean"),
            (39, "at the bottom"),
        ):
            wave = 0.85 + height * np.sin(2 * np.pi * (np.arange(156) + phase) / 52)
            n = np.full((60, 8, 156), 100.0)
            y = np.random.default_rng(18).binomial(100, np.broadcast_to(wave, n.shape)).astype(float)
            opened = episodes_of(detect_shares(y, n, LIMITS).is_open)
            years = (rate(opened[..., weeks].any(-1)) for weeks in (slice(0, 52), slice(52, 104), slice(104, 156)))
            lines.append(f"| +-{100 * height:.0f} points | {name} | " + " | ".join(years) + " |")
    return lines


def numeric() -> list[str]:
    """Weekly means of logs: 8 categories, within-week spread 1, week-to-week spread .1 (log)."""
    lines = ["| weekly n | false alarms in 52 weeks | slower by 35 % found within 4 weeks |", "| --- | --- | --- |"]
    for n in (20, 100, 1000):
        rng = np.random.default_rng(13)
        error = np.full((300, 8, BASE + YEAR), 1 / np.sqrt(n))
        value = rng.normal(0, error) + rng.normal(0, 0.1, error.shape)
        stable = detect_means(value, error, LIMITS, direction="lower").is_worse[..., BASE:].any(-1)
        value[:, 0, CHANGED_AT:] += 0.3
        alarm = detect_means(value[..., :44], error[..., :44], LIMITS, direction="lower").is_worse[:, 0]
        found = alarm[~alarm[:, :CHANGED_AT].any(-1)][:, CHANGED_AT:].any(-1)
        lines.append(f"| {n} | {rate(stable)} | {rate(found)} |")
    return lines


def few_messages(repetitions: int = 25) -> list[str]:
    """Weekly means of what has a long tail, in eight categories: what is far beyond the limit is told; how often wrongly?"""
    from datetime import date, timedelta

    from agent_scorecard.monitoring import metric_drift as module
    from agent_scorecard.monitoring import watched_groups

    weeks = [date(2024, 1, 1) + timedelta(weeks=week) for week in range(BASE + YEAR)]
    metric = watched_groups.Metric("effort", "mean", "lower", False, len(weeks))

    def cells(rng, n: int, has_long_tail: bool, rise: float) -> list:
        found = []
        for category, week in itertools.product(range(8), range(len(weeks))):
            count, level = int(rng.poisson(n)), rng.normal(0, 0.05)
            if not count:
                continue
            values = (
                np.exp(rng.normal(level, 1, count))
                if has_long_tail
                else rng.geometric(1 / (1 + 2 * np.exp(level)), count)
            )
            mean = values.mean() + rise * (category == 0 and week >= CHANGED_AT)
            half = 2.1 * values.std(ddof=1) / np.sqrt(count) if count > 1 else np.nan
            found.append(
                watched_groups.Cell(
                    "effort", "category", f"c{category}", week, mean, mean - half, mean + half, np.nan, count
                )
            )
        return found

    def flagged(given) -> set:
        rows = module.metric_drift(given, weeks, [metric]).to_pylist()
        return {(row["segment"], weeks.index(row["week_start"])) for row in rows if row["verdict"] == "worse"}

    lines = [
        "Messages: geometric, three in the mean. Effort: lognormal with a spread of 1. Weeks differ by 5 %. One more from",
        "week 40 on, found within six weeks. Before: when nothing beyond the limit was told of means of few.",
        "",
        "| what, weekly n | worse in 52 stable weeks, per series | before | one more found | before |",
        "| --- | --- | --- | --- | --- |",
    ]
    far = module.FAR
    for has_long_tail, n in itertools.product((False, True), (4, 15, 30, 60)):
        told = []
        for module.FAR in (far, np.inf):
            stable = found = 0
            for repetition in range(repetitions):
                seen = flagged(cells(np.random.default_rng([n, repetition]), n, has_long_tail, 0.0))
                stable += len({name for name, week in seen if week >= BASE})
                seen = flagged(cells(np.random.default_rng([n, repetition, 7]), n, has_long_tail, 1.0))
                found += any(name == "c0" and CHANGED_AT <= week < CHANGED_AT + 6 for name, week in seen)
            told.append((stable / repetitions / 8, found / repetitions))
        now, before = told
        name = "effort" if has_long_tail else "messages"
        lines.append(f"| {name}, n={n} | {now[0]:.3f} | {before[0]:.3f} | {now[1]:.2f} | {before[1]:.2f} |")
    module.FAR = far
    return lines


def watch_tier() -> list[str]:
    """Benjamini-Hochberg each week over 40 metrics x 8 categories: what share of its flags is false?"""
    rng = np.random.default_rng(14)
    z, changed = [], []
    for metric in range(40):
        is_changed = metric < 4
        y, n = weekly_shares(rng, 40, [100] * 8, [0.7] * 8, 52, 0.01, -0.1 if is_changed else 0, CHANGED_AT)
        z.append(detect_shares(y, n, LIMITS).z[..., CHANGED_AT:])
        changed.append(np.broadcast_to((np.arange(8) == 0)[:, None] & is_changed, z[-1].shape[1:]))
    from scipy.special import ndtr

    p = 2 * ndtr(-np.abs(np.stack(z, 1)))
    truth = np.stack(changed)
    true = false = missed = 0
    for repetition in range(p.shape[0]):
        for week in range(p.shape[-1]):
            flags = false_discovery(p[repetition, ..., week].ravel()).reshape(p.shape[1:3])
            true += (flags & truth[..., week]).sum()
            false += (flags & ~truth[..., week]).sum()
            missed += (~flags & truth[..., week]).sum()
    return [
        f"320 series of which 4 fell by 10 points: {false / max(true + false, 1):.3f} of its flags were false,",
        f"and {true / (true + missed):.3f} of the weeks since the fall were flagged.",
    ]


def tcpd(folder: Path | None) -> list[str]:
    if folder is None or not (folder / "annotations.json").exists():
        return ["TCPD: not run, SCORECARD_REFERENCE_DATA is not set."]
    annotations = json.loads((folder / "annotations.json").read_text())
    rows = {"never": [], "ours": []}
    for path in sorted(folder.glob("*.json")):
        if path.stem == "annotations":
            continue
        series = json.loads(path.read_text())
        values = np.array([part["raw"] for part in series["series"]], float).T
        marks = annotations[series["name"]]
        for name, cuts in (("never", []), ("ours", change_points(values))):
            rows[name].append((f1(marks, cuts), cover(marks, cuts, len(values))))
    lines = ["| on TCPD | series | F1, margin 5 | cover |", "| --- | --- | --- | --- |"]
    for name, scores in rows.items():
        mean = np.mean(scores, 0)
        lines.append(f"| {name} | {len(scores)} | {mean[0]:.3f} | {mean[1]:.3f} |")
    return [*lines, "", *leave_one_out(folder, annotations), "", *leave_one_group_out(folder, annotations)]


def leave_one_out(folder: Path, annotations: dict) -> list[str]:
    """The two penalties chosen anew without each series, and scored on it."""
    from agent_scorecard.statistics import change_points as module

    grid = [(chance, share) for chance in (1.0, 3.0, 5.0, 8.0, 12.0) for share in (0.0, 0.04, 0.08, 0.12, 0.16)]
    kept = module.CHANCE, module.SHARE
    scores = []
    for module.CHANCE, module.SHARE in grid:
        row = []
        for path in sorted(folder.glob("*.json")):
            if path.stem != "annotations":
                series = json.loads(path.read_text())
                values = np.array([part["raw"] for part in series["series"]], float).T
                row.append(f1(annotations[series["name"]], change_points(values)))
        scores.append(row)
    module.CHANCE, module.SHARE = kept
    table = np.array(scores)
    left = [table[np.argmax(np.delete(table, i, 1).mean(1)), i] for i in range(table.shape[1])]
    near = [table[i].mean() for i, (chance, share) in enumerate(grid) if chance >= 3 and share >= 0.08]
    rng, halves = np.random.default_rng(19), []
    for _ in range(400):
        half = rng.permutation(table.shape[1])
        seen, unseen = half[: len(half) // 2], half[len(half) // 2 :]
        halves.append(table[np.argmax(table[:, seen].mean(1)), unseen].mean())
    return [
        f"Leave one series out, both penalties chosen on the others: F1 {np.mean(left):.3f}. Chosen on a random half and",
        f"scored on the other: {np.mean(halves):.3f}, in a tenth of the splits below {np.quantile(halves, 0.1):.3f}. Over the",
        f"whole grid of penalties F1 lies between {table.mean(1).min():.3f} and {table.mean(1).max():.3f}; wherever both",
        f"penalties count (chance 3 and more, share .08 and more) between {min(near):.3f} and {max(near):.3f}.",
    ]


# Kinds of annotated series: what is like one of them is not unseen when the others choose the penalties.
GROUPS = {
    "simulated quality control": ("quality_control_1", "quality_control_3", "quality_control_5"),
    "economy": ("businv", "construction", "gdp_argentina", "gdp_iran", "unemployment_nl", "usd_isk"),
    "people and traffic": ("children_per_woman", "jfk_passengers", "shanghai_license"),
    "nature": ("nile", "global_co2"),
    "one person's log": ("run_log", "bank"),
}
CHANCES, SHARES = (1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0), (0.0, 0.02, 0.04, 0.06, 0.08, 0.12, 0.16)


def leave_one_group_out(folder: Path, annotations: dict) -> list[str]:
    """F1 on each kind of series, both penalties chosen anew on the other kinds; binary segmentation has a fixed penalty."""
    from agent_scorecard.statistics import change_points as module

    def scored(rule) -> dict[str, float]:
        return {name: f1(annotations[name], rule(values)) for name, values in series.items()}

    series = {}
    for name in (name for names in GROUPS.values() for name in names):
        parts = json.loads((folder / f"{name}.json").read_text())["series"]
        series[name] = np.array([part["raw"] for part in parts], float).T
    fixed = {"never": scored(lambda values: []), "binary segmentation": scored(binary_segmentation)}
    kept, grid = (module.CHANCE, module.SHARE), []
    for module.CHANCE, module.SHARE in ((chance, share) for chance in CHANCES for share in SHARES):
        grid.append(scored(change_points))
    module.CHANCE, module.SHARE = kept
    left: dict[str, float] = {}
    for names in GROUPS.values():
        rest = [name for name in series if name not in names]
        best = max(grid, key=lambda row: np.mean([row[name] for name in rest]))
        left |= {name: best[name] for name in names}
    rows = {**fixed, "ours, chosen on the other groups": left, "ours as shipped": scored(change_points)}
    lines = [f"| group left out | series | {' | '.join(rows)} |", "| --- " * (len(rows) + 2) + "|"]
    for group, names in [*GROUPS.items(), ("all", tuple(series))]:
        means = (f"{np.mean([row[name] for name in names]):.3f}" for row in rows.values())
        lines.append(f"| {group} | {len(names)} | {' | '.join(means)} |")
    return lines


def binary_segmentation(values: np.ndarray) -> list[int]:
    """Plain binary segmentation of the standardised series, least squares, penalty 3 log n."""
    from ruptures import Binseg

    z = values if values.ndim > 1 else values[:, None]
    z = (z - z.mean(0)) / z.std(0) / np.sqrt(z.shape[1])
    return Binseg(model="l2", jump=1, min_size=5).fit(z).predict(pen=3 * np.log(len(z)))[:-1]


def matched(marks: set[int], found: set[int], margin: int = 5) -> int:
    free, count = set(found), 0
    for mark in sorted(marks):
        near = sorted((abs(mark - point), point) for point in free if abs(mark - point) <= margin)
        if near:
            free.discard(near[0][1])
            count += 1
    return count


def f1(annotations: dict[str, list[int]], cuts: list[int]) -> float:
    """F1 of van den Burg & Williams (2020): t = 0 counts as found, recall is the mean over annotators."""
    people = [{0, *marks} for marks in annotations.values()]
    found = {0, *cuts}
    precision = matched(set().union(*people), found) / len(found)
    recall = float(np.mean([matched(marks, found) / len(marks) for marks in people]))
    return 2 * precision * recall / (precision + recall)


def cover(annotations: dict[str, list[int]], cuts: list[int], length: int) -> float:
    def segments(points):
        edges = [0, *sorted(set(points) - {0}), length]
        return list(itertools.pairwise(edges))

    def overlap(a, b):
        return max(0, min(a[1], b[1]) - max(a[0], b[0])) / (max(a[1], b[1]) - min(a[0], b[0]))

    ours = segments(cuts)
    return float(
        np.mean(
            [
                sum((part[1] - part[0]) * max(overlap(part, mine) for mine in ours) for part in segments(marks))
                / length
                for marks in annotations.values()
            ]
        )
    )


def forecast_series(kind: str, rng: np.random.Generator, repetitions: int, weeks: int) -> np.ndarray:
    time = np.arange(weeks)
    shape = (repetitions, weeks)
    name, n = kind.rsplit(" ", 1)
    truth = {
        "flat": lambda: np.full(shape, 0.85),
        "near one": lambda: np.full(shape, 0.98),
        "random walk": lambda: np.clip(0.8 + np.cumsum(rng.normal(0, 0.012, shape), 1), 0.05, 0.98),
        "weeks vary": lambda: np.clip(rng.normal(0.85, 0.016, shape), 0, 1),
        "ramp": lambda: np.broadcast_to(0.9 - 0.002 * time, shape),
        "season": lambda: np.broadcast_to(0.8 + 0.05 * np.sin(2 * np.pi * time / 52), shape),
        "one step": lambda: np.where(time >= rng.integers(30, weeks - 9, repetitions)[:, None], 0.75, 0.87),
    }[name]()
    return rng.binomial(int(n), truth) / int(n)


FORECAST_KINDS = (
    "flat 20",
    "flat 100",
    "flat 1000",
    "random walk 100",
    "random walk 1000",
    "weeks vary 1000",
    "ramp 100",
    "season 100",
    "one step 100",
    "near one 100",
)


def forecasts() -> list[str]:
    lines = ["| series, weekly n | weeks | 80 % interval holds | width | error / naive | series beyond 1.02 |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    for weeks, first in ((52, 32), (104, 52), (156, 104)):
        rng = np.random.default_rng(15)
        for kind in FORECAST_KINDS:
            run = forecasting.backtest(forecast_series(kind, rng, 200, weeks))
            later = np.s_[:, first:]
            known = (np.isfinite(run.outcome) & np.isfinite(run.reach))[later]
            held = ((run.outcome >= run.low) & (run.outcome <= run.high))[later][known].mean()
            mine, naive = (np.abs(run.outcome - f)[later] for f in (run.center, run.naive))
            each = np.nansum(mine, (1, 2)) / np.nansum(naive, (1, 2))
            lines.append(
                f"| {kind} | {weeks} | {held:.3f} | {2 * run.reach[later][known].mean():.3f} |"
                f" {mine[known].mean() / naive[known].mean():.3f} | {(each > 1.02).mean():.2f} |"
            )
    return lines


def calibrate(weeks=(8, 12, 18, 26, 52), series=(1, 2, 4, 8, 20), repetitions: int = 100_000, seed: int = 20260101):
    """The rows of alert_limits.csv, simulated anew: (weeks, series, chance, window limit, EWMA limit).

    Each row is a year that begins with so many weeks of baseline, which grows meanwhile as it does in use.

    The EWMA gets a quarter of the chance: it mostly fires where the window does, so both stay within 1.05 of it.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for b in weeks:
        for k in series:
            window, ewma = [], []
            for _ in range(4):
                z = 3 * rng.normal(size=(repetitions // 4 // k, k, b + 52))
                found = detect_means(
                    z, np.ones_like(z), _never, is_pooled=k > 1, baseline=max(b, BASELINE), min_baseline=b
                )
                window.append(np.nanmax(found.z[..., b:], -1).ravel())
                ewma.append(np.nanmax(found.ewma_z[..., b:], -1).ravel())
            for chance in (0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.002):
                limit = float(np.quantile(np.concatenate(window), 1 - chance))
                ewma_limit = float(np.quantile(np.concatenate(ewma), 1 - chance / 4))
                rows.append((b, k, chance, round(limit, 3), round(ewma_limit, 3)))
    return rows


def _never(baseline_weeks: np.ndarray, pooled_series: np.ndarray, week: int):
    silent = np.full(np.shape(baseline_weeks), 1e9)
    return silent, silent


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--calibrate", action="store_true", help="simulate the table of limits anew and stop")
    if options.parse_args().calibrate:
        rows = calibrate()
        with open(
            ROOT / "python/agent_scorecard/statistics/alert_limits.csv", "w", newline="", encoding="utf-8"
        ) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["baseline_weeks", "pooled_series", "false_alarms_a_year", "threshold", "ewma_threshold"])
            writer.writerows(rows)
        return
    reference = os.environ.get("SCORECARD_REFERENCE_DATA")
    sections = {
        "False alarms in 52 stable weeks per series, and falls found within 4 weeks": false_alarms_and_power(),
        "Falls found within 4 weeks on fresh seeds, by when they come": fresh_seeds(),
        f"A portfolio of {PORTFOLIO} alerting series": portfolio(),
        "Slow ramps": ramps(),
        "Seasons: the share of series in which an alert opens": seasons(),
        "Numeric metrics": numeric(),
        "Means of few": few_messages(),
        "The watch tier": watch_tier(),
        "Retrospective change dates": tcpd(Path(reference) / "tuning/change_points" if reference else None),
        "Forecasts one to four weeks ahead, on later origins": forecasts(),
    }
    page = [
        "# Figures: drift, change dates and forecasts",
        "",
        "Written by `python bench/drift.py`. Everything is simulated with fixed seeds except the change dates, which",
        "are people's annotations (TCPD). The share is .85 where not said otherwise. Stable years begin after 26 weeks of",
        "history; the rivals' baseline stays at these 26 weeks, ours grows to a year. For every detector only changes for",
        "the worse count. Error: one standard error of the simulation. `one step`: a fall of 12 points in the middle of",
        "what is judged.",
        "",
    ]
    for title, lines in sections.items():
        page += [f"## {title}", "", *lines, ""]
    text = "\n".join(page)
    print(text)
    target = ROOT / "docs/figures/drift.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
