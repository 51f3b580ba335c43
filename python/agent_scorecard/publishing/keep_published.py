"""What was published is kept: each publication's numbers as rows of the landing table published_scorecards."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

from agent_scorecard.publishing.served_values import quoted_name, quoted_text

PUBLISHED_COLUMNS = """
    as_of timestamp, week_start date, category varchar, metric varchar, value double, value_low double,
    value_high double, numerator double, denominator double, status varchar, _loaded_at timestamp
"""


def keep_published(
    build: Path, target: Path | None, schema: str | None, published_at: datetime, url: str | None = None
) -> int:
    """Keep the long scorecard's numbers as `published_scorecards` landing rows: later runs can say what changed.

    Into ``target`` (a landing table's folder, one file per publication) or, where rows land in a warehouse, into
    the table of that name in ``schema``, of the build's file or of the database at ``url``. The same numbers of one as_of are
    written once. The number of rows.
    """
    import duckdb
    import pyarrow.parquet as pq

    from agent_scorecard.publishing.attaching import attached

    rows = """
        select as_of, week_start, category, metric, value, value_low, value_high, cast(numerator as double) as numerator,
            cast(denominator as double) as denominator, status, cast(? as timestamp) as _loaded_at
        from marts.scorecard_weekly cross join staging.stg_as_of where value is not null
    """
    # what a read-only connection attaches is read-only, too
    with duckdb.connect(":memory:" if url else str(build), read_only=schema is None) as connection:
        if url:
            connection.execute(f"attach {quoted_text(str(build))} as built (read_only)")
            connection.execute("use built")
        has_scorecard = "select 1 from duckdb_tables() where schema_name = 'marts' and table_name = 'scorecard_weekly'"
        if not connection.execute(has_scorecard).fetchone():
            return 0
        if schema and url:
            with attached(connection, url):
                return _keep_in(connection, f"warehouse.{quoted_name(schema)}.published_scorecards", rows, published_at)
        if schema:
            return _keep_in(connection, f"{quoted_name(schema)}.published_scorecards", rows, published_at)
        numbers = connection.execute(f"{rows} order by all", [published_at]).to_arrow_table()
    if not len(numbers) or target is None:
        return 0
    content = hashlib.sha256(str(numbers.drop_columns("_loaded_at").to_pydict()).encode()).hexdigest()
    path = target / f"{numbers['as_of'][0].as_py():%Y%m%dT%H%M%S}-{content[:12]}.parquet"
    if path.exists():
        return 0
    target.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    pq.write_table(numbers, temporary, compression="zstd")
    os.replace(temporary, path)
    return len(numbers)


def _keep_in(connection, table: str, rows: str, published_at: datetime) -> int:
    connection.execute(f"create table if not exists {table} ({PUBLISHED_COLUMNS})")
    same = "using (as_of, week_start, category, metric, value, status)"
    fresh = f"select * from ({rows}) as rows anti join {table} as kept {same}"
    return connection.execute(f"insert into {table} by name {fresh}", [published_at]).fetchone()[0]
