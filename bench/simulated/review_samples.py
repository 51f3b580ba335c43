"""The settings in which the review estimator is proved, and the two rules it is compared with.

Used by bench/review.py at full size and by the tests at a small one; nothing of it runs in a build.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from agent_scorecard.statistics.proportions import wilson
from agent_scorecard.statistics.review_estimator import ReviewEstimates, estimate_share

ACCURACIES = (0.60, 0.85, 0.95, 0.98)
REVIEWS = (10, 20, 40, 100, 400)
# sensitivity: passes what is right; specificity: fails what is wrong. The biased judge waves nearly everything through.
JUDGES = {"absent": None, "weak": (0.75, 0.60), "good": (0.97, 0.90), "biased": (0.99, 0.35)}
# Settings that no constant of the estimator was chosen on.
OTHER_ACCURACIES = (0.75, 0.90, 0.99)
OTHER_REVIEWS = (15, 30, 60, 200)
OTHER_JUDGES = {
    "absent": None,
    "fair": (0.90, 0.75),
    "harsh": (0.70, 0.95),
    "useless": (0.60, 0.40),
    "good": (0.97, 0.90),
}
RISK_FACTOR = 4.0


@dataclass(frozen=True)
class Setting:
    """One setting: what the agent is like, what the judge is like, and how reviews are drawn."""

    accuracy: float
    judge: str
    reviews: int
    is_prioritised: bool
    is_clustered: bool

    @property
    def episodes(self) -> int:
        return max(400, 10 * self.reviews) if self.reviews < 400 else 2000

    def __str__(self) -> str:
        drawn = "prioritised" if self.is_prioritised else "random"
        kind = "clustered" if self.is_clustered else "single"
        return f"accuracy {self.accuracy:.2f}, judge {self.judge}, {self.reviews} reviews, {drawn}, {kind}"


@dataclass(frozen=True)
class Sample:
    """Reviewed episodes of many replications: one cell a replication."""

    cell: np.ndarray
    correct: np.ndarray
    weight: np.ndarray
    verdict: np.ndarray
    customer: np.ndarray
    sizes: np.ndarray
    customer_size: np.ndarray
    realised: np.ndarray  # the accuracy among the cell's own episodes, reviewed or not

    @property
    def replications(self) -> int:
        return len(self.sizes)


def settings(accuracies=ACCURACIES, judges=tuple(JUDGES), reviews=REVIEWS) -> list[Setting]:
    """All 320 settings of the page of figures, or every combination of others."""
    return [
        Setting(accuracy, judge, count, is_prioritised, is_clustered)
        for is_clustered in (False, True)
        for is_prioritised in (False, True)
        for judge in judges
        for count in reviews
        for accuracy in accuracies
    ]


def other_settings() -> list[Setting]:
    """240 settings that nothing was chosen on: other accuracies, judges and numbers of reviews."""
    return settings(OTHER_ACCURACIES, tuple(OTHER_JUDGES), OTHER_REVIEWS)


def simulate(setting: Setting, replications: int, seed: int, mean_customer: int = 4, alike: float = 0.3) -> Sample:
    """Draw ``replications`` weeks of ``setting``.

    Clustered: customers have 1 to 2·``mean_customer`` − 1 episodes and an accuracy of their own, Beta with intraclass
    correlation ``alike``. Prioritised: an episode looks risky with probability .6 if wrong and .2 if right, and a risky
    one is drawn four times as often. Every draw is independent (Poisson sampling), as the hash draw of the queue is.
    """
    rng = np.random.default_rng(seed)
    shape = (replications, setting.episodes)
    if setting.is_clustered:
        ends = np.cumsum(rng.integers(1, 2 * mean_customer, size=shape), axis=1)
        starts = np.zeros((replications, setting.episodes + 1), np.int8)
        row, column = np.nonzero(ends < setting.episodes)
        starts[row, ends[row, column]] = 1
        customer = np.cumsum(starts[:, :-1], axis=1, dtype=np.int32)
        sharpness = 1 / alike - 1
        own = rng.beta(setting.accuracy * sharpness, (1 - setting.accuracy) * sharpness, size=shape)
        correct = rng.random(shape) < np.take_along_axis(own, customer, axis=1)
        members = np.bincount((customer + np.arange(replications)[:, None] * setting.episodes).ravel())
        members = np.pad(members, (0, replications * setting.episodes - len(members))).reshape(shape)
        customer_size = (members.astype(float) ** 2).sum(1) / setting.episodes
    else:
        customer = np.broadcast_to(np.arange(setting.episodes, dtype=np.int32), shape)
        correct = rng.random(shape) < setting.accuracy
        customer_size = np.ones(replications)

    verdict = np.zeros(shape, np.int8)
    if (judge := (JUDGES | OTHER_JUDGES)[setting.judge]) is not None:
        sensitivity, specificity = judge
        verdict = (rng.random(shape) < np.where(correct, sensitivity, 1 - specificity)).astype(np.int8)

    probability = np.full(shape, setting.reviews / setting.episodes)
    if setting.is_prioritised:
        is_risky = rng.random(shape) < np.where(correct, 0.2, 0.6)
        base = setting.reviews / setting.episodes / (1 + (RISK_FACTOR - 1) * is_risky.mean())
        probability = np.minimum(np.where(is_risky, RISK_FACTOR * base, base), 1)
    cell, episode = np.nonzero(rng.random(shape) < probability)
    return Sample(
        cell=cell,
        correct=correct[cell, episode].astype(float),
        weight=1 / probability[cell, episode],
        verdict=verdict[cell, episode].astype(int),
        customer=customer[cell, episode],
        sizes=np.stack([(verdict == v).sum(1) for v in (0, 1)], axis=1).astype(float),
        customer_size=customer_size,
        realised=correct.mean(1),
    )


@dataclass(frozen=True)
class Found:
    """What one setting of :func:`judged_by_correlation` came to: coverages, and mean widths over Wilson's."""

    accuracy: float
    correlation: float
    reviews: int
    of_agent: float  # the interval covers the accuracy that the verdicts were drawn with,
    of_episodes: float  # and with the finite population correction that of the episodes themselves
    width_to_wilson: float
    episodes_width_to_wilson: float


