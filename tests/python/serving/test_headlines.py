"""What stands on top of a page, told as small stories."""

from __future__ import annotations

from datetime import datetime

from agent_scorecard.serving.pages import product, vp
from agent_scorecard.serving.pages.findings import findings
from agent_scorecard.serving.wording import NARROW


def plain(text: str) -> str:
    return text.replace(NARROW, " ")


def first(desk) -> str:
    top = findings(desk.card())[0]
    return plain(f"{top.title}. {top.lede}")


def test_accuracy_fell_after_a_release_and_the_headline_says_since_when_why_and_whom_it_touched(desk):
    story = (
        desk()
        .number("resolution_accuracy", "billing", value=0.58, value_low=0.43, value_high=0.72, numerator=29.0)
        .drift("resolution_accuracy", "worse", "billing", before=0.8, recent=0.58)
        .alert("resolution_accuracy", causes=(("agent", "2.3", datetime(2025, 9, 14), "New prompt"),))
    )
    assert first(story) == (
        "Resolution accuracy in billing fell from 80 % to 58 % since Mon 15 Sep 2025. "
        "Newest final week, from Mon 20 Oct 2025: 58 % (43 to 72, 29 of 50). "
        "Likely cause: agent release 2.3, “New prompt”, Sun 14 Sep 2025. 41 customers exposed so far."
    )


def test_a_change_is_told_from_the_baseline_and_the_reference_of_the_watch_is_named(desk):
    story = desk().drift("escalation_rate", "worse", "billing", 0.24, 0.68, baseline=0.29).alert("escalation_rate")
    assert "rose from 29 % to 68 %" in first(story)
    assert (
        plain(story.card().drift("escalation_rate", "billing").sentence) == "Last 4 weeks 68 %, baseline 29 %: worse."
    )
    # where the baseline would hide the change, the weeks that the watch compares with are told and named
    hidden = desk().drift("escalation_rate", "worse", "billing", 0.24, 0.28, baseline=0.29).alert("escalation_rate")
    assert "rose from 24 % (the 26 weeks before) to 28 %" in first(hidden)


def test_what_depends_on_another_number_is_neither_good_nor_bad(desk):
    story = desk()
    for row in story.rows["registry"]:
        row["depends_on"] = "resolution_accuracy" if row["metric"] == "escalation_rate" else None
    story.drift("escalation_rate", "better", "billing", 0.4, 0.2).verdict("escalation_rate", "fail", "billing")
    assert not [finding for finding in findings(story.card()) if finding.standing == "good"]
    drift = story.card().drift("escalation_rate", "billing")
    assert (drift.standing, drift.says) == ("plain", "moved beyond chance")
    assert "depends on resolution accuracy" in drift.sentence
    assert story.card().newest("escalation_rate", "billing").standing == "plain"


def test_twenty_two_reviews_of_a_quarter_are_the_headline_where_the_week_had_none(desk):
    story = desk().unverified()
    assert first(story).startswith("Whether the AI is right is not known")
    told = {"category": "(all)", "metric": "resolution_accuracy", "value": 0.82, "value_low": 0.6, "value_high": 0.93}
    told |= {"numerator": 18.0, "denominator": 22.0, "n_effective": 22.0, "first_week": story.weeks[0]}
    story.rows["trailing"] = [{**told, "window_weeks": 13, "last_week": story.weeks[-1], "status": "ok"}]
    assert "not known" not in first(story)
    assert story.card().headline("resolution_accuracy").window == 13


def test_an_alert_without_a_known_cause_names_none(desk):
    story = desk().drift("escalation_rate", "worse", "billing", 0.2, 0.4).alert("escalation_rate")
    assert "cause" not in first(story)
    assert "rose from 20 % to 40 %" in first(story)


def test_the_more_severe_alert_comes_first_and_then_the_one_that_touched_more_customers(desk):
    story = (
        desk(("billing", "login", "orders"))
        .alert("sentiment_mean", "billing", severity="high", customers_affected=900)
        .alert("escalation_rate", "login", customers_affected=10)
        .alert("escalation_rate", "orders", customers_affected=20)
    )
    assert [finding.category for finding in findings(story.card())][:3] == ["orders", "login", "billing"]


def test_an_alert_that_is_over_is_no_headline(desk):
    story = desk().alert("resolution_accuracy", is_ongoing=False).drift("resolution_accuracy", "stable")
    assert first(story).startswith("Nothing moved beyond chance")


