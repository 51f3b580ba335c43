"""Files as Spark's SQL names them. Spark takes a name for a pattern, so what a pattern has signs for is escaped."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence


def parquet_of(paths: Sequence[str]) -> str:
    """The Parquet files with these absolute paths as one relation.

    >>> print(parquet_of(["/landing/tickets/1.parquet"]), parquet_of(["/landing/t/day/1.parquet", "/landing/t/2,.parquet"]))
    parquet.`/landing/tickets/1.parquet` parquet.`/landing/t/{day/1.parquet,2\\,.parquet}`
    """
    folder = os.path.commonpath([os.path.dirname(path) for path in paths])
    names = [escaped(os.path.relpath(path, folder)) for path in paths]
    # a pattern that began with the brace would be looked for below the folder of the process
    several = names[0] if len(names) == 1 else "{" + ",".join(names) + "}"
    return f"parquet.`{escaped(folder)}/{several}`"


def escaped(name: str) -> str:
    return re.sub(r"([*?\[\]{},\\])", r"\\\1", name)
