"""A review day in the browser's own protocol: two reviewers, twenty conversations, and the rows that a sheet would write."""

from __future__ import annotations

import argparse
import http.client
import re
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pyarrow.parquet as pq
import pytest

from agent_scorecard.review.commands import open_session
from agent_scorecard.review.serve import addresses, server


@pytest.fixture
def day(sample_warehouse, tmp_path) -> Iterator:
    """Ann and Ben review twenty conversations of the sample, a half of them both: (session, addresses)."""
    session = open_session(_options(sample_warehouse, tmp_path))
    running = server(session)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield session, addresses(running, session)
    running.shutdown()
    running.server_close()
    thread.join(timeout=10)


def _options(database: Path, folder: Path, queue: str | None = None) -> argparse.Namespace:
    return argparse.Namespace(
        reviewers="ann,ben", limit=20, category=None, overlap=0.5, queue=queue, at=None, database=database,
        landing_path=folder / "landing",
    )  # fmt: skip


def _ask(address: str, form: dict | None = None, **headers: str) -> tuple[int, str, dict]:
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
    body = urlencode(form) if form is not None else None
    given = {"Content-Type": "application/x-www-form-urlencoded", **headers} if form is not None else headers
    connection.request("GET" if form is None else "POST", place.path, body, given)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, dict(answer.getheaders())


def _episode(page: str) -> str | None:
    found = re.search(r'name="episode_id" value="([^"]+)"', page)
    return found.group(1) if found else None


def _landed(session) -> list[dict]:
    return [r for p in (session.landing_path / "reviews").glob("*.parquet") for r in pq.read_table(p).to_pylist()]


def test_a_day_of_twenty_conversations_by_two_reviewers_lands_as_a_sheet_would(day):
    session, where = day
    given = {"ann": "correct", "ben": "incorrect"}
    for reviewer, verdict in given.items():
        while episode := _episode(_ask(where[reviewer])[1]):
            status, _, _ = _ask(where[reviewer], {"episode_id": episode, "verdict": verdict, "note": "mail a@b.com"})
            assert status == 303
        assert "All done" in _ask(where[reviewer])[1]
    rows = _landed(session)
    assert Counter(row["reviewer_id"] for row in rows) == {name: len(ids) for name, ids in session.assigned.items()}
    assert {(row["reviewer_id"], row["verdict"]) for row in rows} == set(given.items())
    assert len({(row["ticket_id"], row["episode_number"]) for row in rows}) == 20
    # both read some, and each keeps their own word
    assert len(rows) > 20
    assert "a@b.com" not in str(rows)
    by_id = {e.episode_id: e.inclusion_probability for e in session.waiting}
    assert {row["inclusion_probability"] for row in rows} == set(by_id.values())


def test_a_conflict_is_said_and_nothing_lands_and_undo_takes_the_last_back(day):
    session, where = day
    first = _episode(_ask(where["ann"])[1])
    status, page, _ = _ask(where["ann"], {"episode_id": first, "verdict": "correct", "is_valid": "no", "note": "kept"})
    assert status == 422
    assert "correct, but" in page
    assert "kept" in page
    assert _landed(session) == []
    _ask(where["ann"], {"episode_id": first, "verdict": "correct"})
    second = _episode(_ask(where["ann"])[1])
    assert second != first
    _ask(where["ann"], {"action": "undo"})
    assert _landed(session) == []
    assert _episode(_ask(where["ann"])[1]) == first


def test_nobody_else_may_ask(day):
    session, where = day
    place = urlsplit(where["ann"])
    episode = _episode(_ask(where["ann"])[1])
    verdict = {"episode_id": episode, "verdict": "correct"}
    assert _ask(f"http://{place.netloc}/guess/")[0] == 404
    assert _ask(where["ann"], Host="evil.example")[0] == 403
    assert _ask(where["ann"], verdict, Origin="https://evil.example")[0] == 403
    others = set(session.assigned["ben"]) - set(session.assigned["ann"])
    assert _ask(where["ann"], {"episode_id": others.pop(), "verdict": "correct"})[0] == 404
    assert _ask(where["ann"], {"episode_id": episode, "note": "x" * 200_000})[0] == 413
    assert _landed(session) == []
    headers = _ask(where["ann"])[2]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_queue_goes_on_where_it_ended(day, sample_warehouse, tmp_path):
    session, where = day
    first = _episode(_ask(where["ann"])[1])
    _ask(where["ann"], {"episode_id": first, "verdict": "partial"})
    again = open_session(_options(sample_warehouse, tmp_path, session.queue_id))
    assert again.assigned == session.assigned
    assert list(again.done("ann")) == [first]
    assert open_session(_options(sample_warehouse, tmp_path, "queue-none")) == 2


def test_what_the_reviewer_sees_is_redacted_and_says_nothing_of_the_draw(day):
    _, where = day
    page = _ask(where["ann"])[1]
    assert "Conversation ·" in page
    for word in ("inclusion", "negative_sentiment", "low_support", "tier", "random"):
        assert word not in page.replace("randomUUID", ""), word


@pytest.mark.browser
def test_a_reviewer_reviews_by_keyboard_alone(request, day, tmp_path):
    if "browser" not in request.config.option.markexpr:
        pytest.skip("`make browser` only")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is in the dependency group `browser`")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    session, where = day
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on(
            "request",
            lambda asked: (
                said.append(asked.url) if "127.0.0.1" not in asked.url and not asked.url.startswith("data:") else None
            ),
        )
        page.goto(where["ann"])
        shots = Path(__file__).resolve().parents[3] / "site" / "screenshots"
        shots.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=shots / "review.png")
        total = len(session.assigned["ann"])
        for place in range(total):
            page.keyboard.press("3" if place % 2 else "1")
            if place % 2:
                page.keyboard.press("a")
                page.keyboard.type("It is on the billing page.")
                page.keyboard.press("Escape")
            with page.expect_navigation():
                page.keyboard.press("Enter")
        assert "All done" in page.content()
        with page.expect_navigation():
            page.keyboard.press("u")
        assert f"{total - 1} of {total} done" in page.inner_text("header")
        # axe speaks in the page, whose policy lets nobody in: a copy without it
        from axe_playwright_python.sync_playwright import Axe

        context = browser.new_context(bypass_csp=True)
        copy = context.new_page()
        copy.goto(where["ben"])
        serious = [v["id"] for v in Axe().run(copy).response["violations"] if v["impact"] in ("serious", "critical")]
        browser.close()
    assert serious == []
    assert said == []
    # every second one, and the last was taken back
    given = Counter("incorrect" if place % 2 else "correct" for place in range(total - 1))
    assert Counter(row["verdict"] for row in _landed(session)) == given
