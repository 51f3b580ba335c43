"""Which feature a question is about: by the page that the customer was on, their words, and the article that answered.

What leaves no such trace is told by its words alone where they are those of questions that do: otherwise a feature whose
article is withdrawn would seem to be asked about less.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np

from agent_scorecard.text.ngrams import at_grams, count_words, scaled, unit, weighted

# how much each trace says; a feature that gets less than LEAST is not told
BY_PAGE, BY_NAME, BY_ALIAS, BY_ARTICLE = 4, 6, 2, 4
LEAST = 3
# a shorter alias is a word like any other
LEAST_LETTERS = 4
# what tells the feature, and nothing else afterwards
WORDS = frozenset({"opening", "element_labels", "article_id", "is_unsupported"})
# by its words alone a question must be as near to the feature's own as three in four of them are, and so many times as near
# as to any other feature's; a feature with fewer questions has no words of its own yet
NEAR_AS, TIMES_AS_NEAR, LEAST_QUESTIONS = 25, 1.2, 20


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
        # by the features' order: what a text must hold, the pattern, whose it is, and whether it is the name itself
        self.looked_for = [
            (*_pattern(name), feature["feature_id"], place == 0)
            for feature in features
            for place, name in enumerate(
                name for name in names_of(feature) if len(name) >= LEAST_LETTERS or name == feature["name"]
            )
        ]

    def of(self, text: str) -> dict[str, tuple[int, int]]:
        """(times by name, times by alias) of each feature that the text mentions."""
        found: dict[str, tuple[int, int]] = {}
        folded = text.casefold()
        for _, pattern, feature, is_name in [each for each in self.looked_for if each[0] in folded]:
            times = len(pattern.findall(text))
            if times:
                by_name, by_alias = found.get(feature, (0, 0))
                found[feature] = (by_name + times, by_alias) if is_name else (by_name, by_alias + times)
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


def features_asked(episodes: Iterable[dict], features: list[dict], by_article: dict[str, str]) -> list[dict]:
    """The ``episodes`` without their words, each with the feature_id that it is about; null where that cannot be told.

    ``episodes`` are read once, so that a stream of them is enough: opening, element_labels, article_id, is_unsupported, and
    whatever is passed on.
    """
    mentions = Mentions(features)
    pages: dict[str | None, dict] = {None: {}}
    asked, openings, told = [], [], []
    for episode in episodes:
        openings.append(episode["opening"])
        told.append(_traced(episode, mentions, pages, by_article))
        asked.append({name: value for name, value in episode.items() if name not in WORDS})
    by_words = _by_words(openings, told)
    for place, (episode, feature) in enumerate(zip(asked, told, strict=True)):
        episode["feature_id"] = feature or by_words.get(place)
    return asked


def _traced(episode: dict, mentions: Mentions, pages: dict, by_article: dict[str, str]) -> str | None:
    score: dict[str, int] = defaultdict(int)
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
    return ranked[0][0] if is_told else None


def _by_words(openings: list[str | None], told: list[str | None]) -> dict[int, str]:
    """By place, the feature of questions that left no trace: nearest mean of the words (tf-idf) of those that did."""
    often = Counter(feature for feature, opening in zip(told, openings, strict=True) if feature and opening)
    names = sorted(feature for feature, count in often.items() if count >= LEAST_QUESTIONS)
    known = [place for place, feature in enumerate(told) if openings[place] and feature in names]
    asked = [place for place, feature in enumerate(told) if openings[place] and feature is None]
    if len(names) < 2 or not asked:
        return {}
    counted = count_words([openings[place] or "" for place in known])
    own, words, rarity = weighted(counted, least=2)
    if not len(words):  # no word comes twice
        return {}
    feature_of = np.array([names.index(str(told[place])) for place in known])
    means = np.vstack([np.asarray(own[feature_of == place].mean(0)).ravel() for place in range(len(names))])
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
    near_own = np.round(own @ means.T, 6)
    least = np.array([np.percentile(near_own[feature_of == place, place], NEAR_AS) for place in range(len(names))])
    spoken = at_grams(count_words([openings[place] or "" for place in asked]), words)
    near = np.round(unit(scaled(spoken, rarity)) @ means.T, 6)
    best = near.argmax(axis=1)
    second, first = np.sort(near, axis=1)[:, -2:].T
    is_near = (first >= least[best]) & (first > TIMES_AS_NEAR * second)
    return {place: names[best[at]] for at, place in enumerate(asked) if is_near[at]}
