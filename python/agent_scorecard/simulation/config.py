"""What to simulate: every choice with its reason and range."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from agent_scorecard.simulation.plants import Plant

SCENARIOS = ("calm", "incidents", "mix_shift", "agent_release", "stale_article", "product_release")
FORMATS = ("parquet", "csv")
INCIDENT_KINDS = ("agent_release", "stale_article", "mix_shift", "product_release")


@dataclass(frozen=True)
class Incident:
    """Something that goes wrong in one category, from one week to another.

    ``size`` is in points of probability: taken from accuracy for an ``agent_release`` or a ``stale_article``, added to
    escalation for a ``product_release``, added to the category's share of tickets for a ``mix_shift``.
    """

    kind: str
    category: str
    start_week: int
    end_week: int | None
    size: float

    def __post_init__(self) -> None:
        if self.kind not in INCIDENT_KINDS:
            raise ValueError(f"incident kind {self.kind!r} is none of {', '.join(INCIDENT_KINDS)}")
        if not 0 < self.size < 1:
            raise ValueError(f"an incident's size is a share between 0 and 1, not {self.size}")

    @property
    def metric(self) -> str:
        if self.kind == "mix_shift":
            return "category_share"
        return "escalation_rate" if self.kind == "product_release" else "resolution_accuracy"


@dataclass(frozen=True)
class SimulationConfig:
    """One simulated support team. The same values give the same rows on any machine.

    Every rate is exact: an episode's outcome is drawn by a Gaussian copula, so its probability is its group's
    (week x category) whatever the customer's own leaning, and the leaning only makes a customer's episodes alike.
    """

    # How many tickets to aim at; the number that comes out is within a few per cent where they are many. 1 to 100 million.
    tickets: int = 3_000
    # Whole weeks. 26 weeks of baseline and an incident need at least 40.
    weeks: int = 52
    # Moved back to its Monday, since weeks are what is planted and measured. 2003 to 2099: what is before 2000 no landing takes.
    start: date = date(2025, 1, 6)
    seed: int = 1
    # 1 to 200. The first eight have words of their own; later ones are further product lines with the same words.
    categories: int = 4
    scenario: str = "calm"
    # Replaces the scenario's incidents where given.
    incidents: tuple[Incident, ...] | None = None

    # How alike one customer's episodes are, as a correlation of the latent outcomes: 0 (independent) to 0.9.
    # 0.15 gives design effects of 1.05 to 1.3 at the sample's cluster sizes.
    customer_correlation: float = 0.15
    # Mean tickets of a customer who writes at all: 1.2 (rare) to 6 (heavy). Very short spans need more customers.
    tickets_per_customer: float = 2.4
    # Weekly tickets per category: Poisson where true, as even as can be where false (a small sample needs every group).
    is_volume_noisy: bool = True

    # Share of AI-handled episodes drawn at random for review, 0 to 1: the only ones a plain mean may use.
    random_review_share: float = 0.10
    # Draw risky episodes (low confidence, escalated, negative) with higher probabilities besides.
    has_prioritised_reviews: bool = True
    # Share of a reviewer's verdicts contradicting the truth. The errors of both kinds balance, so the mean stays
    # where it is and only agreement suffers. 0 to 0.3.
    reviewer_noise: float = 0.04
    # Share of drawn episodes that a second person reviews too: what agreement is measured on.
    second_review_share: float = 0.12
    # The automatic judge: how many episodes it sees, and how often it is right about correct and about wrong ones.
    judged_share: float = 0.6
    judge_sensitivity: float = 0.88
    judge_specificity: float = 0.72

    # Tests, spam, deletions, merges, duplicates, agent-first and silent tickets: 0 has none, 1 the usual share.
    oddities: float = 1.0
    # Share of customer messages that carry a secret. Real support teams see 1 to 5 %.
    secrets: float = 0.03
    # Share of customers who write in another language than English.
    other_languages: float = 0.06
    # Share of answers with a planted fault where the episode is wrong; the rest are wrong in ways no text shows.
    faults: float = 0.6

    # What is planted besides: articles, features, fixes, wishes, effort (see plants.py). The shipped sample has wishes only.
    plants: tuple[Plant, ...] = ()
    # Accounts that are served badly and leave by a hazard of their own, and small ones with nothing but bad luck; of each
    # block of 50,000 tickets. The first are of the third that writes most, the second of the third that writes least.
    risky_accounts: int = 0
    unlucky_accounts: int = 0
    # Customers for each account, seven in ten of whom belong to one: 2 to 50.
    customers_per_account: int = 8

    def __post_init__(self) -> None:
        if self.scenario not in SCENARIOS:
            raise ValueError(f"scenario {self.scenario!r} is none of {', '.join(SCENARIOS)}")
        ranges = (("tickets", 1, 10**8), ("weeks", 1, 520), ("categories", 1, 200), ("customers_per_account", 2, 50),
                  ("risky_accounts", 0, 10_000), ("unlucky_accounts", 0, 10_000), ("seed", 0, 2**63 - 1),
                  ("start", date(2003, 1, 1), date(2099, 12, 31)))  # fmt: skip
        for name, low, high in ranges:
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name} must lie between {low} and {high}, not be {getattr(self, name)}")
        for name in (
            "customer_correlation",
            "random_review_share",
            "reviewer_noise",
            "second_review_share",
            "judged_share",
            "judge_sensitivity",
            "judge_specificity",
            "secrets",
            "other_languages",
            "faults",
        ):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is a share between 0 and 1, not {getattr(self, name)}")
        object.__setattr__(self, "start", self.start - timedelta(days=self.start.weekday()))


# What `simulate --sample` writes and the project ships. Three categories without Poisson noise, so that a week of one has
# nineteen episodes, and many reviews: a year of a small support team must fit into four megabytes and still tell.
SAMPLE = SimulationConfig(
    tickets=2_900,
    categories=3,
    scenario="incidents",
    # of a dozen seeds the one in which nothing else looks like an incident by chance: a sample is there to teach
    seed=20250102,
    is_volume_noisy=False,
    random_review_share=0.60,
    incidents=(
        Incident("agent_release", "billing", start_week=31, end_week=43, size=0.45),
        Incident("product_release", "technical", start_week=44, end_week=None, size=0.40),
    ),
    # what some customers ask for: one wish from early on, one that is new, and one that was built
    plants=(
        Plant("feature_ask", "dark_theme", start_week=4, size=0.012),
        Plant("feature_ask", "calendar_feed", start_week=44, size=0.03),
        Plant("feature_ask", "time_tracking", start_week=2, end_week=45, size=0.01),
    ),
)


def incidents_of(config: SimulationConfig, categories: list[str]) -> tuple[Incident, ...]:
    """The incidents planted: those given, else the scenario's, at fixed shares of the weeks."""
    if config.incidents is not None:
        unknown = {incident.category for incident in config.incidents} - set(categories)
        if unknown:
            raise ValueError(f"incidents in categories that are not simulated: {', '.join(sorted(unknown))}")
        return _checked(config.incidents, config)
    at = lambda share: round(share * config.weeks)  # noqa: E731
    name = lambda number: categories[number % len(categories)]  # noqa: E731
    until = lambda share, begins: max(at(share), at(begins) + 1)  # noqa: E731
    planted = {
        "agent_release": Incident("agent_release", name(0), at(0.60), until(0.83, 0.60), 0.45),
        "product_release": Incident("product_release", name(1), at(0.85), None, 0.40),
        "stale_article": Incident("stale_article", name(2), at(0.70), until(0.90, 0.70), 0.30),
        "mix_shift": Incident("mix_shift", name(len(categories) - 1), at(0.75), None, 0.25),
    }
    if config.scenario == "calm":
        return ()
    if config.scenario != "incidents":
        return _checked((planted[config.scenario],), config)
    if len(categories) == 1:
        # of one category no share can move
        del planted["mix_shift"]
    return _checked(tuple(planted.values()), config)


def _checked(incidents: tuple[Incident, ...], config: SimulationConfig) -> tuple[Incident, ...]:
    """The incidents; ValueError where one would leave no trace, since it would be taken for one that nobody found."""
    for incident in incidents:
        last = config.weeks if incident.end_week is None else min(incident.end_week, config.weeks)
        if not 0 <= incident.start_week < last:
            raise ValueError(
                f"the {incident.kind} would be planted in none of the {config.weeks} weeks (counted from 0): it begins in week "
                f"{incident.start_week}; ask for more weeks"
            )
        if incident.kind == "mix_shift" and config.categories == 1:
            raise ValueError("a mix_shift needs at least two categories")
    return incidents
