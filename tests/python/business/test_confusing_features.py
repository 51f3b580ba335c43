"""Features that more customers ask about: found in the week of their release, told apart, and not by chance."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from agent_scorecard.business.asked_features import feature_of_article, features_asked
from agent_scorecard.business.confusing_features import confusing_features

AS_OF = datetime(2025, 12, 1)
RELEASED = AS_OF - timedelta(weeks=10, hours=2)
FEATURES = [
    {
        "feature_id": name,
        "name": said,
        "product_area": area,
        "aliases": alias,
        "available_from": None,
        "available_to": None,
    }
    for name, said, area, alias in (
        ("F1", "Refunds", "payments", "Request refund"),
        ("F2", "Invoices", "payments", "Payment history"),
        ("F3", "Boards", "workspace", "View;Filter"),
    )
]
RELEASE = {
    "release_id": "L1",
    "released_at": RELEASED,
    "kind": "product",
    "product_area": "payments",
    "description": "New",
}
WEEKS = [
    {"week_start": date(2025, 12, 1) - timedelta(weeks=back), "active_customer_count": 200, "customer_basis": "listed"}
    for back in range(40, 0, -1)
]


def questions(a_week: dict[str, tuple[int, int]], **of_refunds) -> list[dict]:
    """So many questions about each feature in every week before and since the release, one customer each."""
    rows = []
    for week in WEEKS:
        monday = datetime.combine(week["week_start"], datetime.min.time())
        for word, counts in a_week.items():
            for number in range(counts[monday >= RELEASED]):
                row = {"episode_id": f"{word} {monday:%j} {number}", "customer_cluster": f"{word} {number}"}
                row |= {"article_id": None, "product_area": None, "opening": f"About {word}", "element_labels": None}
                row |= dict.fromkeys(
                    ("has_page", "has_error", "is_unsupported", "is_unexplained", "is_person_needed"), False
                )
                row |= {"week_start": week["week_start"], "started_at": monday + timedelta(hours=number)}
                is_of_them = word == "refunds" and monday >= RELEASED
                rows.append(row | (of_refunds if is_of_them else {"has_page": True}))
    return sorted(rows, key=lambda row: row["started_at"])


def found(rows, releases=(RELEASE,)) -> dict:
    table = confusing_features(rows, FEATURES, [], list(releases), WEEKS, AS_OF)
    return {(row["feature_id"], row["release_id"]): row for row in table.to_pylist()}


def test_a_feature_of_which_twice_as_many_ask_since_its_release_confuses_and_its_neighbours_do_not():
    rows = found(questions({"refunds": (4, 9), "invoices": (6, 6), "boards": (6, 6)}, has_page=True))
    refunds = rows["F1", "L1"]
    assert refunds["is_confusing"]
    assert (refunds["asked_before"], refunds["active_before"]) == (104, 5_200)
    assert (refunds["asked_since"], refunds["active_since"]) == (90, 2_000)
    assert 2 < refunds["ratio"] < 3
    assert refunds["customer_count"] == 9
    assert not rows["F2", "L1"]["is_confusing"]
    assert ("F3", "L1") not in rows


def test_without_a_release_the_last_twelve_weeks_tell():
    rows = found(questions({"refunds": (4, 12), "invoices": (6, 6), "boards": (6, 6)}), releases=())
    assert rows["F1", "(none)"]["is_confusing"]
    assert not rows["F3", "(none)"]["is_confusing"]


def test_where_everybody_asks_more_no_feature_confuses():
    rows = found(questions({"refunds": (4, 8), "invoices": (6, 12), "boards": (6, 12)}))
    assert not any(row["is_confusing"] for row in rows.values())


def test_few_questions_are_not_judged():
    rows = found(questions({"refunds": (0, 0), "invoices": (6, 6), "boards": (6, 6)}))
    assert rows["F1", "L1"]["status"] == "low_n"
    assert found(questions({"refunds": (0, 3), "invoices": (6, 6)}))["F1", "L1"]["status"] == "new"


def test_errors_on_the_page_tell_a_bug_and_answers_without_an_article_a_lack_of_documentation():
    usual = {"refunds": (4, 9), "invoices": (6, 6), "boards": (6, 6)}
    assert found(questions(usual, has_page=True, has_error=True))["F1", "L1"]["cause"] == "bug"
    assert found(questions(usual, is_unexplained=True))["F1", "L1"]["cause"] == "documentation"
    assert found(questions(usual))["F1", "L1"]["cause"] == "page"


def test_a_question_is_about_what_its_page_its_words_and_its_article_say():
    articles = [
        {
            "article_id": "K1",
            "title": "Two charges",
            "body": "Invoices are below Payment history.",
            "product_area": "payments",
        },
        {"article_id": "K2", "title": "Boards", "body": "Invoices", "product_area": "workspace"},
    ]
    by_article = feature_of_article(FEATURES, articles)
    assert by_article == {"K1": "F2", "K2": "F3"}
    asked = [
        {"opening": opening, "element_labels": labels, "article_id": article, "is_unsupported": not article}
        for opening, labels, article in (
            ("Where is it?", "Billing;Refunds;Request refund", None),
            ("I was charged twice", None, "K1"),
            ("My refund is late", None, None),
            ("Refunds or invoices?", None, None),
            ("Hello", None, None),
        )
    ]
    assert [row["feature_id"] for row in features_asked(asked, FEATURES, by_article)] == ["F1", "F2", "F1", None, None]
