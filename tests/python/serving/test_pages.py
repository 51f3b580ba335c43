"""What every page keeps: what it says of itself, what it leaves empty, and that text stays text."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import datetime

import pytest

PLANTED = "<script>alert('billing')</script>"
LARGEST = 1_500_000


@pytest.fixture
def whole(desk):
    """A desk with an alert, a provisional week without reviews, and a threshold."""
    story = desk(("billing", "login"), 12)
    story.verdict("escalation_rate", "warn", "billing").drift("escalation_rate", "worse", "billing", 0.2, 0.4)
    story.alert("escalation_rate", causes=(("agent", "2.3", datetime(2025, 9, 14), "New prompt"),))
    for category in story.categories:
        story.number("escalation_rate", category, status="immature", is_final=False)
        story.unverified(category, is_final=False)
    return story


def test_there_is_a_page_for_every_role_and_one_that_says_who_reads_which(whole):
    pages = whole.pages()
    assert set(pages) == {
        "index.html",
        "vp.html",
        "product.html",
        "support.html",
        "reviewer.html",
        "business.html",
        "monday.html",
    }
    for name in set(pages) - {"index.html"}:
        assert f'href="{name}"' in pages["index.html"]


def test_the_same_tables_give_the_same_pages(whole):
    assert whole.pages() == whole.pages()


def test_every_page_says_for_which_moment_it_speaks_and_what_can_still_change(whole):
    for name, page in whole.pages().items():
        assert "Mon 27 Oct 2025, 08:00 UTC" in page, name
        assert "Provisional" in page, name
        assert "Unverified" in page, name


def test_no_page_holds_a_script_but_our_own_or_asks_for_anything(whole):
    """The one script is small, the same on every page, and the only one that the page's policy lets run."""
    from agent_scorecard.serving.pages.rendering import script

    assert len(script().encode()) <= 20_000
    assert not re.search(r"fetch|XMLHttp|WebSocket|Storage|innerHTML|eval|import\b", script())
    digest = base64.b64encode(hashlib.sha256(script().encode()).digest()).decode()
    for name, page in whole.pages().items():
        assert f"default-src 'none'; script-src 'sha256-{digest}';" in page, name
        assert page.count("<script") == page.count(f"<script>{script()}</script>") == 1, name
        page = page.replace(f"<script>{script()}</script>", "")
        assert not re.search(r"javascript:|\son\w+=|<iframe|@import", page), name
        assert not re.search(r"(src|href)=[\"'](https?:)?//", page), name
        assert "url(" not in page, name


def test_a_script_in_a_category_a_release_or_an_owner_stays_text(desk):
    story = desk((PLANTED, "login"))
    story.drift("escalation_rate", "worse", PLANTED, 0.2, 0.4).verdict("escalation_rate", "fail", PLANTED)
    story.alert(
        "escalation_rate",
        PLANTED,
        causes=(("product", "L2", datetime(2025, 9, 14), PLANTED),),
        signals=((PLANTED, "escalation_rate", PLANTED),),
        owner=PLANTED,
    )
    for name, page in story.pages().items():
        assert page.count("<script") == 1, name
        # the page of sales and success names accounts, and no category: test_business.py gives it one of that name
        assert "&lt;script&gt;" in page or name == "business.html", name


def test_a_quote_cannot_leave_an_attribute(desk):
    story = desk(('" onmouseover="alert(1)', "login"))
    for name, page in story.pages().items():
        assert 'onmouseover="' not in page, name


def test_a_week_that_can_still_change_is_hollow_and_dashed_and_its_value_is_not_the_headline(whole):
    page = whole.pages()["vp.html"]
    assert "dot hollow" in page
    assert "line dashed" in page
    whole.number("escalation_rate", "(all)", value=0.99)
    assert 'class="big">99' not in whole.pages()["vp.html"]


def test_what_nobody_reviewed_is_a_question_mark_and_no_number(desk):
    story = desk(("billing",), 1).unverified().unverified("billing")
    page = story.pages()["vp.html"]
    tile = page.split("<h3>Resolution accuracy</h3>")[1].split("</article>")[0]
    assert "nobody reviewed" in tile
    assert "%" not in tile.split("Read with")[0]
    assert 'class="query"' in page


