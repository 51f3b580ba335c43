"""Simulated weeks with a known truth, for the tests and the benchmark: no build reads this."""

from __future__ import annotations

import numpy as np


def weekly_shares(
    rng: np.random.Generator,
    repetitions: int,
    volumes,
    share,
    weeks: int,
    dispersion: float = 0.0,
    change: float = 0.0,
    from_week: int = 0,
    ramp_weeks: int = 0,
    season: float = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    """(successes, volumes), both (repetitions, series, weeks). Only the first series changes, by ``change`` points.

    ``volumes`` and ``share``: one number per series. ``dispersion``: standard deviation of a week's true share (beta).
    ``ramp_weeks``: the change comes in equal steps over so many weeks. ``season``: amplitude of a yearly wave.
    """
    volume = np.asarray(volumes, int)
    truth = np.broadcast_to(np.asarray(share, float)[:, None], (len(volume), weeks)).copy()
    truth += season * np.sin(2 * np.pi * np.arange(weeks) / 52)
    steps = np.clip((np.arange(weeks) - from_week + 1) / max(ramp_weeks, 1), 0, 1)
    truth[0] += change * steps
    truth = np.broadcast_to(np.clip(truth, 0, 1), (repetitions, *truth.shape))
    if dispersion:
        size = truth * (1 - truth) / dispersion**2 - 1
        truth = rng.beta(truth * size, (1 - truth) * size)
    volume = np.broadcast_to(volume[:, None], truth.shape)
    return rng.binomial(volume, truth).astype(float), volume.astype(float)


def episodes_of(is_alarm: np.ndarray, quiet_weeks: int = 4) -> np.ndarray:
    """The weeks in which an alert opens: an alarm after so many weeks without one. Weeks are the last axis.

    >>> episodes_of(np.array([False, True, True, False, True, False, False, False, False, True])).astype(int).tolist()
    [0, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    """
    opened = is_alarm.copy()
    for back in range(1, quiet_weeks + 1):
        opened[..., back:] &= ~is_alarm[..., :-back]
    return opened
