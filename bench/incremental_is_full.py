"""Random sequences of batches: what is built bit by bit equals what is built at once. Writes docs/figures/incremental.md.

    python bench/incremental_is_full.py [--sequences 2000] [--teams 40] [--batches 6] [--seed 1] [--partitions 1000]

dbt builds the whole project once over empty tables; then the same compiled SQL and the same Python models run in this
process, on a database in memory, as dbt runs them (delete and insert by the key, then the post-hook). ``--teams``
sequences run side by side: each is a team of its own, with ids and batches of its own, in one landing and one build, since
a build costs what its 195 nodes cost and hardly more for forty teams than for one. as_of and vars change for all at once.

Behind each batch the three incremental models are compared with a full build of the same landing, row by row, and a row that
differs names its team. Everything else is made anew by each build; at the end of its batches every mart is compared, too.

Four defects are planted, each in one model alone; the sequences must find each. They are sequences in which what the
defect gets wrong happens behind every batch.

`--partitions`: the counts of the built sample, cut in three at random, add up to what is published for all.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import duckdb
import jinja2
import pyarrow as pa

from agent_scorecard.contract import landing_tables

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "tests" / "python"))
PAGE = PROJECT / "docs" / "figures" / "incremental.md"
INCREMENTAL = ("stg_messages_redacted", "int_messages_scored", "int_answers_scored")
TABLES = (
    "tickets",
    "messages",
    "ticket_events",
    "customers",
    "articles",
    "erasure_requests",
    "satisfaction",
    "reviews",
)
START = datetime(2025, 1, 6)
WORDS = (
    "my mail is ann@example.com", "Thanks, Ida Planck", "it does not work", "great, that helped", "I waited 3 days",
    "use the form on page 2", "the fee is 5 euros", "call +44 20 7946 0958", "no, still broken!", "you can cancel at any time",
    "Ich bin sehr zufrieden", "the export takes 10 minutes", "password: hunter2!x",
)  # fmt: skip


@dataclass
class Chain:
    """The models of the chain in the order of a build, as dbt compiled them."""

    database: Path
    nodes: list[dict]
    modules: dict[str, object] = field(default_factory=dict)

    @property
    def marts(self) -> list[str]:
        return [node["name"] for node in self.nodes if node["schema"] == "marts"]

    def needed(self) -> set[str]:
        """The incremental models and what they read."""
        nodes, found = {node["unique_id"]: node for node in self.nodes}, set()
        open_ = [node["unique_id"] for node in self.nodes if node["name"] in INCREMENTAL]
        while open_:
            key = open_.pop()
            if key in nodes and key not in found:
                found.add(key)
                open_ += nodes[key]["depends_on"]["nodes"]
        return {nodes[key]["name"] for key in found}

    def of(self, name: str) -> dict:
        return next(node for node in self.nodes if node["name"] == name)


def compiled(folder: Path, is_whole: bool = False) -> Chain:
    """Build the chain, or the whole project, once over empty landing tables; what dbt compiled is what every sequence runs."""
    from warehouse import dbt_here

    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "scorecard.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema raw")
        for table in landing_tables(PROJECT).values():
            columns = ", ".join(f'"{column.name}" {column.data_type}' for column in table.columns)
            connection.execute(f"create table raw.{table.name} ({columns}, _loaded_at timestamp)")
    wanted = ["+path:models/marts"] if is_whole else [f"+{name}" for name in INCREMENTAL]
    dbt_here(
        "build", "--select", *wanted, "--exclude-resource-type", "test", "unit_test",
        database=database, target_path=folder / "target", landing="warehouse",
    )  # fmt: skip
    manifest = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    ran = json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))
    built = {each["unique_id"] for each in ran["results"]}
    nodes = {k: n for k, n in manifest["nodes"].items() if k in built and n["resource_type"] == "model"}
    ordered: list[dict] = []
    done: set[str] = set()
    while len(done) < len(nodes):
        for key, node in nodes.items():
            if key not in done and all(each in done or each not in nodes for each in node["depends_on"]["nodes"]):
                done.add(key)
                ordered.append(node)
    for node in ordered:
        if node["language"] == "sql":
            node["sql"] = (folder / "target" / "compiled" / "agent_scorecard" / node["original_file_path"]).read_text()
    return Chain(database, ordered)


class Warehouse:
    """One database in memory, in which batches land and the chain is built."""

    def __init__(self, chain: Chain, defect: str | None = None):
        self.chain, self.defect = chain, defect
        self.connection = duckdb.connect(config={"threads": 1})
        self.connection.execute(f"attach '{chain.database}' as empty (read_only); attach ':memory:' as scorecard")
        self.connection.execute("copy from database empty to scorecard; detach empty; use scorecard")
        # nothing is kept: each build computes every model
        self.connection.execute("drop schema if exists kept cascade")
        self.schemas = dict(
            self.connection.execute(
                "select table_name, schema_name from duckdb_tables() "
                "union select view_name, schema_name from duckdb_views() where not internal"
            ).fetchall()
        )  # fmt: skip
        self.metas: dict[str, dict] = {}
        self.until: datetime | None = None
        self.is_started = False
        self.waiting: dict[str, list[dict]] = defaultdict(list)

    def build(self, is_whole: bool = True) -> None:
        """As `dbt build` does it: incremental where the table is there. Not ``is_whole``: the three and what they read."""
        self.landed()
        needed = self.chain.needed()
        for node in self.chain.nodes:
            name, place = node["name"], f'"{node["schema"]}"."{node["name"]}"'
            if not is_whole and name not in needed:
                continue
            if node["language"] == "sql":
                sql = node["sql"]
                if name == "stg_as_of" and self.until:
                    sql = f"select * replace (least(as_of, timestamp '{self.until}') as as_of) from ({sql})"
                if node["config"]["materialized"] != "view":
                    self.connection.execute(f"create or replace table {place} as {sql}")
                continue
            is_incremental = name in INCREMENTAL and self.is_started
            rows = self.rows_of(node, is_incremental)
            if not is_incremental:
                self.connection.execute(f"create or replace table {place} as from rows")
            else:
                key = node["config"]["unique_key"]
                if self.defect != "old rows stay next to new ones" or name != "int_answers_scored":
                    self.connection.execute(f"delete from {place} where {key} in (select {key} from rows)")
                self.connection.execute(f"insert into {place} by name from rows")
            del rows
            for hook in node["config"]["post-hook"]:
                if self.defect != "what left the landing stays" or name != "int_messages_scored":
                    self.connection.execute(self._rendered(hook["sql"], place))
        self.is_started = True

    def landed(self) -> None:
        """What waits is in the landing: one insert a table."""
        for table, rows in self.waiting.items():
            if rows:
                columns = dict.fromkeys(column for row in rows for column in row)
                given = pa.table({column: [row.get(column) for row in rows] for column in columns})
                self.connection.execute(f"insert into raw.{table} by name from given")
                del given
        self.waiting.clear()

    def rows_of(self, node: dict, is_incremental: bool):
        """What the Python model returns, as an Arrow table."""
        name = node["name"]
        if name not in self.chain.modules:
            spec = importlib.util.spec_from_file_location(name, PROJECT / node["original_file_path"])
            self.chain.modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(self.chain.modules[name])
        meta = node["config"]["meta"] | self.metas.get(name, {})
        this = f'"{node["schema"]}"."{name}"'
        if is_incremental and self.defect == "a corrected text is not read again" and name == "stg_messages_redacted":
            # as if the fingerprint knew the message and not what it says
            seen = {one for (one,) in self.connection.execute(f"select message_id from {this}").fetchall()}
            rows = self._called(name, meta, this, True)
            is_new = pa.array([one not in seen for one in rows["message_id"].to_pylist()], pa.bool_())
            return rows.filter(is_new)
        if is_incremental and self.defect == "other vars read nothing again" and name == "int_messages_scored":
            meta = node["config"]["meta"]
        return self._called(name, meta, this, is_incremental)

    def _called(self, name: str, meta: dict, this: str, is_incremental: bool):
        dbt = SimpleNamespace(
            ref=lambda each: self.connection.sql(f'from "scorecard"."{self.schemas[each]}"."{each}"'),
            config=_Config(self.chain.of(name)["config"], meta),
            this=this,
            is_incremental=is_incremental,
        )
        found = self.chain.modules[name].model(dbt, self.connection)
        if isinstance(found, pa.RecordBatchReader):
            return found.read_all()
        return found if isinstance(found, pa.Table) else found.to_arrow_table()

    def _rendered(self, sql: str, place: str) -> str:
        """A post-hook as dbt would render it, with the project's own macro for DuckDB."""
        jinja = jinja2.Environment(extensions=["jinja2.ext.do"])
        macros = jinja.from_string((PROJECT / "macros/engine/types.sql").read_text(encoding="utf-8")).module
        return jinja.from_string(sql).render(
            this=place,
            ref=lambda each: f'"{self.schemas[each]}"."{each}"',
            keep_rows_of=lambda a, b, c, condition="true": macros.default__keep_rows_of(a, b, c, condition),
        )

    def anew(self) -> Warehouse:
        """A full build, in a database of its own, of what has landed here."""
        other = Warehouse(self.chain)
        other.metas, other.until = self.metas, self.until
        for table in landing_tables(PROJECT):
            rows = self.connection.execute(f"from raw.{table}").to_arrow_table()
            other.connection.execute(f"insert into raw.{table} by name from rows")
            del rows
        other.build()
        return other

    def marts_that_differ(self) -> list[str]:
        """Every mart of the project, against a full build of the same landing."""
        self.build()
        other = self.anew()
        found = []
        for name in self.chain.marts:
            one, two = (
                each.connection.execute(f'from marts."{name}" order by all').fetchall() for each in (self, other)
            )
            found += [name] if one != two else []
        other.connection.close()
        return found

    def differs(self) -> str | None:
        """Which incremental table is not what a full build on the same landing makes, and of which teams; null where all are."""
        for name in INCREMENTAL:
            node = self.chain.of(name)
            anew, place = self.rows_of(node, False), f'"{node["schema"]}"."{name}"'
            columns = ", ".join(f'"{column}"' for column in anew.column_names)
            one_way, other = (f"select {columns} from {place}", f"select {columns} from anew")
            query = (
                f"select distinct split_part({node['config']['unique_key']}, '.', 1) "
                f"from (({one_way} except all {other}) union all ({other} except all {one_way}))"
            )
            if teams := self.connection.execute(query).fetchall():
                return f"{name} of {', '.join(sorted(team for (team,) in teams))}"
        return None