def judged_by_correlation(
    accuracy: float,
    correlation: float,
    reviews: int,
    replications: int,
    seed: int,
    episodes: int = 300,
    lean: float = 0.0,
) -> Found | None:
    """``reviews`` of ``episodes`` drawn at random, and a judge that agrees with the truth as told.

    ``correlation`` is the phi coefficient of the judge's verdict and the truth; ``lean`` how many more the judge passes than
    are right. None where no judge can have both.
    """
    drawn = _judged(accuracy, correlation, (replications, episodes), seed, lean)
    if drawn is None:
        return None
    correct, verdict = drawn
    reviewed = correct[:, :reviews].astype(float)
    arguments = {
        "cell": np.repeat(np.arange(replications), reviews),
        "correct": reviewed.ravel(),
        "weight": np.full(replications * reviews, episodes / reviews),
        "cell_count": replications,
        "stratum": verdict[:, :reviews].ravel().astype(int),
        "stratum_sizes": np.stack([(~verdict).sum(1), verdict.sum(1)], axis=1).astype(float),
    }
    agent, own = estimate_share(**arguments), estimate_share(**arguments, of_episodes=True)
    low, high = wilson(reviewed.mean(1), reviews)
    plain, realised = (high - low).mean(), correct.mean(1)
    return Found(
        accuracy=accuracy,
        correlation=correlation,
        reviews=reviews,
        of_agent=float(((agent.low <= accuracy) & (accuracy <= agent.high)).mean()),
        of_episodes=float(((own.low <= realised) & (realised <= own.high)).mean()),
        width_to_wilson=float((agent.high - agent.low).mean() / plain),
        episodes_width_to_wilson=float((own.high - own.low).mean() / plain),
    )


def _judged(accuracy: float, correlation: float, shape: tuple[int, int], seed: int, lean: float):
    """Whether each episode is right and whether the judge passes it; None where no judge can have both."""
    rng = np.random.default_rng(seed)
    correct = rng.random(shape) < accuracy
    passes = accuracy + lean
    together = correlation * np.sqrt(accuracy * (1 - accuracy) * max(passes * (1 - passes), 0))
    passes_right, passes_wrong = passes + together / accuracy, passes - together / (1 - accuracy)
    if not (0 < passes < 1 and passes_right <= 1 + 1e-9 and passes_wrong >= -1e-9):
        return None
    return correct, rng.random(shape) < np.where(correct, passes_right, passes_wrong)


