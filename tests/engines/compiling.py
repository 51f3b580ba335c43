"""The project as another warehouse's adapter compiles it: what the checks of other engines read. No server is asked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def compiled(profile: str, folder: Path, name: str = "project", landing: str = "sample") -> list[Path]:
    """Every SQL model as the adapter of ``profile`` would send it, in a copy of the project within ``folder``.

    Python models are left out: compiling one asks the warehouse. So are the hooks: views over landing files are DuckDB's own.
    """
    from dbt.cli.main import dbtRunner

    project = folder / name
    project.mkdir()
    for part in ("models", "macros", "seeds", "selectors.yml"):
        source = PROJECT / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, project / part)
    lines = (PROJECT / "dbt_project.yml").read_text().splitlines()
    before = ("check_sources", "prepare_landing", "prepare_kept_results")
    hooks = ("on-run-start:", *(f'  - "{{{{ {macro}() }}}}"' for macro in before))
    (project / "dbt_project.yml").write_text("\n".join(line for line in lines if line not in hooks))
    (project / "profiles.yml").write_text(f"agent_scorecard:\n  target: dev\n  outputs:\n    dev: {profile}\n")
    where = ["--project-dir", str(project), "--profiles-dir", str(project), "--no-introspect", "--no-populate-cache"]
    in_python = sorted(path.stem for path in (project / "models").rglob("*.py"))
    done = dbtRunner().invoke(
        ["--quiet", "compile", *where, "--vars", json.dumps({"landing": landing}), "--exclude", *in_python]
    )
    if not done.success:
        raise SystemExit(f"dbt could not compile: {done.exception}")
    return sorted((project / "target" / "compiled").rglob("models/**/*.sql"))
