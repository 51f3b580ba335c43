"""Python models on Spark: the model's own function, over DuckDB relations that read what Spark wrote.

A Python model of this project is written for DuckDB's relations: ``dbt.ref(name)`` is one, ``session`` is a DuckDB
connection, and what it returns is Arrow. On Spark it stays as it is. What differs is where its rows come from:

- **Whole.** A table's own Parquet files are read where they lie; a view's rows are written as Parquet first, by Spark's
  tasks. DuckDB reads them as a stream in the process that runs dbt, and Spark makes a table of the Parquet file that comes
  out. No rows pass through the driver's JVM.
- **In parts.** A model whose ``meta.parts`` names the key of each of its refs runs on the executors: Spark writes every such
  ref by the hash of its key, one task of ``mapInArrow`` takes one part, and runs the same function over it. A ref that is
  not named goes whole to every task: seeds and articles.

Both need a folder that the executors and the process with dbt share: one machine, or a mounted file system.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlparse

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from dbt.adapters.base import PythonJobHelper

ROWS = 20_000


class SessionPythonJobHelper(PythonJobHelper):
    """What dbt calls for a Python model; ``compiled_code`` ends with the name of the table to make."""

    def __init__(self, parsed_model: dict, credential) -> None:
        self.meta = parsed_model["config"].get("meta") or {}
        self.parts = credential.parts

    def submit(self, compiled_code: str) -> None:
        from pyspark.sql import SparkSession

        spark = SparkSession.builder.getOrCreate()
        root = urlparse(spark.conf.get("spark.sql.warehouse.dir")).path
        Path(root).mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="python-model-", dir=root) as name:
            if self.meta.get("parts"):
                made = in_parts(spark, compiled_code, self.meta, self.parts, Path(name))
            else:
                made = whole(spark, compiled_code, Path(name))
            told = names_in(compiled_code)
            made.write.mode("overwrite").format(told["file_format"]).saveAsTable(told["target_relation"])


def names_in(code: str) -> dict:
    """What the compiled code of a model defines."""
    space: dict = {}
    exec(compile(code, "<python model>", "exec"), space)
    return space


def whole(spark, code: str, folder: Path):
    """A data frame of what the model gives over all rows of its refs, computed in this process."""
    files: dict[str, list[str]] = {}

    def paths_of(relation: str) -> list[str]:
        if relation not in files:
            files[relation] = own_files(spark, relation) or written(spark.table(relation), folder / f"ref{len(files)}")
        return files[relation]

    with computed(code, paths_of) as reader:
        path = folder / "result.parquet"
        with pq.ParquetWriter(path, reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
    return spark.read.parquet(str(path))


def in_parts(spark, code: str, meta: dict, parts: int, folder: Path):
    """A data frame of what the model gives over each part of its refs, computed by the executors.

    ``meta`` is the model's: its ``parts`` names a key for each ref, ``[column]``, or ``[column, other ref, its column, its
    key]`` where the key is looked up in another ref. ``parts_also`` names a second key: such a row goes to that part, too.
    ``parts_result`` is the column of the result whose part a row belongs to; what another part made of it is left out.
    """
    from pyspark.sql import functions as F
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StructType

    refs = references(code)
    dbt = names_in(code)["dbtObj"](str)
    if dbt.is_incremental:
        refs["this"] = str(dbt.this)

    def part_of(column: str):
        return F.pmod(F.xxhash64(column), F.lit(parts))

    def keyed(name: str, key: list[str]):
        rows = spark.table(refs[name])
        if len(key) == 1:
            return rows.withColumn("_part", part_of(key[0]))
        column, other, found_by, wanted = key
        looked_up = spark.table(refs[other]).select(F.col(found_by).alias("_found_by"), F.col(wanted).alias("_key"))
        # never broadcast: small rows would go through the driver, texts among them
        looked_up = looked_up.distinct().hint("merge")
        together = rows.join(looked_up, rows[column] == looked_up["_found_by"])
        return together.withColumn("_part", part_of("_key")).drop("_found_by", "_key")

    places: dict[str, str] = {}
    for name in [name for name in meta["parts"] if name in refs]:
        rows = keyed(name, meta["parts"][name])
        if name in meta.get("parts_also", {}):
            rows = rows.unionByName(keyed(name, meta["parts_also"][name])).distinct()
        place = places[refs[name]] = str(folder / name)
        # an empty folder has no columns: every ref has a file without rows, too
        rows.drop("_part").limit(0).coalesce(1).write.parquet(f"{place}/none")
        rows.repartition(parts, "_part").write.partitionBy("_part").parquet(f"{place}/rows")
    everything = {
        relation: own_files(spark, relation) or written(spark.table(relation), folder / f"whole{place}")
        for place, relation in enumerate(refs.values())
        if relation not in places
    }
    with computed(code, partial(files_of, everything, places, None)) as reader:
        schema = from_arrow_schema(reader.schema, prefer_timestamp_ntz=True)

    def score(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for part in batch.column(0).to_pylist():
                with computed(code, partial(files_of, everything, places, part)) as reader:
                    for found in reader:
                        yield found.append_column("_part", pa.repeat(pa.scalar(part, pa.int64()), len(found)))

    # one task for each part
    made = spark.range(0, parts, 1, parts).mapInArrow(score, StructType([*schema.fields]).add("_part", "long"))
    if "parts_result" in meta:
        made = made.where(F.col("_part") == part_of(meta["parts_result"]))
    return made.drop("_part")


def files_of(everything: dict[str, list[str]], places: dict[str, str], part: int | None, relation: str) -> list[str]:
    """The Parquet files of a relation for one part; without a part, those that have the columns and no row."""
    if relation in everything:
        return everything[relation]
    own = [] if part is None else Path(places[relation], "rows", f"_part={part}").glob("*.parquet")
    return sorted(map(str, own)) or sorted(map(str, Path(places[relation], "none").glob("*.parquet")))


def references(code: str) -> dict[str, str]:
    """{name: relation} of a model's refs, as dbt wrote them into its compiled code."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "refs":
            return ast.literal_eval(node.value)
    return {}


