"""From what the watches found to one message per problem."""

from datetime import date, datetime, timedelta

import numpy as np

from agent_scorecard.drift.alerting import Signal, gather, runs, silences
from agent_scorecard.drift.causes import Event
from agent_scorecard.drift.mixing import mix_shifts
from agent_scorecard.drift.signals import Calendar, of_data_quality, of_drift, of_silence
from agent_scorecard.drift.watch import Metric, cells_of, watch

WEEKS = [date(2025, 1, 6) + timedelta(weeks=week) for week in range(52)]
ENDS = {week: datetime.combine(week, datetime.min.time()) + timedelta(days=7) for week in WEEKS}
CALENDAR = Calendar(ENDS, {"escalation_rate": 4}, {"escalation_rate": "Escalation rate"}, datetime(2026, 1, 5))
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
    table = watch(cells_of(rows, WEEKS), WEEKS, [Metric("escalation_rate", "share", "lower", True, 51)])
    alarms = [row for row in table.to_pylist() if row["is_alert"]]
    assert {row["segment"] for row in alarms} == {"technical"}
    assert alarms[0]["week_start"] <= WEEKS[46]
    assert alarms[0]["change_week"] in WEEKS[43:46]


def test_a_week_that_is_not_final_is_not_tested():
    rate = np.where(np.arange(52) >= 48, 1.0, 0.2)
    rows = cells({"technical": rate, "billing": 0.2})
    table = watch(cells_of(rows, WEEKS), WEEKS, [Metric("escalation_rate", "share", "lower", True, 48)])
    assert not any(row["is_alert"] for row in table.to_pylist())
    assert {row["verdict"] for row in table.to_pylist() if row["week_start"] >= WEEKS[48]} == {"not_final"}


def test_a_metric_that_may_not_alert_is_watched():
    rate = np.where(np.arange(52) >= 40, 0.9, 0.2)
    rows = cells({"technical": rate, "billing": 0.2}, metric="closure_rate")
    found = watch(cells_of(rows, WEEKS), WEEKS, [Metric("closure_rate", "share", "lower", False, 52)]).to_pylist()
    worst = [row for row in found if row["segment"] == "technical" and row["week_start"] == WEEKS[45]]
    assert [(row["tier"], row["verdict"], row["is_alert"]) for row in worst] == [("watch", "worse", False)]


def test_order_of_the_rows_does_not_matter():
    rows = cells({"technical": 0.3, "billing": 0.2})
    metrics = [Metric("escalation_rate", "share", "lower", True, 52)]
    assert watch(cells_of(rows, WEEKS), WEEKS, metrics).equals(watch(cells_of(rows[::-1], WEEKS), WEEKS, metrics))


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


def test_a_total_that_only_the_mix_moved_is_no_alert():
    row = {
        "metric": "escalation_rate", "segment": "(all)", "week_start": WEEKS[40], "change_week": WEEKS[39], "change": 0.1,
        "z": 4.0, "threshold": 3.0, "ewma_z": None, "ewma_threshold": 3.5, "scale": "share", "baseline": 0.2, "recent": 0.3,
        "baseline_weeks": 26, "recent_volume": 100.0,
    }  # fmt: skip
    assert of_drift([row], CALENDAR, {("escalation_rate", WEEKS[40]): "mix"}) == []
    assert len(of_drift([row], CALENDAR, {("escalation_rate", WEEKS[40]): "both"})) == 1


def test_a_shifted_mix_is_told_as_mix_and_as_a_grown_share():
    rows = []
    for week, start in enumerate(WEEKS):
        for category, rate, n in (("easy", 0.1, 80 if week < 40 else 40), ("hard", 0.5, 20 if week < 40 else 60)):
            rows.append(("closure_rate", category, start, round(rate * n), n))
    table = mix_shifts(rows, WEEKS, {"closure_rate": 52}).to_pylist()
    last = {row["category"]: row for row in table if row["week_start"] == WEEKS[-1]}
    assert last["(all)"]["verdict"] == "mix"
    assert abs(last["(all)"]["standardised_rate"] - last["(all)"]["rate_before"]) < 1e-9
    assert last["hard"]["is_share_shifted"]
    assert not last["easy"]["is_share_shifted"]
