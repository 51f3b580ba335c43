"""The marts as they are served: without the columns of customers, team or words that nobody downstream may read."""

from __future__ import annotations

# Columns whose values name a customer, always; and columns that name one of the team, by e-mail in many helpdesks.
CUSTOMER_COLUMNS = ("customer_id", "canonical_customer_id", "same_as_customer_id")
TEAM_COLUMNS = (
    "agent_id",
    "author_id",
    "actor_id",
    "reviewer_id",
    "segment",
    "owner",
    "actor",
    "approver",
    "proposed_by",
    "approved_by",
)


# Redacted words of customers, for reading in the build alone: the served file has the column and no words.
WORD_COLUMNS = ("typical_opening",)


def copy_marts(connection, marts: list[str], token_key: str | None) -> int:
    """The marts with their constraints and comments; the number of their rows."""
    of_marts = "database_name = 'built' and schema_name = 'marts'"
    # asked once for all: each look at the catalogue of a large build takes its time
    tables = connection.execute(f"select table_name, sql, comment from duckdb_tables() where {of_marts}").fetchall()
    columns = connection.execute(
        f"select table_name, column_name, comment from duckdb_columns() where {of_marts} and comment is not null "
        "order by table_name, column_index"
    ).fetchall()
    connection.execute("create schema if not exists marts")
    row_count = 0
    for name, statement, comment in sorted(row for row in tables if row[0] in marts):
        quoted = f"marts.{quoted_name(name)}"
        told = [f"comment on table {quoted} is {quoted_text(comment)}"] if comment else []
        told += [
            f"comment on column {quoted}.{quoted_name(column)} is {quoted_text(text)}"
            for table, column, text in columns
            if table == name
        ]
        # a comment is another version of the table, and one of an empty table costs nothing
        connection.execute(";\n".join([statement.rstrip().rstrip(";"), *told]))
        values = _served_values(connection, name, token_key)
        row_count += connection.execute(f"insert into {quoted} select {values} from built.{quoted}").fetchone()[0]
    return row_count


def _served_values(connection, mart: str, key: str | None) -> str:
    """The columns of a mart to select: no words of customers, and ids as tokens where there is a key."""
    columns = connection.execute(
        "select column_name from duckdb_columns() where database_name = 'built' and schema_name = 'marts' "
        "and table_name = ? and data_type = 'VARCHAR'",
        [mart],
    ).fetchall()
    replaced = []
    for (name,) in columns:
        if name in WORD_COLUMNS:
            replaced.append(f"cast(null as varchar) as {quoted_name(name)}")
        if not key:
            continue
        token = f"'id-' || substr(sha256({quoted_text(key)} || {quoted_name(name)}), 1, 16)"
        if name in CUSTOMER_COLUMNS:
            replaced.append(f"{token} as {quoted_name(name)}")
        elif name in TEAM_COLUMNS:
            replaced.append(
                f"case when contains({quoted_name(name)}, '@') then {token} else {quoted_name(name)} end as {quoted_name(name)}"
            )
    return f"* replace ({', '.join(replaced)})" if replaced else "*"


def quoted_name(text: str) -> str:
    """A name as an SQL identifier."""
    return '"' + text.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
