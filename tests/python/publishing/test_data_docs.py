"""The pages on what holds: one for each landed file and each served mart, and nothing asked of the network."""

import re
from datetime import datetime

import duckdb

from agent_scorecard.contract import landing_tables
from agent_scorecard.landing.land import land
from agent_scorecard.publishing.data_docs import make_data_docs
from agent_scorecard.publishing.publish import publish


def test_pages_tell_what_was_rejected_and_which_mart_breaks_its_interval(tmp_path):
    raw, landing, built = tmp_path / "raw", tmp_path / "landing", tmp_path / "build" / "scorecard.duckdb"
    raw.mkdir()
    built.parent.mkdir()
    (raw / "agents.csv").write_text("agent_id,agent_type\nbot,ai\nkim,robot\n")
    land(raw, landing, landing_tables(), datetime(2024, 6, 10))
    with duckdb.connect(str(built)) as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.sound (week_start date primary key, x_rate double, x_rate_low double, x_rate_high double);
            insert into marts.sound values (date '2024-06-03', 0.5, 0.4, 0.6);
            create table marts.unsound (week_start date primary key, x_rate double, x_rate_low double);
            insert into marts.unsound values (date '2024-06-03', 0.5, 0.6);
            """
        )
    publish(built, tmp_path / "served", datetime(2024, 6, 11))
    assert make_data_docs(landing, tmp_path / "served" / built.name, tmp_path / "docs") == (1, 2)

    index = (tmp_path / "docs" / "index.html").read_text()
    told = re.findall(r"<tr><td>(.*?)</td><td>.*?>(.*?)</a></td><td>(.*?)</td><td>(.*?)</td></tr>", index)
    assert [(suite, verdict) for suite, _, _, verdict in told] == [
        ("landing.agents", "1 of 11 do not hold"),
        ("marts.sound", "holds"),
        ("marts.unsound", "1 of 2 do not hold"),
    ]
    pages = [page.read_text() for page in (tmp_path / "docs").rglob("*.html")]
    # the place and the reason, never the value
    assert not any("robot" in page for page in pages)
    # a link may lead away, nothing may be fetched
    fetched = r"<(?:script|link|img|source|iframe)\b[^>]*https?:|url\(['\"]?https?:"
    assert not any(re.search(fetched, page) for page in pages)
