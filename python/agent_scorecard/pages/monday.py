"""Monday's meeting on one or two printed pages."""

from __future__ import annotations

from agent_scorecard.pages.figures import Scorecard
from agent_scorecard.pages.findings import findings


def view(card: Scorecard) -> dict:
    told = findings(card)
    return {"top": told[0]}
