"""Which feature a question is about: by the page that the customer was on, their words, and the article that answered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

# how much each trace says; a feature that gets less than LEAST is not told
BY_PAGE, BY_NAME, BY_ALIAS, BY_ARTICLE = 4, 6, 2, 4
LEAST = 3
# a shorter alias is a word like any other
LEAST_LETTERS = 4


def names_of(feature: dict) -> list[str]:
    """The name and the aliases of a feature.

    >>> names_of({"name": "Refunds", "aliases": "Billing; Request refund"})
    ['Refunds', 'Billing', 'Request refund']
    """
    return [name.strip() for name in [feature["name"], *(feature["aliases"] or "").split(";")] if name.strip()]


def _pattern(name: str) -> tuple[str, re.Pattern]:
    """What a text must hold to be worth a look, folded; and the pattern."""
    # a plural is the same word
    stem = name[:-1] if name.endswith("s") and len(name) > LEAST_LETTERS else name
    return stem.casefold(), re.compile(rf"(?<!\w){re.escape(stem)}s?(?!\w)", re.IGNORECASE)


class Mentions:
    """How often a text mentions each feature, by its name and by its aliases."""

    def __init__(self, features: Iterable[dict]):
        self.patterns = [
            (
                feature["feature_id"],
                [_pattern(name) for name in names_of(feature) if len(name) >= LEAST_LETTERS or name == feature["name"]],
            )
            for feature in features
        ]

    def of(self, text: str) -> dict[str, tuple[int, int]]:
        """(times by name, times by alias) of each feature that the text mentions."""
        found, folded = {}, text.casefold()

        def times_of(stem: str, pattern: re.Pattern) -> int:
            return len(pattern.findall(text)) if stem in folded else 0

        for feature, (name, *aliases) in self.patterns:
            times = times_of(*name), sum(times_of(*alias) for alias in aliases)
            if any(times):
                found[feature] = times
        return found


def feature_of_article(features: list[dict], articles: list[dict]) -> dict[str, str]:
    """The feature of each article: of its area, the one that its newest version mentions most; a name counts twice."""
    mentions = Mentions(features)
    area = {feature["feature_id"]: feature["product_area"] for feature in features}
    newest = {article["article_id"]: article for article in articles}
    found = {}
    for name, article in newest.items():
        told = {
            feature: 2 * by_name + by_alias
            for feature, (by_name, by_alias) in mentions.of(f"{article['title']}\n{article['body']}").items()
            if None in (article["product_area"], area[feature]) or article["product_area"] == area[feature]
        }
        if told:
            found[name] = max(sorted(told), key=lambda feature: told[feature])
    return found


def features_asked(episodes: list[dict], features: list[dict], by_article: dict[str, str]) -> list[dict]:
    """The ``episodes``, each with the feature_id that it is about; null where that cannot be told."""
    mentions = Mentions(features)
    pages: dict[str | None, dict] = {None: {}}
    found = []
    for episode in episodes:
        score: Counter = Counter()
        labels = episode["element_labels"]
        if labels not in pages:
            pages[labels] = mentions.of(labels)
        for feature, (by_name, by_alias) in pages[labels].items():
            score[feature] += BY_PAGE * bool(by_name) + BY_ALIAS * by_alias
        for feature, (by_name, by_alias) in mentions.of(episode["opening"] or "").items():
            score[feature] += BY_NAME * bool(by_name) + BY_ALIAS * bool(by_alias)
        article = by_article.get(episode["article_id"]) if not episode["is_unsupported"] else None
        if article:
            score[article] += BY_ARTICLE
        ranked = sorted(score.items(), key=lambda item: (-item[1], item[0]))
        is_told = bool(ranked) and ranked[0][1] >= LEAST and (len(ranked) == 1 or ranked[0][1] > ranked[1][1])
        found.append(episode | {"feature_id": ranked[0][0] if is_told else None})
    return found