class _Config:
    """A model's `dbt.config`: called for settings that dbt alone needs, asked for meta."""

    def __init__(self, settings: dict, meta: dict):
        self.get, self.meta_get = {**settings, **meta}.get, meta.get

    def __call__(self, **_):
        pass


class Batches:
    """What happens to one support team's data, at random; each kind is counted. Teams share a landing, and no id."""

    def __init__(self, warehouse: Warehouse, rng: random.Random, team: int = 0):
        self.warehouse, self.rng, self.kinds, self.team = warehouse, rng, Counter(), team
        self.serial, self.loads = 0, 0

    def land(self, table: str, rows: list[dict]) -> None:
        # a load of one team alone, so that its file can go
        loaded = START + timedelta(days=400, hours=self.loads, seconds=self.team)
        self.warehouse.waiting[table] += [row | {"_loaded_at": loaded} for row in rows]

    def fresh(self) -> None:
        """Tickets with their messages and events, in any order; some of them late, some rows twice."""
        self.loads += 1
        rows: dict[str, list[dict]] = {table: [] for table in TABLES}
        for _ in range(self.rng.randint(1, 4)):
            self.serial += 1
            ticket, customer = f"{self.team}.T{self.serial}", f"{self.team}.C{self.rng.randint(1, 4)}"
            at = START + timedelta(hours=self.rng.randint(0, 2000))
            rows["tickets"].append({
                "ticket_id": ticket, "created_at": at, "customer_id": customer,
                "status": self.rng.choice(["open", "solved", "closed"]),
                "category": self.rng.choice(["billing", "export", None]), "language": self.rng.choice(["en", "de", None]),
                "updated_at": self.rng.choice([None, at]), "solved_at": self.rng.choice([None, at + timedelta(hours=9)]),
            })  # fmt: skip
            for number in range(self.rng.randint(1, 5)):
                author = ("customer", "ai", "agent")[number % 3 if number < 2 else self.rng.randint(0, 2)]
                rows["messages"].append({
                    "message_id": f"{ticket}-{number}", "ticket_id": ticket, "sent_at": at + timedelta(minutes=7 * number),
                    "author_type": author, "author_id": customer if author == "customer" else author,
                    "body": self.rng.choice([*WORDS, None]), "is_public": True, "updated_at": self.rng.choice([None, at]),
                })  # fmt: skip
            if self.rng.random() < 0.5:
                rows["ticket_events"].append({
                    "event_id": f"{self.team}.E{self.serial}", "ticket_id": ticket, "occurred_at": at + timedelta(hours=8),
                    "event_type": self.rng.choice(["solved", "reopened", "escalated"]), "actor_type": "ai",
                })  # fmt: skip
            if self.rng.random() < 0.5:
                rows["customers"].append(
                    {"customer_id": customer, "name": self.rng.choice(["Ida Planck", "Bob Ray", None])}
                )
            if self.rng.random() < 0.4:
                rows["satisfaction"].append({
                    "ticket_id": ticket, "responded_at": at + timedelta(hours=20), "score": self.rng.randint(1, 5),
                    "scale_min": 1, "scale_max": 5, "kind": "csat", "comment": self.rng.choice([*WORDS, None]),
                })  # fmt: skip
                rows["reviews"].append({
                    "review_id": f"{self.team}.R{self.serial}", "ticket_id": ticket, "reviewer_id": "ann",
                    "reviewed_at": at + timedelta(hours=30), "episode_number": 1,
                    "verdict": self.rng.choice(["correct", "incorrect"]),
                    "inclusion_probability": 0.5,
                })  # fmt: skip
        if self.rng.random() < 0.3:
            rows["articles"].append({
                "article_id": f"{self.team}.A{self.rng.randint(1, 3)}", "version": str(self.loads), "title": "Export",
                "body": self.rng.choice(WORDS), "valid_from": START + timedelta(hours=self.rng.randint(0, 2000)),
            })  # fmt: skip
        for table, told in rows.items():
            twice = [row for row in told if self.rng.random() < 0.15]
            self.kinds["duplicated"] += len(twice)
            told += twice
            self.rng.shuffle(told)
            if told:
                self.land(table, told)
        self.kinds["reordered"] += 1
        self.kinds["late"] += self.loads > 1

    def change(self, kind: str | None = None) -> None:
        """One thing that happens to what landed before: ``kind``, or any."""
        kind = kind or self.rng.choice(
            ["corrected", "deleted", "merged", "moved", "back-dated", "gone file", "other vars", "erased", "renamed"]
        )
        ask = self.warehouse.connection.execute
        self.loads += 1
        self.warehouse.landed()
        messages = ask(
            "select message_id, ticket_id, sent_at, author_type, author_id from raw.messages "
            f"where starts_with(message_id, '{self.team}.') order by all"
        ).fetchall()
        tickets = ask(
            "select ticket_id, created_at, customer_id from raw.tickets "
            f"where starts_with(ticket_id, '{self.team}.') order by all"
        ).fetchall()
        if not messages or not tickets:
            return
        self.kinds[kind] += 1
        message_id, ticket_id, sent_at, author, author_id = self.rng.choice(messages)
        ticket = self.rng.choice(tickets)
        told = {
            "message_id": message_id,
            "ticket_id": ticket_id,
            "sent_at": sent_at,
            "author_type": author,
            "author_id": author_id,
            "is_public": True,
        }
        later = START + timedelta(days=300, hours=self.loads)
        if kind == "corrected":
            self.land("messages", [told | {"body": self.rng.choice(WORDS) + f" {self.loads}", "updated_at": later}])
        elif kind == "moved":
            self.land(
                "messages", [told | {"ticket_id": ticket[0], "body": self.rng.choice(WORDS), "updated_at": later}]
            )
        elif kind == "deleted":
            ask("delete from raw.messages where message_id = ?", [message_id])
        elif kind == "merged":
            self.land("tickets", [{
                "ticket_id": ticket_id, "created_at": sent_at, "status": "closed", "merged_into_ticket_id": ticket[0],
                "customer_id": ticket[2], "updated_at": later,
            }])  # fmt: skip
        elif kind == "back-dated":
            self.warehouse.until = self.rng.choice([None, START + timedelta(hours=self.rng.randint(200, 1800))])
        elif kind == "gone file":
            (load,) = ask(
                f"select _loaded_at from raw.messages where starts_with(message_id, '{self.team}.') "
                "order by hash(message_id) limit 1"
            ).fetchone()
            for table in TABLES:
                ask(f"delete from raw.{table} where _loaded_at = ?", [load])
        elif kind == "other vars":
            language, regions = self.rng.choice(["en", "de"]), self.rng.choice(["US,GB,DE", "DE"])
            self.warehouse.metas = {
                "int_messages_scored": {"default_language": language},
                "stg_messages_redacted": {"regions": regions},
            }
        elif kind == "erased":
            self.land("erasure_requests", [{"customer_id": ticket[2], "requested_at": later}])
        else:
            self.land("customers", [{"customer_id": ticket[2], "name": self.rng.choice(["Ann Export", "Bob Ray"])}])


