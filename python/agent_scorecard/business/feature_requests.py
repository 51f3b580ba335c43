"""What customers ask for that the product did not have when they asked: grouped, counted, and linked to what later brought it."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

import pyarrow as pa

from agent_scorecard.business.wishes import content_words, stem, wishes
from agent_scorecard.improvement.typed_rows import typed_rows

ALL = "(all)"
ALIKE = 0.5  # share of the words of both that two wishes of one group have in common, at least
RECENT, BEFORE = timedelta(days=28), timedelta(days=84)
LEAST_CUSTOMERS = 2
COLUMNS = {
    "request_key": "text",
    "currency": "text",
    "name": "text",
    "product_area": "text",
    "languages": "text",
    "ask_count": "count",
    "customer_count": "count",
    "account_count": "count",
    "annual_value": "number",
    "recent_customer_count": "count",
    "before_customer_count": "count",
    "trend": "text",
    "is_built": "flag",
    "feature_id": "text",
    "release_id": "text",
    "last_episodes": "text",
    "first_asked_at": "moment",
    "last_asked_at": "moment",
}


def feature_requests(
    messages: Iterable[dict],
    features: Iterable[dict],
    releases: Iterable[dict],
    accounts: Iterable[dict],
    as_of: datetime,
) -> pa.Table:
    """One row per request and currency of the accounts that asked, and one with the currency `(all)`.

    ``messages`` of customers, in the order of their time: episode_id, customer_cluster, account_id, product_area, sent_at, body.
    ``features``: feature_id, name, aliases, available_from, available_to. ``releases``: release_id, released_at, kind,
    description. ``accounts``: account_id, annual_value, currency.

    A wish for what the product had at that time is none. Wishes are of one request where half of their words are the same.
    A request of a single customer is left out: it says little, and its words are that customer's own. ``annual_value`` is
    the sum over the accounts that asked, of one currency; under `(all)` it is null where accounts pay in several.
    ``trend``: `new` (first asked in the last 28 days), `growing` or `falling` (customers of the last 28 days against the
    84 before, beyond chance), else `steady`.
    """
    features, releases = list(features), list(releases)
    values = {row["account_id"]: row for row in accounts}
    asked = [
        row | {"language": wish.language, "words": wish.words, "stems": frozenset(map(stem, wish.words))}
        for row in messages
        for wish in wishes(row["body"])
        if _feature_of(wish.words, features, row["sent_at"], row["sent_at"]) is None
    ]
    rows = []
    for members in _groups(asked):
        if len({row["customer_cluster"] for row in members}) >= LEAST_CUSTOMERS:
            rows += _rows(members, features, releases, values, as_of)
    return typed_rows(rows, COLUMNS)


def _groups(asked: list[dict]) -> list[list[dict]]:
    """Wishes, each put to the first group whose first wish, or whose commonest words, are like it."""
    groups: list[list[dict]] = []
    heads: list[frozenset] = []
    for row in asked:
        scores = [(len(row["stems"] & head) / len(row["stems"] | head), -at) for at, head in enumerate(heads)]
        best, at = max(scores, default=(0.0, 0))
        if best >= ALIKE:
            groups[-at].append(row)
            heads[-at] = _core(groups[-at])
        else:
            groups.append([row])
            heads.append(row["stems"])
    return groups


def _core(members: list[dict]) -> frozenset:
    """The words that half of a group's wishes have."""
    counts = Counter(word for row in members for word in row["stems"])
    return frozenset(word for word, count in counts.items() if 2 * count >= len(members)) or members[0]["stems"]