def test_every_definition_is_one_click_away(whole):
    for name, page in whole.pages().items():
        targets = set(re.findall(r'popovertarget="([^"]+)"', page))
        defined = set(re.findall(r'popover id="([^"]+)"', page))
        assert targets <= defined, name
    page = whole.pages()["vp.html"]
    for metric in ("resolution_accuracy", "escalation_rate", "sentiment_mean"):
        assert f'class="def" popovertarget="def-{metric}"' in page
    definition = page.split('id="def-escalation_rate"')[1].split("</div>")[0]
    assert "Of the episodes, the share that tells of escalation_rate." in definition
    assert "How it could be gamed" in definition
    assert "missed escalation rate" in definition
    assert "support manager" in definition


def test_every_chart_has_its_table(whole):
    for name, page in whole.pages().items():
        for figure in re.findall(r"<figure>.*?</figure>", page, re.DOTALL):
            assert "<caption>" in figure, name
            assert 'scope="row"' in figure, name
            assert re.search(r'<svg class="trend"[^>]* role="img" aria-label="[^"]{20,}"', figure), name


def test_beyond_twelve_categories_the_largest_are_shown_and_the_rest_is_counted(desk):
    story = desk(tuple(f"a category with a long name, number {index:02d}" for index in range(20)), 26)
    pages = story.pages()
    assert "number 11" in pages["vp.html"]
    assert "number 12" not in pages["vp.html"]
    assert "8 smaller ones" in pages["vp.html"]
    assert all(len(page) < LARGEST for page in pages.values())


def test_one_category_needs_no_switch(desk):
    story = desk(())
    assert "<fieldset" not in story.pages()["vp.html"]


def test_a_database_that_lacks_marts_still_gives_whole_pages(desk):
    story = desk()
    for name in ("verdicts", "drift", "alerts", "accuracy", "forecasts", "queue", "mix"):
        del story.rows[name]
    for name, page in story.pages().items():
        assert page.rstrip().endswith("</html>"), name


def test_an_empty_desk_gives_whole_pages(desk):
    story = desk()
    story.rows = {"registry": story.rows["registry"]}
    for name, page in story.pages().items():
        assert "No conversation has landed yet" in page or name == "reviewer.html"


def test_a_kept_threshold_does_not_hide_that_a_number_got_worse(desk):
    story = desk().verdict("escalation_rate", "pass").drift("escalation_rate", "worse", "(all)", 0.2, 0.4)
    tile = story.pages()["vp.html"].split("<h3>Escalation rate</h3>")[0].rsplit("<article", 1)[1]
    assert 'class="tile warn"' in tile


def test_a_source_without_escalations_says_once_that_containment_is_an_upper_bound(desk):
    story = desk()
    assert "upper bound" not in story.pages()["vp.html"]
    for week in range(len(story.weeks)):
        story.number("escalation_rate", week=week, value=0.0, value_low=0.0, numerator=0.0)
    assert (
        story.pages()["vp.html"].count("no escalation is recorded in this source: containment is an upper bound") == 1
    )


def test_a_week_too_small_to_say_is_headed_by_the_last_final_weeks_together(desk):
    story = desk().number("escalation_rate", status="low_n", value=1.0, denominator=2.0, numerator=2.0)
    story.rows["trailing"] = [
        {
            "window_weeks": window,
            "category": "(all)",
            "metric": "escalation_rate",
            "first_week": story.weeks[-window],
            "last_week": story.weeks[-1],
            "value": 0.3,
            "value_low": 0.2,
            "value_high": 0.4,
            "numerator": 9.0,
            "denominator": 30.0,
            "n_effective": 30.0,
            "status": status,
        }
        for window, status in ((4, "low_n"), (8, "ok"))
    ]
    figure = story.card().headline("escalation_rate")
    assert (figure.window, figure.value, figure.span) == (8, 0.3, "8 weeks to that of 20 Oct 2025")
    tile = story.pages()["vp.html"].split("<h3>Escalation rate</h3>")[1].split("</article>")[0]
    assert "8 weeks to that of 20 Oct 2025, together" in tile
    assert "100" not in tile.split("Read with")[0]


def test_evidence_stays_whole_though_its_brackets_hold_a_semicolon(desk):
    found = "It fell from 85.3 % (31 weeks before) to 51.8 % (n = 34; z -3.9, limit 2.8)"
    page = (
        desk().alert("resolution_accuracy", signals=[(found, "resolution_accuracy", "billing")]).pages()["support.html"]
    )
    assert f"<li>{found}</li>".replace(" %", "\N{NO-BREAK SPACE}%") in page


def test_a_number_and_its_per_cent_stay_on_one_line(desk):
    for name, page in desk().alert("resolution_accuracy", evidence="x").pages().items():
        assert not re.search(r"\d %", page), name


