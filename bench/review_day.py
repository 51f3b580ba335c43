"""A review day in the browser by keyboard alone, and the scorecard moved as computed by hand.

    python bench/review_day.py [folder]

A simulated team that has reviewed nothing; its queue served to two reviewers; twenty conversations, half of them read by both;
built again; and each published accuracy compared with the weighted mean worked out here from the verdicts. Ends with 1 where one
differs. Takes two partial builds and Chromium.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import threading
from collections import defaultdict
from pathlib import Path

import duckdb

from agent_scorecard.review.commands import open_session
from agent_scorecard.review.serve import addresses, server
from agent_scorecard.simulation.config import SimulationConfig
from agent_scorecard.simulation.generate import write

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "tests" / "python"))
FIGURES = PROJECT / "docs" / "figures" / "review_day.md"
TOLD = """# A review day in the browser

Written by `bench/review_day.py`. A simulated team that has reviewed nothing (500 tickets in six weeks, three categories).
Its queue is served to two reviewers in Chromium, who press keys and nothing else: twenty conversations, half of them read by
both. Then it is built again, and each published accuracy is compared with the mean worked out from the verdicts alone: each
conversation weighted by one over its probability of being sampled, two reviewers of one counting half each.

| | before | after |
|---|---|---|
| conversations that wait | {} | {} |
| accuracies published (week and category) | {} | {} |
| of these by hand | | {} |
| differ by more than 1e-9 | | {} |

{} keys, {} verdicts of {} conversations.
"""
# verdict by place in the reviewer's own order: two right for each that is wrong
KEYS = ("1", "1", "3")


def main(folder: Path) -> int:
    landing, database = folder / "landing", folder / "scorecard.duckdb"
    write(SimulationConfig(tickets=500, weeks=6, categories=3, seed=5), landing)
    for table in ("reviews", "review_draws", "judgements"):
        shutil.rmtree(landing / table, ignore_errors=True)
    _build(landing, database, folder)
    before, waited = _published(database), _waiting(database)
    print(f"before: {len(before)} accuracies published, {waited} conversations wait")
    session = open_session(
        argparse.Namespace(
            reviewers="ann,ben", limit=20, category=None, overlap=0.5, queue=None, at=None, database=database,
            landing_path=landing,
        )
    )  # fmt: skip
    running = server(session)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        pressed = _review(addresses(running, session), session)
    finally:
        running.shutdown()
        running.server_close()
    rows = duckdb.sql(f"select * from read_parquet('{landing}/reviews/*.parquet')").to_arrow_table().to_pylist()
    read = {(row["ticket_id"], row["episode_number"]) for row in rows}
    print(f"in the browser: {pressed} keys, {len(rows)} verdicts of {len(read)} conversations by ann and ben")
    _build(landing, database, folder)
    expected, published = _by_hand(database, rows), _published(database)
    differ = {key for key in expected | published if abs(expected.get(key, -1) - published.get(key, -1)) > 1e-9}
    print(f"after: {len(published)} accuracies published, {len(expected)} by hand, {len(differ)} differ")
    figures = (waited, _waiting(database), len(before), len(published), len(expected), len(differ))
    FIGURES.write_text(TOLD.format(*figures, pressed, len(rows), len(read)), encoding="utf-8")
    for key in sorted(differ):
        print(f"  {key}: by hand {expected.get(key)}, published {published.get(key)}")
    return int(bool(differ or before or not published or len(read) != 20))


def _build(landing: Path, database: Path, folder: Path) -> None:
    from warehouse import run_dbt

    given = {"landing": "files", "landing_path": str(landing), "review_salt": "a day"}
    chosen = ["--select", "+review_queue", "+resolution_accuracy_weekly", "+episodes", "+answers"]
    chosen += ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    run_dbt("build", *chosen, "--vars", json.dumps(given), database=database, target_path=folder / "target")


def _review(where: dict[str, str], session) -> int:
    """Each reviewer reads all that is theirs; keys alone. How many were pressed."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    pressed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for reviewer, address in where.items():
            page = browser.new_page()
            page.set_default_timeout(120_000)
            page.goto(address)
            for place in range(len(session.assigned[reviewer])):
                page.keyboard.press(KEYS[place % len(KEYS)])
                with page.expect_navigation():
                    page.keyboard.press("Enter")
                pressed += 2
            assert "All done" in page.content(), reviewer
            page.close()
        browser.close()
    return pressed


def _by_hand(database: Path, rows: list[dict]) -> dict[tuple, float]:
    """Of the conversations that the AI resolved, the mean of right ones, each weighted by one over its probability;
    two reviewers of one conversation count half each."""
    verdicts: dict[tuple, list[dict]] = defaultdict(list)
    for row in rows:
        verdicts[row["ticket_id"], row["episode_number"]].append(row)
    with duckdb.connect(str(database), read_only=True) as connection:
        episodes = connection.sql(
            "select ticket_id, episode_number, week_start, category from intermediate.int_episodes where is_ai_resolved"
        ).fetchall()
    sums: dict[tuple, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for ticket, number, week, category in episodes:
        if not (own := verdicts.get((ticket, number))):
            continue
        weight = 1 / own[0]["inclusion_probability"]
        right = sum(row["verdict"] == "correct" for row in own) / len(own)
        for group in (category, "(all)"):
            sums[week, group][0] += weight * right
            sums[week, group][1] += weight
    return {key: right / weight for key, (right, weight) in sums.items()}


def _published(database: Path) -> dict[tuple, float]:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.sql(
            "select week_start, category, resolution_accuracy_rate from marts.resolution_accuracy_weekly"
            " where resolution_accuracy_rate is not null"
        ).fetchall()
    return {(week, category): value for week, category, value in rows}


def _waiting(database: Path) -> int:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.sql("select count(*) from marts.review_queue").fetchall()[0][0]


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit(main(Path(sys.argv[1])))
    with tempfile.TemporaryDirectory() as work:
        sys.exit(main(Path(work)))
