"""The rules that find gaps in what the knowledge base says, each over the episodes, articles and releases of one team."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pyarrow as pa

from agent_scorecard.statistics.proportions import wilson
from agent_scorecard.statistics.ratio_changes import Rate, ratio_change, weekly_dispersion
from agent_scorecard.text.language import languages

WEEKS = 13
LEAST_EVENTS = 5
# many articles and topics are looked at, so each must be surer than one in forty: one in a thousand
CONFIDENCE = 0.998
# few are touched by a release of the last half year: one in a hundred
Z = 2.326
# below this part of the wrong answers a reason is what reviewers write now and then
LEAST_REASON_SHARE = 0.10
# this much of a launch is answered by an article that came out just after it
GRACE = timedelta(days=1)
REASONS = {
    "missing_article": "missing",
    "outdated_article": "stale",
    "stale_article": "stale",
    "contradicted": "contradicted",
    "wrong_policy": "contradicted",
}
# reasons that reviewers give to all sorts of wrong answers open no gap by themselves
OPENING_REASONS = ("missing_article", "outdated_article", "stale_article")
OUTDATED = ("outdated_article", "stale_article")


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
    return {
        "gap_key": f"{category}:{name}",
        "kind": kind,
        "category": category,
        "subject": subject,
        "first_seen_at": since,
        "evidence": told,
        "customer_count": 0,
    } | more


def _counted(rows: list[dict], of: list[dict], compared: float | None = None) -> dict:
    low = float(wilson(len(rows) / len(of), len(of), CONFIDENCE)[0]) if of else None
    return {
        "evidence_count": len(rows),
        "episode_count": len(of),
        "evidence_share": len(rows) / len(of) if of else None,
        "evidence_share_low": low,
        "compared_share": compared,
        "customer_count": len({row["customer_cluster"] for row in rows}),
    }


def _mentions(text: str, name: str) -> bool:
    """
    >>> _mentions("New desktop sync for everybody", "Desktop sync"), _mentions("Synchrony", "Sync")
    (True, False)
    """
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE))


def _names(feature: dict) -> list[str]:
    return [name.strip() for name in [feature["name"], *(feature["aliases"] or "").split(";")] if name.strip()]


def _covers(article: dict, feature: dict) -> bool:
    """An article of the feature's area that names it, by any of its names; of another area only by its full name."""
    text = f"{article['title']}\n{article['body']}"
    same = article["product_area"] in (None, feature["product_area"]) or feature["product_area"] is None
    return any(_mentions(text, name) for name in (_names(feature) if same else [feature["name"]]))


def launches(team: Team):
    """A launch that no article answers: what the release's words name, features of their own, or the area as a whole."""
    first = min((row["started_at"] for row in team.episodes), default=team.as_of)
    launched: list[tuple[datetime, dict | None, dict | None]] = [
        (row["available_from"], row, None)
        for row in team.features
        if row["available_from"] and row["available_from"] > first
    ]
    for release in team.releases:
        if release["kind"] != "product" or release["released_at"] < first:
            continue
        named = [row for row in team.features if _mentions(release["description"] or "", row["name"])]
        launched += [(release["released_at"], row, release) for row in named]
        if not named and release["product_area"] and team.articles:
            launched.append((release["released_at"], None, release))
    for at, feature, release in launched:
        about: dict = feature or release or {}

        def fits(article, feature=feature, about=about):
            if feature:
                return _covers(article, feature)
            return article["product_area"] in (None, about["product_area"])

        if any(fits(article) for article in team.valid(at + GRACE)):
            continue
        later = [row["valid_from"] for row in team.articles if fits(row) and at < row["valid_from"] <= team.as_of]
        category = team.category(release if release and release["category"] else about)
        name = feature["feature_id"] if feature else about["release_id"]
        subject = feature["name"] if feature else about["description"]
        rows = [
            row
            for row in team.episodes
            if row["started_at"] >= at and row["is_failed"] and _is_about(row, feature, category)
        ]
        told = f"no article was valid at the launch of {subject or name} on {at:%Y-%m-%d}"
        yield new_gap(
            "missing",
            category,
            name,
            subject,
            at,
            told,
            product_area=about["product_area"],
            feature_id=feature["feature_id"] if feature else None,
            release_id=release["release_id"] if release else None,
            answered_at=min(later, default=None),
            customer_count=len({row["customer_cluster"] for row in rows}),
            evidence_count=len(rows),
        )


