"""The words of the simulated support team: issues, articles and sentences, read from the YAML files next to this page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Issue:
    """One thing customers write about, with the article that answers it. Facts: (first, second) version of each."""

    category: str
    product_area: str
    key: str
    feature: str
    page: str
    error: str
    labels: tuple[str, ...]
    sentences: dict[str, tuple[str, ...]]
    article_title: str
    article_body: str
    facts: dict[str, tuple[int, int]]

    def facts_of(self, version: int) -> dict[str, int]:
        return {name: values[version] for name, values in self.facts.items()}

    def wrong_facts_of(self, version: int) -> dict[str, int]:
        """Numbers that are in no version of the article."""
        known = {value for values in self.facts.values() for value in values}
        wrong = {}
        for place, (name, values) in enumerate(self.facts.items()):
            value = values[version] * 2 + 1 + place
            while value in known:
                value += 1
            wrong[name] = value
        return wrong


@dataclass(frozen=True)
class Words:
    """Issues of the simulated categories, the sentences common to all, and what may be wished for."""

    issues: tuple[Issue, ...]
    common: dict
    wishes: dict

    def issues_of(self, category: str) -> list[int]:
        return [number for number, issue in enumerate(self.issues) if issue.category == category]


@cache
def read_words(categories: tuple[str, ...]) -> Words:
    """The issues of these base categories, in their order."""
    import yaml

    # the loader in C is ten times as fast and reads the same
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    issues = []
    for category in categories:
        page = yaml.load((HERE / f"{category}.yml").read_text(encoding="utf-8"), Loader=loader)
        issues += [_issue(category, page["product_area"], entry) for entry in page["issues"]]
    common = yaml.load((HERE / "common.yml").read_text(encoding="utf-8"), Loader=loader)
    wishes = yaml.load((HERE / "wishes.yml").read_text(encoding="utf-8"), Loader=loader)["wishes"]
    return Words(issues=tuple(issues), common=common, wishes=wishes)


def _issue(category: str, product_area: str, entry: dict) -> Issue:
    return Issue(
        category=category,
        product_area=product_area,
        key=entry["key"],
        feature=entry["feature"],
        page=entry["page"],
        error=entry["error"],
        labels=tuple(entry["labels"]),
        sentences={
            part: tuple(str(sentence) for sentence in entry[part])
            for part in ("subject", "open", "calm", "detail", "tried", "again", "answer", "more")
        },
        article_title=entry["article"]["title"],
        article_body=entry["article"]["body"],
        facts={name: tuple(values) for name, values in entry["facts"].items()},
    )
