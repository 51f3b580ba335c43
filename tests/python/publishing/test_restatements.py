"""A week is published; then a review comes late, and an episode of the week lands late: was, is, why."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from warehouse import dbt_here

MONDAY = datetime(2025, 3, 3, 9)
MESSAGE = ("message_id", "ticket_id", "sent_at", "author_type", "author_id", "body")
TICKET = ("ticket_id", "created_at", "status", "customer_id", "category", "channel", "solved_at")
REVIEW = ("review_id", "ticket_id", "reviewer_id", "reviewed_at", "verdict", "inclusion_probability")
PUBLISHED = (
    "as_of", "week_start", "category", "metric", "value", "value_low", "value_high", "numerator", "denominator",
    "status",
)  # fmt: skip


def land(folder: Path, table: str, part: str, names, rows) -> None:
    (folder / table).mkdir(parents=True, exist_ok=True)
    with (folder / table / f"{part}.csv").open("w", newline="") as file:
        csv.writer(file).writerows([names, *rows])


def tickets(names, begin: datetime):
    """One solved ticket a name, the AI answering at once."""
    told, said = [], []
    for place, name in enumerate(names):
        at = begin + timedelta(hours=place)
        solved = at + timedelta(minutes=5 + place)
        told.append((name, at, "solved", f"customer of {name}", "billing", "chat", solved))
        said.append((f"{name}-1", name, at, "customer", f"customer of {name}", f"I was charged twice by {name}"))
        said.append((f"{name}-2", name, at + timedelta(seconds=20), "ai", "bot", "Your refund is on its way."))
    return told, said


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Build, publish, let the late rows land, build again; ask the second build."""
    import duckdb

    work = tmp_path_factory.mktemp("restated")
    landing, database = work / "landing", work / "scorecard.duckdb"
    wanted = (
        "--select",
        "+restatements",
        "+scorecard_weekly",
        "--exclude",
        "resource_type:test",
        "resource_type:unit_test",
    )

    def build():
        given = {"landing": "files", "landing_path": landing}
        dbt_here("build", *wanted, database=database, target_path=work / "target", **given)

    def ask(query: str):
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.sql(query).fetchall()

    told, said = tickets([f"t{place:02}" for place in range(12)], MONDAY)
    much_later, words = tickets(["later"], MONDAY + timedelta(days=28))
    land(landing, "tickets", "first", TICKET, told + much_later)
    land(landing, "messages", "first", MESSAGE, said + words)
    reviewed = MONDAY + timedelta(days=3)
    land(
        landing, "reviews", "first", REVIEW,
        [(f"r{place}", f"t{place:02}", "rita", reviewed, "correct", 0.5) for place in range(6)],
    )  # fmt: skip
    build()
    assert ask("select count(*) from marts.restatements") == [(0,)]

    columns = ", ".join(PUBLISHED[1:])
    rows = ask(f"select (select as_of from staging.stg_as_of), {columns} from marts.scorecard_weekly")
    land(landing, "published_scorecards", "run", PUBLISHED, rows)
    late = MONDAY + timedelta(days=30)
    land(landing, "reviews", "late", REVIEW, [("r9", "t01", "rolf", late, "incorrect", 0.5)])
    told, said = tickets(["forgotten"], MONDAY + timedelta(days=1))
    land(landing, "tickets", "late", TICKET, told)
    land(landing, "messages", "late", MESSAGE, said)
    build()
    return ask


WHERE = "where week_start = '2025-03-03' and category = 'billing' and metric"


def test_a_late_message_changes_how_many_there_were_and_says_so(ask):
    assert ask(f"select denominator_was, denominator_now, why from marts.restatements {WHERE} = 'closure_rate'") == [
        (12, 13, "late message")
    ]


def test_a_late_label_lowers_what_was_published_and_says_so(ask):
    ((was, now, why, labels),) = ask(
        f"select value_was, value_now, why, late_label_count from marts.restatements {WHERE} = 'fast_wrong_rate'"
    )
    assert was == 0
    assert now > 0
    assert "late label" in why
    assert labels == 1


def test_what_did_not_change_is_not_restated(ask):
    weeks = ask("select distinct week_start from marts.restatements where metric = 'closure_rate'")
    assert [str(week) for (week,) in weeks] == ["2025-03-03"]


def test_a_number_of_no_reviews_is_not_explained_by_one(ask):
    ((why,),) = ask(f"select distinct why from marts.restatements {WHERE} = 'follow_up_rate_7d'")
    assert "label" not in why
