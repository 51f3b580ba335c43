"""What fits goes before what is near: one story per kind of evidence."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from agent_scorecard.monitoring.alerting import Signal, gather
from agent_scorecard.monitoring.alerts import _new_versions, _release, owner_of
from agent_scorecard.monitoring.causes import Event, ReviewedAnswer, rank_causes
from agent_scorecard.simulation.catalogue import catalogue_tables
from agent_scorecard.simulation.config import SimulationConfig
from agent_scorecard.simulation.world import build_world

CHANGE = date(2025, 9, 1)
AGENT = Event(datetime(2025, 8, 18, 22), "agent", "v2.0")


def answers(first: datetime, wrong: int, right: int, version="v2.0", articles=()):
    cited = frozenset(articles)
    return [
        ReviewedAnswer(first + timedelta(hours=place), "billing", place < wrong, version, cited)
        for place in range(wrong + right)
    ]


def names(events, reviewed=()):
    return [cause.event.event_id for cause in rank_causes(CHANGE, events, "billing", {"payments"}, reviewed=reviewed)]


def test_the_categorys_own_release_goes_before_a_nearer_agent_release():
    events = [
        Event(datetime(2025, 8, 31, 22), "agent", "v2.0"),
        Event(datetime(2025, 8, 13), "product", "L7", category="billing", product_area="payments"),
    ]
    assert names(events) == ["L7", "v2.0"]


def test_the_areas_release_goes_before_a_nearer_agent_release():
    events = [
        Event(datetime(2025, 8, 31, 22), "agent", "v2.0"),
        Event(datetime(2025, 8, 13), "product", "L7", product_area="payments"),
    ]
    assert names(events) == ["L7", "v2.0"]


def test_of_two_that_fit_alike_the_nearer_goes_first():
    events = [AGENT, Event(datetime(2025, 8, 30), "agent", "v2.1")]
    assert names(events) == ["v2.1", "v2.0"]


DOCS = Event(datetime(2025, 8, 14), "docs", "d1")
BEFORE = answers(datetime(2025, 8, 4), 1, 9, "v1.1")
AFTER = answers(datetime(2025, 9, 1), 7, 3)


def test_a_version_that_was_right_until_the_change_is_cleared():
    assert names([AGENT, DOCS], BEFORE + answers(datetime(2025, 8, 20), 1, 9) + AFTER) == ["d1", "v2.0"]


def test_a_version_that_was_wrong_from_its_release_on_is_not_cleared():
    assert names([AGENT, DOCS], BEFORE + answers(datetime(2025, 8, 20), 7, 3) + AFTER) == ["v2.0", "d1"]


def test_a_fall_that_the_old_version_shares_clears_the_new_one():
    old = answers(datetime(2025, 9, 2), 6, 2, "v1.1")
    assert names([AGENT, DOCS], BEFORE + old + AFTER) == ["d1", "v2.0"]


def test_too_few_reviewed_answers_say_nothing():
    assert names([AGENT, DOCS], BEFORE + answers(datetime(2025, 8, 20), 0, 4) + AFTER) == ["v2.0", "d1"]


def test_an_article_that_the_wrong_answers_cite_goes_before_one_that_they_do_not():
    cited = Event(datetime(2025, 8, 20), "article", "K1 v2", category="billing")
    other = Event(datetime(2025, 8, 30), "article", "K2 v2", category="billing")
    after = answers(datetime(2025, 9, 1), 7, 3, articles=["K1"])
    assert names([cited, other]) == ["K2 v2", "K1 v2"]
    assert names([cited, other], after) == ["K1 v2", "K2 v2"]


def signal(metric, category):
    return Signal("drift", metric, category, CHANGE, datetime(2025, 9, 8), CHANGE, CHANGE, 1.0, -0.2, "")


def owner_row(owner, **named):
    return {"kind": "(any)", "metric": "(any)", "category": "(any)", "product_area": "(any)", "owner": owner} | named


def test_wrong_answers_concern_the_owner_of_the_product_area():
    rows = [owner_row("payments_lead", product_area="payments"), owner_row("everybody")]
    assert owner_of(signal("resolution_accuracy", "billing"), rows, {"payments"}) == "payments_lead"
    assert owner_of(signal("resolution_accuracy", "how_to"), rows, {"projects"}) == "everybody"
    assert owner_of(signal("resolution_accuracy", "(all)"), rows, {"payments"}) == "everybody"
    assert owner_of(signal("escalation_rate", "billing"), rows, {"payments"}) == "everybody"
    rows.append(owner_row("billing_lead", category="billing"))
    assert owner_of(signal("resolution_accuracy", "billing"), rows, {"payments"}) == "billing_lead"


@pytest.mark.parametrize("seed", [7, 8, 9])
@pytest.mark.parametrize("kind", ["agent_release", "stale_article", "product_release", "mix_shift"])
def test_on_simulated_teams_the_planted_kind_comes_first(kind, seed):
    """An agent release comes the evening before every incident of another kind, ten days after the incident's own release."""
    world = build_world(SimulationConfig(scenario=kind, seed=seed))
    (incident,) = world.incidents
    tables = catalogue_tables(world)
    change = datetime(1970, 1, 1) + timedelta(seconds=int(world.week_start(incident.start_week)))
    events = [_release(row) for row in tables["releases"].to_pylist()]
    own = [e for e in events if e.category == incident.category and abs(change - e.at) < timedelta(days=3)]
    assert bool(own) == (kind in ("stale_article", "product_release"))
    events = [e if e not in own else replace(e, at=change - timedelta(days=10)) for e in events]
    if kind != "agent_release":
        events.append(Event(change - timedelta(hours=2), "agent", "next to it"))
    articles = _new_versions(tables["articles"].to_pylist())
    metric = incident.metric
    watch = "mix_shift" if kind == "mix_shift" else "drift"
    opened = change + timedelta(weeks=3)
    found = Signal(watch, metric, incident.category, opened.date(), opened, opened.date(), change.date(), 1.0, -0.3, "")
    (alert,) = gather([found], events + articles, {}, articles)
    assert alert.cause_kind == kind