def test_four_weeks_have_one_number_on_a_page_where_it_shows_the_change(desk):
    """The watch pools its rows (52 %), the scorecard weighs them (55 %): the page says 55 %, and the watch's verdict."""
    story = desk().drift("escalation_rate", "worse", before=0.3, recent=0.52)
    told = {"metric": "escalation_rate", "category": "(all)", "window_weeks": 4, "last_week": story.weeks[-1]}
    story.rows["trailing"] = [told | {"value": 0.55}]
    assert story.card().drift("escalation_rate").recent == 0.55
    assert "Last 4 weeks 55" in story.card().drift("escalation_rate").sentence
    # not of the same weeks, or not showing what the watch saw: the watch's own
    story.rows["trailing"] = [told | {"value": 0.28}]
    assert story.card().drift("escalation_rate").recent == 0.52
    story.rows["trailing"] = [told | {"value": 0.55, "last_week": story.weeks[-2]}]
    assert story.card().drift("escalation_rate").recent == 0.52


def test_the_product_lead_sees_which_features_and_steps_confuse_and_of_how_many(desk):
    calm = {
        "feature_id": "F2",
        "release_id": "(none)",
        "name": "Invoices",
        "product_area": "payments",
        "change_at": datetime(2025, 8, 10),
        "asked_before": 30,
        "active_before": 4000,
        "asked_since": 33,
        "active_since": 4100,
        "ratio": 1.07,
        "ratio_low": 0.8,
        "ratio_high": 1.4,
        "is_confusing": False,
        "cause": "page",
        "owner": "product_lead",
        "next_step": "Watch a customer use the page.",
    }
    risen = {"feature_id": "F1", "release_id": "L7", "name": "Refunds", "asked_since": 90, "ratio": 2.93}
    risen |= {"ratio_low": 1.9, "ratio_high": 4.5, "is_confusing": True, "cause": "documentation"}
    step = {
        "workflow": "change_plan",
        "step_number": 3,
        "element_label": "Seats",
        "product_area": "payments",
        "stuck_numerator": 12,
        "stuck_denominator": 16,
        "stuck_share": 0.75,
        "stuck_share_low": 0.51,
        "stuck_share_high": 0.9,
        "stuck_share_others": 0.1,
        "is_problem": True,
        "owner": "product_lead",
        "next_step": "Look",
    }
    story = desk()
    story.rows |= {"features": [calm | risen, calm], "steps": [step]}
    page = story.pages()["product.html"].split('id="features"')[1].split("</section>")[0]
    page = re.sub(r"<[^>]+>", "|", page.replace("\N{NO-BREAK SPACE}", " "))
    for told in (
        "1 feature of 2 looked at",
        "Refunds",
        "release L7, Sun 10 Aug 2025",
        "30 of 4,000",
        "90 of 4,100",
        "2.9",
    ):
        assert told in page
    assert "1.9 to 4.5" in page
    assert "write it" in page
    assert "Invoices" not in page
    assert "change plan, step 3" in page
    assert "75 %" in page
    assert "51 to 90" in page
    assert "12 of 16" in page
    story.rows |= {"features": [calm], "steps": [step | {"is_problem": False}]}
    page = story.pages()["product.html"].split('id="features"')[1].split("</section>")[0]
    assert "None of 1 feature" in page
    assert "At none of 1 step" in page


def test_the_reviewer_sees_which_fixes_only_reviews_can_tell():
    from types import SimpleNamespace

    from agent_scorecard.serving.pages.improvement import waiting

    def fix(name: str, failure: str, verdict: str) -> dict:
        rates = {"failure_rate_before": 0.2, "trials_before": 144.0, "failure_rate_since": 0.07, "trials_since": 82.0}
        return rates | {"fix_id": name, "failure": failure, "verdict": verdict, "weeks_until_known": 6}

    rows = [
        fix("X1", "wrong_policy", "no_evidence"),
        fix("X2", "all", "no_evidence"),
        fix("X3", "wrong_policy", "working"),
    ]
    [told] = waiting(SimpleNamespace(tables={"gates": [], "fixes": rows}))["undecided"]
    assert (told["fix_id"], told["before"], told["since"]) == (
        "X1",
        "20\N{NO-BREAK SPACE}% of 144",
        "7\N{NO-BREAK SPACE}% of 82",
    )
    assert told["says"] == "no evidence yet; about 6 weeks more could show it"
