"""The same landing, seeds and vars give the same rows, whatever the day, the threads or the processor."""

from __future__ import annotations

from pathlib import Path

from warehouse import run_dbt


def hashes(database: Path) -> dict[str, str]:
    """One hash for every mart, of its rows sorted by all their values."""
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.sql(
            "select table_name from duckdb_tables() where schema_name = 'marts' order by 1"
        ).fetchall()
        return {
            table: connection.sql(
                f"select md5(string_agg(row_text, chr(10) order by row_text)) from (select cast(t as varchar) as row_text"
                f" from marts.{table} as t)"
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
