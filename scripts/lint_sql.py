"""`sqlfluff lint` with the garbage collector asked seldom, which is three fifths of its processor time.

A linter keeps every token of a file as an object until the file is done, and Python walks all of them again and again to
find what could be freed. With two processes the wall time is half, and each parses the project.

    python scripts/lint_sql.py --processes 2 models macros tests analyses
"""

from __future__ import annotations

import gc
import os
import sys

# new objects before the youngest are looked at; so often before the older; so often before all
SELDOM = (300_000, 50, 50)


def main() -> None:
    gc.set_threshold(*SELDOM)
    # workers are forked and keep it
    os.environ["SCORECARD_TARGET"] = "lint"
    from sqlfluff.cli.commands import cli

    cli(["lint", *sys.argv[1:]])


if __name__ == "__main__":
    main()
