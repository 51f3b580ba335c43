"""From an empty folder to the first own scorecard of a help desk, every command typed: seconds and what they said."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from agent_scorecard.simulation.exports import AI, SOURCES
from simulated.help_desk_server import HelpDesk

PROJECT = Path(__file__).resolve().parents[2]
TEAM = {"tickets": 120, "weeks": 6, "seed": 3}
SECRETS = {
    "zendesk": {"ZENDESK_EMAIL": "a@example.com", "ZENDESK_TOKEN": "none"},
    "intercom": {"INTERCOM_TOKEN": "none"},
    "chatwoot": {"CHATWOOT_ACCOUNT": "1", "CHATWOOT_TOKEN": "none"},
    "langfuse": {"LANGFUSE_PUBLIC_KEY": "none", "LANGFUSE_SECRET_KEY": "none"},
}
ADDRESS = {
    "zendesk": "ZENDESK_URL",
    "intercom": "INTERCOM_URL",
    "chatwoot": "CHATWOOT_URL",
    "langfuse": "LANGFUSE_HOST",
}


def minutes(options) -> tuple[list[str], bool]:
    """One table per source. The environment is made once; the others begin where it is."""
    from agent_scorecard.simulation.config import SimulationConfig
    from agent_scorecard.simulation.generate import simulate
    from own_data import Typist

    rows = {name: table.to_pylist() for name, table in simulate(SimulationConfig(**TEAM)).tables.items()}
    told = [
        "Each command is typed in a fresh clone, against a local server that answers the API's calls with the payloads of a"
        f" simulated team ({len(rows['tickets'])} tickets of {TEAM['weeks']} weeks). The environment is made once, with a filled"
        " package cache. Wall times are of a machine that others used, too.",
        "",
        "| source | command | exit code | wall s | CPU s |",
        "|---|---|---|---|---|",
    ]
    totals, is_fine = [], True
    with tempfile.TemporaryDirectory() as work:
        clone = Path(work) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(clone)], check=True)
        made = Typist(clone)
        made.type("make setup", (0,), is_active=False)
        told += [f"| all | {' | '.join(row)} |" for row in made.rows]
        for source in SOURCES if not options.only else (options.only,):
            typist = Typist(clone)
            os.environ.update({**SECRETS[source], "NO_PROXY": "127.0.0.1"})
            with HelpDesk(source, rows) as address:
                os.environ[ADDRESS[source]] = address
                steps(typist, source)
            told += [f"| {source} | {' | '.join(row)} |" for row in typist.rows]
            groups = scored(clone / "data/scorecard.duckdb", source)
            is_fine &= groups > 0
            wall, cpu = (sum(float(row[place]) for row in [*made.rows, *typist.rows] if row[place]) for place in (2, 3))
            count = len(made.rows) + len(typist.rows)
            totals.append(f"| {source} | {count} | {wall / 60:.1f} | {cpu:.0f} | {groups} |")
    head = ["| source | commands | minutes | CPU s | groups of the scorecard with a value |", "|---|---|---|---|---|"]
    return [*head, *totals, "", *told], is_fine


def steps(typist, source: str) -> None:
    export, landing = f"data/exports/{source}", f"data/landing-{source}"
    typist.type(f"agent-scorecard fetch {source} {export}", (0,))
    # without a choice the adapter shows who writes, and stops; traces have no choice to make
    if source != "langfuse":
        typist.type(f"agent-scorecard land {source} {export} --landing-path {landing}", (2,))
    chosen = " ".join(f"--ai {each}" for each in AI[source]) if source != "langfuse" else ""
    field = "--field category=tags:cat_"
    typist.type(
        f"agent-scorecard land {source} {export} --landing-path {landing} {chosen} {field}".replace("  ", " "), (0, 3)
    )
    typist.type(f"agent-scorecard run --landing-path {landing} --replace --max-age-hours 0 --no-notify", (0, 3))
    typist.type("agent-scorecard show", (0,))


def scored(database: Path, source: str) -> int:
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        (groups,) = connection.sql("select count(*) from marts.scorecard_weekly where value is not null").fetchall()[0]
        lost = connection.sql("select * from marts.source_reconciliation where unexplained_count <> 0").fetchall()
        (sources,) = connection.sql("select string_agg(distinct source_system, ',') from marts.episodes").fetchall()[0]
    if lost or sources != source:
        raise SystemExit(f"{source}: {sources}, unexplained {json.dumps(lost, default=str)}")
    return groups
