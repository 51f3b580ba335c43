"""The command, over the sample warehouse."""

from __future__ import annotations

import pytest

from agent_scorecard.cli import main


def test_the_command_makes_the_pages_of_a_built_database(sample_warehouse, tmp_path, capsys):
    assert main(["pages", "--database", str(sample_warehouse), "--out", str(tmp_path / "site")]) == 0
    names = {path.name for path in (tmp_path / "site").iterdir()}
    roles = {"vp.html", "product.html", "support.html", "reviewer.html", "business.html", "monday.html"}
    assert names == roles | {"index.html", "glossary.html"}
    assert "As of" in (tmp_path / "site" / "vp.html").read_text()


def test_no_message_reaches_a_page(sample_warehouse, tmp_path):
    import duckdb

    main(["pages", "--database", str(sample_warehouse), "--out", str(tmp_path)])
    pages = "".join(path.read_text() for path in tmp_path.iterdir())
    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        bodies = connection.sql(
            "select distinct body from staging.stg_message_bodies where length(body) > 25 order by 1 limit 5000"
        ).fetchall()
    assert bodies
    assert not [body for (body,) in bodies if body in pages]


@pytest.mark.parametrize("make", ["nothing", "a database without a scorecard"])
def test_without_a_scorecard_it_says_what_to_do(make, tmp_path, capsys):
    import duckdb

    if make != "nothing":
        duckdb.connect(str(tmp_path / "none.duckdb")).close()
    assert main(["pages", "--database", str(tmp_path / "none.duckdb"), "--out", str(tmp_path / "site")]) == 4
    assert "agent-scorecard run" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()