def _is_about(row: dict, feature: dict | None, category: str) -> bool:
    """Of a failed episode: does its first message name the feature? Of a release without features: is it of the category?"""
    if feature is None:
        return row["category"] == category
    return any(_mentions(row.get("opening") or "", name) for name in _names(feature) if len(name) > 3)


def _rise(own: list[dict], others: list[dict], at: datetime, until: datetime, alike=None) -> dict | None:
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
    return _counted([row for row in rows[1] if row[name]], rows[1], before.events / before.trials)


def _product_releases(team: Team):
    """Of the last half year: what came of an older one has been seen, or is no longer told from other changes."""
    return [
        row
        for row in team.releases
        if row["kind"] == "product"
        and team.as_of - timedelta(weeks=2 * WEEKS) <= row["released_at"] <= team.as_of
        and (row["product_area"] or row["category"])
    ]


def _touches(release: dict, row: dict) -> bool:
    if release["product_area"] and row["product_area"]:
        return release["product_area"] == row["product_area"]
    return bool(release["category"]) and release["category"] == row["category"]


def fallen_articles(team: Team):
    """An article whose answers fail more since a release than the other articles of its category do."""
    for release in reversed(_product_releases(team)):
        at = release["released_at"]
        for article in team.valid(at):
            if not _touches(release, article):
                continue
            name, category = article["article_id"], team.category(article)
            newer = [row["valid_from"] for row in team.articles if row["article_id"] == name and row["valid_from"] > at]
            if min(newer, default=team.as_of) < team.as_of - timedelta(weeks=WEEKS):
                continue
            by_article: dict[str, list[dict]] = {}
            for row in team.episodes:
                if row["category"] == category and row["article_id"]:
                    by_article.setdefault(row["article_id"], []).append(row)
            own = by_article.pop(name, [])
            others = [row for rows in by_article.values() for row in rows]
            if found := _rise(own, others, at, min([*newer, team.as_of]), [own, *by_article.values()]):
                told = (
                    f"what rests on version {article['version']} {found.pop('told')} {found['evidence_share']:.0%} of the time "
                    f"since {at:%Y-%m-%d}, {found['compared_share']:.0%} before"
                ).replace("%", " %")
                yield new_gap(
                    "stale",
                    category,
                    name,
                    article["title"],
                    at,
                    told,
                    product_area=article["product_area"],
                    article_id=name,
                    article_version=article["version"],
                    release_id=release["release_id"],
                    answered_at=min(newer, default=None),
                    **found,
                )


def fallen_areas(team: Team):
    """The release since which its whole category fails most against the others: what it changed is not explained.

    What an article or a topic with a gap of its own fails by is no fall of the category.
    """
    risen: dict[str, list[tuple]] = {}
    told_of = {gap[name] for rule in (fallen_articles, failing_topics) for gap in rule(team)
               for name in ("article_id", "cluster_key") if gap.get(name)}  # fmt: skip
    for release in reversed(_product_releases(team)):
        at = release["released_at"]
        category = team.category(release)
        own = [
            row
            for row in team.episodes
            if row["category"] == category and row["article_id"] not in told_of and row["cluster_key"] not in told_of
        ]
        others = [row for row in team.episodes if row["category"] != category]
        if found := _rise(own, others, at, team.as_of):
            risen.setdefault(category, []).append((found["evidence_share"] - found["compared_share"], release, found))
    # one fall has one cause: of several releases near it the one that it fits best
    for category, rises in risen.items():
        _, release, found = max(
            rises, key=lambda rise: (round(rise[0], 9), rise[1]["released_at"], rise[1]["release_id"])
        )
        at = release["released_at"]
        told = (
            f"{category} {found.pop('told')} {found['evidence_share']:.0%} of the time since the release of {at:%Y-%m-%d}, "
            f"{found['compared_share']:.0%} before; its articles are older"
        ).replace("%", " %")
        yield new_gap(
            "stale",
            category,
            release["release_id"],
            release["description"],
            at,
            told,
            product_area=release["product_area"],
            release_id=release["release_id"],
            **found,
        )


