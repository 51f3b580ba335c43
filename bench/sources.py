"""Help desks: payloads, traps, one history through every adapter, two sources in one build, minutes from an empty folder.

    python bench/sources.py --fixtures | --traps | --seeds | --minutes [--only zendesk]
    python bench/sources.py --trips [--tickets 300] [--weeks 8] [--seed 3]

Each part writes its section of docs/figures/sources.md and leaves the others.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from simulated import source_parts

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "docs" / "figures" / "sources.md"
PARTS = {
    "fixtures": "Every payload",
    "traps": "Every trap with its rule taken away",
    "trips": "One history through every adapter",
    "seeds": "Loaders' tables to the scorecard",
    "minutes": "From an empty folder to the first scorecard",
}


def write(part: str, lines: list[str]) -> None:
    """One section of the page; what another part or a person wrote stays."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Figures: help desks\n"
    section = "\n".join([f"## {PARTS[part]}", "", f"Written by `python bench/sources.py --{part}`.", "", *lines, ""])
    found = re.search(rf"(?ms)^## {re.escape(PARTS[part])}\n.*?(?=^## |\Z)", text)
    before, after = (text[: found.start()], text[found.end() :]) if found else (text.rstrip("\n") + "\n\n", "")
    text = f"{before}{section}\n{after}"
    PAGE.write_text(text.rstrip("\n") + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser()
    for part in PARTS:
        parser.add_argument(f"--{part}", action="store_true")
    for name, default in (("tickets", 300), ("weeks", 8), ("seed", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--keep", type=Path, help="leave the database of the trips here")
    parser.add_argument("--only", help="minutes: of this source alone")
    options = parser.parse_args()
    is_fine = True
    for part in PARTS:
        if getattr(options, part):
            lines, went_well = getattr(source_parts, part)(options)
            print("\n".join(lines))
            write(part, lines)
            is_fine &= went_well
    return int(not is_fine)


if __name__ == "__main__":
    sys.path.insert(0, str(PROJECT / "tests" / "python"))
    sys.exit(main())
