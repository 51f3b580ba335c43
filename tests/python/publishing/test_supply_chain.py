"""What is installed is known by licence and hash, and a run asks the network for nothing."""

import importlib.util
import re
import socket
import tomllib
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]


def _licences():
    place = PROJECT / "scripts" / "write_licences.py"
    spec = importlib.util.spec_from_file_location("write_licences", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_package_of_a_run_is_listed_and_what_asks_for_more_than_a_notice_is_explained():
    licences = _licences()
    packages = licences.closure()
    assert {"dbt-core", "duckdb", "python-stdnum", "text-unidecode"} <= set(packages)
    listed = (PROJECT / "docs" / "licences.md").read_text(encoding="utf-8")
    missing = [name for name in packages if f"| {name} |" not in listed]
    assert not missing, f"{missing}: write docs/licences.md anew with `make sbom`"
    for name, package in packages.items():
        licence = licences.licence_of(package)
        assert licence != "not stated", name
        if re.search(r"GPL|MPL|EPL|CDDL|Artistic", licence):
            assert name in licences.CONDITIONS, (
                f"{name} is under {licence}: say in write_licences.py what that asks for"
            )


def test_every_locked_package_has_the_hash_of_every_file():
    lock = tomllib.loads((PROJECT / "uv.lock").read_text(encoding="utf-8"))
    packages = [each for each in lock["package"] if "registry" in each["source"]]
    assert len(packages) > 100
    for package in packages:
        files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
        assert files, package["name"]
        assert all(each["hash"].startswith("sha256:") for each in files), package["name"]


def test_a_run_asks_the_network_for_nothing(desk, monkeypatch):
    asked = []

    def refuse(*arguments, **_):
        asked.append(arguments[-1])
        raise OSError("no network in this test")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    desk.raw(datetime.now(UTC).replace(tzinfo=None))
    assert desk.run("--land", str(desk.folder / "raw"), "--data-docs") == 0
    assert asked == []
