"""What the rules for gaps look at: one team's episodes, articles and releases, and how sure a count is."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from agent_scorecard.statistics.proportions import wilson
from agent_scorecard.statistics.ratio_changes import Rate, ratio_change, weekly_dispersion

WEEKS = 13
LEAST_EVENTS = 5
# many articles and topics are looked at, so each must be surer than one in forty: one in a thousand
CONFIDENCE = 0.998
# few are touched by a release of the last half year: one in a hundred
Z = 2.326


class Team:
    """What the rules read: rows of the window by article, topic and category, and the versions of articles."""

    def __init__(self, episodes, articles, releases, features, as_of: datetime):
        self.episodes, self.as_of, self.since = episodes, as_of, as_of - timedelta(weeks=WEEKS)
        self.releases = sorted(releases, key=lambda row: (row["released_at"], row["release_id"]))
        self.features = sorted(features, key=lambda row: row["feature_id"])
        self.articles = sorted(articles, key=lambda row: (row["article_id"], row["valid_from"], row["version"]))
        self.recent = [row for row in episodes if row["started_at"] > self.since]
        self.category_of_area = {
            row["product_area"]: row["category"] for row in self.articles if row["product_area"] and row["category"]
        }

    def valid(self, at: datetime) -> list[dict]:
        """The newest version of each article that was valid at that time."""
        rows = {}
        for row in self.articles:
            if row["valid_from"] <= at and (row["valid_to"] is None or row["valid_to"] > at):
                rows[row["article_id"]] = row
        return list(rows.values())

    def category(self, row: dict) -> str:
        return row.get("category") or self.category_of_area.get(row.get("product_area")) or "(none)"


def new_gap(kind: str, category: str, name: str, subject: str | None, since: datetime, told: str, **more) -> dict:
    """A gap as a row: what and where it is, since when, and the sentence that tells why."""
    return {
        "gap_key": f"{category}:{name}",
        "kind": kind,
        "category": category,
        "subject": subject,
        "first_seen_at": since,
        "evidence": told,
        "customer_count": 0,
    } | more


def counted(rows: list[dict], of: list[dict], compared: float | None = None) -> dict:
    """The evidence as numerator, denominator and a share with its lower limit."""
    low = float(wilson(len(rows) / len(of), len(of), CONFIDENCE)[0]) if of else None
    return {
        "evidence_count": len(rows),
        "episode_count": len(of),
        "evidence_share": len(rows) / len(of) if of else None,
        "evidence_share_low": low,
        "compared_share": compared,
        "customer_count": len({row["customer_cluster"] for row in rows}),
    }


def mentions(text: str, name: str) -> bool:
    """
    >>> mentions("New desktop sync for everybody", "Desktop sync"), mentions("Synchrony", "Sync")
    (True, False)
    """
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE))


def names(feature: dict) -> list[str]:
    """Every name of a feature, its aliases too."""
    return [name.strip() for name in [feature["name"], *(feature["aliases"] or "").split(";")] if name.strip()]


def rise_of(own: list[dict], others: list[dict], at: datetime, until: datetime, alike=None) -> dict | None:
    """What rose in ``own`` since ``at`` relative to others: failures, else escalations; see ``_risen``."""
    for name, told in (("is_failed", "failed"), ("is_escalated", "was escalated")):
        if found := _risen(own, others, at, until, name, alike):
            return found | {"told": told}
    return None


def _risen(own, others, at: datetime, until: datetime, name: str, alike: list[list[dict]] | None) -> dict | None:
    """A rise of ``name`` since ``at`` against the twelve weeks before.

    Of one among many that are ``alike`` it is half a year before: a few episodes a week would say too little, and how
    much weeks differ is then taken from all of them.
    """
    back = timedelta(weeks=2 * WEEKS if alike else WEEKS - 1)
    spans = ((at - back, at), (at, min(until, at + timedelta(weeks=WEEKS - 1))))
    rates, rows = [], []
    for group in (own, others):
        for low, high in spans:
            within = [row for row in group if low <= row["started_at"] < high and not row["is_operational"]]
            rows.append(within)
            rates.append(Rate(sum(bool(row[name]) for row in within), len(within)))
    before, since, others_before, others_since = rates
    if since.events < LEAST_EVENTS or before.trials < LEAST_EVENTS:
        return None
    weeks: dict = {}
    for place, group in enumerate(alike or [rows[0]]):
        for row in group:
            if spans[0][0] <= row["started_at"] < at and not row["is_operational"]:
                weeks.setdefault((place, (row["started_at"] - spans[0][0]).days // 7), []).append(bool(row[name]))
    by_group: dict[int, list[Rate]] = {}
    for (place, _), week in weeks.items():
        by_group.setdefault(place, []).append(Rate(sum(week), len(week)))
    change = ratio_change(before, since, others_before, others_since, weekly_dispersion(*by_group.values()))
    if change is None or change.log_ratio - Z * change.variance**0.5 <= 0:
        return None
    return counted([row for row in rows[1] if row[name]], rows[1], before.events / before.trials)


def product_releases(team: Team):
    """Of the last half year: what came of an older one has been seen, or is no longer told from other changes."""
    return [
        row
        for row in team.releases
        if row["kind"] == "product"
        and team.as_of - timedelta(weeks=2 * WEEKS) <= row["released_at"] <= team.as_of
        and (row["product_area"] or row["category"])
    ]


def touches(release: dict, row: dict) -> bool:
    """Is the release about the row's product area, or its category where no area is known?"""
    if release["product_area"] and row["product_area"]:
        return release["product_area"] == row["product_area"]
    return bool(release["category"]) and release["category"] == row["category"]


def found_wrong(team: Team) -> list[dict]:
    """The episodes of the last half year that reviewers found wrong."""
    since = team.as_of - timedelta(weeks=2 * WEEKS)
    return [
        row
        for row in team.episodes
        if row["started_at"] > since and row["correct_score"] is not None and row["correct_score"] < 0.5
    ]
