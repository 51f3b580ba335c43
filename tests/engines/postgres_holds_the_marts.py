"""Does a Postgres database hold the served marts, value by value? `make postgres` runs it on a server of its own.

What must hold: every value of every mart as a reader gets it equals the served file; keys, descriptions and indexes are there;
the reader reads marts and nothing else; a publication is one step for whoever reads meanwhile; the team's own views stay.
"""

from __future__ import annotations

import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import psycopg
from cells import differences
from postgres_server import server

from agent_scorecard.publishing.attaching import CannotPublish
from agent_scorecard.publishing.postgres import publish_to_postgres, served_marts
from agent_scorecard.publishing.publish import publish

PROJECT = Path(__file__).resolve().parents[2]
SERVED = PROJECT / "data" / "served" / "scorecard.duckdb"
BUILT = PROJECT / "data" / "test.duckdb"
ROLES = PROJECT / "examples" / "postgres" / "roles.sql"
SIGNS = {"scorecard_writer": "w;r=i'te", "scorecard_reader": "read"}


def main() -> int:
    with TemporaryDirectory(prefix="scorecard-served-") as folder, server() as address:
        problems = check(served_file(Path(folder)), *roles(address))
    print("\n".join(problems) if problems else "everything held")
    return 1 if problems else 0


def served_file(folder: Path) -> Path:
    """The project's served file, else one made of the sample that `make test` has built."""
    if SERVED.exists():
        return SERVED
    if not BUILT.exists():
        raise SystemExit("there is no served file and no built sample: `make build` makes both")
    return publish(BUILT, folder, datetime(2026, 1, 1)).served


def roles(address: tuple) -> tuple:
    """The roles that a team would make; the writer's address, and a function that signs a role in."""
    host, port, password = address

    def sign_in(role: str = "owner", **options) -> psycopg.Connection:
        secret = password if role == "owner" else SIGNS[role]
        return psycopg.connect(host=host, port=port, dbname="postgres", user=role, password=secret, **options)

    with sign_in(autocommit=True) as owner:
        owner.execute(ROLES.read_text())
        for role, secret in SIGNS.items():
            owner.execute(f"alter role {role} login password '{secret.replace(chr(39), chr(39) * 2)}'")
        owner.execute("create table raw.of_the_landing (a int); create table public.of_others (a int)")
    return f"postgresql://scorecard_writer:w%3Br%3Di%27te@{host}:{port}/postgres", sign_in


def check(served: Path, url: str, sign_in) -> list[str]:
    began = time.monotonic()
    rows = publish_to_postgres(served, url)
    print(f"{sum(rows.values())} rows published in {time.monotonic() - began:.1f} s")
    problems = compared(served, sign_in)
    problems += forbidden(sign_in)
    problems += published_again(served, url, sign_in)
    problems += refused(served, url, sign_in)
    return problems


def compared(served: Path, sign_in) -> list[str]:
    """Every value as the reader gets it, and what the catalogue says of keys and descriptions."""
    with duckdb.connect() as ours, sign_in("scorecard_reader") as reader:
        ours.execute(f"attach '{served}' as served (read_only)")
        marts = served_marts(ours)
        return compare(ours, reader, marts) + described(reader, marts)


def compare(ours, reader, marts) -> list[str]:
    problems, rows, values = [], 0, 0
    for mart in marts:
        names = [column.name for column in mart.columns]
        mine = ours.execute(f"select * from served.marts.{mart.name}").fetchall()
        quoted = ", ".join(f'"{name}"' for name in names)
        theirs = reader.execute(f"select {quoted} from marts.{mart.name}").fetchall()
        compared, found = differences(names, mine, theirs, mart.key)
        rows, values = rows + len(mine), values + compared
        problems += [f"{mart.name}.{column}: {count} {kind}" for (column, kind), count in found.items()]
    print(
        f"{len(marts)} marts, {rows} rows, {values} values compared as the reader: {len(problems)} kinds of difference"
    )
    return problems


