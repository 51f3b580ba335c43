"""From a clone and a folder of 300 faulty tickets to one's own scorecard, as the README says: steps, minutes, rows.

    python bench/own_data.py            # writes docs/figures/own_data.md up to its second heading

Every command is typed in a fresh clone. What a person mends between two commands is what the messages ask for.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from simulated import messy_export

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "docs" / "figures" / "own_data.md"
KEPT = "<!-- by hand from here -->"


class Typist:
    """Types commands, counts what they cost and keeps what they said."""

    def __init__(self, folder: Path):
        self.folder, self.rows, self.said = folder, [], ""

    def type(self, command: str, expected: tuple[int, ...], is_active: bool = True) -> None:
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        ready = "source .venv/bin/activate; " if is_active else ""
        environment = {name: text for name, text in os.environ.items() if not name.startswith(("SCORECARD_", "DBT_"))}
        done = subprocess.run(
            ["bash", "-c", ready + command],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.said = done.stdout + done.stderr
        print(f"--- {command}: exit {done.returncode}, {spent:.0f} CPU s\n{self.said[-6000:]}", flush=True)
        if done.returncode not in expected:
            raise SystemExit(f"{command} ended with {done.returncode}, not {expected}")
        self.rows.append((f"`{command}`", str(done.returncode), f"{time.monotonic() - began:.0f}", f"{spent:.0f}"))

    def act(self, what: str) -> None:
        self.rows.append((what, "", "", ""))


def accounts(folder: Path) -> dict[str, dict]:
    """The account of every file that landed last, by its name."""
    found = [json.loads(path.read_text()) for path in (folder / "data/landing/_landings").glob("*/*.json")]
    return {each["source_file"]: each for each in sorted(found, key=lambda each: each["landed_at"])}


def steps(clone: Path) -> tuple[Typist, list[dict[str, int]], list[dict[str, dict]]]:
    typist, written, landed = Typist(clone), [], []
    typist.type("make build", (0,), is_active=False)
    shutil.copy(clone / "data/scorecard.duckdb", clone.parent / "sample.duckdb")
    typist.type("agent-scorecard land --template my-export", (0,))
    export = clone / "my-export"
    written.append(messy_export.write(export))
    typist.act("own files put into `my-export`")
    typist.type("agent-scorecard run --land my-export --replace", (5,))
    landed.append(accounts(clone))
    for what in messy_export.mend(export):
        typist.act(what)
    typist.type("agent-scorecard run --land my-export --replace --encoding cp1252", (5,))
    landed.append(accounts(clone))
    (export / "messages.csv").unlink()
    written.append(messy_export.write(export, is_mended=True))
    messy_export.mend(export)
    typist.act("values corrected at the source and exported again")
    typist.type("agent-scorecard run --land my-export --replace --encoding cp1252", (0, 3))
    landed.append(accounts(clone))
    typist.type("agent-scorecard show", (0,))
    return typist, written, landed


def marts(database: Path) -> list[str]:
    """What became of the planted tickets."""
    import duckdb

    listed = "select coalesce(string_agg(reason || ' ' || rows_of_it, ', ' order by reason), 'none') from ({})"
    excluded = "select reason, count(*) as rows_of_it from marts.excluded_tickets group by reason"
    counted = (
        "select reason, sum(row_count) as rows_of_it from marts.data_quality where row_count > 0 and {} group by reason"
    )
    both = "ticket_id in ('east:1', 'west:1', 'east:2', 'west:2')"
    questions = {
        "episodes": "select count(*) from marts.episodes",
        "episodes under the two ids, 1 and 2, that both sources use": f"select count(*) from marts.episodes where {both}",
        "tickets left out, with their reasons": listed.format(excluded),
        "rows still counted as rejected": listed.format(counted.format("reason like 'rejected%'")),
        "files still counted as not landed": listed.format(counted.format("reason like 'not landed%'")),
    }
    with duckdb.connect(str(database), read_only=True) as connection:
        return [f"| {what} | {connection.sql(query).fetchall()[0][0]} |" for what, query in questions.items()]


def page(clone: Path) -> list[str]:
    typist, written, landed = steps(clone)
    lines = ["| step | exit code | wall s | CPU s |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in typist.rows]
    wall, cpu = (sum(float(row[place]) for row in typist.rows if row[place]) for place in (2, 3))
    lines += [f"| **{len(typist.rows)} steps** | | {wall:.0f} | {cpu:.0f} |", ""]
    lines += [
        "| landing | file | records written | read | accepted | mended | rejected, by reason |",
        "|---|---|---|---|---|---|---|",
    ]
    is_whole = True
    for turn, (counts, found) in enumerate(((written[0], landed[1]), (written[1], landed[2])), start=2):
        for name, account in found.items():
            planted = counts.get({"messages.csv": "message.csv"}.get(name, name))
            if planted is None or account["refusal"]:
                continue
            is_whole &= account["rows_read"] == planted == account["rows_accepted"] + account["rows_rejected"]
            reasons = ", ".join(f"{reason} {count}" for reason, count in account["reasons"].items())
            mended = ", ".join(f"{what} {count}" for what, count in account["repairs"].items())
            numbers = f"{planted} | {account['rows_read']} | {account['rows_accepted']}"
            lines.append(f"| {turn} | {name} | {numbers} | {mended} | {reasons or 'none'} |")
    told = "Every record is accounted for" if is_whole else "**Records are missing**"
    lines += ["", f"{told}: written = read = accepted + rejected.", "", "| in the marts | |", "|---|---|"]
    return [*lines, *marts(clone / "data/scorecard.duckdb")]


def main() -> int:
    with tempfile.TemporaryDirectory() as work:
        clone = Path(work) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(clone)], check=True)
        lines = page(clone)
        if len(sys.argv) > 1:
            shutil.copy(Path(work) / "sample.duckdb", sys.argv[1])
    kept = PAGE.read_text(encoding="utf-8").split(KEPT)[1] if PAGE.exists() else "\n"
    head = ["# Figures: own data", "", "## 300 faulty tickets", "", "Written by `python bench/own_data.py`."]
    PAGE.write_text("\n".join([*head, "", *lines, "", KEPT]) + kept, encoding="utf-8")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
