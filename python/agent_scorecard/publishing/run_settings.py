"""What a run is told: folders, files and modes, from options, environment and dbt_project.yml."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from agent_scorecard.publishing.record import (
    USAGE,
    Stop,
)

# where the database is that the profile's targets `postgres` and `lake` attach
LANDING_URL = "SCORECARD_WAREHOUSE"


@dataclass(frozen=True)
class Settings:
    """Everything a run depends on; paths are absolute."""

    project: Path
    database: Path
    served: Path
    state: Path
    given: dict[str, object] = field(default_factory=dict)
    land: Path | None = None
    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    target: str | None = None
    max_rejected_share: float = 0.05
    max_age_hours: float | None = 48.0
    encoding: str | None = None
    is_resumed: bool = False
    is_rebuilt: bool = False
    is_quiet: bool = False
    with_data_docs: bool = False
    publish_to: str | None = None
    with_pages: bool = True
    with_notify: bool = True

    @property
    def mode(self) -> str:
        return str(self.given.get("landing", project_var(self.project, "landing") or "sample"))

    @property
    def landing_path(self) -> Path:
        return self.project / str(
            self.given.get("landing_path", project_var(self.project, "landing_path") or "data/landing")
        )

    @property
    def landing_schema(self) -> str:
        return str(self.given.get("landing_schema", project_var(self.project, "landing_schema") or "raw"))

    @property
    def landing_database(self) -> str | None:
        """The alias of the attached database in which the landing schema lies; null where that is the build's file."""
        given = self.given.get("landing_database", project_var(self.project, "landing_database"))
        return str(given) if given and self.mode == "warehouse" else None

    @property
    def landing_url(self) -> str | None:
        """The address of that database, which the profile attaches, too."""
        if not self.landing_database:
            return None
        if not os.environ.get(LANDING_URL):
            raise Stop(USAGE, f"the var landing_database is set: {LANDING_URL} must say where that database is")
        return os.environ[LANDING_URL]


def project_var(project: Path, name: str) -> object:
    """A var as dbt_project.yml has it; null where it is not set."""
    import yaml

    return (yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8")).get("vars") or {}).get(name)


LANDINGS = ("sample", "files", "warehouse")