def told_the_correlation(
    accuracy: float, correlation: float, reviews: int, replications: int, seed: int, episodes: int = 300
) -> Found | None:
    """What nobody has: the rule that is told the judge's correlation and its regression coefficient, and need not learn them.

    The estimate is the reviews' mean moved by the coefficient times what the judge says of the other episodes; the interval is
    Wilson's with the number of reviews that has the variance which remains, (1 - correlation²) of that of the reviews and the
    rest of that of the episodes (of just these episodes: nothing of it).
    """
    drawn = _judged(accuracy, correlation, (replications, episodes), seed, 0.0)
    if drawn is None:
        return None
    correct, verdict = drawn
    reviewed, realised = correct[:, :reviews].mean(1), correct.mean(1)
    part, left = reviews / episodes, 1 - correlation**2
    # the judge passes as many as are right: the coefficient is the correlation
    value = np.clip(reviewed + correlation * (verdict.mean(1) - verdict[:, :reviews].mean(1)), 0, 1)
    low, high = wilson(value, reviews / (1 - correlation**2 * (1 - part)))
    own_low, own_high = wilson(value, reviews / (left * (1 - part)))
    plain = np.subtract(*wilson(reviewed, reviews)[::-1]).mean()
    return Found(
        accuracy=accuracy,
        correlation=correlation,
        reviews=reviews,
        of_agent=float(((low <= accuracy) & (accuracy <= high)).mean()),
        of_episodes=float(((own_low <= realised) & (realised <= own_high)).mean()),
        width_to_wilson=float((high - low).mean() / plain),
        episodes_width_to_wilson=float((own_high - own_low).mean() / plain),
    )


def by_tier(setting: Setting, replications: int, seed: int) -> tuple[ReviewEstimates, ReviewEstimates, ReviewEstimates]:
    """A prioritised draw of ``setting`` estimated in the strata of the judge, of the tier, and of both.

    The risky tier (wrong .6, right .2) is known of every episode, as the queue's tiers are.
    """
    rng = np.random.default_rng(seed)
    shape = (replications, setting.episodes)
    correct = rng.random(shape) < setting.accuracy
    verdict = np.zeros(shape, int)
    if (judge := (JUDGES | OTHER_JUDGES)[setting.judge]) is not None:
        verdict = (rng.random(shape) < np.where(correct, judge[0], 1 - judge[1])).astype(int)
    is_risky = (rng.random(shape) < np.where(correct, 0.2, 0.6)).astype(int)
    base = setting.reviews / setting.episodes / (1 + (RISK_FACTOR - 1) * is_risky.mean())
    probability = np.minimum(np.where(is_risky == 1, RISK_FACTOR * base, base), 1)
    cell, episode = np.nonzero(rng.random(shape) < probability)

    def estimated(stratum, strata):
        sizes = np.stack([(stratum == one).sum(1) for one in range(strata)], axis=1).astype(float)
        return estimate_share(
            cell,
            correct[cell, episode].astype(float),
            1 / probability[cell, episode],
            cell_count=replications,
            stratum=stratum[cell, episode],
            stratum_sizes=sizes,
        )

    return estimated(verdict, 2), estimated(is_risky, 2), estimated(verdict * 2 + is_risky, 4)


def house_rule(sample: Sample, is_clustered: bool, **options) -> ReviewEstimates:
    """The estimator of the project on a simulated sample."""
    return estimate_share(
        sample.cell,
        sample.correct,
        sample.weight,
        cell_count=sample.replications,
        stratum=sample.verdict,
        stratum_sizes=sample.sizes,
        cluster=sample.customer if is_clustered else None,
        cluster_size=sample.customer_size,
        **options,
    )


def jeffreys_rule(sample: Sample, design_effect=1.0, mix_design_effect=1.0) -> tuple[np.ndarray, np.ndarray]:
    """Candidate one: post-stratified Jeffreys under weights (Hájek share and Kish's n in each verdict's stratum).

    The posterior's mean and variance are exact; its quantiles are those of the Beta with the same two moments, which
    agree with ten thousand draws to the third digit. The design effects widen it as they do the house's rule.
    """
    from scipy.special import betaincinv

    count, sums, squares, right = _by_stratum(sample)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(count > 0, right / sums, 0.5)
        n = np.where(count > 0, sums**2 / squares, 0.0)
    share_of_episodes = sample.sizes / sample.sizes.sum(1, keepdims=True)
    mean = (0.5 + n * share) / (n + 1)
    variance = mean * (1 - mean) / (n + 2) * np.reshape(design_effect, (-1, 1))
    middle = (share_of_episodes * mean).sum(1)
    between = (share_of_episodes * (mean - middle[:, None]) ** 2).sum(1) * mix_design_effect / (sample.sizes.sum(1) + 1)
    strength = middle * (1 - middle) / ((share_of_episodes**2 * variance).sum(1) + between) - 1
    right_side, wrong_side = middle * strength, (1 - middle) * strength
    return betaincinv(right_side, wrong_side, 0.025), betaincinv(right_side, wrong_side, 0.975)


