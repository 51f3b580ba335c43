"""Weeks of episodes seen at the moment the newest one ends: what is known of it, and what will turn out to be true.

Starts are spread evenly over each week; an episode is resolved after a lognormal time with a median of one day (mean
2.3 days), unless it is escalated first; the customer comes back after an exponential time from the resolution. At the
end of the newest week everything later is unseen. ``drift`` lets the weeks differ: the standard deviation of the log of
a week's rate of coming back. ``spread`` gives each customer a rate of their own and two episodes a week.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DAYS = 7.0
LOG_SPREAD = 1.3


@dataclass(frozen=True)
class Weeks:
    """Arrays (worlds, weeks, episodes) in days; the last week is the newest, ``resolved_at`` and the rest count from
    the start of the first. ``truth`` is the newest week's own probability of coming back within 7 days, a world."""

    started_at: np.ndarray
    ends_after: np.ndarray
    is_escalated: np.ndarray
    resolved_at: np.ndarray
    comes_back_after: np.ndarray
    customer: np.ndarray
    as_of: float
    truth: np.ndarray


def simulate_weeks(
    seed: int, worlds: int, episodes: int, follow_up: float, drift=0.0, escalated=0.0, spread=0.0, weeks: int = 9
) -> Weeks:
    """``worlds`` independent worlds of ``weeks`` weeks of ``episodes`` episodes; ``follow_up`` is the 7-day truth."""
    draw = np.random.default_rng(seed)
    shape = (worlds, weeks, episodes)
    level = np.exp(draw.normal(0, drift, (worlds, weeks, 1)))
    customer = np.broadcast_to(np.arange(episodes) // (2 if spread else 1), shape)
    own = np.repeat(draw.gamma(1 / spread, spread, (worlds, weeks, (episodes + 1) // 2)), 2, axis=2) if spread else 1.0
    own = own[..., :episodes] if spread else own
    rate = -np.log(1 - follow_up) / DAYS
    started_at = draw.uniform(0, DAYS, shape) + DAYS * np.arange(weeks)[None, :, None]
    ends_after = draw.lognormal(0, LOG_SPREAD, shape)
    is_escalated = draw.random(shape) < escalated
    comes_back_after = draw.exponential(1.0, shape) / (rate * level * own)
    hazard = rate * level[:, -1, 0] * DAYS
    truth = 1 - np.exp(-hazard) if not spread else 1 - (1 + spread * hazard) ** (-1 / spread)
    return Weeks(
        started_at, ends_after, is_escalated, started_at + ends_after, comes_back_after, customer, DAYS * weeks, truth
    )


def median_time(escalated: float) -> float:
    """The true median days to resolution where escalation competes; infinite where half are never resolved.

    >>> median_time(0.0), median_time(0.5)
    (1.0, inf)
    """
    from scipy.stats import norm

    return float(np.exp(LOG_SPREAD * norm.ppf(0.5 / (1 - escalated)))) if escalated < 0.5 else np.inf


def follow_up(world: Weeks):
    """The newest week's 7-day follow-up in every world: our estimate, the naive share, the curve carried flat."""
    from agent_scorecard.statistics import borrowed_tail, survival, survival_curves

    worlds, _, episodes = world.started_at.shape
    watched = world.as_of - world.resolved_at
    is_resolved = (watched > 0) & ~world.is_escalated
    duration = np.minimum(world.comes_back_after, np.maximum(watched, 0))
    event = (world.comes_back_after <= watched).astype(np.int64)
    cell = np.broadcast_to(np.arange(worlds)[:, None, None], world.started_at.shape)

    def curve(part, weeks):
        return survival_curves.curves(cell[:, weeks][part], duration[:, weeks][part], event[:, weeks][part], worlds)

    new, old = is_resolved[:, -1:], is_resolved[:, :-1]
    steps, pool = curve(new, slice(-1, None)), curve(old, slice(None, -1))
    has_pairs = world.customer.max() < episodes - 1
    effect = survival.design_effect(steps, world.customer[:, -1:][new], DAYS) if has_pairs else 1.0
    ours = borrowed_tail.share_by_completed(steps, watched[:, -1:][new], pool, DAYS, effect)
    seen, came_back = is_resolved[:, -1].sum(axis=1), (event * is_resolved)[:, -1].sum(axis=1)
    naive = np.where(seen > 0, came_back / np.maximum(seen, 1), np.nan)
    return ours, naive, survival.share_by(steps, DAYS)


def median(world: Weeks):
    """The newest week's median days to resolution, escalation competing: our estimate, and that of the resolved."""
    from agent_scorecard.statistics import survival, survival_curves

    started, ends, escalated = world.started_at[:, -1], world.ends_after[:, -1], world.is_escalated[:, -1]
    watched = world.as_of - started
    is_over = ends <= watched
    cause = np.where(is_over, np.where(escalated, 2, 1), 0)
    cell = np.broadcast_to(np.arange(len(started))[:, None], started.shape)
    steps = survival_curves.curves(cell.ravel(), np.minimum(ends, watched).ravel(), cause.ravel(), len(started))
    naive = np.array([np.median(e[c == 1]) if (c == 1).any() else np.nan for e, c in zip(ends, cause, strict=True)])
    return survival.quantile(steps), naive