def described(reader, marts) -> list[str]:
    """Keys, descriptions and indexes, from Postgres' own catalogue."""
    keys = reader.execute(
        "select c.relname, array_agg(a.attname order by k.place) from pg_constraint p join pg_class c on c.oid = p.conrelid "
        "join unnest(p.conkey) with ordinality k(number, place) on true "
        "join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number "
        "where p.contype = 'p' and c.relnamespace = 'marts'::regnamespace group by 1"
    )
    keys = {table: tuple(columns) for table, columns in keys.fetchall()}
    told = reader.execute(
        "select c.relname, a.attname, col_description(c.oid, a.attnum) from pg_class c join pg_attribute a on a.attrelid = c.oid "
        "where c.relnamespace = 'marts'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped"
    )
    told = {(table, column): comment for table, column, comment in told.fetchall()}
    indexes = reader.execute("select count(*) from pg_indexes where schemaname = 'marts'").fetchone()[0]
    problems = [
        f"{mart.name}: its key is {keys.get(mart.name)}" for mart in marts if keys.get(mart.name, ()) != mart.key
    ]
    wanted = {(mart.name, column.name): column.comment for mart in marts for column in mart.columns}
    problems += [
        f"{place}: described as {told.get(place)!r}" for place, comment in wanted.items() if told.get(place) != comment
    ]
    print(
        f"{len(keys)} primary keys, {indexes} indexes with them, "
        f"{sum(map(bool, told.values()))} of {len(wanted)} columns described"
    )
    return problems


def forbidden(sign_in) -> list[str]:
    """What the reader must not be able to do, tried."""
    tries = [
        "select * from raw.of_the_landing",
        "select * from public.of_others",
        "delete from marts.episodes",
        "drop table marts.episodes",
        "create table marts.mine (a int)",
        "create table public.mine (a int)",
        "set role scorecard_writer",
    ]
    problems = []
    with sign_in("scorecard_reader", autocommit=True) as reader:
        for statement in tries:
            try:
                reader.execute(statement)
                problems.append(f"the reader may: {statement}")
            except psycopg.errors.InsufficientPrivilege:
                continue
    print(f"the reader was refused {len(tries) - len(problems)} of {len(tries)} things that are not reading marts")
    return problems


def published_again(served: Path, url: str, sign_in) -> list[str]:
    """A second publication, while somebody reads and with a view of the team's own on a mart."""
    with sign_in(autocommit=True) as owner:
        owner.execute(
            "create schema of_the_team; create view of_the_team.weeks as select * from marts.scorecard_weekly"
        )
    with sign_in("scorecard_reader", autocommit=True) as reader:
        query = "select count(*), (select count(*) from marts.episodes) from marts.scorecard_weekly"
        before = reader.execute(query).fetchone()
        again = threading.Thread(target=publish_to_postgres, args=(served, url))
        again.start()
        asked, wrong = 0, 0
        while again.is_alive() or not asked:
            asked += 1
            wrong += reader.execute(query).fetchone() != before
            time.sleep(0.005)
        again.join()
        wrong += reader.execute(query).fetchone() != before
    with sign_in() as owner:
        kept = owner.execute("select count(*) from of_the_team.weeks").fetchone()[0]
    print(f"{asked} queries during a second publication: {wrong} wrong; the team's view has {kept} rows")
    return [f"{wrong} of {asked} reads during a publication were wrong"] * bool(wrong) + [
        "the team's view is empty"
    ] * (not kept)


def refused(served: Path, url: str, sign_in) -> list[str]:
    """A publication that cannot be is told plainly, without the password, and leaves what was there."""
    problems = []
    with sign_in(autocommit=True) as owner:
        owner.execute("alter table marts.episodes owner to owner")
        try:
            publish_to_postgres(served, url)
            problems.append("a table of somebody else was written")
        except CannotPublish as error:
            print(f"told: {error}")
        if not owner.execute("select count(*) from marts.accounts").fetchone()[0]:
            problems.append("a publication that failed took rows away")
        owner.execute("alter table marts.episodes owner to scorecard_writer")
    try:
        publish_to_postgres(served, url.replace("w%3Br", "wrong"))
        problems.append("a wrong password was let in")
    except CannotPublish as error:
        print(f"told: {error}")
        if "wrong%3D" in str(error) or "i%27te" in str(error):
            problems.append("an error tells the password")
    return problems


if __name__ == "__main__":
    sys.exit(main())