def outdated(team: Team):
    """An article that names a feature which is gone, or which began after the article was written."""
    for article in team.valid(team.as_of):
        text = f"{article['title']}\n{article['body']}"
        for feature in team.features:
            if not _mentions(text, feature["name"]):
                continue
            gone, began = feature["available_to"], feature["available_from"]
            if gone and article["valid_from"] < gone <= team.as_of:
                at, told = gone, f"names {feature['name']}, which is gone since {gone:%Y-%m-%d}"
            elif began and article["valid_from"] < began <= team.as_of:
                at, told = began, f"is older than {feature['name']}, available since {began:%Y-%m-%d}"
            else:
                continue
            rows = [row for row in team.recent if row["article_id"] == article["article_id"]]
            failed = [row for row in rows if row["is_failed"]]
            yield new_gap(
                "stale",
                team.category(article),
                article["article_id"],
                article["title"],
                at,
                told,
                product_area=article["product_area"],
                article_id=article["article_id"],
                article_version=article["version"],
                feature_id=feature["feature_id"],
                **_counted(failed, rows),
            )


def contradicted(team: Team):
    """An article whose answers say what it says, and that reviewers find wrong more often than others."""
    told_so = [
        row
        for row in team.recent
        if row["correct_score"] is not None and row["article_id"] and not row["is_unsupported"]
    ]
    for article in team.valid(team.as_of):
        own = [
            row
            for row in told_so
            if row["article_id"] == article["article_id"] and row["started_at"] >= article["valid_from"]
        ]
        others = [row for row in told_so if row["article_id"] != article["article_id"]]
        wrong = [row for row in own if row["correct_score"] < 0.5]
        usual = sum(row["correct_score"] < 0.5 for row in others) / len(others) if others else 0.5
        counts = _counted(wrong, own, usual)
        if len(wrong) >= LEAST_EVENTS and counts["evidence_share_low"] > usual:
            yield new_gap(
                "contradicted",
                team.category(article),
                article["article_id"],
                article["title"],
                min(row["started_at"] for row in wrong),
                f"reviewers found {len(wrong)} of {len(own)} answers that repeat it wrong",
                product_area=article["product_area"],
                article_id=article["article_id"],
                article_version=article["version"],
                **counts,
            )


def _lacks_article(row: dict) -> bool:
    return bool(row["is_without_article"]) or row["failure_reason"] == "missing_article"


def _in_languages_of_articles(team: Team, rows: list[dict]) -> list[dict]:
    """The rows whose opening is in a language that an article is in."""

    def told(texts: list[str]) -> list[str]:
        found = languages(pa.array(texts, pa.string()), pa.nulls(len(texts), pa.string()), "en")
        return [name or "en" for name in found.to_pylist()]

    written = set(told([article["body"] or "" for article in team.valid(team.as_of)]))
    spoken = told([row["opening"] or "" for row in rows])
    return [row for row, name in zip(rows, spoken, strict=True) if name in written or not written]


def failing_topics(team: Team):
    """A topic of failure that no article fits, or none according to reviewers, more often than the others.

    A question in a language that no article is in finds none, whatever it asks, so it says nothing of its topic.
    """
    topics: dict[str, list[dict]] = {}
    failed = _in_languages_of_articles(team, [row for row in team.recent if row["is_failed"]])
    for row in failed:
        if row["cluster_key"]:
            topics.setdefault(row["cluster_key"], []).append(row)
    for key in sorted(topics):
        own = topics[key]
        lacking = [row for row in own if _lacks_article(row)]
        rest = [row for row in failed if row["cluster_key"] != key]
        usual = sum(map(_lacks_article, rest)) / len(rest) if rest else 0.0
        counts = _counted(lacking, own, usual)
        if len(lacking) >= LEAST_EVENTS and counts["evidence_share_low"] > usual:
            most = sorted((row["category"] for row in own), key=lambda name: name)
            category = max(dict.fromkeys(most), key=most.count)
            areas = sorted(row["product_area"] for row in own if row["product_area"])
            yield new_gap(
                "missing",
                category,
                key,
                own[0]["cluster_name"],
                min(row["started_at"] for row in lacking),
                f"{len(lacking)} of {len(own)} failures of this topic found no fitting article",
                product_area=max(dict.fromkeys(areas), key=areas.count) if areas else None,
                cluster_key=key,
                **counts,
            )


