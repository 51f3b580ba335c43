"""What stands in tests/python for a fault, run as it is and counted."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

TESTS = Path(__file__).resolve().parents[2] / "tests" / "python"


def test_module(name: str):
    """A module of tests, loaded from its file."""
    spec = importlib.util.spec_from_file_location(Path(name).stem, TESTS / name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def passed(nodes: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """{node: (tests run, tests failed)} of the nodes below tests/python, in one run; a node is a file, or a test of one."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.xml"
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={told}", "-o", "junit_family=xunit1",
             *(str(TESTS / node) for node in dict.fromkeys(nodes))],
            cwd=TESTS.parents[1], capture_output=True, text=True, check=False,
        )  # fmt: skip
        cases = list(ElementTree.parse(told).iter("testcase")) if told.exists() else []
    found = {}
    for node in nodes:
        file, _, name = node.partition("::")
        mine = [
            case for case in cases
            if case.get("file", "").endswith(f"tests/python/{file}") and name in ("", case.get("name", "").split("[")[0])
            and case.find("skipped") is None
        ]  # fmt: skip
        failed = sum(case.find("failure") is not None or case.find("error") is not None for case in mine)
        # what was not run does not stand for anything
        found[node] = (len(mine), failed if mine else 1)
    return found


def story(name: str, built: Path) -> tuple[int, int]:
    """(1, failed) of a unit test of dbt, run on a copy of a built database."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(built, Path(folder) / "scorecard.duckdb")
        done = subprocess.run(
            [str(Path(sys.executable).with_name("dbt")), "test", "--select", name, "--target-path", f"{folder}/target"],
            cwd=TESTS.parents[1], capture_output=True, text=True, check=False,
            env={**os.environ, "SCORECARD_DB": f"{folder}/scorecard.duckdb", "SCORECARD_TARGET": "unit"},
        )  # fmt: skip
    return 1, int(bool(done.returncode) or f"PASS {name}" not in re.sub(r"\S*::", "", done.stdout))
