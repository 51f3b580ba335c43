"""How often an agent gets a scenario right every time: pass^k."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import comb

ALL = "(all)"


@dataclass(frozen=True)
class Trial:
    """One run of one scenario: who ran it, and whether it came out right."""

    category: str
    agent_id: str
    scenario_id: str
    is_correct: bool


@dataclass(frozen=True)
class PassRate:
    """pass^k of one category and agent, with a 95 % interval over scenarios."""

    category: str
    agent_id: str
    k: int
    scenario_count: int
    left_out_scenario_count: int
    trial_count: int
    pass_rate: float
    pass_rate_low: float
    pass_rate_high: float


def chance_of_k_in_a_row(trials: int, successes: int, k: int) -> float:
    """The unbiased estimate that `k` trials of a scenario, drawn without putting back, all come out right.

    C(successes, k) / C(trials, k); Yao et al. 2024, tau-bench (arXiv 2406.12045), section 3.

    >>> chance_of_k_in_a_row(trials=4, successes=2, k=2)
    0.16666666666666666
    """
    if trials < k:
        raise ValueError(f"{trials} trials cannot tell about {k} in a row")
    return comb(successes, k) / comb(trials, k)


def pass_powers(
    trials: Iterable[Trial], most: int = 8, resamples: int = 2000, seed: int = 20240617
) -> Iterator[PassRate]:
    """pass^1 .. pass^most for every category and agent, `(all)` among them, in order.

    A scenario with fewer than k trials is left out of pass^k and counted. The interval resamples scenarios, since the
    trials of one scenario are not independent; the seed is fixed so that the same trials give the same interval.
    """
    groups: dict[tuple[str, str], dict[tuple[str, str], list[bool]]] = {}
    for trial in trials:
        for key in product({trial.category, ALL}, {trial.agent_id, ALL}):
            scenario = (trial.category, trial.scenario_id)
            groups.setdefault(key, {}).setdefault(scenario, []).append(trial.is_correct)
    for (category, agent_id), scenarios in sorted(groups.items()):
        counts = [(len(outcomes), sum(outcomes)) for _, outcomes in sorted(scenarios.items())]
        for k in range(1, min(most, max(n for n, _ in counts)) + 1):
            chances = [chance_of_k_in_a_row(n, c, k) for n, c in counts if n >= k]
            low, high = _bootstrap_interval(chances, resamples, seed)
            yield PassRate(
                category=category,
                agent_id=agent_id,
                k=k,
                scenario_count=len(chances),
                left_out_scenario_count=len(counts) - len(chances),
                trial_count=sum(n for n, _ in counts if n >= k),
                pass_rate=sum(chances) / len(chances),
                pass_rate_low=low,
                pass_rate_high=high,
            )


def _bootstrap_interval(values: list[float], resamples: int, seed: int) -> tuple[float, float]:
    """The 2.5 % and 97.5 % quantiles of the mean over resampled values (Efron 1979)."""
    import numpy as np

    sample = np.asarray(values)
    drawn = np.random.default_rng(seed).integers(0, len(sample), size=(resamples, len(sample)))
    low, high = np.quantile(sample[drawn].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)
