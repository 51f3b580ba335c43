"""The same landing, seeds and vars give the same rows, whatever the day, the threads or the processor."""

from __future__ import annotations

import shutil
from pathlib import Path

from warehouse import dbt_here, run_dbt


def hashes(database: Path, schema: str = "marts") -> dict[str, str]:
    """One hash for every table of a schema, of its rows sorted by all their values."""
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.sql(
            f"select table_name from duckdb_tables() where schema_name = '{schema}' order by 1"
        ).fetchall()
        return {
            table: connection.sql(
                f"select md5(string_agg(row_text, chr(10) order by row_text)) from (select cast(t as varchar) as row_text"
                f" from {schema}.{table} as t)"
            ).fetchall()[0][0]
            for (table,) in tables
        }


def test_built_anew_by_one_thread_of_an_older_processor_every_mart_has_the_same_rows(sample_warehouse, tmp_path):
    first = hashes(sample_warehouse)
    assert "episodes" in first
    again = tmp_path / "scorecard.duckdb"
    # older instructions stand for another processor; names that this one does not have are passed over
    older = {"NPY_DISABLE_CPU_FEATURES": "X86_V4 X86_V3 AVX512_ICL AVX512_SPR", "OPENBLAS_CORETYPE": "Prescott"}
    build = ("build", "--exclude-resource-type", "test", "unit_test")
    run_dbt(*build, "--threads", "1", database=again, target_path=tmp_path / "target", **older)
    assert hashes(again) == first


def test_a_second_build_over_an_existing_database_has_the_same_rows(sample_warehouse, tmp_path):
    """Only incremental models read what they wrote before; all else is made anew from them, landing, seeds and vars. So the
    second build is of these alone, with what they read."""
    again = tmp_path / "scorecard.duckdb"
    shutil.copy(sample_warehouse, again)
    before = {schema: hashes(again, schema) for schema in ("staging", "intermediate")}
    assert {"stg_messages_redacted", "int_messages_scored", "int_answers_scored"} <= {
        *before["staging"],
        *before["intermediate"],
    }
    kept = ("--exclude-resource-type", "test", "unit_test")
    dbt_here("build", "-s", "config.materialized:incremental", *kept, database=again, target_path=tmp_path / "target")
    assert {schema: hashes(again, schema) for schema in before} == before
