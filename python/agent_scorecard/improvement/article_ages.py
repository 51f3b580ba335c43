"""What was known of each article at a moment: its age, its updates so far, its traffic, and releases that touch it."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from datetime import datetime, timedelta

from agent_scorecard.statistics.proportions import wilson

WEEK = timedelta(weeks=1)
# looked ahead, looked back for traffic and failures, and between two past moments at which it is judged
HORIZON, BACK, STEP = 8 * WEEK, 8 * WEEK, 4 * WEEK
# episodes of the usual share of failures that an article of few is drawn towards
USUAL_WORTH = 10


class ArticleHistory:
    """What is known of articles at any moment, and when each was updated."""

    def __init__(self, articles: list[dict], releases: list[dict], episodes: list[dict]):
        self.versions: dict[str, list[dict]] = defaultdict(list)
        for row in sorted(articles, key=lambda row: (row["article_id"], row["valid_from"])):
            self.versions[row["article_id"]].append(row)
        self.releases = sorted(
            (row for row in releases if row["kind"] == "product"),
            key=lambda row: (row["released_at"], row["release_id"]),
        )
        self.times: dict[str | None, list[datetime]] = defaultdict(list)
        self.failed: dict[str | None, list[datetime]] = defaultdict(list)
        for row in episodes:
            for place in (row["article_id"], None):
                if row["article_id"] is not None:
                    self.times[place].append(row["started_at"])
                    if row["is_failed"]:
                        self.failed[place].append(row["started_at"])
        for group in (*self.times.values(), *self.failed.values()):
            group.sort()

    def first(self) -> datetime | None:
        """When conversations begin: before it nothing is known of traffic."""
        return self.times[None][0] if self.times[None] else None

    def counts(self, article: str | None, at: datetime) -> tuple[int, int]:
        """Episodes of the eight weeks before, and the failed ones among them."""
        first, second = (
            bisect_left(group[article], at) - bisect_left(group[article], at - BACK)
            for group in (self.times, self.failed)
        )
        return first, second

    def facts(self, at: datetime) -> list[dict]:
        """What is known at the moment of each article that is valid then."""
        total, failed = self.counts(None, at)
        usual = failed / total if total else None
        rows = []
        for article, versions in self.versions.items():
            place = bisect_right([row["valid_from"] for row in versions], at) - 1
            if place < 0 or (versions[place]["valid_to"] and versions[place]["valid_to"] <= at):
                continue
            rows.append(self._facts(article, versions, place, at, usual))
        return rows

    def _facts(self, article: str, versions: list[dict], place: int, at: datetime, usual: float | None) -> dict:
        own = versions[place]
        since = [row for row in self.releases if own["valid_from"] < row["released_at"] <= at and _touches(row, own)]
        count, failed = self.counts(article, at)
        low, high = wilson(failed / count, count) if count else (None, None)
        following = versions[place + 1]["valid_from"] if place + 1 < len(versions) else None
        drawn = (failed + USUAL_WORTH * (usual or 0)) / (count + USUAL_WORTH)
        age = (at - own["valid_from"]).total_seconds() / 86_400
        return {name: own[name] for name in ("version", "title", "category", "product_area", "valid_from")} | {
            "article_id": article,
            "at": at,
            "age_days": math.floor(age),
            "release_count": len(since),
            "release_id": since[-1]["release_id"] if since else None,
            "episode_count": count,
            "failed_rate": failed / count if count else None,
            "failed_rate_numerator": failed,
            "failed_rate_denominator": count,
            "failed_rate_low": None if low is None else float(low),
            "failed_rate_high": None if high is None else float(high),
            "usual_failed_rate": usual,
            "is_updated": following is not None and following <= at + HORIZON,
            "features": (
                math.log1p(age / 7),
                math.log1p(len(since)),
                float(bool(since) and since[-1]["released_at"] > at - BACK),
                math.log1p(count),
                drawn - (usual or 0),
            ),
        }


def _touches(release: dict, article: dict) -> bool:
    same_area = bool(release["product_area"]) and release["product_area"] == article["product_area"]
    return same_area or (bool(release["category"]) and release["category"] == article["category"])
