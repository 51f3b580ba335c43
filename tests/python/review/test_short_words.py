"""A reason is a short word; a sentence in its place, which may hold a secret, is `other` in every table."""

from __future__ import annotations

import duckdb
import pytest
from jinja2 import Environment

from agent_scorecard.contract import project_dir


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("missing_article", "missing_article"),
        ("wrong page element", "wrong page element"),
        (None, None),
        ("the customer's PIN is 4821", "other"),
        ("ann@example.com", "other"),
        ("Ida Planck", "other"),
        ("hunter2", "other"),
        ("a" * 41, "other"),
    ],
)
def test_what_is_no_short_word_is_other(written, kept):
    text = (project_dir() / "macros" / "staging.sql").read_text(encoding="utf-8")
    macro = text[text.index("{% macro short_word") :] + "{{ short_word('told') }}"
    sql = Environment().from_string(macro).render()
    ((found,),) = duckdb.execute(f"select {sql} from (select ?::varchar as told)", [written]).fetchall()
    assert found == kept
