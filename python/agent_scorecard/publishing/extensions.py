"""DuckDB's extensions, from a package on disk where there is one, else as DuckDB itself finds them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

EXTRAS = {"postgres_scanner": "postgres", "ducklake": "lake"}


class ExtensionMissing(Exception):
    """An extension is neither installed as a package, nor by DuckDB, nor can it be downloaded."""


def load_extension(connection, name: str) -> None:
    """Make an extension of DuckDB usable on ``connection``.

    The package `duckdb-extension-…` is asked first (`make extra NAME=postgres`): it needs no network at run time. Without it
    DuckDB loads what it installed before, and installs what it did not.

    Raises ExtensionMissing, which says what to install.
    """
    import duckdb

    if path := _packaged(name):
        connection.execute(f"load '{path}'")
        return
    try:
        connection.execute(f"load {name}")
    except duckdb.Error:
        try:
            connection.execute(f"install {name}")
            connection.execute(f"load {name}")
        except duckdb.Error as error:
            raise ExtensionMissing(
                f"DuckDB {duckdb.__version__} has no extension {name}, and cannot download it. "
                f"Install its package: make extra NAME={EXTRAS.get(name, name)} "
                f"(or pip install duckdb-extension-{name.replace('_', '-')}=={duckdb.__version__})."
            ) from error


def _packaged(name: str) -> Path | None:
    """The file of the packaged extension for this version of DuckDB; null where there is none."""
    import duckdb

    package = find_spec(f"duckdb_extension_{name}")
    if package is None or not package.submodule_search_locations:
        return None
    folder = Path(next(iter(package.submodule_search_locations)))
    path = folder / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    return path if path.exists() else None
