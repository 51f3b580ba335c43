"""What the documentation says of columns, metrics and models is what the project says: `make reference` has nothing to write."""

from __future__ import annotations

import importlib.util
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def test_the_generated_documentation_is_current(manifest):
    spec = importlib.util.spec_from_file_location("write_reference", PROJECT / "scripts" / "write_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for path, text in module.reference(manifest).items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is out of date: run `make reference`"
