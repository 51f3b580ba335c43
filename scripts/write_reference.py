"""Writes the parts of the documentation that follow from the project itself, so that they cannot differ from it.

    .venv/bin/python scripts/write_reference.py            # writes what has changed (or: make reference)
    .venv/bin/python scripts/write_reference.py --check    # writes nothing; exit code 1 if something is out of date

| written | from |
|---|---|
| docs/landing.md, between its markers | the landing contract, models/staging/_landing__sources.yml |
| models/docs/landing.md | the same: one doc block per landing column, which the staging models use |
| seeds/sample/_sample__seeds.yml | the same, for the sample seeds |
| docs/metrics.md | seeds/metrics.csv and the models |
| docs/glossary.md | python/agent_scorecard/serving/glossary.md, which the page glossary.html shows |
| docs/checks.md | the gate's rules, the suites of served marts, dbt's tests in tests/ |
| docs/architecture.md, between its markers | dbt's manifest: layers, subjects, the longest chain, what each mart reads |
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parents[1]
CONTRACT = PROJECT / "models" / "staging" / "_landing__sources.yml"
BEGIN, END = "<!-- generated: make reference -->", "<!-- end of generated -->"
LAYERS = ("staging", "intermediate", "marts")


def contract_tables() -> list[dict]:
    """The tables of the landing contract, as its YAML states them."""
    (source,) = yaml.load(CONTRACT.read_text(encoding="utf-8"), yaml.CSafeLoader)["sources"]
    return source["tables"]


def column_facts(column: dict) -> dict[str, str]:
    """What the reference says about one landing column: type, meaning, values, null, example."""
    meta = column.get("config", {}).get("meta", {})
    kind = column["data_type"]
    if unit := meta.get("unit"):
        kind += f", {unit}"
    meaning, _, null = column["description"].partition(" Null: ")
    null = meta.get("null_means") or null.rstrip(".") or ("not allowed" if meta.get("required") else "unknown")
    if meta.get("required"):
        null = "not allowed: the row is rejected"
    if values := meta.get("values"):
        meaning += " One of " + ", ".join(f"`{value}`" for value in values) + "."
    if separator := meta.get("list"):
        meaning += f" Several are separated by `{separator}`."
    if limits := meta.get("range"):
        low = "above 0" if 0 < limits[0] < 1e-6 else f"{limits[0]:g}"
        meaning += f" From {low} to {limits[1]:g}."
    example = meta.get("example", meta.get("docs_example", ""))
    return {
        "type": kind,
        "meaning": meaning,
        "null": null,
        "example": f"`{example}`" if example != "" else "",
        "mark": "key" if meta.get("key") else "required" if meta.get("required") else "",
    }


def landing_tables_text() -> str:
    """The section of docs/landing.md: a table of columns for each landing table."""
    lines = []
    for table in contract_tables():
        required = table.get("config", {}).get("meta", {}).get("required")
        lines += [f"### `{table['name']}`{' (required)' if required else ''}", "", table["description"].strip(), ""]
        lines += ["| column | type | meaning | if null or missing | example |", "|---|---|---|---|---|"]
        for column in table["columns"]:
            facts = column_facts(column)
            name = f"`{column['name']}`" + (f" ({facts['mark']})" if facts["mark"] else "")
            cells = [name, facts["type"], facts["meaning"], facts["null"], facts["example"]]
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        lines.append("")
    return "\n".join(lines)


def landing_blocks() -> str:
    """The text of models/docs/landing.md: a doc block per landing column."""
    lines = ["Made by scripts/write_reference.py from the landing contract: edit that, and run `make reference`.", ""]
    for table in contract_tables():
        for column in table["columns"]:
            facts = column_facts(column)
            text = facts["meaning"] + ("" if facts["mark"] else f" Null: {facts['null']}.")
            lines += [f"{{% docs landing_{table['name']}__{column['name']} %}}", text, "{% enddocs %}", ""]
    return "\n".join(lines)


def sample_seeds() -> str:
    """The text of seeds/sample/_sample__seeds.yml: the sample seeds, described as their landing tables are."""
    lines = ["# Made by scripts/write_reference.py from the landing contract.", "seeds:"]
    for table in contract_tables():
        name = f"sample_{table['name']}"
        file = PROJECT / "seeds" / "sample" / f"{name}.csv"
        if file.exists():
            with file.open(newline="", encoding="utf-8") as opened:
                header = next(csv.reader(opened))
            text = json.dumps(f"Sample data. {' '.join(table['description'].split())}", ensure_ascii=False)
            types = ", ".join(f"{column}: varchar" for column in header)
            # as text, so that 007 stays 007: the staging models cast it by the contract
            lines += [f"  - name: {name}", f"    description: {text}", f"    config: {{column_types: {{{types}}}}}"]
            lines.append("    columns:")
            lines += [
                f"      - {{name: {column}, description: \"{{{{ doc('landing_{table['name']}__{column}') }}}}\"}}"
                for column in header
            ]
    return "\n".join(lines) + "\n"


def metric_rows() -> list[dict]:
    """The metric registry, seeds/metrics.csv."""
    with (PROJECT / "seeds" / "metrics.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def formula(row: dict) -> str:
    """Numerator and denominator in words; a median has no numerator."""
    return f"{row['numerator']} / {row['denominator']}" if row["numerator"] else f"the median over {row['denominator']}"


def metrics_page() -> str:
    """docs/metrics.md: every metric with formula, owner, counter-metric, where it is computed, and a query."""
    rows = metric_rows()
    names = {row["metric"]: row["name"] for row in rows}
    lines = [
        "# Metrics",
        "",
        "Made by `make reference` from [seeds/metrics.csv](../seeds/metrics.csv) and the models. Words are explained in the",
        "[glossary](glossary.md). `marts.metric_registry` has the same rows. Every value comes with its interval and a status.",
        "",
        "| metric | key | unit | better | owner | final, days past its week |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| [{row['name']}](#{row['metric']}) | `{row['metric']}` | {row['unit']} | {row['direction']}"
        f" | {row['owner']} | {row['settle_days']} |"
        for row in rows
    ]
    for row in rows:
        flags = [
            text
            for key, text in (
                ("is_essential", "one of the five essentials"),
                ("is_alerting", "may raise an alert"),
            )
            if row[key] == "true"
        ]
        counter = row["counter_metric"]
        lines += [
            "",
            f'<a id="{row["metric"]}"></a>',
            "",
            f"## {row['name']}",
            "",
            row["definition"],
            "",
            "| | |",
            "|---|---|",
            f"| key | `{row['metric']}`{' (' + ', '.join(flags) + ')' if flags else ''} |",
        ]
        lines.append(f"| formula | {formula(row)} |")
        lines += [
            f"| owner | {row['owner']} |",
            f"| it can look good while this gets worse | [{names[counter]}](#{counter}) |",
            f"| computed in | [{row['computed_in']}](../{row['computed_in']}) |",
        ]
        lines += [
            "",
            "    select week_start, category, value, value_low, value_high, denominator, status",
            f"    from marts.scorecard_weekly where metric = '{row['metric']}' order by week_start desc, category",
        ]
    return "\n".join(lines) + "\n"


@cache
def manifest() -> dict:
    """dbt's manifest of the project, parsed now into a folder of its own."""
    target = PROJECT / "target" / "reference"
    dbt = Path(sys.executable).with_name("dbt")
    environment = {**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    subprocess.run(
        [dbt, "--quiet", "parse", "--target-path", target], cwd=PROJECT, check=True, env=environment, stdout=sys.stderr
    )
    return json.loads((target / "manifest.json").read_text(encoding="utf-8"))


class Graph:
    """The models of a manifest: layer, subject and parents of each."""

    def __init__(self, parsed: dict):
        self.nodes = {key: node for key, node in parsed["nodes"].items() if node["resource_type"] == "model"}
        self.sources = {key: node for key, node in parsed["sources"].items() if node["source_name"] == "landing"}
        self.parents = {key: node["depends_on"]["nodes"] for key, node in self.nodes.items()}
        self.exposures = parsed["exposures"].values()

    def place(self, key: str) -> tuple[str, str]:
        """Layer and subject of a model."""
        parts = self.nodes[key]["path"].split("/")
        return parts[0], parts[1] if len(parts) > 2 else "all"

    def name(self, key: str) -> str:
        return self.nodes[key]["name"]

    @cache  # noqa: B019 - one graph per run
    def chain(self, key: str) -> tuple[str, ...]:
        """The longest chain of models that ends in this one."""
        before = [self.chain(parent) for parent in self.parents[key] if parent in self.nodes]
        longest = max(before, key=lambda chain: (len(chain), [self.name(k) for k in chain]), default=())
        return (*longest, key)

    @cache  # noqa: B019
    def landed(self, key: str) -> frozenset[str]:
        """The staging models that a model rests on, through any number of steps."""
        own = {self.name(key)} if self.place(key)[0] == "staging" else set()
        return frozenset(own.union(*(self.landed(p) for p in self.parents[key] if p in self.nodes), set()))


def architecture_section(parsed: dict) -> str:
    """The pictures of docs/architecture.md and the table of what each mart reads."""
    graph = Graph(parsed)
    counts: dict = defaultdict(int)
    edges: dict = defaultdict(int)
    for key in graph.nodes:
        counts[graph.place(key)] += 1
        for parent in graph.parents[key]:
            if parent in graph.nodes and graph.place(parent) != graph.place(key):
                edges[graph.place(parent), graph.place(key)] += 1
    lines = [
        "## Layers and subjects",
        "",
        "Boxes are folders of models, with how many models each has. Arrows are reads.",
        "",
    ]
    lines += ["```mermaid", "flowchart LR", "  landing[(landing tables)]"]
    for layer in LAYERS:
        lines.append(f"  subgraph {layer}")
        lines += [
            f"    {layer}_{subject}[{subject} · {count}]"
            for (at, subject), count in sorted(counts.items())
            if at == layer
        ]
        lines.append("  end")
    lines += ["  readers[pages, terminal, BI, alerts]", "  landing --> staging"]
    lines += [f"  {a[0]}_{a[1]} --> {b[0]}_{b[1]}" for a, b in sorted(edges) if a[0] != b[0]]
    lines += ["  marts --> readers", "```", ""]
    longest = max(
        (graph.chain(key) for key in graph.nodes), key=lambda chain: (len(chain), [graph.name(k) for k in chain])
    )
    lines += [
        "## The longest chain",
        "",
        f"{len(longest)} models. A house rule limits it.",
        "",
        "```mermaid",
        "flowchart TB",
    ]
    lines += [f"  {graph.name(a)} --> {graph.name(b)}" for a, b in pairwise(longest)]
    lines += ["```", "", "## What each mart reads, and who reads it", ""]
    lines += ["| mart | reads | rests on these landing tables | read by |", "|---|---|---|---|"]
    readers = defaultdict(list)
    for exposure in graph.exposures:
        for parent in exposure["depends_on"]["nodes"]:
            readers[parent].append(exposure["name"])
    for key in sorted((k for k in graph.nodes if graph.place(k)[0] == "marts"), key=graph.name):
        direct = sorted(parent.split(".")[-1] for parent in graph.parents[key])
        landed = sorted(name.removeprefix("stg_") for name in graph.landed(key) if name != "stg_as_of")
        lines.append(
            f"| `{graph.name(key)}` | {', '.join(f'`{name}`' for name in direct)} | {', '.join(landed)}"
            f" | {', '.join(sorted(readers[key]))} |"
        )
    return "\n".join(lines) + "\n"


def between(path: Path, text: str) -> str:
    """The text of a file with the part between its markers replaced."""
    current = path.read_text(encoding="utf-8")
    head, _, rest = current.partition(BEGIN)
    _, found, tail = rest.partition(END)
    if not found:
        raise ValueError(f"{path} lacks the markers {BEGIN} and {END}")
    return f"{head}{BEGIN}\n\n{text}\n{END}{tail}"


def capabilities_page() -> str:
    """docs/capabilities.md: of each of the 108 capabilities, the mart, column, page and command that answer it."""
    with (PROJECT / "docs" / "capabilities.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    missing = [row for row in rows if row["missing"]]
    lines = [
        "# What a team needs, and where it is",
        "",
        "Made by `make reference` from [capabilities.csv](capabilities.csv). A test opens every row on the sample: the column",
        "has values, and not all the same.",
        f"Of {len(rows)} capabilities {len(rows) - len(missing)} are answered there. What is not is listed at the end, with the reason.",
        "",
        "| id | capability | mart and column | page | command |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        place = f"`{row['mart']}.{row['column']}`" + (f" where `{row['where']}`" if row["where"] else "")
        page = f"`{row['page']}.html`" if row["page"] else ""
        cells = [row["id"], row["question"]] + (
            ["*missing*", "", ""] if row["missing"] else [place, page, f"`{row['command']}`"]
        )
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "## What is missing on the sample", ""]
    lines += [f"- **{row['id']}** {row['question']}: {row['missing']}." for row in missing]
    # a test holds that it is so
    lines += [
        "",
        "## What is empty on the sample, and rightly",
        "",
        "- `outreach_list` (S80, S82): no account of the sample was served worse than chance explains, and none is planted. One of its accounts has as",
        "  many conversations as the list needs to tell (`account_risk.least_episode_count`), so that says little of the others, and the page says so.",
    ]
    return "\n".join(lines) + "\n"


def dbt_tests() -> list[tuple[str, str, str]]:
    """(name, what it says, what to do) of every data test of dbt, from the file itself."""
    import re

    found = []
    for path in sorted((PROJECT / "tests").rglob("*.sql")):
        if path.parts[len(PROJECT.parts) + 1] in ("engines", "python"):
            continue
        text = path.read_text(encoding="utf-8")
        head = re.match(r"\{#-\s*(.*?)\s*(?:\n\n|-?#\})", text, re.S)
        says = (
            head[1]
            if head
            else " ".join(line[3:] for line in text.splitlines() if line.startswith("-- ") and "depends_on" not in line)
        )
        remedy = re.search(r"'remedy': \"([^\"]+)\"", text)
        found.append((path.stem, " ".join(says.split()), remedy[1] if remedy else ""))
    return found


def checks() -> list[tuple[str, str, str, str, str]]:
    """Every rule with (place, who checks, subject, what it says, what to do); the inventory behind docs/checks.md."""
    from agent_scorecard.contract import landing_tables
    from agent_scorecard.landing.gate_rules import conflict, rules
    from agent_scorecard.landing.remedies import REMEDIES
    from agent_scorecard.publishing.data_docs import MART_RULES

    found = []
    for table in landing_tables(PROJECT).values():
        for rule in [*rules(table), conflict(table)]:
            says = rule.says.replace("{value}", "…")
            found.append(
                (
                    f"landing.{table.name}",
                    "Great Expectations",
                    f"{rule.reason}: {rule.column}",
                    says,
                    REMEDIES.get(rule.reason, ""),
                )
            )
    found += [("served marts", "Great Expectations", *rule) for rule in MART_RULES]
    found += [("the build", "dbt", name, says, remedy) for name, says, remedy in dbt_tests()]
    return found


def checks_page() -> str:
    """docs/checks.md: which rule is checked where, by whom, and what to do about a failure."""
    rows, landed = checks(), {}
    for place, _, subject, _, remedy in rows:
        if place.startswith("landing."):
            reason = subject.partition(":")[0]
            landed.setdefault((reason, remedy), []).append(place.removeprefix("landing."))
    lines = [
        "# What is checked, where, and what to do",
        "",
        "Made by `make reference` from the rules themselves. A rule has one place. Great Expectations looks at rows that come in (the gate, one suite a",
        "landing table) and at columns that go out (Data Docs, one suite a served mart). dbt tests look at what models make of them: sums, grains, and what",
        "needs two tables. A row that breaks a rule of the gate costs itself; a dbt test that fails keeps the old file served, and the run's reason says what to do.",
        "",
        "## Rows that come in (Great Expectations)",
        "",
        "| reason | rules | landing tables | what to do |",
        "|---|---|---|---|",
    ]
    for (reason, remedy), tables in sorted(landed.items()):
        names = ", ".join(dict.fromkeys(tables))
        lines.append(f"| `{reason}` | {len(tables)} | {names} | {remedy} |")
    for title, place in (
        ("Columns that go out (Great Expectations)", "served marts"),
        ("What models make (dbt)", "the build"),
    ):
        lines += ["", f"## {title}", "", "| check | what it says | what to do |", "|---|---|---|"]
        lines += [f"| `{subject}` | {says} | {remedy} |" for where, _, subject, says, remedy in rows if where == place]
    return "\n".join(lines) + "\n"


def reference(parsed: dict | None = None) -> dict[Path, str]:
    """Every generated file with the text that it should have."""
    docs = PROJECT / "docs"
    return {
        docs / "landing.md": between(docs / "landing.md", landing_tables_text()),
        PROJECT / "models" / "docs" / "landing.md": landing_blocks(),
        PROJECT / "seeds" / "sample" / "_sample__seeds.yml": sample_seeds(),
        docs / "metrics.md": metrics_page(),
        docs / "checks.md": checks_page(),
        docs / "capabilities.md": capabilities_page(),
        docs / "glossary.md": (PROJECT / "python/agent_scorecard/serving/glossary.md").read_text(encoding="utf-8"),
        docs / "architecture.md": between(docs / "architecture.md", architecture_section(parsed or manifest())),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the generated parts of the documentation.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if something is out of date")
    check = parser.parse_args().check
    stale = {
        path: text
        for path, text in reference().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    for path, text in stale.items():
        print(f"{'out of date' if check else 'written'}: {path.relative_to(PROJECT)}")
        if not check:
            path.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
