"""The picture of a number: what is drawn, and what is not."""

from __future__ import annotations

import re

from agent_scorecard.serving.pages.charts import trend
from agent_scorecard.serving.pages.commands import links_beside


def test_a_week_without_a_value_is_a_gap_and_no_zero(desk):
    story = desk(week_count=5).number(
        "escalation_rate", week=2, value=None, value_low=None, value_high=None, status="no_data"
    )
    drawn = trend(story.card().series("escalation_rate"))
    assert drawn.count("<circle") == 4
    assert len(re.findall(r"M[\d.]+ [\d.]+L", re.search(r'class="line" d="([^"]+)"', drawn)[1])) == 2


def test_a_share_is_drawn_from_zero_and_never_beyond_one(desk):
    ticks = re.findall(
        r'class="tick"[^>]*text-anchor="end">([^<]+)</text>', trend(desk().card().series("resolution_accuracy"))
    )
    assert [tick.split()[0] for tick in ticks[:3]] == ["0", "50", "100"]


def test_a_limit_is_a_line_with_the_side_beyond_it_shaded(desk):
    story = desk().verdict("escalation_rate", "fail", warn=0.4, fail=0.6)
    drawn = trend(story.card().series("escalation_rate"))
    assert 'class="rule warn"' in drawn
    assert 'class="rule fail"' in drawn
    assert 'class="beyond"' in drawn


def test_who_does_not_see_the_picture_hears_its_newest_settled_value(desk):
    story = desk().number(
        "escalation_rate", value=0.31, value_low=0.2, value_high=0.45, is_final=False, status="immature"
    )
    label = re.search(r'aria-label="([^"]+)"', trend(story.card().series("escalation_rate")))[1]
    assert "Week of Mon 13 Oct 2025: 80" in label
    assert "Lowest 31" in label


def test_a_value_that_can_still_change_says_so_under_the_pointer(desk):
    story = desk().number("escalation_rate", is_final=False, status="immature")
    assert "can still change</title>" in trend(story.card().series("escalation_rate"))


def test_other_docs_are_linked_where_they_lie_beside_the_pages(tmp_path):
    assert links_beside(tmp_path / "site", tmp_path) == []
    docs = tmp_path / "data" / "data_docs" / "index.html"
    docs.parent.mkdir(parents=True)
    docs.write_text("")
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "static_index.html").write_text("")
    hrefs = [link.href for link in links_beside(tmp_path / "site", tmp_path)]
    assert hrefs == ["../data/data_docs/index.html", "../target/static_index.html"]
