"""The support team's world: its categories with their rates, its agents' versions, and what goes wrong when."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field

import numpy as np

from agent_scorecard.simulation import planting
from agent_scorecard.simulation.config import Incident, SimulationConfig, incidents_of
from agent_scorecard.simulation.words import Words, read_words

WEEK = 7 * 86_400

# The delay of a follow-up is 14 days x u^2.2: most come back soon. So the share within a window is
# (window / 14 d)^(1/2.2).
FOLLOW_UP_POWER = 2.2
FOLLOW_UP_SPAN = 14 * 86_400
FOLLOW_UP_WINDOWS = {"24h": 86_400, "72h": 3 * 86_400, "7d": WEEK, "14d": 2 * WEEK}

RATES = (
    "share",
    "accuracy",
    "escalation",
    "needed",
    "recall",
    "abandonment",
    "follow_correct",
    "follow_wrong",
    "pace",
    "mood",
)
# Easy or hard, low or high stakes. follow_* are shares within seven days; pace multiplies every waiting time; mood is
# the latent mean sentiment.
BASE_RATES = {
    "billing": (0.34, 0.84, 0.22, 0.18, 0.75, 0.06, 0.11, 0.22, 1.0, -0.10),
    "technical": (0.33, 0.74, 0.26, 0.22, 0.72, 0.08, 0.14, 0.26, 1.5, -0.25),
    "how_to": (0.33, 0.90, 0.10, 0.07, 0.70, 0.05, 0.08, 0.19, 0.7, 0.15),
    "account": (0.25, 0.80, 0.30, 0.26, 0.80, 0.06, 0.10, 0.22, 1.2, -0.05),
    "integrations": (0.20, 0.70, 0.28, 0.22, 0.70, 0.09, 0.15, 0.28, 1.8, -0.15),
    "reporting": (0.20, 0.86, 0.14, 0.10, 0.70, 0.06, 0.09, 0.21, 1.0, 0.05),
    "onboarding": (0.15, 0.92, 0.08, 0.05, 0.70, 0.04, 0.07, 0.18, 0.6, 0.25),
    "security": (0.12, 0.82, 0.34, 0.30, 0.85, 0.05, 0.08, 0.21, 1.3, -0.20),
}
# Correctness where the AI did not resolve: after an escalation the whole episode is judged; who gave up was not helped.
ACCURACY_ESCALATED = 0.70
ACCURACY_ABANDONED = 0.05
FOLLOW_AFTER_HUMAN = 0.08
OPERATIONAL = 0.008

MODELS = ("lm-small", "lm-small", "lm-large", "lm-large")
# Shares of the span at which the agents' versions are released where no incident says otherwise.
VERSION_SHARES = (0.0, 0.25, 0.62, 0.85)


@dataclass
class World:
    """Rates by name as arrays of weeks x categories, and the calendar of releases."""

    config: SimulationConfig
    words: Words
    categories: list[str]
    base: list[str]
    start: int
    end: int
    incidents: tuple[Incident, ...]
    rates: dict[str, np.ndarray] = field(default_factory=dict)
    version_times: np.ndarray = field(default_factory=lambda: np.zeros(0))
    versions: list[str] = field(default_factory=list)

    def week_of(self, seconds: np.ndarray) -> np.ndarray:
        return np.clip((seconds - self.start) // WEEK, 0, self.config.weeks - 1)

    def week_start(self, week: int) -> int:
        return self.start + int(week) * WEEK

    def version_at(self, seconds: np.ndarray) -> np.ndarray:
        return np.maximum(np.searchsorted(self.version_times, seconds, side="right") - 1, 0)

    def release_time(self, incident: Incident) -> int:
        """When the cause went live: two hours before the week in which the rates change."""
        return self.week_start(incident.start_week) - 2 * 3600


def build_world(config: SimulationConfig) -> World:
    names = list(BASE_RATES)
    base = [names[number % len(names)] for number in range(config.categories)]
    categories = [
        name if number < len(names) else f"{name}_{number // len(names) + 1}" for number, name in enumerate(base)
    ]
    start = calendar.timegm(config.start.timetuple())
    world = World(
        config=config,
        words=read_words(tuple(dict.fromkeys(base))),
        categories=categories,
        base=base,
        start=start,
        end=start + config.weeks * WEEK,
        incidents=incidents_of(config, categories),
    )
    planting.check(config.plants, world)
    world.rates = _rates(world)
    world.versions, world.version_times = _versions(world)
    return world


def _rates(world: World) -> dict[str, np.ndarray]:
    weeks = world.config.weeks
    rates = {
        rate: np.tile(np.array([BASE_RATES[base][place] for base in world.base]), (weeks, 1))
        for place, rate in enumerate(RATES)
    }
    rates["share"] /= rates["share"].sum(axis=1, keepdims=True)
    rates["effort"] = np.zeros_like(rates["share"])
    for incident in world.incidents:
        column = world.categories.index(incident.category)
        span = slice(incident.start_week, incident.end_week)
        if incident.kind == "product_release":
            rates["escalation"][span, column] = np.minimum(rates["escalation"][span, column] + incident.size, 0.95)
            rates["needed"][span, column] = np.minimum(rates["needed"][span, column] + incident.size / 2, 0.9)
        elif incident.kind == "mix_shift":
            share = rates["share"][span, column]
            grown = np.minimum(share + incident.size, 0.95)
            rates["share"][span] *= ((1 - grown) / (1 - share))[:, None]
            rates["share"][span, column] = grown
        else:
            rates["accuracy"][span, column] = np.maximum(rates["accuracy"][span, column] - incident.size, 0.05)
    rates["avoidable"] = (rates["escalation"] - rates["needed"] * rates["recall"]) / (1 - rates["needed"])
    if (rates["avoidable"] < 0).any() or (rates["avoidable"] > 1).any():
        raise ValueError("escalation, need and recall contradict each other; make the incident smaller")
    return rates


def _versions(world: World) -> tuple[list[str], np.ndarray]:
    """Both AI agents run one version at a time; an incident's release takes the place of the planned one."""
    weeks = [round(share * world.config.weeks) for share in VERSION_SHARES]
    for incident in world.incidents:
        if incident.kind == "agent_release":
            weeks[2] = incident.start_week
            weeks[3] = incident.end_week if incident.end_week is not None else world.config.weeks + 1
    weeks[1] = min(weeks[1], weeks[2])
    at = np.array([world.start - 60 * 86_400, *(world.week_start(week) - 2 * 3600 for week in weeks[1:])])
    return ["v1.0", "v1.1", "v2.0", "v2.1"], at