def test_a_number_beyond_its_limit_is_told_even_where_no_alert_tells_it(desk):
    story = desk().number("resolution_accuracy", "billing", value=0.4, value_low=0.3, value_high=0.5, numerator=20.0)
    story.verdict("resolution_accuracy", "fail", "billing")
    assert first(story).startswith("Resolution accuracy in billing is 40 %, below the limit of 60 %.")


def test_one_problem_is_one_finding_although_it_breaks_a_threshold_too(desk):
    story = desk().verdict("escalation_rate", "fail", "billing").alert("escalation_rate", "billing")
    assert [finding.kind for finding in findings(story.card())] == ["drift"]


def test_what_an_alert_tells_as_a_consequence_is_no_second_problem(desk):
    story = desk().drift("escalation_rate", "worse", "(all)", 0.2, 0.3)
    story.alert(
        "escalation_rate",
        signals=(("Escalation rate in (all) rose from 20 % to 30 %", "escalation_rate", "(all)"),),
    )
    assert [finding.category for finding in findings(story.card())] == ["billing"]


def test_nobody_reviewed_so_nobody_is_told_that_it_is_right(desk):
    story = desk().unverified()
    assert first(story).startswith("Whether the AI is right is not known: nobody reviewed.")
    told = vp.right_now(story.card(), findings(story.alert("escalation_rate").card())[0])
    assert told == "Whether its answers are right is not known: nobody reviewed that week."


def test_a_breach_is_told_before_what_is_unverified(desk):
    story = desk().unverified().verdict("escalation_rate", "warn", "billing")
    assert [finding.kind for finding in findings(story.card())] == ["threshold", "unverified"]


def test_nothing_moved_is_said_only_where_a_change_could_have_shown(desk):
    quiet = desk().drift("escalation_rate", "stable").verdict("escalation_rate", "pass")
    assert first(quiet).startswith("Nothing moved beyond chance; within 1 threshold.")
    young = desk(week_count=1).drift("escalation_rate", "too_little_history")
    assert first(young).startswith("Too few data to say whether anything changed.")


def test_a_week_that_can_still_change_is_called_so_where_none_has_settled(desk):
    story = desk(week_count=1)
    for row in story.rows["weekly"]:
        row.update(is_final=False, status="immature")
    assert "Week that can still change" in first(story.alert("escalation_rate", "billing"))


def test_without_an_ai_nothing_is_judged(desk):
    story = desk()
    for row in story.rows["weekly"]:
        row.update(status="not_applicable", value=None)
    assert first(story).startswith("No message in this landing is said to be an AI's.")


def test_an_empty_desk_says_so(desk):
    story = desk()
    story.rows["weekly"] = []
    assert first(story).startswith("No conversation has landed yet.")


def test_the_product_lead_reads_the_release_first(desk):
    story = desk().drift("escalation_rate", "worse", "billing", 0.2, 0.4)
    story.alert(
        "escalation_rate",
        causes=(
            ("product", "L2", datetime(2025, 9, 14), "Faster sync; for all"),
            ("agent", "L1", datetime(2025, 9, 1), "v2"),
        ),
    )
    title = plain(product.view(story.card())["top"].title)
    assert title == "After “Faster sync; for all” (Sun 14 Sep 2025), escalation rate in billing rose from 20 % to 40 %"


def test_a_mix_that_shifted_is_not_called_a_worse_agent(desk):
    story = desk().alert("closure_rate", "billing", kind="mix_shift", severity="medium", cause_kind="mix_shift")
    top = findings(story.card())[0]
    assert top.title == "The mix of inquiries shifted: billing"
    assert top.standing == "warn"
    assert "customers asked other questions" in top.action


def test_a_season_is_no_news(desk):
    story = desk().drift("escalation_rate", "seasonal", "(all)", 0.2, 0.3)
    assert "same weeks of the year before" in story.card().drift("escalation_rate").sentence
    assert [finding.kind for finding in findings(story.card())] == ["steady"]


def test_an_alert_of_a_category_too_small_to_be_shown_is_told_all_the_same(desk):
    story = desk().drift("escalation_rate", "worse", "rare", 0.2, 0.4).alert("escalation_rate", "rare")
    assert first(story) == (
        "Escalation rate in rare rose from 20 % to 40 % since Mon 15 Sep 2025. 41 customers exposed so far."
    )


def test_an_alert_that_is_over_is_told_with_what_it_was_and_not_with_what_is_now(desk):
    from agent_scorecard.serving.pages.watch_headlines import past_alerts

    story = desk().drift("escalation_rate", "stable", "billing", 0.2, 0.2)
    story.alert("escalation_rate", is_ongoing=False, change=0.25)
    assert "rose from 20 % to 45 %" in plain(past_alerts(story.card())[0].title)
