"""Where is this series going? Weekly forecasts with intervals that hold, and the chance of breaching a threshold soon.

Every method is one member of a family that needs no fitting: exponential smoothing with a fixed weight. Weight 1 is the
naive forecast (the last week), weight 0 the mean so far, those between trade the two; a seasonal naive joins after two
years. So all of them are run through the whole series at once, and which one would have been chosen at any past
moment, on what was known then, costs nothing to compute: the coverage published next to a forecast is that of exactly
this procedure at its own earlier origins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agent_scorecard.statistics.breach_probability import HORIZON, Forecast

MIN_WEEKS = 26  # with less history only the naive forecast is given
SEASON = 52
WARM_UP = 8  # weeks before the first origin that counts
WEIGHTS = (1.0, 0.7, 0.5, 0.35, 0.2, 0.1, 0.05, 0.0)
# A method must have beaten the naive one by this share of its error before it replaces it.
MARGIN = 0.03
# ... and by so many standard errors of the difference: an advantage that may be chance is none.
CLEARLY = 1.25
# Errors fade by this a week when methods are compared: after a break, what was best before it must not rule for a year.
MEMORY = 0.94
# So many standard errors between the newest weeks (one, two or three) and the mean before them are a break: what came
# before it is forgotten by every level.
BREAK_Z, BREAK_AFTER = 3.3, (1, 2, 3)
# Standardised past errors know the shape of the noise, but few of them know it badly: this many count as normal ones.
NORMAL_WORTH = 40


@dataclass(frozen=True)
class Backtest:
    """Every method at every origin: ``prediction`` (series, methods, origins), ``error`` and ``chosen`` likewise.

    ``center``, ``low``, ``high``: (series, origins, horizons), the forecasts the procedure would have published; NaN
    where too little was known. ``outcome``: what came, ``naive``: the naive forecast.
    """

    methods: tuple[str, ...]
    chosen: np.ndarray
    center: np.ndarray
    error: np.ndarray
    reach: np.ndarray
    outcome: np.ndarray
    naive: np.ndarray

    @property
    def low(self) -> np.ndarray:
        return self.center - self.reach

    @property
    def high(self) -> np.ndarray:
        return self.center + self.reach


def backtest(values: np.ndarray) -> Backtest:
    """Run all methods and the choice between them through (series, weeks) ``values``; NaN weeks carry the level on."""
    y = np.atleast_2d(np.asarray(values, float))
    weeks = y.shape[1]
    levels = _levels(y)  # (series, methods, weeks): forecast made after that week, the same for every horizon
    methods = [f"smoothing_{weight:g}" if 0 < weight < 1 else {1.0: "naive", 0.0: "mean"}[weight] for weight in WEIGHTS]
    ahead = np.stack([_shifted(y, h) for h in range(1, HORIZON + 1)], -1)
    predictions = np.repeat(levels[..., None], HORIZON, -1)
    can_choose = np.repeat((np.arange(weeks) >= MIN_WEEKS - 1)[None], len(WEIGHTS), 0)  # (methods, origins)
    if weeks > SEASON:
        methods.append("seasonal_naive")
        last_year = np.stack([_shifted(y, h - SEASON) for h in range(1, HORIZON + 1)], -1)
        predictions = np.concatenate([predictions, last_year[:, None]], 1)
        can_choose = np.concatenate([can_choose, [np.arange(weeks) >= 2 * SEASON - 1]])
    misses = ahead[:, None] - predictions  # (series, methods, origins, horizons)
    chosen = _choice(misses, can_choose)
    sigma = np.sqrt(_known_by(misses, power=2))

    def of_choice(a):
        return np.take_along_axis(a, chosen[:, None, :, None], 1)[:, 0]

    center, error = of_choice(predictions), of_choice(sigma)
    return Backtest(tuple(methods), chosen, center, error, _reach(ahead - center, error), ahead, predictions[:, 0])


def _shifted(y: np.ndarray, by: int) -> np.ndarray:
    """The value ``by`` weeks later (earlier where negative); NaN where there is none."""
    out = np.full(y.shape, np.nan)
    if by >= 0:
        out[:, : max(y.shape[1] - by, 0)] = y[:, by:]
    else:
        out[:, -by:] = y[:, :by]
    return out


def _levels(y: np.ndarray) -> np.ndarray:
    """The level of every smoothing weight after every week; after a break it starts anew from what came since."""
    weight = np.array(WEIGHTS)
    series, weeks = y.shape
    count = np.zeros((series, 1))
    level = np.full((series, len(weight)), np.nan)
    levels = np.empty((series, len(weight), weeks))
    spread = _noise(y)
    newest = np.full((series, max(BREAK_AFTER)), np.nan)  # the last known values, newest first
    for week in range(weeks):
        new = y[:, week : week + 1]
        is_known = np.isfinite(new)
        newest = np.where(is_known, np.concatenate([new, newest[:, :-1]], 1), newest)
        count = count + is_known
        # a level starts as the mean of what has come, until that is steadier than the weight asks for
        step = np.maximum(weight, 1 / np.maximum(count, 1))
        moved = np.where(np.isfinite(level), level + step * (new - level), new)
        level = np.where(is_known, moved, level)
        for recent in BREAK_AFTER:
            # the mean since the last break, without these newest weeks, against them
            rest = count - recent
            with np.errstate(invalid="ignore", divide="ignore"):
                mean = newest[:, :recent].mean(1, keepdims=True)
                old = (level[:, -1:] * count - mean * recent) / rest
                away = np.abs(mean - old) / (spread[:, week : week + 1] * np.sqrt(1 / recent + 1 / rest))
                is_break = is_known & (rest >= WARM_UP) & (away > BREAK_Z)
            level = np.where(is_break, mean, level)
            count = np.where(is_break, recent, count)
        levels[..., week] = level
    return levels


def _noise(y: np.ndarray) -> np.ndarray:
    """Standard deviation of a week about its level, as known after each week: from the changes from week to week."""
    change = np.abs(np.diff(y, axis=1, prepend=np.nan))
    is_known = np.isfinite(change)
    total, count = np.cumsum(np.where(is_known, change, 0.0), 1), np.cumsum(is_known, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count >= WARM_UP, total / count * np.sqrt(np.pi) / 2, np.nan)


def _known_by(misses: np.ndarray, power: int) -> np.ndarray:
    """Mean |miss|^power over past origins, as known at each origin: the outcome of horizon h lies h weeks back."""
    out = np.empty_like(misses)
    for h in range(misses.shape[-1]):
        past = np.full(misses.shape[:-1], np.nan)
        past[..., h + 1 :] = misses[..., : -(h + 1), h] if misses.shape[-2] > h + 1 else np.nan
        past[..., : WARM_UP + h + 1] = np.nan
        is_known = np.isfinite(past)
        total = _remembered(np.where(is_known, np.abs(past) ** power, 0.0))
        count = _remembered(is_known.astype(float))
        out[..., h] = np.where(count > 0, total / np.maximum(count, 1e-9), np.nan)
    return out


def _remembered(values: np.ndarray) -> np.ndarray:
    """Running sums over the last axis in which the past fades by `MEMORY` a week."""
    sums = values.copy()
    for origin in range(1, values.shape[-1]):
        sums[..., origin] += MEMORY * sums[..., origin - 1]
    return sums


def _choice(misses: np.ndarray, can_choose: np.ndarray) -> np.ndarray:
    """Index of the chosen method at every origin: the smallest past error, if it beats the naive one beyond chance."""
    score = _known_by(misses, power=1).mean(-1)
    score = np.where(np.isfinite(score), score, np.inf)
    gain = np.abs(misses[:, :1]) - np.abs(misses)
    of_gain = _known_by(gain, power=2).mean(-1)
    with np.errstate(invalid="ignore"):
        # neighbouring origins share much of what they know: about every second one is news
        noise = np.sqrt(of_gain * 2 / np.maximum(np.arange(misses.shape[2]) - WARM_UP, 1))
        is_better = score < np.minimum((1 - MARGIN) * score[:, :1], score[:, :1] - CLEARLY * noise)
    is_better &= can_choose
    return np.where(is_better.any(1), np.argmin(np.where(is_better, score, np.inf), 1), 0)


def _reach(miss: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Half-width of the 80 % interval at every origin: the standard error times a quantile learnt from past misses.

    The quantile is read from a histogram of the standardised misses that were known by then, to which `NORMAL_WORTH`
    normal ones were added.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        standardised = np.abs(miss) / error
    edges = np.linspace(0, 6, 301)
    series, origins, _ = miss.shape
    counts = np.zeros((series, origins, len(edges) - 1))
    for h in range(HORIZON):
        past = standardised[:, : max(origins - h - 1, 0), h]
        row, origin = np.nonzero(np.isfinite(past))
        bin_of = np.minimum((past[row, origin] / edges[1]).astype(int), len(edges) - 2)
        np.add.at(counts, (row, origin + h + 1, bin_of), 1)
    normal, _ = np.histogram(np.abs(_normal_quantiles(1000)), edges)
    reached = np.cumsum(np.cumsum(counts, 1) + normal * NORMAL_WORTH / 1000, -1)
    at = np.argmax(reached >= 0.8 * reached[..., -1:], -1)
    return edges[at + 1][..., None] * error


def _normal_quantiles(count: int) -> np.ndarray:
    from scipy.special import ndtri

    return ndtri((np.arange(count) + 0.5) / count)


def forecast(values: np.ndarray, bounds: tuple[float | None, float | None] = (None, None)) -> list[Forecast]:
    """Forecast each row of (series, weeks) ``values`` for the next weeks; ``bounds`` clip the rest (a share: 0, 1).

    A row needs at least two known weeks; rows with fewer give NaN values and the method `none`.

    >>> (found,) = forecast(0.8 + 0.05 * np.random.default_rng(1).normal(size=60))
    >>> found.method != "naive", bool(0.75 < found.value[0] < 0.85)
    (True, True)
    """
    run = backtest(values)
    low, high = (-np.inf if bounds[0] is None else bounds[0]), (np.inf if bounds[1] is None else bounds[1])
    results = []
    for row in range(run.center.shape[0]):
        center, error = run.center[row, -1], run.error[row, -1]
        method = run.methods[run.chosen[row, -1]]
        is_scored = np.isfinite(run.outcome[row]) & np.isfinite(run.reach[row])
        is_scored[: MIN_WEEKS - 1] = False
        held = (run.outcome[row] >= run.low[row]) & (run.outcome[row] <= run.high[row])
        mine, naive = (np.abs(run.outcome[row] - f[row])[is_scored].sum() for f in (run.center, run.naive))
        results.append(
            Forecast(
                method=method if np.isfinite(center).all() else "none",
                weight=WEIGHTS[run.chosen[row, -1]] if run.chosen[row, -1] < len(WEIGHTS) else 0.0,
                value=np.clip(center, low, high),
                low=np.clip(run.low[row, -1], low, high),
                high=np.clip(run.high[row, -1], low, high),
                error=error,
                coverage=float(held[is_scored].mean()) if is_scored.any() else np.nan,
                coverage_count=int(is_scored.sum()),
                relative_error=float(mine / naive) if naive > 0 else np.nan,
            )
        )
    return results
