"""What stands in tests/python for a fault, run as it is and counted."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2] / "tests" / "python"


def test_module(name: str):
    """A module of tests, loaded from its file."""
    spec = importlib.util.spec_from_file_location(Path(name).stem, TESTS / name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def passed(nodes: tuple[str, ...]) -> tuple[int, int]:
    """(tests run, tests failed) of the nodes below tests/python."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(str(TESTS / node) for node in nodes)],
        cwd=TESTS.parents[1], capture_output=True, text=True, check=False,
    )  # fmt: skip
    counts = {word: int(count) for count, word in re.findall(r"(\d+) (passed|failed|error)", done.stdout)}
    dots = sum(
        line.split("[")[0].count(".") for line in done.stdout.splitlines() if re.match(r"^[.FsEx]+\s", line + " ")
    )
    failed = counts.get("failed", 0) + counts.get("error", 0) or int(done.returncode not in (0, 5))
    return counts.get("passed", dots) + failed, failed
