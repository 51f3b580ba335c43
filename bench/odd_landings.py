"""Odd support teams and a long thin log through landing, build with every check, terminal and pages: what lands builds.

    python bench/odd_landings.py [--teams 300] [--together 60] [--seed 1] [--weeks 200] [--categories 50] [--only odd|long]

Many teams fit in one landing, each as a category of its own. Writes docs/figures/odd_landings.md and ends with 1 where a
landing did not go all the way.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from agent_scorecard.cli import main as command
from agent_scorecard.contract import landing_tables
from agent_scorecard.landing.land import land
from simulated.odd_teams import SHAPES, long_log, odd_landing

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "docs" / "figures" / "odd_landings.md"
sys.path.insert(0, str(PROJECT / "tests" / "python"))
HEAD = """# Figures: odd landings

Written by `python bench/odd_landings.py`. A team has one of the shapes {shapes};
its category has one of the names that break what joins and prints them, or a plain one. All teams of a landing build together,
with every data test. *Rows* are those of all tables: read = accepted + rejected. *Printed*: `agent-scorecard show` and `pages`
end with 0, and no page holds `nan` or a script of a category's name.

| landing | seed | tickets | categories | weeks | rows read | accepted | rejected | built | printed | CPU s |
|---|---|---|---|---|---|---|---|---|---|---|
"""


def through(name: str, seed: int, write: Callable[[Path], int], until: datetime) -> tuple[str, bool]:
    """One landing all the way; its line of the table."""
    from warehouse import dbt_here

    began = time.process_time()
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        tickets = write(folder / "raw")
        accounts = land(folder / "raw", folder / "landing", landing_tables(PROJECT), until)
        read, accepted, rejected = (
            sum(getattr(account, what) for account in accounts)
            for what in ("rows_read", "rows_accepted", "rows_rejected")
        )
        database = folder / "scorecard.duckdb"
        where = {"landing": "files", "landing_path": folder / "landing"}
        try:
            dbt_here("build", database=database, target_path=folder / "target", **where)
            built, printed = "yes", "yes" if is_printed(database, folder / "site") else "**no**"
        except AssertionError as error:
            print(f"{name}: {error}", flush=True)
            built, printed = "**no**", ""
            shutil.copytree(folder, Path(tempfile.mkdtemp(prefix="odd-")) / "kept")
        size = spread(database)
    is_fine = (
        (built, printed) == ("yes", "yes") and read == accepted + rejected and not any(a.refusal for a in accounts)
    )
    spent = time.process_time() - began
    line = f"| {name} | {seed} | {tickets} | {size} | {read} | {accepted} | {rejected} | {built} | {printed} | {spent:.0f} |"
    print(line, flush=True)
    return line, is_fine


def is_printed(database: Path, site: Path) -> bool:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        codes = [
            command(["show", "--database", str(database)]),
            command(["pages", "--database", str(database), "--out", str(site)]),
        ]
    pages = [page.read_text(encoding="utf-8") for page in site.glob("*.html")]
    is_clean = all(page.count("<script") == 1 and ">nan<" not in page.lower() for page in pages)
    return codes == [0, 0] and len(pages) > 5 and is_clean and "nan" not in said.getvalue().lower().split()


def spread(database: Path) -> str:
    import duckdb

    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            asked = "select count(distinct category), count(distinct week_start) from marts.scorecard_weekly"
            return " | ".join(map(str, connection.sql(asked).fetchall()[0]))
    except duckdb.Error:
        return " | "


def main() -> int:
    parser = argparse.ArgumentParser()
    for name, default in (("teams", 300), ("together", 60), ("seed", 1), ("weeks", 200), ("categories", 50)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--only", choices=("odd", "long"))
    options = parser.parse_args()
    found = []
    for number in range(0, options.teams if options.only != "long" else 0, options.together):
        count, seed = min(options.together, options.teams - number), options.seed + number
        found.append(
            through(f"{count} odd teams", seed, lambda raw: odd_landing(raw, count, seed), datetime(2024, 12, 1))  # noqa: B023
        )
    if options.only != "odd":
        told = f"a log of {options.weeks} weeks and {options.categories} categories"
        write = lambda raw: long_log(raw, options.weeks, options.categories, options.seed)  # noqa: E731
        found.append(through(told, options.seed, write, datetime(2025, 1, 1)))
    head = HEAD.format(shapes=", ".join(f"`{shape}`" for shape in SHAPES))
    kept = ""
    if options.only and PAGE.exists():
        before = PAGE.read_text(encoding="utf-8").split("|---|\n")[1].splitlines()
        kept = "".join(f"{line}\n" for line in before if ("weeks and" in line) != (options.only == "long"))
    PAGE.write_text(head + kept + "\n".join(line for line, _ in found) + "\n", encoding="utf-8")
    return int(not all(is_fine for _, is_fine in found))


if __name__ == "__main__":
    sys.exit(main())
