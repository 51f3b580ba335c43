"""From what the watches found to one message per problem."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np

from agent_scorecard.monitoring.alerting import Signal, gather, runs, silences
from agent_scorecard.monitoring.alerts import alerts
from agent_scorecard.monitoring.causes import Event
from agent_scorecard.monitoring.drift_signals import Calendar, of_drift, own_share
from agent_scorecard.monitoring.metric_drift import metric_drift
from agent_scorecard.monitoring.mix_shift import mix_shift
from agent_scorecard.monitoring.signals import of_data_quality, of_silence
from agent_scorecard.monitoring.watched_groups import Metric, cells_of

WEEKS = [date(2025, 1, 6) + timedelta(weeks=week) for week in range(52)]
ENDS = {week: datetime.combine(week, datetime.min.time()) + timedelta(days=7) for week in WEEKS}
CALENDAR = Calendar(
    ENDS,
    {"escalation_rate": 4},
    {"escalation_rate": "Escalation rate"},
    datetime(2026, 1, 5),
    {"escalation_rate": "share"},
)
RELEASE = Event(datetime(2025, 11, 9, 22), "product", "L20", "New desktop sync", "technical")


def signal(metric="escalation_rate", segment="technical", week=44, opened=46, strength=1.5, kind="drift"):
    return Signal(
        kind, metric, segment, WEEKS[opened], ENDS[WEEKS[opened]], WEEKS[opened + 2], WEEKS[week], strength, 0.3, metric
    )


def cells(rates, volume=30, metric="escalation_rate", weeks=52):
    rng = np.random.default_rng(1)
    rows = []
    for segment, rate in rates.items():
        counts = rng.binomial(volume, np.broadcast_to(rate, weeks))
        rows += [
            (metric, "category", segment, WEEKS[w], c / volume, None, None, c, volume, volume, "wilson_clustered")
            for w, c in enumerate(counts)
        ]
    return rows


def test_a_planted_rise_is_alerted_with_its_week_and_the_stable_ones_are_not():
    rate = np.where(np.arange(52) >= 44, 0.7, 0.3)
    rows = cells({"technical": rate, "billing": 0.2, "how_to": 0.15})
    table = metric_drift(cells_of(rows, WEEKS), WEEKS, [Metric("escalation_rate", "share", "lower", True, 51)])
    alarms = [row for row in table.to_pylist() if row["is_alert"]]
    assert {row["segment"] for row in alarms} == {"technical"}
    assert alarms[0]["week_start"] <= WEEKS[46]
    assert alarms[0]["change_week"] in WEEKS[43:46]


def test_a_week_that_is_not_final_is_not_tested():
    rate = np.where(np.arange(52) >= 48, 1.0, 0.2)
    rows = cells({"technical": rate, "billing": 0.2})
    table = metric_drift(cells_of(rows, WEEKS), WEEKS, [Metric("escalation_rate", "share", "lower", True, 48)])
    assert not any(row["is_alert"] for row in table.to_pylist())
    assert {row["verdict"] for row in table.to_pylist() if row["week_start"] >= WEEKS[48]} == {"not_final"}


def test_a_metric_that_may_not_alert_is_watched():
    rate = np.where(np.arange(52) >= 40, 0.9, 0.2)
    rows = cells({"technical": rate, "billing": 0.2}, metric="closure_rate")
    found = metric_drift(
        cells_of(rows, WEEKS), WEEKS, [Metric("closure_rate", "share", "lower", False, 52)]
    ).to_pylist()
    worst = [row for row in found if row["segment"] == "technical" and row["week_start"] == WEEKS[45]]
    assert [(row["tier"], row["verdict"], row["is_alert"]) for row in worst] == [("watch", "worse", False)]


def test_order_of_the_rows_does_not_matter():
    rows = cells({"technical": 0.3, "billing": 0.2})
    metrics = [Metric("escalation_rate", "share", "lower", True, 52)]
    assert metric_drift(cells_of(rows, WEEKS), WEEKS, metrics).equals(
        metric_drift(cells_of(rows[::-1], WEEKS), WEEKS, metrics)
    )


def test_what_follows_from_a_change_joins_its_alert():
    alerts = gather(
        [
            signal("follow_up_rate_7d", week=45, opened=48),
            signal("escalation_rate", segment="(all)", week=45, opened=47),
            signal(),
            signal("abandonment_rate", segment="billing"),
        ],
        [RELEASE],
        {},
    )
    assert [(alert.signal.metric, alert.signal.segment) for alert in alerts] == [
        ("abandonment_rate", "billing"),
        ("escalation_rate", "technical"),
    ]
    assert [joined.metric for joined in alerts[1].joined] == ["escalation_rate", "follow_up_rate_7d"]


def test_a_second_problem_months_later_is_an_alert_of_its_own():
    assert len(gather([signal(week=20, opened=22), signal(week=40, opened=42)], [], {})) == 2


def test_the_same_problem_keeps_its_name():
    first, again = gather([signal()], [], {}), gather([signal(strength=9.0)], [RELEASE], {})
    assert first[0].alert_id == again[0].alert_id
    assert first[0].alert_id != gather([signal(opened=47)], [], {})[0].alert_id


def test_a_release_that_the_articles_did_not_follow_is_a_stale_article():
    lost = signal("resolution_accuracy")
    assert gather([lost], [RELEASE], {})[0].cause_kind == "stale_article"
    update = Event(datetime(2025, 11, 12), "article", "A1 2", category="technical")
    assert gather([lost], [RELEASE], {}, [update])[0].cause_kind == "product_release"
    assert gather([signal()], [RELEASE], {})[0].cause_kind == "product_release"


def test_a_cause_is_never_later_than_the_alert():
    later = Event(ENDS[WEEKS[46]] + timedelta(hours=1), "agent", "v9")
    assert gather([signal(week=46)], [later], {})[0].causes == []


def test_pauses_do_not_open_a_second_alert():
    assert runs([WEEKS[1], WEEKS[3], WEEKS[8], WEEKS[20]]) == [(WEEKS[1], WEEKS[8]), (WEEKS[20], WEEKS[20])]


def test_silence_is_no_data_where_data_was_due_and_rare_things_are_not_due():
    assert silences([20] * 10 + [0, 0, 19]) == [10, 11]
    assert silences([1, 0, 2, 1, 0, 0, 1, 2, 1, 0, 0]) == []
    rows = [
        {"source": "episodes", "segment": "billing", "week_start": w, "row_count": 0 if w == WEEKS[30] else 15}
        for w in WEEKS
    ]
    found = of_silence(rows, CALENDAR)
    assert [(s.kind, s.segment, s.opened_week) for s in found] == [("silence", "billing", WEEKS[30])]


def test_the_week_that_is_not_over_is_not_silent():
    early = Calendar(ENDS, {}, {}, ENDS[WEEKS[50]])
    rows = [
        {"source": "episodes", "segment": "billing", "week_start": w, "row_count": 0 if w > WEEKS[50] else 15}
        for w in WEEKS
    ]
    assert of_silence(rows, early) == []


def test_many_rejected_rows_are_an_alert_and_a_few_are_not():
    rows = [
        {"table_name": "messages", "reason": "rejected: not a time", "row_count": 30, "total_count": 1000},
        {"table_name": "tickets", "reason": "rejected: not a time", "row_count": 3, "total_count": 1000},
        {"table_name": "episodes", "reason": "unknown: channel", "row_count": 900, "total_count": 1000},
    ]
    assert [s.metric for s in of_data_quality(rows, CALENDAR)] == ["messages: rejected: not a time"]


def drift_row(segment="(all)", week=40, change=0.1, z=4.0, is_open=True, volume=100.0, metric="escalation_rate"):
    return {
        "metric": metric, "segment": segment, "week_start": WEEKS[week], "change_week": WEEKS[week - 1], "change": change,
        "z": z, "threshold": 3.0, "ewma_z": None, "ewma_threshold": 3.5, "scale": "share", "reference_value": 0.2,
        "recent": 0.2 + change, "reference_weeks": 26, "recent_volume": volume, "is_open": is_open, "is_alert": is_open and z > 3,
    }  # fmt: skip


def test_a_total_is_read_at_the_mix_of_its_baseline():
    """Nine tenths of a rise came from the mix: what is left is within the limit. With half of it left it is still news."""
    total = [drift_row(z=7.0)]
    assert of_drift(total, CALENDAR, {("escalation_rate", WEEKS[40]): own_share(0.1, 0.01)}) == []
    assert of_drift(total, CALENDAR, {("escalation_rate", WEEKS[40]): own_share(0.1, -0.02)}) == []
    assert len(of_drift(total, CALENDAR, {("escalation_rate", WEEKS[40]): own_share(0.1, 0.05)})) == 1


def test_a_total_that_one_category_moved_is_told_as_that_category():
    moved = [
        drift_row("technical", change=0.4, z=2.8, is_open=False, volume=25.0),
        drift_row("billing", change=0, z=0, is_open=False),
    ]
    (told,) = of_drift([drift_row(change=0.08), *moved], CALENDAR, {})
    assert (told.segment, told.change, told.is_total) == ("technical", 0.4, True)
    assert "nearly all of it from technical (20.0 % to 60.0 %)" in told.text


def test_a_total_that_many_categories_moved_stays_the_total():
    moved = [drift_row(name, change=0.1, z=2.0, is_open=False) for name in ("technical", "billing", "how_to")]
    (told,) = of_drift([drift_row(change=0.1), *moved], CALENDAR, {})
    assert told.segment == "(all)"


def test_a_small_change_everywhere_does_not_hide_a_large_one_of_another_metric():
    everywhere = signal("abandonment_rate", segment="(all)", week=43, opened=45)
    alerts = gather([everywhere, signal("resolution_accuracy", segment="billing")], [], {})
    assert [alert.signal.segment for alert in alerts] == ["(all)", "billing"]


def test_an_alert_is_as_severe_as_the_worst_that_was_seen():
    small = replace(signal(), change=0.06)
    assert gather([small], [], {})[0].severity == "medium"
    assert gather([small, signal("resolution_accuracy", opened=47)], [], {})[0].severity == "critical"


def test_a_change_that_is_seen_in_its_first_week_is_as_severe_as_in_its_fourth():
    """Forty points more in one week of four are ten in the mean of the four."""
    (first,) = of_drift([drift_row(change=0.1) | {"change_week": WEEKS[40]}], CALENDAR, {})
    (fourth,) = of_drift([drift_row(change=0.4) | {"change_week": WEEKS[37]}], CALENDAR, {})
    assert first.severity == fourth.severity == "critical"
    assert first.change == 0.1


def test_an_alert_stays_open_until_the_series_has_come_back():
    """A week just within the limit, even five of them, is no recovery, and what follows is no second alert."""
    rows = [drift_row("billing", week=week, z=4.0 if week in (30, 37) else 2.0) for week in range(30, 38)]
    (one,) = of_drift(rows, CALENDAR, {})
    assert (one.opened_week, one.last_week) == (WEEKS[30], WEEKS[37])
    recovered = [row | {"is_open": row["z"] > 3} for row in rows]
    assert len(of_drift(recovered, CALENDAR, {})) == 2


def test_later_weeks_and_new_categories_never_change_what_was_alerted():
    """The same desk read at four moments; a category that is new in week 34 must not move the limits of the weeks before."""
    rates = {"technical": np.where(np.arange(52) >= 28, 0.55, 0.25), "billing": 0.2, "how_to": 0.3, "login": 0.25}
    rows = cells(rates, volume=40) + [row for row in cells({"new": 0.4}, volume=200) if row[3] >= WEEKS[34]]
    names = {}
    for weeks in (32, 36, 44, 52):
        metric = Metric("escalation_rate", "share", "lower", True, weeks)
        table = metric_drift(cells_of(rows, WEEKS[:weeks]), WEEKS[:weeks], [metric]).to_pylist()
        alerts = gather(of_drift([row for row in table if row["tier"] == "alert"], CALENDAR, {}), [], {})
        names[weeks] = [alert.alert_id for alert in alerts]
    assert names[32]
    for weeks in (32, 36, 44):
        assert names[weeks] == names[52][: len(names[weeks])]


def test_a_category_that_is_new_in_the_second_half_of_the_year_is_watched_too():
    rate = np.where(np.arange(52) >= 44, 0.8, 0.2)
    rows = [row for row in cells({"new": rate}) if row[3] >= WEEKS[28]] + cells({"billing": 0.2, "how_to": 0.2})
    table = metric_drift(
        cells_of(rows, WEEKS), WEEKS, [Metric("escalation_rate", "share", "lower", True, 52)]
    ).to_pylist()
    verdicts = {row["week_start"]: row["verdict"] for row in table if row["segment"] == "new"}
    assert verdicts[WEEKS[38]] == "too_little_history"
    assert verdicts[WEEKS[47]] == "worse"


def test_a_shifted_mix_is_told_as_mix_and_as_a_grown_share():
    rows = []
    for week, start in enumerate(WEEKS):
        for category, rate, n in (("easy", 0.1, 80 if week < 40 else 40), ("hard", 0.5, 20 if week < 40 else 60)):
            rows.append(("closure_rate", category, start, round(rate * n), n))
    table = mix_shift(rows, WEEKS, {"closure_rate": 52}).to_pylist()
    last = {row["category"]: row for row in table if row["week_start"] == WEEKS[-1]}
    assert last["(all)"]["verdict"] == "mix"
    assert abs(last["(all)"]["standardised_rate"] - last["(all)"]["rate_before"]) < 1e-9
    assert last["hard"]["is_share_shifted"]
    assert not last["easy"]["is_share_shifted"]


def test_a_carrier_with_an_alert_of_its_own_is_named_as_the_one_that_explains_most():
    """Billing explains 0.06 of 0.09 and is open already; how_to explains 0.025 and is what is new."""
    moved = [
        drift_row("billing", change=0.24, z=4.0, volume=25.0),
        drift_row("how_to", change=0.1, z=2.6, is_open=False, volume=25.0),
        drift_row("technical", change=0, z=0, is_open=False, volume=50.0),
    ]
    total = drift_row(change=0.09, z=9.0, week=40)
    (told,) = [s for s in of_drift([total, *moved], CALENDAR, {}) if s.is_total]
    assert told.segment == "how_to"
    assert "most of it from billing (20.0 % to 44.0 %), which has an alert of its own" in told.text
    assert "nearly all of it from how_to" not in told.text


def test_the_lead_is_counted_to_what_the_customers_told_themselves():
    """The alert waits for escalations to be final, their mood is known at once; a worse week before the change tells nothing."""
    settle_days = {"escalation_rate": 10, "frustrated_episode_rate": 0, "csat_mean": 0, "closure_rate": 0}
    metrics = [
        {"metric": name, "settle_days": days, "name": name, "unit": "share", "owner": "support_lead"}
        for name, days in settle_days.items()
    ]
    rate = np.where(np.arange(52) >= 44, 0.7, 0.3)
    watched = [Metric("escalation_rate", "share", "lower", True, 52)]
    drift = metric_drift(cells_of(cells({"technical": rate, "billing": 0.2}), WEEKS), WEEKS, watched).to_pylist()

    def told(metric, week):
        one = next(row for row in drift if row["segment"] == "technical" and row["week_start"] == WEEKS[week])
        return one | {"metric": metric, "tier": "watch", "verdict": "worse", "is_alert": False, "is_open": False}

    def found(*more):
        nothing = dict.fromkeys(
            ("mix", "failures", "deliveries", "quality", "releases", "articles", "places", "owners"), ()
        )
        table = alerts(
            metrics=metrics, weeks=list(ENDS.items()), as_of=datetime(2026, 1, 5), drift=[*drift, *more], **nothing
        )  # fmt: skip
        (alert,) = [row for row in table.to_pylist() if row["part"] == "alert"]
        return alert

    plain = found()
    assert plain["customers_told_at"] is None
    mood = found(told("csat_mean", 30), told("frustrated_episode_rate", 45), told("csat_mean", 50))
    assert mood["customers_told_at"] == ENDS[WEEKS[45]]
    assert mood["customers_told_at"] < mood["opened_at"]
    assert found(told("csat_mean", 50))["customers_told_at"] > mood["opened_at"]
    assert found(told("closure_rate", 45))["customers_told_at"] is None
