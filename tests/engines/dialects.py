"""Is what dbt would send to BigQuery and Snowflake SQL of those dialects? `make dialects` runs it; no server is asked.

Every SQL model is compiled by that warehouse's own adapter and parsed by sqlglot in its dialect. A function that sqlglot knows
in no dialect is listed: the warehouse may not have it. One that it knows from another dialect is not listed. So this is
a check of the language, and not of the numbers.
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from compiling import compiled

PROFILES = {
    "bigquery": "{type: bigquery, method: oauth-secrets, token: none, project: nobody, dataset: main, threads: 1}",
    "snowflake": "{type: snowflake, account: nobody, user: nobody, password: nothing, database: main, schema: main, threads: 1}",
}

# what is known not to be of a dialect; anything else fails the check
KNOWN = {
    ("bigquery", "int_landing_counted"): "a quotation mark in a text is doubled, which BigQuery does not read",
    ("bigquery", "int_thresholds_resolved"): "`union` without `distinct`",
}


def main() -> int:
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    failures = 0
    with tempfile.TemporaryDirectory() as name:
        for warehouse in sys.argv[1:] or PROFILES:
            models = compiled(PROFILES[warehouse], Path(name), warehouse, "warehouse")
            wrong, failed, unknown = [], [], defaultdict(set)
            for model in models:
                try:
                    for statement in sqlglot.parse(model.read_text(), dialect=warehouse):
                        for call in statement.find_all(exp.Anonymous):
                            unknown[str(call.this).lower()].add(model.stem)
                except SqlglotError as error:
                    failed.append(model.stem)
                    wrong.append(f"  {model.stem}: {str(error).splitlines()[0]}")
            print(f"{warehouse}: {len(models) - len(wrong)} of {len(models)} models parsed")
            print("\n".join(wrong))
            for function, where in sorted(unknown.items()):
                print(f"  {function}(): {len(where)} models, such as {min(where)}")
            failures += len([stem for stem in failed if (warehouse, stem) not in KNOWN])
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
