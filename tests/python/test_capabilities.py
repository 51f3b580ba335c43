"""Each of the 108 capabilities opens on the sample, or is listed as missing for a reason that still holds."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[2]

with (PROJECT / "docs" / "capabilities.csv").open(newline="", encoding="utf-8") as opened:
    ROWS = list(csv.DictReader(opened))


@pytest.fixture(scope="module")
def marts(sample_warehouse):
    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        yield connection


def test_no_capability_is_left_out():
    assert [row["id"] for row in ROWS] == [f"S{number:02d}" for number in range(1, 109)]
    assert all(row["mart"] or row["missing"] for row in ROWS)


@pytest.mark.parametrize("row", [row for row in ROWS if row["mart"]], ids=lambda row: row["id"])
def test_its_column_has_values_and_not_all_the_same_or_says_why_not(marts, row):
    where = f" where {row['where']}" if row["where"] else ""
    [(distinct,)] = marts.sql(f'select count(distinct "{row["column"]}") from marts."{row["mart"]}"{where}').fetchall()
    if row["missing"]:
        assert distinct < 2, f"{row['id']} has an answer by now: empty its column `missing`"
    else:
        assert distinct >= 2, f"{row['mart']}.{row['column']} has {distinct} value"


def test_what_the_page_calls_rightly_empty_is_empty(marts):
    """Next to it the page says how many accounts of the sample are large enough to be told."""
    [(calls,)] = marts.sql("select count(*) from marts.outreach_list").fetchall()
    [(told, large)] = marts.sql(
        "select count(*) filter (where is_troubled), count(*) filter (where is_large_enough) from marts.account_risk"
    ).fetchall()
    assert (calls, told, large) == (0, 0, 1)


def test_a_named_page_reads_the_mart(manifest):
    reads = {
        exposure["name"].removeprefix("page_"): {node.split(".")[-1] for node in exposure["depends_on"]["nodes"]}
        for exposure in manifest["exposures"].values()
        if exposure["name"].startswith("page_")
    }
    with (PROJECT / "seeds" / "metrics.csv").open(newline="") as file:
        metrics = {row["metric"] for row in csv.DictReader(file)}
    for row in ROWS:
        if row["page"]:
            is_metric = row["column"] in metrics or row["column"].removesuffix("_rate") in metrics
            found = {row["mart"]} | ({"scorecard_weekly"} if is_metric else set())
            assert found & reads[row["page"]], f"{row['id']}: {row['page']} reads no {row['mart']}"


def test_a_named_command_exists():
    from agent_scorecard.cli import parser

    known = set(parser()._subparsers._group_actions[0].choices)
    for row in ROWS:
        if row["command"].startswith("agent-scorecard"):
            assert row["command"].split()[1] in known, row["id"]
        elif row["command"]:
            assert re.match(r"(dbt (show|build)|make) ", row["command"]), row["id"]
