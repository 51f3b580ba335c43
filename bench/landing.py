"""How long a million tickets take to land, and how much memory. Writes docs/figures/landing.md.

python bench/landing.py [--rows 1000000]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

PAGE = Path(__file__).resolve().parents[1] / "docs" / "figures" / "landing.md"


def write_tickets(path: Path, rows: int) -> None:
    """A CSV of tickets, of which every thousandth has a status that does not exist."""
    number = np.arange(rows)
    created = pa.array(1_700_000_000 + number * 30, pa.timestamp("s")).cast(pa.string())
    status = np.where(number % 1000 == 999, "dancing", "solved")
    tickets = pa.table(
        {
            "ticket_id": [f"T{each:08d}" for each in number],
            "created_at": created,
            "status": status,
            "customer_id": [f"C{each % 200_000:06d}" for each in number],
            "channel": ["chat"] * rows,
            "category": ["billing"] * rows,
            "subject": [f"How do I change the address on order {each}?" for each in number],
            "updated_at": created,
        }
    )
    pyarrow.csv.write_csv(tickets, path)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder, landing = Path(name) / "raw", Path(name) / "landing"
        folder.mkdir()
        write_tickets(folder / "tickets.csv", rows)
        megabytes = (folder / "tickets.csv").stat().st_size / 1e6
        command = [str(Path(sys.executable).with_name("agent-scorecard")), "land", str(folder)]
        subprocess.run([*command, "--landing-path", str(landing)], check=True, capture_output=True)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        (account,) = (json.loads(path.read_text()) for path in landing.glob("_landings/tickets/*.json"))
    lines = [
        "# Landing: figures",
        "",
        "`python bench/landing.py`: one CSV of tickets, typed, checked by the gate and written, with the start of Python and the",
        "import of Great Expectations.",
        "",
        "| rows | MB | accepted | rejected | processor seconds | memory at most, MB |",
        "|---|---|---|---|---|---|",
        f"| {rows} | {megabytes:.0f} | {account['rows_accepted']} | {account['rows_rejected']} | "
        f"{used.ru_utime + used.ru_stime:.0f} | {used.ru_maxrss / 1024:.0f} |",
        "",
    ]
    print("\n".join(lines))
    PAGE.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
