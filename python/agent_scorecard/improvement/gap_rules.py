"""The rules that find gaps in what the knowledge base says, each over the episodes, articles and releases of one team."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_scorecard.improvement.gap_evidence import (
    WEEKS,
    Team,
    counted,
    mentions,
    names,
    new_gap,
    product_releases,
    rise_of,
    touches,
)
from agent_scorecard.improvement.reviewed_gaps import contradicted, failing_topics, named_articles, named_reasons

# this much of a launch is answered by an article that came out just after it
GRACE = timedelta(days=1)


def _covers(article: dict, feature: dict) -> bool:
    """An article of the feature's area that names it, by any of its names; of another area only by its full name."""
    text = f"{article['title']}\n{article['body']}"
    same = article["product_area"] in (None, feature["product_area"]) or feature["product_area"] is None
    return any(mentions(text, name) for name in (names(feature) if same else [feature["name"]]))


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
        named = [row for row in team.features if mentions(release["description"] or "", row["name"])]
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
    return any(mentions(row.get("opening") or "", name) for name in names(feature) if len(name) > 3)


def fallen_articles(team: Team):
    """An article whose answers fail more since a release than the other articles of its category do."""
    for release in reversed(product_releases(team)):
        at = release["released_at"]
        for article in team.valid(at):
            if not touches(release, article):
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
            if found := rise_of(own, others, at, min([*newer, team.as_of]), [own, *by_article.values()]):
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
    for release in reversed(product_releases(team)):
        at = release["released_at"]
        category = team.category(release)
        own = [
            row
            for row in team.episodes
            if row["category"] == category and row["article_id"] not in told_of and row["cluster_key"] not in told_of
        ]
        others = [row for row in team.episodes if row["category"] != category]
        if found := rise_of(own, others, at, team.as_of):
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
            if not mentions(text, feature["name"]):
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
                **counted(failed, rows),
            )


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