def wilson_effective_rule(sample: Sample, design_effect=1.0, mix_design_effect=1.0) -> tuple[np.ndarray, np.ndarray]:
    """Candidate two: Wilson's interval with the effective number of the prediction-powered variance.

    With the cap at 2.5 n and the inflation below 60 reviews that the rule was published with in this project's notes.
    """
    estimate, of_mix, of_reviews, n = prediction_powered(sample)
    variance = of_mix * mix_design_effect + of_reviews * design_effect
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip(estimate, 0.5 / n, 1 - 0.5 / n)
        n_effective = np.clip(np.where(variance > 0, share * (1 - share) / variance, n), 2, 2.5 * n)
        widened = np.where((n < 60) & (n > 2), np.sqrt(n / np.maximum(n - 2, 0.5)), 1.0)
    # a wider z is the same as a smaller n
    return wilson(share, n_effective / widened**2)


def prediction_powered(sample: Sample) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """PPI++ mean, the two parts of its variance (verdicts of all, reviews) and the number of reviews per replication.

    With Hájek weights and λ clipped to 0..1.
    """
    cells = sample.replications

    def total(values):
        return np.bincount(sample.cell, values, cells)

    weight, n = sample.weight, total(np.ones(len(sample.cell)))
    episodes = sample.sizes.sum(1)
    passed = sample.sizes[:, 1] / episodes
    with np.errstate(divide="ignore", invalid="ignore"):
        sums = total(weight)
        mean_correct, mean_verdict = total(weight * sample.correct) / sums, total(weight * sample.verdict) / sums
        covariance = total(
            weight * (sample.correct - mean_correct[sample.cell]) * (sample.verdict - mean_verdict[sample.cell])
        )
        spread = passed * (1 - passed)
        power = np.clip(np.where(spread > 0, covariance / sums / spread / (1 + n / episodes), 0), 0, 1)
        residual = sample.correct - power[sample.cell] * sample.verdict
        mean_residual = total(weight * residual) / sums
        squares = total(weight**2 * (residual - mean_residual[sample.cell]) ** 2)
        of_reviews = squares / sums**2 * n / np.maximum(n - 1, 1)
    return power * passed + mean_residual, power**2 * spread / episodes, of_reviews, n


def without_judge(sample: Sample) -> Sample:
    """The same reviews with no judge at all."""
    sizes = np.stack([sample.sizes.sum(1), np.zeros(sample.replications)], axis=1)
    return replace(sample, verdict=np.zeros_like(sample.verdict), sizes=sizes)


def _by_stratum(sample: Sample):
    place = sample.cell * 2 + sample.verdict

    def total(values):
        return np.bincount(place, values, 2 * sample.replications).reshape(-1, 2)

    one = np.ones(len(place))
    return total(one), total(sample.weight), total(sample.weight**2), total(sample.weight * sample.correct)


def response_weights(inclusion_probability, group, is_reviewed) -> np.ndarray:
    """Weights of the reviewed among the drawn: one over the probability, times drawn over reviewed weight in the group.

    ``group`` is the stratum of the draw (tier and period). Rows that were drawn and not reviewed get 0, so a shortfall
    in one tier is made up by that tier's own reviews and not by the others (Little and Rubin's weighting class).

    >>> response_weights([0.5, 0.5, 0.1, 0.1], ["risk", "risk", "random", "random"], [True, True, True, False]).tolist()
    [2.0, 2.0, 20.0, 0.0]
    """
    weight = 1 / np.asarray(inclusion_probability, float)
    is_reviewed = np.asarray(is_reviewed, bool)
    _, code = np.unique(np.asarray(group), return_inverse=True)
    drawn = np.bincount(code, weight)
    seen = np.bincount(code, weight * is_reviewed)
    return weight * is_reviewed * np.divide(drawn, seen, out=np.zeros_like(drawn), where=seen > 0)[code]
