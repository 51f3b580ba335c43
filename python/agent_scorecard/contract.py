"""The landing contract, read from the one place that states it: the dbt source's YAML."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

CONTRACT_FILE = Path("models/staging/_landing__sources.yml")
FREE_TEXT = frozenset(
    (
        *("ai_answer", "body", "comment", "corrected_answer", "description", "finding"),
        *("human_answer", "improvement", "name", "note", "subject", "title"),
    )
)
# What people wrote about a ticket, by landing table: no table of a build keeps it unredacted.
WORD_COLUMNS = {
    "tickets": ("subject",),
    "messages": ("body",),
    "satisfaction": ("comment",),
    "reviews": ("note", "corrected_answer", "failure_reason"),
    "judgements": ("reason",),
    "shadow_answers": ("ai_answer", "human_answer"),
}
# a row that names no source belongs to the one source of its id, and to this one where there are several
UNNAMED_SOURCE = "landing"


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
    description: str = ""
    example: str | None = None
    synonyms: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def is_id(self) -> bool:
        return self.data_type == "varchar" and self.name.endswith("_id")

    @property
    def is_words(self) -> bool:
        """Is it free text, in which "none" is a word and spaces belong?"""
        return self.data_type == "varchar" and self.name in FREE_TEXT


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

    @property
    def identity(self) -> tuple[str, ...]:
        """The key, and the source it belongs to where the table names one: two sources may use one id."""
        has_source = any(column.name == "source_system" for column in self.columns)
        return ("source_system", *self.key) if has_source else self.key

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


def project_var(name: str, default: object = None, folder: Path | None = None) -> object:
    """A var as dbt_project.yml has it."""
    import yaml

    text = ((folder or project_dir()) / "dbt_project.yml").read_text(encoding="utf-8")
    return (yaml.safe_load(text).get("vars") or {}).get(name, default)


def project_vars(folder: Path | None = None) -> dict:
    """The vars that the team wrote into dbt_project.yml: its choices, made once."""
    import yaml

    text = ((folder or project_dir()) / "dbt_project.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text).get("vars") or {}


def landing_folder(folder: Path | None = None) -> Path:
    """Where landing files lie: the var `landing_path`, relative to the project."""
    project = folder or project_dir()
    return project / str(project_vars(project).get("landing_path") or "data/landing")


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
        description=entry.get("description", ""),
        example=meta.get("example") or (meta.get("docs_example") if meta.get("required") else None),
        synonyms={said: meant for meant, words in meta.get("synonyms", {}).items() for said in words},
    )


def _meta(entry: dict) -> dict:
    return entry.get("config", {}).get("meta", {})
