"""The semantic layer's ratios are the marts' numbers: its expressions, run as they stand, give `scorecard_weekly`.

`make semantic` asks MetricFlow itself; this asks whether what it would add up is right, without installing it.
"""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[3]
NOT_RATIOS = {
    "median_hours_to_resolution",
    "median_seconds_to_first_response",
    "minutes_to_escalation",
    "quality_adjusted_resolutions",
}


@pytest.fixture(scope="session")
def layer() -> dict:
    import yaml

    return yaml.safe_load((PROJECT / "models" / "semantic" / "_semantic_models.yml").read_text())


def ratios(layer: dict) -> dict[str, dict]:
    return {metric["name"]: metric["type_params"] for metric in layer["metrics"] if metric["type"] == "ratio"}


def test_every_metric_that_is_a_ratio_of_sums_is_there_and_no_other(layer):
    with (PROJECT / "seeds" / "metrics.csv").open(newline="") as file:
        registry = {row["metric"] for row in csv.DictReader(file)}
    assert set(ratios(layer)) == registry - NOT_RATIOS


def test_a_rate_of_the_layer_names_what_it_counts_and_no_average_is_taken(layer):
    measures = [measure for model in layer["semantic_models"] for measure in model["measures"]]
    assert {measure["agg"] for measure in measures} == {"sum"}
    for metric in layer["metrics"]:
        assert metric["description"], metric["name"]


def test_the_expressions_over_episodes_are_the_marts_rates(layer, sample_warehouse):
    expressions = {measure["name"]: measure["expr"] for measure in layer["semantic_models"][0]["measures"]}
    told = {name: given for name, given in ratios(layer).items() if given["numerator"] != "numerator_sum"}
    assert len(told) > 8
    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        for name, given in told.items():
            parts = [f"sum({expressions[given[part] + '_measure']})" for part in ("numerator", "denominator")]
            apart = connection.execute(
                f"""
                select found.week_start, found.category, found.value, scorecard.value
                from (
                    select week_start, category, cast({parts[0]} as double) / nullif({parts[1]}, 0) as value
                    from marts.episodes group by all
                ) as found
                join marts.scorecard_weekly as scorecard using (week_start, category)
                where scorecard.metric = '{name}'
                """
            ).fetchall()
            assert len(apart) > 50
            wrong = [
                row
                for row in apart
                if (row[2] is None) != (row[3] is None) or (row[2] is not None and not math.isclose(row[2], row[3]))
            ]
            assert not wrong, (name, wrong[:3])


def test_the_weekly_counts_give_back_each_cells_value(layer, sample_warehouse):
    counted = [name for name, given in ratios(layer).items() if given["numerator"] == "numerator_sum"]
    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        wrong = connection.execute(
            """
            select metric, week_start, category, value, numerator / nullif(denominator, 0)
            from marts.scorecard_weekly
            where metric in (select unnest(?)) and (
                abs(value - numerator / nullif(denominator, 0)) > 1e-6
                or (value is null) <> (numerator / nullif(denominator, 0) is null)
            )
            """,
            [counted],
        ).fetchall()
    assert not wrong, wrong[:3]


def test_plain_dbt_writes_the_semantic_manifest_with_a_time_spine(manifest, tmp_path_factory):
    metrics = {metric["name"] for metric in manifest["metrics"].values()}
    assert "escalation_rate" in metrics
    spines = [node for node in manifest["nodes"].values() if node.get("time_spine")]
    assert [spine["name"] for spine in spines] == ["calendar"]
    assert json.dumps(manifest["semantic_models"])
