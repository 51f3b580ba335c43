"""Gaps of the knowledge base: each kind has its story, and what is usual is no gap."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_scorecard.improvement.knowledge_gaps import knowledge_gaps

AS_OF = datetime(2025, 6, 2)
ARTICLES = [
    {
        "article_id": f"{area}{number}",
        "version": "v1",
        "title": f"{area} {number}",
        "body": "Open the settings.",
        "valid_from": datetime(2024, 1, 1),
        "valid_to": None,
        "product_area": area,
        "category": area,
    }
    for area in ("pay", "sync")
    for number in (1, 2, 3)
]
RELEASE = {"release_id": "L1", "kind": "product", "product_area": "sync", "category": "sync", "description": "New look"}
FEATURE = {"feature_id": "F1", "name": "Vault", "product_area": "pay", "aliases": None, "available_to": None}


def episodes(failing=lambda row: row["number"] % 5 == 0, **more) -> list[dict]:
    """Half a year of ten episodes a week and article, a fifth of which fail."""
    rows = []
    for article in ARTICLES:
        for number in range(260):
            row = {
                "category": article["category"],
                "product_area": article["product_area"],
                "article_id": article["article_id"],
                "cluster_key": None,
                "cluster_name": None,
                "customer_cluster": f"{article['article_id']}-{number}",
                "started_at": AS_OF - timedelta(weeks=26) + timedelta(hours=16.7 * number),
                "is_escalated": False,
                "is_operational": False,
                "is_unsupported": False,
                "is_without_article": False,
                "failure_reason": None,
                "correct_score": None,
                "opening": None,
                "number": number,
            }
            row["is_failed"] = failing(row)
            rows.append(row | {name: read(row) for name, read in more.items()})
    return rows


def gaps(rows=None, articles=ARTICLES, releases=(), features=(), outcomes=(), decisions=(), owners=()) -> dict:
    table = knowledge_gaps(
        episodes() if rows is None else rows, articles, releases, features, outcomes, decisions, owners, AS_OF
    )
    return {row["gap_key"]: row for row in table.to_pylist()}


def worse_since(at: datetime, *articles: str):
    return lambda row: row["number"] % (2 if row["article_id"] in articles and row["started_at"] >= at else 5) == 0


def test_what_is_usual_is_no_gap():
    assert gaps() == {}


def test_an_article_whose_answers_fail_since_a_release_is_stale():
    at = AS_OF - timedelta(weeks=10)
    found = gaps(episodes(worse_since(at, "sync2")), releases=[RELEASE | {"released_at": at}])
    assert set(found) == {"sync:sync2"}
    assert (found["sync:sync2"]["kind"], found["sync:sync2"]["release_id"]) == ("stale", "L1")
    assert found["sync:sync2"]["first_seen_at"] == at


def test_a_category_that_fails_as_a_whole_since_a_release_is_a_gap_of_the_release_and_of_no_article():
    at = AS_OF - timedelta(weeks=10)
    rows = episodes(worse_since(at, "sync1", "sync2", "sync3"))
    assert set(gaps(rows, releases=[RELEASE | {"released_at": at}])) == {"sync:L1"}


def test_a_launch_without_an_article_is_a_gap_before_the_first_customer_asks():
    coming = AS_OF + timedelta(days=9)
    found = gaps(features=[FEATURE | {"available_from": coming}])["pay:F1"]
    assert (found["kind"], found["state"], found["customer_count"]) == ("missing", "open", 0)
    assert (found["first_seen_at"], found["age_days"]) == (coming, 0)
    written = ARTICLES[0] | {"article_id": "pay9", "title": "The vault", "valid_from": coming - timedelta(days=1)}
    assert gaps(articles=[*ARTICLES, written], features=[FEATURE | {"available_from": coming}]) == {}


def test_an_article_that_names_what_is_gone_is_stale():
    told = [ARTICLES[0] | {"body": "Open the Vault."}, *ARTICLES[1:]]
    gone = FEATURE | {"available_from": None, "available_to": AS_OF - timedelta(days=3)}
    assert gaps(articles=told, features=[gone])["pay:pay1"]["kind"] == "stale"


def test_reviewers_find_wrong_what_repeats_an_article():
    rows = episodes(correct_score=lambda row: float(row["article_id"] != "pay3" and row["number"] % 4 != 0))
    found = gaps(rows)
    assert {key: row["kind"] for key, row in found.items()} == {"pay:pay3": "contradicted"}


def test_a_topic_that_no_article_fits_is_missing_and_an_article_that_nobody_needs_is_unused():
    rows = episodes(
        cluster_key=lambda row: "C1" if row["article_id"] == "pay1" else "C2",
        is_without_article=lambda row: row["article_id"] == "pay1",
        article_id=lambda row: None if row["article_id"] == "pay1" else row["article_id"],
    )
    found = gaps(rows)
    assert {key: row["kind"] for key, row in found.items()} == {"pay:C1": "missing", "pay:pay1": "unused"}


def test_a_question_in_a_language_without_articles_says_nothing_of_its_topic():
    def of(opening: str):
        return episodes(
            cluster_key=lambda row: "C1" if row["article_id"] == "pay1" else "C2",
            is_without_article=lambda row: row["article_id"] == "pay1",
            article_id=lambda row: None if row["article_id"] == "pay1" else row["article_id"],
            opening=lambda row: opening if row["article_id"] == "pay1" else "How do I open the settings of my account?",
        )

    assert "pay:C1" not in gaps(of("Warum funktioniert die Anmeldung seit gestern nicht mehr?"))
    assert gaps(of("Why does the sign-in no longer work since yesterday?"))["pay:C1"]["kind"] == "missing"
    # a team without any article has no language of its articles
    assert (
        gaps(of("Warum funktioniert die Anmeldung seit gestern nicht mehr?"), articles=())["pay:C1"]["kind"]
        == "missing"
    )


def test_a_gap_is_proposed_then_fixed_then_proven_and_reopened_where_the_fix_harms():
    launch = AS_OF - timedelta(weeks=8)
    features = [FEATURE | {"available_from": launch}]
    decision = {"finding": "pay:F1 is open", "improvement": None, "decided_at": AS_OF - timedelta(days=1)}
    assert gaps(features=features, decisions=[decision])["pay:F1"]["state"] == "proposed"
    fix = {"fix_id": "X1", "gap_key": "pay:F1", "kind": "knowledge", "shipped_at": launch + timedelta(weeks=2)}
    states = {}
    for verdict in ("too_early", "working", "harmful"):
        row = gaps(features=features, outcomes=[fix | {"verdict": verdict}])["pay:F1"]
        states[verdict] = (row["state"], row["age_days"])
    assert states == {"too_early": ("fixed", 14), "working": ("proven", 14), "harmful": ("reopened", 56)}


def test_the_owner_of_the_area_owns_its_gaps():
    launch = [FEATURE | {"available_from": AS_OF - timedelta(weeks=2)}]
    owner = {"kind": "(any)", "metric": "(any)", "category": "(any)", "product_area": "pay", "owner": "pay_lead"}
    assert gaps(features=launch, owners=[owner])["pay:F1"]["owner"] == "pay_lead"
    assert gaps(features=launch)["pay:F1"]["owner"] == "product_lead"


def test_an_article_that_reviewers_call_outdated_is_named_with_the_release_that_made_it_so():
    at = AS_OF - timedelta(weeks=13)

    def reviewed(row):
        return 0.0 if row["number"] % 20 == 0 else None

    def reason(row):
        is_outdated = row["article_id"] == "sync2" and row["started_at"] >= at
        return ("outdated_article" if is_outdated else "overpromise") if row["number"] % 20 == 0 else None

    releases = [RELEASE | {"released_at": at - timedelta(days=2)}]
    found = gaps(episodes(correct_score=reviewed, failure_reason=reason), releases=releases)
    assert set(found) == {"sync:sync2"}
    gap = found["sync:sync2"]
    assert (gap["kind"], gap["article_id"], gap["release_id"]) == ("stale", "sync2", "L1")
    assert gap["first_seen_at"] == at - timedelta(days=2)
    assert gap["evidence_count"] == 6


def test_where_no_article_stands_out_the_reason_is_a_gap_of_the_category():
    def reason(row):
        return "outdated_article" if row["number"] % 60 == 0 else None

    def reviewed(row):
        return 0.0 if row["number"] % 60 == 0 else None

    found = gaps(episodes(correct_score=reviewed, failure_reason=reason))
    assert set(found) == {"pay:outdated_article", "sync:outdated_article"}
