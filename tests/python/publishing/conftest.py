"""A dbt project of four nodes, so that whole runs take a second or two."""

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]

FILES = {
    "dbt_project.yml": """
        name: tiny
        version: "1.0.0"
        profile: tiny
        flags: {send_anonymous_usage_stats: false}
        vars: {landing: sample, landing_path: data/landing, run_number: 1, breaches: warn}
        models: {+materialized: table}
    """,
    "profiles.yml": """
        tiny:
          target: dev
          outputs: {dev: {type: duckdb, path: "{{ env_var('SCORECARD_DB') }}", threads: 2}}
    """,
    "macros/generate_schema_name.sql": """
        {% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name or target.schema }}{% endmacro %}
    """,
    "models/staging/stg_as_of.sql": """
        {{ config(schema='staging') }}
        select timestamp '2024-06-03 12:00' as as_of
    """,
    "models/marts/scorecard_weekly.sql": """
        {{ config(schema='marts') }}
        select
            date '2024-06-03' as week_start, concat('category ', number) as category, 'escalation_rate' as metric,
            cast({{ var('run_number') }} as double) as value, 0.1 as value_low, 0.3 as value_high,
            2 as numerator, 10 as denominator, 'ok' as status
        from range(2000) as numbers (number)
    """,
    "models/marts/other.sql": """
        {{ config(schema='marts') }}
        select {{ var('run_number') }} as run_number, 0.5 as other_rate from {{ ref('scorecard_weekly') }} limit 1
    """,
    "models/marts/with_words.sql": """
        {{ config(schema='marts', meta={'is_served': false}) }}
        select 'my password is hunter2' as body
    """,
    "tests/no_flaw.sql": """
        select flaws.* from read_csv('{{ var("flaws") }}', header = true, all_varchar = true) as flaws
        where (select count(*) from {{ ref('scorecard_weekly') }}) > 0
    """,
    "tests/no_breach.sql": """
        {{ config(tags=['threshold'], severity=var('breaches')) }}
        select * from {{ ref('scorecard_weekly') }} where value >= 100
    """,
}


class Team:
    """The tiny project and its command."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.served = folder / "data" / "served" / "scorecard.duckdb"
        for name, text in FILES.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = text.strip("\n").splitlines()
            path.write_text("\n".join(line[8:] for line in lines) + "\n")
        self.flaws = folder / "flaws.csv"
        self.be_sound()

    def be_sound(self) -> None:
        self.flaws.write_text("flaw\n")

    def be_flawed(self) -> None:
        self.flaws.write_text("flaw\nnumbers do not add up\n")

    def know_the_contract(self) -> None:
        contract = Path("models/staging/_landing__sources.yml")
        shutil.copy(PROJECT / contract, self.folder / contract)

    def raw(self, sent_at: datetime, bad_rows: int = 0):
        self.know_the_contract()
        folder = self.folder / "raw"
        folder.mkdir(exist_ok=True)
        rows = [f"M{number},T1,{sent_at.isoformat()},ai" for number in range(10)]
        rows += [f"B{number},T1,someday,ai" for number in range(bad_rows)]
        (folder / "tickets.csv").write_text(f"ticket_id,created_at,status\nT1,{sent_at.isoformat()},open\n")
        (folder / "messages.csv").write_text("message_id,ticket_id,sent_at,author_type\n" + "\n".join(rows) + "\n")
        return str(folder)

    def run(self, *arguments: str, **given) -> int:
        from agent_scorecard.cli import main

        told = json.dumps({"flaws": str(self.flaws), **given})
        options = ["--project-dir", str(self.folder), "--no-pages", "--no-notify", "--vars", told]
        return main(["run", *options, *arguments])

    def summary(self) -> dict:
        return json.loads((self.folder / "data" / "runs" / "latest.json").read_text())

    def step(self, name: str) -> dict:
        return next(step for step in self.summary()["steps"] if step["name"] == name)

    def ask(self, query: str) -> list[tuple]:
        import duckdb

        with duckdb.connect(str(self.served), read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Team:
    monkeypatch.delenv("SCORECARD_DB", raising=False)
    monkeypatch.delenv("SCORECARD_SERVED", raising=False)
    # the command sets it for dbt; this puts it back
    monkeypatch.setenv("SCORECARD_DB", "data/scorecard.duckdb")
    return Team(tmp_path)