def run(
    chain: Chain, seed: int, batches: int, teams: int = 1, defect: str | None = None, with_marts: bool = False
) -> tuple[str | None, Counter]:
    """``teams`` sequences side by side: what first differed from a full build, or null; and what happened, by kind.

    Each team has batches of its own; as_of and vars are of the whole landing. ``defect``: one of DEFECTS is planted, and
    what it gets wrong happens behind every batch. ``with_marts``: at the end every mart is compared, too.
    """
    warehouse, rng = Warehouse(chain, defect), random.Random(seed)
    happening = [Batches(warehouse, random.Random(f"{seed}.{team}"), team) for team in range(teams)]
    kinds: Counter = Counter()
    try:
        for _ in range(batches):
            for team in happening:
                if team.rng.random() < 0.6 or not team.loads:
                    team.fresh()
            warehouse.landed()
            for team in happening:
                if defect and warehouse.is_started:
                    team.change(DEFECTS[defect])
                for _ in range(team.rng.randint(0, 2)):
                    team.change(None if teams == 1 else team.rng.choice(OF_ONE_TEAM))
            for kind in OF_ALL if teams > 1 else ():
                if rng.random() < 0.4:
                    happening[0].change(kind)
                    # it happens to every team
                    happening[0].kinds[kind] += teams - 1
            warehouse.build(is_whole=False)
            if found := warehouse.differs():
                return f"seed {seed}: {found}", kinds
        kinds = sum((team.kinds for team in happening), Counter())
        if with_marts and (marts := warehouse.marts_that_differ()):
            return f"seed {seed}: {', '.join(marts)}", kinds
        return None, kinds
    finally:
        warehouse.connection.close()