class computed:
    """Within it, a reader of what the model gives; ``paths_of`` tells the Parquet files of a relation."""

    def __init__(self, code: str, paths_of: Callable[[str], list[str]]) -> None:
        self.code, self.paths_of = code, paths_of

    def __enter__(self) -> pa.RecordBatchReader:
        space = names_in(self.code)
        self.connection = duckdb.connect()
        self.connection.execute("set timezone = 'UTC'; set threads = 1")
        dbt = space["dbtObj"](lambda relation: self.connection.sql(f"from {self.files(relation)}"))
        if dbt.is_incremental:
            schema, name = dbt.this.schema, dbt.this.identifier
            self.connection.execute(f'create schema "{schema}"')
            self.connection.execute(f'create view "{schema}"."{name}" as from {self.files(str(dbt.this))}')
        return plain(space["model"](dbt, self.connection))

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def files(self, relation: str) -> str:
        quoted = ", ".join("'" + path.replace("'", "''") + "'" for path in self.paths_of(relation))
        return f"read_parquet([{quoted}], hive_partitioning = false)"


def plain(found) -> pa.RecordBatchReader:
    """Batches whose types Spark's Parquet reader knows: no nulls without a type, no dictionaries, times in microseconds."""
    if isinstance(found, duckdb.DuckDBPyRelation):
        found = found.to_arrow_reader(ROWS)
    reader = found.to_reader(ROWS) if isinstance(found, pa.Table) else found
    schema = pa.schema([pa.field(field.name, plain_type(field.type)) for field in reader.schema])
    return pa.RecordBatchReader.from_batches(schema, (batch.cast(schema) for batch in reader))


def plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_null(kind) or pa.types.is_large_string(kind):
        return pa.string()
    if pa.types.is_dictionary(kind):
        return plain_type(kind.value_type)
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", kind.tz)
    return pa.int64() if pa.types.is_unsigned_integer(kind) else kind


def own_files(spark, relation: str) -> list[str]:
    """The Parquet files of a table that lies in this file system; none for anything else.

    A table in partitions by month is read without its month, as a model gave it; any other partition is a column of its own.
    """
    schema, name = relation.replace("`", "").split(".")[-2:]
    entry = spark.catalog.getTable(f"{schema}.{name}")
    partitions = [column.name for column in spark.catalog.listColumns(f"{schema}.{name}") if column.isPartition]
    if entry.tableType == "VIEW" or partitions not in ([], ["sent_month"]):
        return []
    uris = [urlparse(uri) for uri in spark.table(relation).inputFiles()]
    if any(uri.scheme not in ("", "file") or not uri.path.endswith(".parquet") for uri in uris):
        return []
    return sorted(unquote(uri.path) for uri in uris)


def written(rows, folder: Path) -> list[str]:
    """The rows as Parquet files, written by Spark's tasks; a file without rows where there are none."""
    rows.write.parquet(str(folder))
    paths = sorted(str(path) for path in folder.glob("*.parquet"))
    if not paths:
        rows.limit(0).coalesce(1).write.mode("overwrite").parquet(str(folder))
        paths = sorted(str(path) for path in folder.glob("*.parquet"))
    return paths
