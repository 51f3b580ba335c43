"""The landing contract, read from the one place that states it: the dbt source's YAML."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

CONTRACT_FILE = Path("models/staging/_landing__sources.yml")


@dataclass(frozen=True)
class Column:
    """One column of a landing table; ``values`` is empty where any text goes."""

    name: str
    data_type: str
    is_key: bool = False
    is_required: bool = False
    values: tuple[str, ...] = ()
    default: str | None = None
    list_separator: str | None = None
    limits: tuple[float, float] | None = None


@dataclass(frozen=True)
class Table:
    """One landing table with its columns in the contract's order."""

    name: str
    description: str
    is_required: bool
    columns: tuple[Column, ...] = field(default=())

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.is_key)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def project_dir() -> Path:
    """The folder that holds dbt_project.yml: ``DBT_PROJECT_DIR``, else here or the nearest folder above."""
    if given := os.environ.get("DBT_PROJECT_DIR"):
        return Path(given).resolve()
    here = Path.cwd().resolve()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[2]):
        if (folder / "dbt_project.yml").exists():
            return folder
    raise FileNotFoundError("no dbt_project.yml here or in any folder above; DBT_PROJECT_DIR can name the folder")


@cache
def landing_tables(folder: Path | None = None) -> dict[str, Table]:
    """Every landing table by name, in the contract's order."""
    import yaml

    text = ((folder or project_dir()) / CONTRACT_FILE).read_text(encoding="utf-8")
    (source,) = yaml.safe_load(text)["sources"]
    return {table["name"]: _table(table) for table in source["tables"]}


def _table(entry: dict) -> Table:
    return Table(
        name=entry["name"],
        description=entry["description"],
        is_required=_meta(entry).get("required", False),
        columns=tuple(_column(column) for column in entry["columns"]),
    )


def _column(entry: dict) -> Column:
    meta = _meta(entry)
    return Column(
        name=entry["name"],
        data_type=entry["data_type"],
        is_key=meta.get("key", False),
        is_required=meta.get("required", False),
        values=tuple(meta.get("values", ())),
        default=meta.get("default"),
        list_separator=meta.get("list"),
        limits=tuple(meta["range"]) if "range" in meta else None,
    )


def _meta(entry: dict) -> dict:
    return entry.get("config", {}).get("meta", {})
