"""A real BI client, Apache Superset, reads the served file while the desk publishes: SQL Lab, a dataset, a chart.

Run by `make bi`, with the project's own environment; Superset has one of its own (`.superset`). What must hold: every query that
a person sends while a build runs and a publication replaces the file is answered, and rightly; the dataset carries the
descriptions that dbt persisted; a chart made by API shows the mart's numbers. Superset listens on loopback alone, with a
secret key of this run, without examples and without telemetry; the process started here is the one that is stopped.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parents[2]
SUPERSET = PROJECT / ".superset" / "bin"
COMMAND = Path(sys.executable).with_name("agent-scorecard")

CONFIG = """
SECRET_KEY = {key!r}
SQLALCHEMY_DATABASE_URI = "sqlite:///{home}/superset.db"
# a script logs in and posts: no form, no token
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
CONTENT_SECURITY_POLICY_WARNING = False
SUPERSET_WEBSERVER_ADDRESS = "127.0.0.1"
CACHE_CONFIG = {{"CACHE_TYPE": "NullCache"}}
DATA_CACHE_CONFIG = CACHE_CONFIG
RATELIMIT_ENABLED = False
SQLALCHEMY_TRACK_MODIFICATIONS = False
"""

QUERY = """
select week_start, category, value, numerator, denominator, status
from marts.scorecard_weekly where metric = 'escalation_rate' and category <> '(all)' order by 1, 2
"""


class Superset:
    """One server, started and stopped by this script; spoken to as a browser would, with a session."""

    def __init__(self, home: Path):
        self.home = home
        self.password = secrets.token_urlsafe(18)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        config = home / "superset_config.py"
        config.write_text(CONFIG.format(key=secrets.token_urlsafe(42), home=home))
        config.chmod(0o600)
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "SUPERSET_CONFIG_PATH": str(config),
            "SUPERSET_HOME": str(home),
            "FLASK_APP": "superset.app:create_app()",
            "SCARF_ANALYTICS": "false",
            "SCARF_NO_ANALYTICS": "true",
            "DO_NOT_TRACK": "1",
            "PYTHONWARNINGS": "ignore",
        }
        self.log = (home / "server.log").open("w")
        self.process: subprocess.Popen | None = None
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.token = ""

    def command(self, *arguments: str) -> None:
        done = subprocess.run(
            [str(SUPERSET / "superset"), *arguments],
            env=self.environment,
            cwd=self.home,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"superset {arguments[0]} ended with {done.returncode}:\n{done.stderr[-3000:]}")

    def prepare(self) -> None:
        self.command("db", "upgrade")
        person = ["--username", "desk", "--firstname", "Support", "--lastname", "Team", "--email", "desk@localhost"]
        self.command("fab", "create-admin", *person, "--password", self.password)
        self.command("init")

    def start(self) -> None:
        arguments = ["run", "--host", "127.0.0.1", "--port", str(self.port), "--with-threads"]
        self.process = subprocess.Popen(
            [str(SUPERSET / "flask"), *arguments],
            env=self.environment,
            cwd=self.home,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        until = time.monotonic() + 300
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise SystemExit(f"Superset ended with {self.process.returncode}; see {self.log.name}")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(1)
        raise SystemExit("Superset did not come up in five minutes")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            # the group that was started here, and no other
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
        self.log.close()

    def call(self, method: str, path: str, body: dict | None = None) -> dict:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1{path}", method=method)
        if body is not None:
            # a GET that says it has a body is refused
            request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        data = json.dumps(body).encode() if body is not None else None
        try:
            with self.opener.open(request, data, timeout=300) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.code} {error.read().decode()[:500]}") from error

    def log_in(self) -> None:
        given = {"username": "desk", "password": self.password, "provider": "db", "refresh": False}
        self.token = self.call("POST", "/security/login", given)["access_token"]


def serve(work: Path) -> tuple[Path, dict]:
    """A served file of this check's own: a copy of the project's build, else the sample built here."""
    environment = os.environ | {
        "SCORECARD_DB": str(work / "build" / "scorecard.duckdb"),
        "SCORECARD_SERVED": str(work / "served"),
    }
    (work / "build").mkdir()
    built = PROJECT / "data" / "scorecard.duckdb"
    if built.exists():
        shutil.copy(built, work / "build" / "scorecard.duckdb")
        publish(environment, "--select", "stg_as_of")
    else:
        publish(environment)
    return work / "served" / "scorecard.duckdb", environment


def publish(environment: dict, *arguments: str) -> int:
    command = [str(COMMAND), "run", "--quiet", "--no-pages", "--no-notify", *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"agent-scorecard run ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.returncode


def published_at(served: Path) -> str:
    with duckdb.connect(str(served), read_only=True) as connection:
        return str(connection.execute("select published_at from marts.publication").fetchone()[0])


def rows_of_mart(served: Path) -> list[tuple]:
    with duckdb.connect(str(served), read_only=True) as connection:
        return connection.execute(QUERY).fetchall()


def descriptions_of(served: Path) -> dict[str, str]:
    with duckdb.connect(str(served), read_only=True) as connection:
        found = connection.execute(
            "select column_name, comment from duckdb_columns() where schema_name = 'marts' and table_name = 'scorecard_weekly'"
        )
        return dict(found.fetchall())


def lab(superset: Superset, database: int) -> list[dict]:
    given = {"database_id": database, "sql": QUERY, "schema": "marts", "runAsync": False, "queryLimit": 10_000}
    return superset.call("POST", "/sqllab/execute/", given)["data"]


def same(rows: list[dict], mart: list[tuple]) -> bool:
    told = [
        (str(row["week_start"])[:10], row["category"], row["numerator"], row["denominator"], row["status"])
        for row in rows
    ]
    return told == [(str(row[0]), row[1], row[3], row[4], row[5]) for row in mart]


def main() -> int:
    if not (SUPERSET / "superset").exists():
        print("there is no .superset: `make bi` makes it")
        return 2
    with tempfile.TemporaryDirectory(prefix="scorecard-bi-") as folder:
        work = Path(folder)
        served, environment = serve(work)
        mart = rows_of_mart(served)
        home = work / "superset"
        home.mkdir(mode=0o700)
        superset = Superset(home)
        try:
            began = time.monotonic()
            superset.prepare()
            superset.start()
            superset.log_in()
            print(f"Superset is up after {time.monotonic() - began:.0f} s")
            problems = check(superset, served, environment, mart)
        finally:
            superset.stop()
    print("\n".join(problems) if problems else "everything held")
    return 1 if problems else 0


def check(superset: Superset, served: Path, environment: dict, mart: list[tuple]) -> list[str]:
    problems: list[str] = []
    extra = {"engine_params": {"connect_args": {"read_only": True}}}
    database = superset.call(
        "POST",
        "/database/",
        {"database_name": "scorecard", "sqlalchemy_uri": f"duckdb:///{served}", "extra": json.dumps(extra)},
    )["id"]

    # SQL Lab, again and again, while the desk builds and publishes
    first = published_at(served)
    runner = threading.Thread(target=publish, args=(environment, "--select", "stg_as_of"))
    runner.start()
    asked, refused, wrong = 0, 0, 0
    while runner.is_alive() or asked == 0:
        asked += 1
        try:
            wrong += not same(lab(superset, database), mart)
        except RuntimeError as error:
            refused += 1
            problems.append(f"SQL Lab during a build: {error}")
    runner.join()
    after = published_at(served)
    wrong += not same(lab(superset, database), mart)
    told = superset.call(
        "POST",
        "/sqllab/execute/",
        {
            "database_id": database,
            "sql": "select published_at from marts.publication",
            "schema": "marts",
            "runAsync": False,
        },
    )["data"][0]["published_at"]
    print(
        f"SQL Lab: {asked} queries of {len(mart)} rows while a build ran and was published: {refused} refused, {wrong} wrong"
    )
    if wrong:
        problems.append(f"{wrong} answers differ from the mart")
    if after == first or str(told).replace("T", " ")[:19] != after[:19]:
        problems.append(f"Superset sees the publication of {told}, and that of {after} is served")

    # a dataset, with the words that dbt wrote into the file
    dataset = superset.call(
        "POST", "/dataset/", {"database": database, "schema": "marts", "table_name": "scorecard_weekly"}
    )["id"]
    columns = superset.call("GET", f"/dataset/{dataset}")["result"]["columns"]
    described = {column["column_name"]: column["description"] for column in columns}
    ours = descriptions_of(served)
    missing = [name for name, words in ours.items() if described.get(name) != words]
    print(f"dataset on scorecard_weekly: {len(ours) - len(missing)} of {len(ours)} columns carry our descriptions")
    if missing or not ours:
        problems.append(f"columns without our description: {missing}")

    # a chart by API: a ratio of sums by month
    rate = {"expressionType": "SQL", "label": "escalation rate", "sqlExpression": "sum(numerator) / sum(denominator)"}
    filters = [
        {"col": "metric", "op": "==", "val": "escalation_rate"},
        {"col": "category", "op": "!=", "val": "(all)"},
    ]
    query = {
        "columns": [
            {
                "expressionType": "SQL",
                "label": "week_start",
                "sqlExpression": "week_start",
                "columnType": "BASE_AXIS",
                "timeGrain": "P1M",
            }
        ],
        "metrics": [rate],
        "filters": filters,
        "extras": {"time_grain_sqla": "P1M"},
        "orderby": [],
        "row_limit": 1000,
    }
    context = {
        "datasource": {"id": dataset, "type": "table"},
        "queries": [query],
        "result_format": "json",
        "result_type": "full",
    }
    form = {
        "viz_type": "echarts_timeseries_line",
        "datasource": f"{dataset}__table",
        "x_axis": "week_start",
        "time_grain_sqla": "P1M",
        "metrics": [rate],
        "adhoc_filters": [
            {
                "expressionType": "SIMPLE",
                "clause": "WHERE",
                "subject": each["col"],
                "operator": each["op"],
                "comparator": each["val"],
            }
            for each in filters
        ],
    }
    chart = superset.call(
        "POST",
        "/chart/",
        {
            "slice_name": "Escalation rate by month",
            "viz_type": form["viz_type"],
            "datasource_id": dataset,
            "datasource_type": "table",
            "params": json.dumps(form),
            "query_context": json.dumps({**context, "form_data": form, "force": True}),
        },
    )["id"]
    shown = superset.call("GET", f"/chart/{chart}/data/")["result"][0]
    sums: dict[str, list[float]] = {}
    for week, _, _, numerator, denominator, _ in mart:
        both = sums.setdefault(f"{week:%Y-%m}", [0.0, 0.0])
        both[0] += numerator or 0
        both[1] += denominator
    expected = {month: made / n for month, (made, n) in sums.items() if n}
    found = {}
    for row in shown["data"]:
        moment = row["week_start"]
        text = (
            time.strftime("%Y-%m", time.gmtime(moment / 1000)) if isinstance(moment, int | float) else str(moment)[:7]
        )
        found[text] = row["escalation rate"]
    off = [month for month in expected if abs(found.get(month, 9) - expected[month]) > 1e-9]
    print(
        f"chart {chart}, escalation rate by month: {len(expected) - len(off)} of {len(expected)} months equal the mart"
    )
    if off or len(found) != len(expected):
        problems.append(f"months that differ: {off}; the chart's SQL: {shown.get('query')}")
    return problems


if __name__ == "__main__":
    sys.exit(main())
