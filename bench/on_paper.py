"""What ten and a hundred million conversations a month would cost, on paper: measured rows, bytes and CPU seconds, multiplied.

    python bench/on_paper.py [--project ../clone]      the checkout whose sample `make build` and `make spark` built

Rows and bytes are those of the built sample. CPU seconds of the scoring are those that Spark's workers took for one more message
(bench/spark_scoring.py, the least and the most), those of a whole build what DuckDB took for one more ticket
(docs/figures/scale.md, two sizes): what a build costs without rows is in neither. Kept in docs/figures/engines.json; the table is
in docs/scaling.md.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parents[1]
SCALE = HERE / "docs" / "figures" / "scale.md"
LAYERS = ("staging", "intermediate", "marts")
MONTHS = (10_000_000, 100_000_000)


def main() -> int:
    sys.path.insert(0, str(HERE / "bench"))
    import other_engines

    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--project", type=Path, default=HERE)
    project = options.parse_args().project.resolve()
    other_engines.keep(project, "sample", "rows and bytes", sample(project))
    other_engines.write()
    return 0


def sample(project: Path) -> dict[str, int]:
    """Rows of the sample's landing and of every layer's tables, and their bytes as Parquet where Spark wrote them."""
    found = {}
    with duckdb.connect(str(project / "data" / "scorecard.duckdb"), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name, estimated_size from duckdb_tables()").fetchall()
    rows = {f"{schema}.{name}": size for schema, name, size in tables}
    found["tickets"], found["messages"] = rows["sample.sample_tickets"], rows["sample.sample_messages"]
    for name, schema in {"landing": "sample", **{layer: layer for layer in LAYERS}}.items():
        found[f"{name}_rows"] = sum(size for table, size in rows.items() if table.startswith(f"{schema}."))
    found["timeline_rows"] = rows["intermediate.int_timeline"]
    found["groups_rows"] = rows["intermediate.int_episodes_to_groups"]
    spark = project / "data" / "spark"
    places = {"landing": spark / "landing", **{layer: spark / "warehouse" / f"{layer}.db" for layer in LAYERS}}
    for name, place in places.items():
        found[f"{name}_bytes"] = sum(path.stat().st_size for path in place.rglob("*.parquet"))
    return found


def per_message(memory: dict) -> tuple[float, str]:
    """CPU seconds of the scoring for one more message, from the smallest size to the largest; and where from."""
    sizes = sorted(memory.values(), key=lambda row: row["messages"])
    first, last = sizes[0], sizes[-1]
    if first is last:
        told = f"{last['messages']:,} messages on Spark, {last['commit']}; with what a task costs without rows, so an upper bound"
        return last["tasks"] / last["messages"], told
    told = f"{first['messages']:,} and {last['messages']:,} messages on Spark, {last['commit']}"
    return (last["tasks"] - first["tasks"]) / (last["messages"] - first["messages"]), told


def per_ticket() -> tuple[float, str]:
    """CPU seconds of a whole build in DuckDB for one more ticket, between the sizes on file; the last commit of each counts."""
    rows = re.findall(r"^\| (\w+)[^|]* \| ([\d,]+) \| full[^|]* \| ([\d.,]+) \|", SCALE.read_text(), re.M)
    sizes = {int(size.replace(",", "")): (float(cpu.replace(",", "")), commit) for commit, size, cpu in rows}
    few, many = sorted(sizes)[-2:]
    (less, before), (more, commit) = sizes[few], sizes[many]
    return (more - less) / (many - few), f"{few:,} tickets at {before} and {many:,} at {commit}, DuckDB"


def table(known: dict) -> list[str]:
    """The table of docs/scaling.md; nothing before something was measured."""
    if "sample" not in known or "memory" not in known:
        return ["Not measured yet: `python bench/on_paper.py`."]
    one = known["sample"]["rows and bytes"]
    scoring, of_scoring = per_message(known["memory"])
    whole, of_whole = per_ticket()
    messages = one["messages"] / one["tickets"]
    lines = [
        f"Measured: {one['landing_rows'] / one['tickets']:.1f} landing rows and {messages:.1f} messages per ticket (the sample,",
        f"{one['commit']}); {scoring * 1000:.2f} CPU ms for one more message scored ({of_scoring});",
        f"{whole * 1000:.1f} CPU ms for one more ticket in a whole build ({of_whole}).",
        "",
        f"| per month | {' | '.join(f'{month // 1_000_000} million conversations' for month in MONTHS)} | grows with |",
        "|---|---|---|---|",
    ]
    per = 1 / one["tickets"]
    rows = [
        ("landing rows", "landing_rows", "the day"),
        ("messages", "messages", "the day"),
        ("rows of `int_timeline`", "timeline_rows", "history"),
        ("rows of `int_episodes_to_groups`", "groups_rows", "history"),
    ]
    lines += [
        f"| {name} | {' | '.join(many(one[key] * per * month) for month in MONTHS)} | {grows} |"
        for name, key, grows in rows
    ]
    for name in ("landing", "staging", "intermediate"):
        sizes = " | ".join(f"{one[f'{name}_bytes'] * per * month / 1e9:,.1f} GB" for month in MONTHS)
        lines.append(f"| Parquet of {name} | {sizes} | {'the day' if name == 'landing' else 'history'} |")
    costs = {
        "scoring of messages and answers": (scoring * messages, "the day"),
        "a whole build of one month": (whole, "history"),
    }
    for name, (seconds, grows) in costs.items():
        hours = " | ".join(f"{seconds * month / 3600:,.0f} CPU hours" for month in MONTHS)
        lines.append(f"| {name} | {hours} | {grows} |")
    lines.append(
        f"| weekly marts | {one['marts_rows']:,} rows and {one['marts_bytes'] / 1e6:.1f} MB in the sample, with "
        "all marts by episode | the same, but for marts by episode | weeks, categories, metrics |"
    )
    return lines


def many(count: float) -> str:
    return f"{count / 1e9:.2f} billion" if count >= 1e9 else f"{count / 1e6:.0f} million"


if __name__ == "__main__":
    sys.exit(main())
