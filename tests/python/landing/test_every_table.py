"""Every table of the contract goes through `land`: what is right, one wrong value of each column, all that is simulated."""

from __future__ import annotations

from datetime import datetime

import pyarrow.parquet as pq
import pytest

from agent_scorecard.contract import Table, landing_tables
from agent_scorecard.landing.land import land
from attacks.drift import right

LOADED_AT = datetime(2024, 6, 10)
TABLES = landing_tables()
WRONG = {"timestamp": "soon", "date": "2024-02-30", "boolean": "perhaps", "bigint": "one", "double": "x"}


def written(folder, table: Table, rows: list[dict[str, str]]) -> None:
    names = [column.name for column in table.columns]
    lines = [",".join(names), *(",".join(row.get(name, "") for name in names) for row in rows)]
    (folder / f"{table.name}.csv").write_text("\n".join(lines) + "\n")


def landed(tmp_path, table: Table, rows: list[dict[str, str]]):
    """The account of one table, landed with the ticket that its rows may be about."""
    folder = tmp_path / "raw"
    folder.mkdir()
    ticket = {column.name: right(column) for column in TABLES["tickets"].columns if column.is_required}
    written(folder, TABLES["tickets"], [ticket | {"ticket_id": "T1"}])
    written(folder, table, rows)
    accounts = land(folder, tmp_path / "landing", TABLES, LOADED_AT)
    return next(account for account in accounts if account.table_name == table.name)


@pytest.mark.parametrize("name", TABLES)
def test_a_full_row_and_a_bare_one_are_accepted(name, tmp_path):
    table = TABLES[name]
    full = {column.name: right(column) for column in table.columns}
    bare = {column.name: right(column) for column in table.columns if column.is_required}
    # another key
    first = table.column(table.key[0])
    other = "T1" if name == "satisfaction" else "another" if first.data_type == "varchar" else "2024-06-04"
    bare |= {table.key[0]: other} | ({"responded_at": "2024-06-04"} if name == "satisfaction" else {})
    account = landed(tmp_path, table, [full, bare])
    assert (account.rows_read, account.rows_accepted, account.reasons) == (2, 2, {})
    (file,) = (tmp_path / "landing" / name).glob("*.parquet")
    assert pq.read_metadata(file).num_rows == 2


@pytest.mark.parametrize("name", TABLES)
def test_one_wrong_value_costs_its_own_row_and_is_named(name, tmp_path):
    table = TABLES[name]
    full = {column.name: right(column) for column in table.columns}
    wrong = {
        column.name: "no such word" if column.values else WRONG.get(column.data_type, "x")
        for column in table.columns
        if column.values or column.data_type != "varchar"
    }
    account = landed(tmp_path, table, [full | {column: value} for column, value in wrong.items()] + [full])
    assert account.rows_accepted == 1
    files = list((tmp_path / "landing" / "_rejected" / name).glob("*.parquet"))
    told = [row["column_name"] for file in files for row in pq.read_table(file).to_pylist()]
    assert sorted(told) == sorted(wrong)


def test_what_the_simulator_writes_lands_whole(tmp_path):
    """But for rows whose ticket never came, which are among its oddities."""
    from agent_scorecard.simulation.config import SimulationConfig
    from agent_scorecard.simulation.generate import write

    written = write(SimulationConfig(tickets=200, weeks=8, seed=3), tmp_path / "raw", None, "csv")
    accounts = land(tmp_path / "raw", tmp_path / "landing", TABLES, datetime(2035, 1, 1))
    assert {account.table_name for account in accounts} == set(written)
    for account in accounts:
        assert account.refusal is None
        assert (account.rows_read, set(account.reasons) - {"orphan"}) == (written[account.table_name], set())
