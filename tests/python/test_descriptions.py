"""Every column that the sample warehouse holds has a description, in every layer."""

from __future__ import annotations

import duckdb
import pytest


@pytest.mark.parametrize("schema", ["staging", "intermediate", "marts", "reference", "sample"])
def test_every_column_of_the_built_sample_is_described(manifest, sample_warehouse, schema):
    known = {
        (node["name"], column)
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
        for column, entry in node["columns"].items()
        if entry["description"].strip()
    }
    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = ? order by all", [schema]
        ).fetchall()
    assert columns
    missing = [f"{table}.{column}" for table, column in columns if (table, column) not in known]
    assert not missing, f"{len(missing)} of {len(columns)} columns of {schema} have no description: {missing[:20]}"
