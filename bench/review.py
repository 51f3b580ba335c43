"""Does the review interval hold, and what does a judge save? Prints the figures and writes docs/figures/review.md.

    python bench/review.py [--replications 4000]

All draws are seeded by the setting; the same command gives the same page.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from agent_scorecard.statistics.rater_agreement import homogeneity_p_value
from agent_scorecard.statistics.review_estimator import estimate_share
from simulated.review_samples import (
    JUDGES,
    Setting,
    by_tier,
    house_rule,
    jeffreys_rule,
    judged_by_correlation,
    other_settings,
    response_weights,
    settings,
    simulate,
    told_the_correlation,
    wilson_effective_rule,
    without_judge,
)

PAGE = Path("docs/figures/review.md")
ENOUGH = 0.92
WIDTHS = ("width_to_wilson", "episodes_width_to_wilson")
RULES = ("house", "post-stratified Jeffreys", "Wilson-effective")


def measure(setting: Setting, replications: int, seed: int) -> dict[str, tuple[float, float]]:
    """Coverage of the agent's accuracy and mean width of each rule, over the replications with any review."""
    sample = simulate(setting, replications, seed)
    house = house_rule(sample, setting.is_clustered)
    seen = house.n_reviewed > 0
    limits = {
        "house": (house.low, house.high),
        "post-stratified Jeffreys": jeffreys_rule(sample, house.design_effect, house.mix_design_effect),
        "Wilson-effective": wilson_effective_rule(sample, house.design_effect, house.mix_design_effect),
    }
    return {
        rule: (_coverage(low, high, setting.accuracy, seen), _width(low, high, seen))
        for rule, (low, high) in limits.items()
    }


def _coverage(low, high, truth, seen=slice(None)) -> float:
    return float(((low <= truth) & (truth <= high))[seen].mean())


def _width(low, high, seen=slice(None)) -> float:
    return float(np.nanmean((np.clip(high, 0, 1) - np.clip(low, 0, 1))[seen]))


def measured(chosen: list[Setting], replications: int, first_seed: int):
    """(setting, what was found, the house's width over that of the better candidate that holds) of each setting."""
    for seed, setting in enumerate(chosen, first_seed):
        found = measure(setting, replications, seed)
        better = min((found[rule][1] for rule in RULES[1:] if found[rule][0] >= ENOUGH), default=float("nan"))
        yield setting, found, found["house"][1] / better


def summary(rows) -> list[str]:
    lines = [
        "| settings | rule | least coverage | median | most | below .92 | mean width ÷ better | most | above 1.05 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for part, chosen in (
        ("all", rows),
        ("single episodes", [row for row in rows if not row[0].is_clustered]),
        ("clustered", [row for row in rows if row[0].is_clustered]),
        ("random", [row for row in rows if not row[0].is_prioritised]),
        ("prioritised", [row for row in rows if row[0].is_prioritised]),
    ):
        ratio = np.array([row[2] for row in chosen])
        for rule in RULES:
            coverage = np.array([found[rule][0] for _, found, _ in chosen])
            above = f"{(ratio > 1.05).sum()} of {np.isfinite(ratio).sum()}"
            compared = f"{np.nanmean(ratio):.3f} | {np.nanmax(ratio):.3f} | {above}" if rule == "house" else "| |"
            lines.append(
                f"| {part} | {rule} | {coverage.min():.3f} | {np.median(coverage):.3f} | {coverage.max():.3f} "
                f"| {(coverage < ENOUGH).sum()} of {len(coverage)} | {compared} |"
            )
    return lines


