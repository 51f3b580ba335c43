"""Writes docs/licences.md: every package that a run may load, with its version and the licence that it states itself.

Read from the environment: the project's dependencies and theirs, without the development groups.
"""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

PAGE = Path(__file__).resolve().parents[1] / "docs" / "licences.md"
# Licences that ask for more than a notice, and what that means for who passes this project on.
CONDITIONS = {
    "python-stdnum": "LGPL-2.1-or-later. It is a library of its own, installed unchanged and imported: anybody may replace "
    "it by another version. Who passes on changes of python-stdnum itself passes on their source.",
    "text-unidecode": "Artistic License 1.0, or GPL, as you choose: we take the Artistic License. python-slugify asks for it, "
    "which dbt's agate asks for; nothing here imports it. It is installed unchanged.",
    "certifi": "MPL-2.0: who passes on changes of its files passes on those files.",
    "pathspec": "MPL-2.0: who passes on changes of its files passes on those files.",
    "tqdm": "MPL-2.0 and MIT: who passes on changes of its files passes on those files.",
    "orjson": "MPL-2.0, or Apache-2.0 or MIT, as you choose.",
}
# what a licence is called in a classifier, shortly
_SHORT = {
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "ISC License (ISCL)": "ISC",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "Artistic License": "Artistic-1.0",
}


def closure(
    name: str = "agent-scorecard", extras: tuple[str, ...] = ("mcp", "postgres")
) -> dict[str, metadata.Distribution]:
    """Every distribution that the project's dependencies lead to and that is installed here, by its plain name."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [(name, extras)]
    seen = set()
    while waiting:
        one, wanted = waiting.pop()
        plain = re.sub(r"[-_.]+", "-", one).lower()
        if (plain, wanted) in seen:
            continue
        seen.add((plain, wanted))
        try:
            distribution = metadata.distribution(plain)
        except metadata.PackageNotFoundError:
            continue
        found[plain] = distribution
        for text in distribution.requires or ():
            asked = Requirement(text)
            if asked.marker is None or any(asked.marker.evaluate({"extra": extra}) for extra in (wanted or ("",))):
                waiting.append((asked.name, tuple(sorted(asked.extras))))
    found.pop("agent-scorecard", None)
    return dict(sorted(found.items()))


def licence_of(distribution: metadata.Distribution) -> str:
    """The licence that a distribution states: its expression, its classifiers, or the first line of its text."""
    stated = distribution.metadata
    if expression := stated.get("License-Expression"):
        return str(expression)
    classifiers = [
        each.rpartition(" :: ")[2] for each in stated.get_all("Classifier", ()) if each.startswith("License ::")
    ]
    named = sorted({_SHORT.get(each, each) for each in classifiers if each not in ("OSI Approved", "License")})
    if named:
        return ", ".join(named)
    told = (stated.get("License") or "").strip().splitlines()
    return told[0][:60] if told else "not stated"


def page() -> str:
    packages = closure()
    lines = [
        "# Licences",
        "",
        "This project is under Apache-2.0 ([LICENSE](../LICENSE)). It passes on no other package; `uv.lock` names those that it",
        "installs, each with the hashes of its files. `make sbom` writes them as a bill of materials (CycloneDX) and writes this page.",
        "",
        "## More than a notice",
        "",
        *(f"- **{name}**: {told}" for name, told in CONDITIONS.items() if name in packages),
        "",
        "## All packages of a run",
        "",
        "| package | licence, as it states itself |",
        "|---|---|",
        *(f"| {name} | {licence_of(each).replace('|', '/')} |" for name, each in packages.items()),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE}: {len(closure())} packages")