def _rows(members, features, releases, values, as_of) -> list[dict]:
    shown = Counter(word for row in members for word in row["words"])
    core = _core(members)
    words = [word for word in members[0]["words"] if stem(word) in core] or list(members[0]["words"])
    name = " ".join(sorted(words, key=lambda word: (-shown[word], words.index(word)))[:4])
    first = members[0]["sent_at"]
    feature = _feature_of(tuple(words), features, first, as_of, since=first)
    release = _release_of(words, feature, releases, first, as_of)
    areas = Counter(row["product_area"] for row in members if row["product_area"])
    base = {
        "request_key": "R" + hashlib.md5(" ".join(sorted(core)).encode(), usedforsecurity=False).hexdigest()[:8],
        "name": name,
        "product_area": min(areas, key=lambda area: (-areas[area], area)) if areas else None,
        "languages": ";".join(sorted({row["language"] for row in members})),
        "is_built": feature is not None or release is not None,
        "feature_id": feature and feature["feature_id"],
        "release_id": release and release["release_id"],
    }
    by_currency: dict = defaultdict(list)
    for row in members:
        account = values.get(row["account_id"])
        by_currency[(account and account["currency"]) or "(none)"].append(row)
    rows = [_counted(base, currency, rows, values, as_of) for currency, rows in sorted(by_currency.items())]
    total = _counted(base, ALL, members, values, as_of)
    if len(by_currency) > 1:
        total["annual_value"] = None
    return [*rows, total]


def _counted(base, currency, members, values, as_of) -> dict:
    accounts = {row["account_id"] for row in members if row["account_id"]}
    known = [values[name]["annual_value"] for name in accounts if name in values]
    recent = {row["customer_cluster"] for row in members if row["sent_at"] > as_of - RECENT}
    before = {row["customer_cluster"] for row in members if as_of - RECENT - BEFORE < row["sent_at"] <= as_of - RECENT}
    return base | {
        "currency": currency,
        "ask_count": len(members),
        "customer_count": len({row["customer_cluster"] for row in members}),
        "account_count": len(accounts),
        "annual_value": float(sum(value for value in known if value is not None)) if known else None,
        "recent_customer_count": len(recent),
        "before_customer_count": len(before),
        "trend": _trend(len(recent), len(before), members[0]["sent_at"] > as_of - RECENT),
        "last_episodes": ";".join(list(dict.fromkeys(row["episode_id"] for row in members[::-1]))[:3]),
        "first_asked_at": members[0]["sent_at"],
        "last_asked_at": members[-1]["sent_at"],
    }


def _trend(recent: int, before: int, is_new: bool) -> str:
    """Given all customers of both times, a quarter of them would be recent by chance (exact binomial, 5 % each side)."""
    from scipy.special import bdtr, bdtrc

    if is_new:
        return "new"
    share = RECENT / (RECENT + BEFORE)
    if recent and bdtrc(recent - 1, recent + before, share) < 0.05:
        return "growing"
    return "falling" if bdtr(recent, recent + before, share) < 0.05 else "steady"


def _feature_of(words, features, at: datetime, until: datetime, since: datetime | None = None) -> dict | None:
    """The feature whose name or alias is in the words, and that existed at ``at`` (or, with ``since``, came after it)."""
    stems = {stem(word) for word in words}
    for feature in features:
        start, end = feature["available_from"], feature["available_to"]
        start = None if start is None else datetime(start.year, start.month, start.day)
        is_there = (start is None or start <= at) and (end is None or datetime(end.year, end.month, end.day) > at)
        came = since is not None and start is not None and since < start <= until
        if (came if since is not None else is_there) and any(
            named and named <= stems
            for text in [feature["name"], *(feature["aliases"] or "").split(";")]
            if (named := {stem(word) for word in content_words(text)})
        ):
            return feature
    return None


def _release_of(words, feature, releases, first: datetime, as_of: datetime) -> dict | None:
    """The product release that brought it: the first after the wish that names it, else the first since the feature is there."""
    stems = {stem(word) for word in words}
    later = [row for row in releases if row["kind"] == "product" and first < row["released_at"] <= as_of]
    for release in later:
        told = {stem(word) for word in content_words_of(release["description"])}
        if len(stems & told) >= max(2, len(stems) / 2) or stems <= told:
            return release
    if feature:
        start = datetime(feature["available_from"].year, feature["available_from"].month, feature["available_from"].day)
        return next((row for row in later if abs(row["released_at"] - start) <= timedelta(days=7)), None)
    return None


def content_words_of(text: str | None) -> list[str]:
    """All words of a description."""
    return [word for part in (text or "").split() for word in content_words(part)]
