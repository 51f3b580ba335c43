"""A small support team in rows, for every story about the pages."""

from __future__ import annotations

import pytest
from pages_team import Team


@pytest.fixture
def desk() -> type[Team]:
    """Makes a team: ``desk(categories, week_count)``."""
    return Team