OF_ALL = ("back-dated", "other vars")
OF_ONE_TEAM = ("corrected", "deleted", "merged", "moved", "gone file", "erased", "renamed")
# a planted defect, and what has to happen for it to show
DEFECTS = {
    "what left the landing stays": "deleted",
    "old rows stay next to new ones": "corrected",
    "a corrected text is not read again": "corrected",
    "other vars read nothing again": "other vars",
}


def partitions(built: Path, count: int, seed: int) -> tuple[int, int, int]:
    """Cut the groups of the built sample in three, ``count`` times: (partitions, sums compared, sums that differ).

    A group is a week of a category. The three parts' numerators and denominators of every metric that adds up must give
    what is published for all categories together, and the three parts' episodes what the calendar of weeks says.
    """
    with duckdb.connect(str(built), read_only=True) as connection:
        connection.execute("set threads = 1")
        # estimates (from reviews, from times that go on) are no sums
        connection.execute(
            """
            create temp table told as
            select
                scorecard.week_start, scorecard.category, scorecard.metric,
                coalesce(scorecard.numerator, 0) as numerator, coalesce(scorecard.denominator, 0) as denominator
            from marts.scorecard_weekly as scorecard
            inner join marts.metric_registry as registry on scorecard.metric = registry.metric
            where registry.unit = 'share' and scorecard.reviewed_count is null and scorecard.is_final
            """
        )
        compared = differing = 0
        for number in range(count):
            ((all_sums, wrong),) = connection.execute(
                """
                with parts as (
                    select
                        metric, week_start, hash(category || week_start || $seed) % 3 as part,
                        sum(numerator) as numerator, sum(denominator) as denominator
                    from told where category <> '(all)' group by all
                ),
                summed as (
                    select metric, sum(numerator) as numerator, sum(denominator) as denominator, count(*) as parts
                    from parts group by all
                ),
                whole as (
                    select metric, sum(numerator) as numerator, sum(denominator) as denominator
                    from told where category = '(all)' group by all
                )
                select
                    2 * count(*),
                    count(*) filter (where abs(summed.numerator - whole.numerator) > 1e-6 * (1 + abs(whole.numerator)))
                    + count(*) filter (where abs(summed.denominator - whole.denominator) > 1e-6 * (1 + abs(whole.denominator)))
                from whole left join summed using (metric)
                """,
                {"seed": f"{seed}.{number}"},
            ).fetchall()
            compared, differing = compared + all_sums, differing + wrong
    return count, compared, differing


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sequences", type=int, default=2000)
    parser.add_argument("--teams", type=int, default=40, help="sequences side by side in one landing")
    parser.add_argument("--batches", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--partitions", type=int, default=1000)
    parser.add_argument("--built", type=Path, default=PROJECT / "data" / "scorecard.duckdb", help="for the partitions")
    options = parser.parse_args()
    started = time.process_time()
    wrong, kinds, caught, done = [], Counter(), {}, 0
    with tempfile.TemporaryDirectory() as folder:
        chain = compiled(Path(folder), is_whole=True)
        for defect in DEFECTS:
            seeds = range(options.seed, options.seed + 60)
            found = (seed for seed in seeds if run(chain, seed, options.batches, defect=defect)[0])
            caught[defect] = next(found, None)
        print(caught, flush=True)
        for seed in range(options.seed, options.seed + -(-options.sequences // options.teams)):
            found, happened = run(chain, seed, options.batches, options.teams, with_marts=True)
            done, kinds = done + options.teams, kinds + happened
            wrong += [found] if found else []
            print(done, found or "equal", f"{time.process_time() - started:.0f} CPU s", flush=True)
            lines = _page(options, done, len(chain.marts), wrong, kinds, caught, time.process_time() - started)
            PAGE.write_text("\n".join([*lines, ""]), encoding="utf-8")
    if options.partitions and options.built.exists():
        tries, compared, differing = partitions(options.built, options.partitions, options.seed)
        wrong += [f"{differing} sums of parts"] if differing else []
        lines += [
            "",
            f"{tries} random cuts in three of the built sample's groups: {compared} sums compared, {differing} differed.",
        ]
    PAGE.write_text("\n".join([*lines, ""]), encoding="utf-8")
    print(*lines, *wrong[:10], sep="\n")
    return int(bool(wrong) or None in caught.values())


def _page(options, done: int, marts: int, wrong: list[str], kinds: Counter, caught: dict, seconds: float) -> list[str]:
    return [
        "# Incremental equals full: figures", "",
        f"`python bench/incremental_is_full.py --sequences {done} --teams {options.teams} --batches {options.batches}`", "",
        f"{done} random sequences of {options.batches} batches, {options.teams} side by side in one landing: behind each batch",
        "a full build of the three incremental models against the incremental ones, row by row; at the end",
        f"all {marts} marts. {len(wrong)} differed.", "",
        "| what happened | times |", "|---|---|", *(f"| {kind} | {count} |" for kind, count in sorted(kinds.items())), "",
        "What happens to all at once (back-dated, other vars) is counted for each sequence.", "",
        "| planted defect | found at sequence |", "|---|---|",
        *(f"| {defect} | {'NOT FOUND' if seed is None else seed - options.seed + 1} |" for defect, seed in caught.items()), "",
        f"{seconds:.0f} CPU seconds, and one build of the empty project.",
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
