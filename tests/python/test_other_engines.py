"""What the docs say of other engines is what was kept of their checks; and Python models run over what Spark wrote."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import other_engines

PROJECT = Path(__file__).resolve().parents[2]


def test_the_pages_are_written_from_what_was_kept():
    for path, text in other_engines.pages().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: python bench/other_engines.py --page-only"


def test_every_check_is_listed_whether_it_ran_held_or_failed():
    ran = {"ran": "2026-11-28", "commit": "0123abcd", "cpu": 1.0, "wall": 1, "peak_mb": 1}
    known = {
        "lake": {**ran, "exit": 0, "said": ["a | b", "everything held"]},
        "spark": {**ran, "exit": 2, "said": ["no"]},
    }
    rows = {line.split("`")[1]: line for line in other_engines.last_runs(known)[2:]}
    assert set(rows) == {f"make {name}" for name in other_engines.CHECKS}
    assert rows["make lake"].endswith("| 2026-11-28 | 0123abcd | held: a \\| b; everything held |")
    assert "**failed, exit code 2**: no" in rows["make spark"]
    assert rows["make postgres"].endswith("| not yet | | |")


def test_every_check_is_a_target():
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.M))
    assert set(other_engines.CHECKS) <= targets


def test_a_process_is_measured_by_what_it_printed_and_how_it_ended(tmp_path):
    measured = other_engines.measure(["bash", "-c", "echo told; echo wrong >&2; exit 3"], tmp_path)
    assert (measured["output"], measured["exit"]) == ("told\nwrong\n", 3)
    assert {"cpu", "wall", "peak_mb", "jvm_mb", "workers_mb", "driver_mb"} <= set(measured)


@pytest.fixture(scope="module")
def python_models():
    """engines/spark without dbt-spark, which is in an environment of its own."""
    return module_of_spark("python_models")


def module_of_spark(name: str):
    path = PROJECT / "engines" / "spark" / "dbt" / "adapters" / "scorecard_spark" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MODEL = """
class This:
    schema, identifier = "intermediate", "int_numbers"
    def __str__(self):
        return "intermediate.int_numbers"

class dbtObj:
    is_incremental, this = {is_incremental}, This()
    def __init__(self, load):
        self.ref = lambda name: load(refs[name])

refs = {{"stg_numbers": "staging.stg_numbers"}}

def model(dbt, session):
    from agent_scorecard.kept import kept
    numbers = dbt.ref("stg_numbers")
    if dbt.is_incremental:
        numbers = numbers.join(session.sql(f"select n from {{dbt.this}}"), "n", how="anti")
    def computed():
        return numbers.project("n, n * 2 as twice").order("n").to_arrow_table()
    return kept(dbt, session, computed, numbers)
"""


def test_a_model_that_keeps_its_table_is_computed_over_files_of_spark(python_models, tmp_path):
    files = {"staging.stg_numbers": [str(tmp_path / "part'1.parquet"), str(tmp_path / "2.parquet")]}
    for number, path in enumerate(files["staging.stg_numbers"], 1):
        pq.write_table(pa.table({"n": [number]}), path)
    with python_models.computed(MODEL.format(is_incremental=False), files.get) as reader:
        assert reader.read_all().to_pylist() == [{"n": 1, "twice": 2}, {"n": 2, "twice": 4}]
    files["intermediate.int_numbers"] = [str(tmp_path / "before.parquet")]
    pq.write_table(pa.table({"n": [1], "twice": [2]}), tmp_path / "before.parquet")
    with python_models.computed(MODEL.format(is_incremental=True), files.get) as reader:
        assert reader.read_all().to_pylist() == [{"n": 2, "twice": 4}]


def test_a_part_without_rows_is_read_with_its_columns(python_models, tmp_path):
    for place in ("none", "rows/_part=1"):
        (tmp_path / place).mkdir(parents=True)
        pq.write_table(
            pa.table({"n": [1][: place != "none"]}, pa.schema([("n", pa.int64())])), tmp_path / place / "1.parquet"
        )
    places = {"staging.stg_numbers": str(tmp_path)}
    found = [python_models.files_of({}, places, part, "staging.stg_numbers") for part in (1, 2, None)]
    assert [pq.read_table(paths).num_rows for paths in found] == [1, 0, 0]
    assert python_models.references("refs = {'a': 'b.c'}") == {"a": "b.c"}


def test_landing_files_of_several_days_are_one_relation_with_an_absolute_path():
    parquet_of = module_of_spark("landing_paths").parquet_of
    assert parquet_of(["/landing/tickets/late.parquet"]) == "parquet.`/landing/tickets/late.parquet`"
    assert (
        parquet_of(["/a [b]/t/1.parquet", "/a [b]/t/day/2.parquet"])
        == r"parquet.`/a \[b\]/t/{1.parquet,day/2.parquet}`"
    )