def listed(rows) -> list[str]:
    lines = [
        "| drawn | customers | judge | n | accuracy | house | Jeffreys | Wilson-eff. | width ÷ better |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for setting, found, ratio in rows:
        cells = " | ".join(f"{found[rule][0]:.3f} / {found[rule][1]:.3f}" for rule in RULES)
        drawn = "prioritised" if setting.is_prioritised else "random"
        customers = "alike" if setting.is_clustered else "single"
        lines.append(
            f"| {drawn} | {customers} | {setting.judge} | {setting.reviews} | {setting.accuracy:.2f} | {cells} "
            f"| {'neither holds' if np.isnan(ratio) else f'{ratio:.3f}'} |"
        )
    return lines


def coverage_section(replications: int) -> list[str]:
    rows = list(measured(settings(), replications, 0))
    return [
        "## Coverage and width",
        "",
        f"{len(rows)} settings, {replications:,} replications each: accuracy .60 .85 .95 .98 × judge absent, weak",
        "(sensitivity .75, specificity .60), good (.97, .90), biased (.99, .35) × 10 20 40 100 400 reviews × random",
        "or prioritised (risky episodes four times as often) × single episodes or customers of about four with",
        "intraclass correlation .3. Nominal 95 %; the truth is the agent's accuracy. Width is compared with the better",
        "of the two candidate rules, of those that hold .92 in that setting; both candidates get the house's design",
        "effects, without which they do not hold under clusters.",
        "",
        *summary(rows),
        "",
        "Wider than 1.05 times the better candidate, coverage / mean width:",
        "",
        *listed([row for row in rows if row[2] > 1.05]),
        "",
        "Mostly at ten to forty reviews near 1, and oftener where they are prioritised: the limits go towards Wilson's,",
        "which is wide there, and the candidate that is narrower is the one that falls below .92 in settings beside. With",
        "400 reviews of customers who are alike a candidate that covers .92 to .93 is narrower for that reason.",
        "",
        "### Every setting",
        "",
        "Coverage / mean width.",
        "",
        *listed(rows),
    ]


def fresh_section(replications: int) -> list[str]:
    """The same in settings on which no constant was chosen."""
    rows = list(measured(other_settings(), replications, 20_000))
    return [
        "## Settings that nothing was chosen on",
        "",
        f"{len(rows)} settings, {replications:,} replications each: accuracy .75 .90 .99 × judge absent, fair (.90, .75),",
        "harsh (.70, .95), useless (.60, .40: worse than none) and good × 15 30 60 200 reviews × random or prioritised",
        "× single or alike.",
        "",
        *summary(rows),
        "",
        "Coverage below .92, or wider than 1.05 times the better candidate:",
        "",
        *listed([row for row in rows if row[2] > 1.05 or row[1]["house"][0] < ENOUGH]),
        "",
        "The least is a judge that fails half of what it sees and fifteen prioritised reviews: in about seven of them",
        "under the verdict `fail` the few that did not look risky carry nearly all the weight, and often none was drawn.",
        "Neither candidate holds there.",
    ]


def savings_section(replications: int) -> list[str]:
    """How many reviews with a judge give the width of 40 at random without one (accuracy .85)?"""
    target = simulate(Setting(0.85, "absent", 40, False, False), replications, 9_000)
    plain = house_rule(target, False)
    wanted = _width(plain.low, plain.high)
    budgets = (8, 10, 12, 14, 16, 18, 20, 22, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60)
    lines = []
    for is_prioritised in (False, True):
        for judge in JUDGES:
            widths, coverages = [], []
            for budget in budgets:
                estimate = house_rule(
                    simulate(Setting(0.85, judge, budget, is_prioritised, False), replications, 9_001 + budget), False
                )
                seen = estimate.n_reviewed > 0
                widths.append(_width(estimate.low, estimate.high, seen))
                coverages.append(_coverage(estimate.low, estimate.high, 0.85, seen))
            needed = float(np.interp(-wanted, -np.array(widths), budgets))
            coverage = float(np.interp(needed, budgets, coverages))
            lines.append(
                f"| {'prioritised' if is_prioritised else 'random'} | {judge} | {needed:.1f} | {1 - needed / 40:.0%} "
                f"| {widths[budgets.index(40)]:.3f} | {coverage:.3f} |"
            )
    return [
        "## What a judge saves",
        "",
        f"Accuracy .85. Forty reviews drawn at random, without a judge, give a mean width of {wanted:.3f}.",
        "As wide with:",
        "",
        "| drawn | judge | reviews | saved | width at 40 | coverage |",
        "|---|---|---|---|---|---|",
        *lines,
    ]


def drift_section(replications: int) -> list[str]:
    """A judge that was good for eight weeks and waves everything through in the ninth; 20 reviews a week."""
    rng = np.random.default_rng(9_100)
    replications = min(replications, 2_000)
    week = simulate(Setting(0.85, "biased", 20, False, False), replications, 9_101)
    own = house_rule(week, False)
    past = [simulate(Setting(0.85, "good", 20, False, False), replications, 9_110 + i) for i in range(8)]
    pooled_correct, pooled_count = np.zeros((replications, 2)), np.zeros((replications, 2))
    confusions = np.zeros((replications, 9, 4))
    for i, sample in enumerate([*past, week]):
        kind = sample.verdict * 2 + sample.correct.astype(int)
        confusions[:, i] = np.bincount(sample.cell * 4 + kind, minlength=replications * 4).reshape(-1, 4)
        pooled_correct += np.stack([confusions[:, i, 1], confusions[:, i, 3]], 1)
        pooled_count += np.stack([confusions[:, i, :2].sum(1), confusions[:, i, 2:].sum(1)], 1)
    kept = np.array([not homogeneity_p_value(table) < 0.05 for table in confusions])
    beta = rng.beta(
        (pooled_correct + 0.5)[..., None], (pooled_count - pooled_correct + 0.5)[..., None], (replications, 2, 2_000)
    )
    share = week.sizes / week.sizes.sum(1, keepdims=True)
    low, high = np.quantile((share[..., None] * beta).sum(1), [0.025, 0.975], axis=1)
    used_low, used_high = np.where(kept, low, own.low), np.where(kept, high, own.high)
    judged = week.sizes[:, 1] / week.sizes.sum(1)
    none = estimate_share([], [], [], cell_count=1, stratum=[], stratum_sizes=[[20, 380]])
    return [
        "## A judge that drifts",
        "",
        "Accuracy .85 all along, 20 reviews a week. The judge was good for eight weeks (.97, .90) and is biased in the",
        "ninth (.99, .35). Pooling takes the confusion of nine weeks together unless a chi-square test of homogeneity",
        "rejects at 5 %.",
        "",
        "| in the ninth week | coverage | mean width |",
        "|---|---|---|",
        f"| house rule, the week's own reviews "
        f"| {_coverage(own.low, own.high, 0.85):.3f} | {_width(own.low, own.high):.3f} |",
        f"| pooled where the test allows ({kept.mean():.0%} of weeks) "
        f"| {_coverage(used_low, used_high, 0.85):.3f} | {_width(used_low, used_high):.3f} |",
        f"| always pooled | {_coverage(low, high, 0.85):.3f} | {_width(low, high):.3f} |",
        "",
        f"The judge alone would read {judged.mean():.3f}.",
        f"Without reviews the estimate is `{none.method[0]}` and has no value.",
    ]


def hardships_section(replications: int) -> list[str]:
    """What else goes wrong with reviews, one at a time: accuracy .85, good judge, 40 reviews, prioritised."""
    setting = Setting(0.85, "good", 40, True, False)
    sample = simulate(setting, replications, 9_200)
    rng = np.random.default_rng(9_201)
    lines = []

    def add(name, estimate, truth, note):
        seen = estimate.n_reviewed > 0
        lines.append(
            f"| {name} | {_coverage(estimate.low, estimate.high, truth, seen):.3f} "
            f"| {_width(estimate.low, estimate.high, seen):.3f} | {np.nanmean(estimate.value - truth):+.3f} | {note} |"
        )

    def run(correct, weight, rows=slice(None), **options):
        return estimate_share(
            sample.cell[rows],
            correct[rows],
            weight[rows],
            cell_count=replications,
            stratum=sample.verdict[rows],
            stratum_sizes=sample.sizes,
            **options,
        )

    add("nothing", run(sample.correct, sample.weight), 0.85, "")
    own = run(sample.correct, sample.weight, of_episodes=True)
    add("finite population: these episodes' own share", own, sample.realised, "narrower, and about these episodes only")
    add("the same, by the published interval", run(sample.correct, sample.weight), sample.realised, "conservative")
    risky = sample.weight < sample.weight.max()
    answered = rng.random(len(sample.cell)) < np.where(risky, 0.5, 0.95)
    group = sample.cell * 2 + risky
    add("half the risky tier never reviewed, ignored", run(sample.correct, sample.weight, answered), 0.85, "biased")
    mended = response_weights(1 / sample.weight, group, answered)
    add("the same, weights made up by tier", run(sample.correct, mended, answered), 0.85, "")
    wrong = rng.random((2, len(sample.cell))) < 0.1
    first, second = (np.abs(sample.correct - flip) for flip in wrong)
    expected = 0.85 * 0.9 + 0.15 * 0.1
    add("one reviewer, wrong one time in ten, against people's verdict", run(first, sample.weight), expected, "holds")
    both = run((first + second) / 2, sample.weight)
    add("two such reviewers, their mean", both, expected, "never narrower than one reviewer of one mind")
    add("the same against a truth nobody saw", both, 0.85, "no interval repairs it; see reviewer_agreement")
    plain = without_judge(sample)
    naive = estimate_share(plain.cell, plain.correct, np.ones(len(plain.cell)), cell_count=replications)
    add("prioritised reviews averaged as they come", naive, 0.85, "what most dashboards do")
    return [
        "## Other hardships",
        "",
        "Accuracy .85, good judge, 40 prioritised reviews.",
        "",
        "| hardship | coverage | width | bias | |",
        "|---|---|---|---|---|",
        *lines,
    ]


def few_reviews_section(replications: int) -> list[str]:
    """Ten, twenty and thirty reviews of 300 episodes, by how far the judge agrees with people."""
    replications = max(
        replications, 4_000
    )  # half a minute, and a least coverage of ten settings that is no luck of the draw
    lines = []
    for reviews in (10, 20, 30):
        for correlation in (0.0, 0.2, 0.4, 0.6, 0.8):
            found = [
                judged_by_correlation(accuracy, correlation, reviews, replications, 30_000 + place)
                for place, accuracy in enumerate((0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99))
            ]
            agent, own = [one.of_agent for one in found], [one.of_episodes for one in found]
            width, own_width = ([getattr(one, name) for one in found] for name in WIDTHS)
            lines.append(
                f"| {reviews} | {correlation:.1f} | {min(agent):.3f} | {np.mean(width):.3f} | {max(width):.3f} "
                f"| {min(own):.3f} | {np.mean(own_width):.3f} | {max(own_width):.3f} |"
            )
    return [
        "## Few reviews",
        "",
        f"{replications:,} replications. Reviews of 300 episodes, drawn at random; accuracy .50 .60 .70 .75 .80 .85 .90 .95",
        ".98 .99. Widths are over that of Wilson's interval from the same reviews without a judge. First the agent's accuracy,",
        "then that of the 300 themselves.",
        "",
        "| reviews | correlation | least coverage | mean width | most | least, of the 300 | mean width | most |",
        "|---|---|---|---|---|---|---|---|",
        *lines,
        "",
        "By variance alone a correlation of .6 leaves .81 (ten reviews) to .82 (thirty) of the width for the agent's accuracy,",
        "and .79 to .76 for the 300 themselves. What is narrower than that is so because Wilson's interval is wide near 1.",
        "At ten reviews and .6 the interval is not a fifth narrower than Wilson's. A rule that is told the correlation (next",
        "table) saves 18 % of the agent's accuracy and 20 % of that of the 300 there, and its least coverage is .926: what is",
        "left for a rule that has to learn the correlation from the same ten reviews is less. Constants that made ours so",
        "narrow were tried, and under the leaning judges below they covered .82 to .89.",
        "",
        *could_be_had(replications),
        "",
        *leaning_judges(replications),
    ]


def could_be_had(replications: int) -> list[str]:
    """The house's widths next to those of a rule that is told the judge's correlation."""
    lines = []
    for reviews in (10, 20, 30):
        for correlation in (0.6, 0.7, 0.8):
            told = []
            for rule in (judged_by_correlation, told_the_correlation):
                found = [
                    one
                    for place, accuracy in enumerate((0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99))
                    if (one := rule(accuracy, correlation, reviews, replications, 30_500 + place))
                ]
                for coverage, width in (("of_agent", WIDTHS[0]), ("of_episodes", WIDTHS[1])):
                    least = min(getattr(one, coverage) for one in found)
                    told.append(f"{least:.3f} / {np.mean([getattr(one, width) for one in found]):.3f}")
            house, own, best, best_own = told
            lines.append(f"| {reviews} | {correlation:.1f} | {house} | {best} | {own} | {best_own} |")
    return [
        "### What could be had",
        "",
        "Least coverage / mean width over Wilson's of the published rule, and of a rule that is told the judge's correlation",
        "and its regression coefficient, which nobody knows before hundreds of reviews, and uses Wilson's interval with the",
        "number of reviews that has the variance which remains.",
        "",
        "| reviews | correlation | agent, published | agent, told | the 300, published | the 300, told |",
        "|---|---|---|---|---|---|",
        *lines,
    ]


def leaning_judges(replications: int) -> list[str]:
    """Judges that pass more or fewer than are right: no constant was chosen on them."""
    lines = []
    for reviews in (10, 20, 30):
        for correlation in (0.2, 0.4, 0.6):
            for lean in (-0.15, 0.10):
                found = [
                    one
                    for place, accuracy in enumerate((0.6, 0.7, 0.75, 0.8, 0.85, 0.88))
                    if (
                        one := judged_by_correlation(
                            accuracy, correlation, reviews, replications, 31_000 + place, lean=lean
                        )
                    )
                ]
                agent, width = [one.of_agent for one in found], [one.width_to_wilson for one in found]
                own = [one.of_episodes for one in found]
                lines.append(
                    f"| {reviews} | {correlation:.1f} | {lean:+.2f} | {len(found)} | {min(agent):.3f} | {np.mean(agent):.3f} "
                    f"| {np.mean(width):.3f} | {max(width):.3f} | {min(own):.3f} |"
                )
    return [
        "### Judges that lean",
        "",
        "The same with a judge that passes .15 fewer or .10 more than are right, at accuracy .60 .70 .75 .80 .85 .88 where such",
        "a judge can be. Nothing was chosen on these.",
        "",
        "| reviews | correlation | passes | settings | least coverage | mean | mean width | most | least, of the 300 |",
        "|---|---|---|---|---|---|---|---|---|",
        *lines,
    ]


def tiers_section(replications: int) -> list[str]:
    """What strata by review tier would give: the same prioritised draws, estimated three ways."""
    replications = min(replications, 2_000)
    lines = []
    for judge in ("absent", "fair", "good"):
        for reviews in (10, 20, 40, 100):
            cells: list[list[tuple[float, float]]] = [[], [], []]
            for place, accuracy in enumerate((0.6, 0.75, 0.85, 0.95)):
                setting = Setting(accuracy, judge, reviews, True, False)
                for told, one in zip(cells, by_tier(setting, replications, 32_000 + place), strict=True):
                    seen = one.n_reviewed > 0
                    told.append((_coverage(one.low, one.high, accuracy, seen), _width(one.low, one.high, seen)))
            told = " | ".join(f"{min(c for c, _ in kind):.3f} / {np.mean([w for _, w in kind]):.3f}" for kind in cells)
            lines.append(f"| {judge} | {reviews} | {told} |")
    return [
        "## Strata by review tier",
        "",
        "Prioritised draws (risky episodes four times as often) of 400 to 1,000 episodes at accuracy .60 .75 .85 .95: least",
        "coverage / mean width with strata by the judge's verdict, as published; by tier alone; and by both.",
        "",
        "| judge | reviews | by verdict | by tier | by both |",
        "|---|---|---|---|---|",
        *lines,
        "",
        "Strata by tier are not used. By variance alone they save about a twentieth of the width here; what they seem to save",
        "beyond that is paid for in coverage: with 20 reviews at .60 some seven episodes that did not look risky stand for",
        "seven in ten, and their own variance is too uncertain. With a judge they are wider until about a hundred reviews.",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=4_000)
    replications = parser.parse_args().replications
    page = [
        "# Reviews: figures",
        "",
        f"Written by `python bench/review.py --replications {replications}`.",
        "",
        *few_reviews_section(replications),
        "",
        *tiers_section(replications),
        "",
        *savings_section(replications),
        "",
        *drift_section(replications),
        "",
        *hardships_section(replications),
        "",
        *fresh_section(replications),
        "",
        *coverage_section(replications),
        "",
    ]
    text = "\n".join(page)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