def _found_wrong(team: Team) -> list[dict]:
    """The episodes of the last half year that reviewers found wrong."""
    since = team.as_of - timedelta(weeks=2 * WEEKS)
    return [
        row
        for row in team.episodes
        if row["started_at"] > since and row["correct_score"] is not None and row["correct_score"] < 0.5
    ]


def named_articles(team: Team):
    """An article that reviewers call outdated in more than a tenth of the wrong answers that rest on it."""
    valid = {article["article_id"]: article for article in team.valid(team.as_of)}
    wrong: dict[str, list[dict]] = {}
    for row in _found_wrong(team):
        if row["article_id"] in valid and row["started_at"] >= valid[row["article_id"]]["valid_from"]:
            wrong.setdefault(row["article_id"], []).append(row)
    for name in sorted(wrong):
        article = valid[name]
        rows = [row for row in wrong[name] if row["failure_reason"] in OUTDATED]
        counts = _counted(rows, wrong[name], LEAST_REASON_SHARE)
        if len(rows) >= LEAST_EVENTS and counts["evidence_share_low"] > LEAST_REASON_SHARE:
            first = min(row["started_at"] for row in rows)
            # what the product brought out just before is what the article does not know
            near = [
                release
                for release in _product_releases(team)
                if _touches(release, article) and first - timedelta(weeks=4) <= release["released_at"] <= first
            ]
            yield new_gap(
                "stale",
                team.category(article),
                name,
                article["title"],
                near[-1]["released_at"] if near else first,
                f"reviewers call it outdated in {len(rows)} of {len(wrong[name])} wrong answers that rest on it",
                product_area=article["product_area"],
                article_id=name,
                article_version=article["version"],
                release_id=near[-1]["release_id"] if near else None,
                **counts,
            )


def named_reasons(team: Team):
    """What reviewers name as the reason in more than a tenth of the wrong answers of a category."""
    wrong: dict[str, list[dict]] = {}
    named = {gap["article_id"] for gap in named_articles(team)}
    for row in _found_wrong(team):
        wrong.setdefault(row["category"], []).append(row)
    for category in sorted(wrong):
        for reason in OPENING_REASONS:
            # what an article is named for is not told again of its category
            rows = [
                row
                for row in wrong[category]
                if row["failure_reason"] == reason and not (reason in OUTDATED and row["article_id"] in named)
            ]
            counts = _counted(rows, wrong[category], LEAST_REASON_SHARE)
            if len(rows) >= LEAST_EVENTS and counts["evidence_share_low"] > LEAST_REASON_SHARE:
                at = min(row["started_at"] for row in rows)
                told = f"reviewers name it in {len(rows)} of {len(wrong[category])} wrong answers"
                yield new_gap(REASONS[reason], category, reason, reason.replace("_", " "), at, told, **counts)


def unused(team: Team):
    """An article that was there for a quarter in which its category was asked about, and that no answer leaned on."""
    used = {row["article_id"] for row in team.recent}
    asked: dict[str, int] = {}
    for row in team.recent:
        asked[row["category"]] = asked.get(row["category"], 0) + 1
    for article in team.valid(team.as_of):
        category = team.category(article)
        if article["article_id"] in used or article["valid_from"] > team.since or asked.get(category, 0) < 100:
            continue
        yield new_gap(
            "unused",
            category,
            article["article_id"],
            article["title"],
            max(article["valid_from"], team.since),
            f"no answer leaned on it in {WEEKS} weeks, in which {asked[category]} episodes were of its category",
            product_area=article["product_area"],
            article_id=article["article_id"],
            article_version=article["version"],
            evidence_count=0,
            episode_count=asked[category],
        )


# a gap that two rules see is told by the first
RULES = (
    launches,
    fallen_articles,
    fallen_areas,
    outdated,
    contradicted,
    failing_topics,
    named_articles,
    named_reasons,
    unused,
)
# what can be asked again of the episodes since a fix
SEEN_AGAIN = (contradicted, failing_topics, named_articles, named_reasons)
