"""A small desk in rows, for every story about the pages."""

from __future__ import annotations

import pytest
from pages_desk import Desk


@pytest.fixture
def desk() -> type[Desk]:
    """Makes a desk: ``desk(categories, week_count)``."""
    return Desk
