"""Every page in headless Chromium: as people get it, from a built warehouse in which somebody planted scripts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

PROJECT = Path(__file__).resolve().parents[3]
SHOTS = PROJECT / "site" / "screenshots"
NAMES = ("index", "vp", "product", "support", "reviewer", "business", "monday")
DESK, PHONE = 1440, 390
HEAVIEST = 1_500_000
TEAMS = PROJECT / "data" / "teams"
PLANTED = "<script>window.planted = true</script><img src=x onerror='window.planted = true'>"
IN_A_MESSAGE = "<script>window.planted = 1</script> wrote a customer"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser(request) -> Iterator:
    if "browser" not in request.config.option.markexpr:
        pytest.skip("`make browser` only")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is in the dependency group `browser`")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="module")
def warehouse(request) -> Path:
    """What was built last, messages and all, else the sample, built now."""
    for name in ("data/scorecard.duckdb", "data/test/scorecard.duckdb"):
        if (PROJECT / name).exists():
            return PROJECT / name
    return request.getfixturevalue("sample_warehouse")


@pytest.fixture(scope="module")
def site(browser, warehouse, tmp_path_factory) -> Path:
    """The pages of that warehouse."""
    from agent_scorecard.cli import main

    folder = tmp_path_factory.mktemp("site")
    assert main(["pages", "--database", str(warehouse), "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def poisoned_site(browser, warehouse, tmp_path_factory) -> Path:
    """The pages of a copy in which every text that a person wrote is a script: messages, categories, releases, findings."""
    import duckdb

    from agent_scorecard.cli import main

    folder = tmp_path_factory.mktemp("poisoned")
    copy = folder / "copy.duckdb"
    shutil.copyfile(warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        columns = connection.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'marts' and column_name in"
            " ('category', 'segment', 'cause_candidates', 'evidence', 'finding', 'action', 'owner', 'product_area',"
            " 'article_id', 'rater')"
        ).fetchall()
        tables: dict[str, list[str]] = {}
        for table, column in columns:
            tables.setdefault(table, []).append(column)
        for table, names in tables.items():
            poison = ", ".join(f"{_poisoned(name)} as {name}" for name in names)
            connection.execute(f"create temp table poison as select * replace ({poison}) from marts.{table}")
            connection.execute(f"drop table marts.{table}")
            connection.execute(f"create table marts.{table} as from poison")
            connection.execute("drop table poison")
        bodies = connection.execute(
            "select schema_name, table_name from duckdb_columns() inner join duckdb_tables() using (schema_name, table_name)"
            " where column_name = 'body'"
        ).fetchall()
        assert bodies, "a built warehouse has the messages somewhere"
        for schema, table in bodies:
            connection.execute(f"update {schema}.{table} set body = '{IN_A_MESSAGE}'")
        kept = connection.execute(
            f"select count(*) from marts.alerts where cause_candidates like '%{_PIECE}%'"
        ).fetchone()
        assert kept[0], "the sample has an alert whose release is described"
    assert main(["pages", "--database", str(copy), "--out", str(folder / "site")]) == 0
    return folder / "site"


_PIECE = "<script>"


def _poisoned(column: str) -> str:
    planted = PLANTED.replace("'", "''")
    if column in ("category", "segment"):
        return f"case when {column} = 'technical' then '{planted}' else {column} end"
    return f"{column} || ': {planted}'"


LOOKS = [("light", DESK), ("dark", DESK), ("light", PHONE), ("dark", PHONE)]


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def opened(request, browser, site):
    """Opens a page in one scheme and width; everything that it says and asks for is written down."""
    scheme, width = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked, said = [], []

    def open_page(name: str, where: Path = site):
        page = context.new_page()
        page.on("request", lambda call: asked.append(call.url))
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto((where / f"{name}.html").as_uri())
        return page

    open_page.asked, open_page.said, open_page.name = asked, said, f"{scheme}-{width}"
    yield open_page
    context.close()


def test_every_page_opens_without_an_error_a_request_or_sideways_scrolling(opened):
    SHOTS.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        page = opened(name)
        page.screenshot(path=SHOTS / f"{name}-{opened.name}.png", full_page=True)
        assert not is_wider_than_the_screen(page), name
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert not is_wider_than_the_screen(page), f"{name}, with everything unfolded"
        page.close()
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith(("file:", "data:"))] == []


def test_no_page_is_heavy(site):
    assert {path.name: path.stat().st_size for path in site.glob("*.html") if path.stat().st_size > HEAVIEST} == {}


@pytest.fixture(scope="module", params=["small", "wide", "empty"])
def team_site(request, browser, tmp_path_factory) -> Path:
    """The pages of a team other than the sample's: as `make teams` built it, else of rows like it, which take no build."""
    from agent_scorecard.cli import main

    database = TEAMS / request.param / "scorecard.duckdb"
    folder = tmp_path_factory.mktemp(request.param)
    if (TEAMS / request.param / "built_from").exists():
        assert main(["pages", "--database", str(database), "--out", str(folder)]) == 0
    else:
        for name, page in in_rows(request.param).items():
            (folder / name).write_text(page)
    return folder


def in_rows(team: str) -> dict[str, str]:
    """The pages of a team without a warehouse: few reviews and an alert, forty long names, or nothing yet."""
    from pages_team import Team

    if team == "empty":
        story = Team((), 0)
        story.rows = {"registry": story.rows["registry"]}
    elif team == "wide":
        names = [f"Questions about part {part} which customers of the enterprise plan open" for part in range(40)]
        story = Team(tuple(names), 26).verdict("escalation_rate", "warn", names[3])
    else:
        story = Team(("billing", "technical", "how_to"), 26).unverified().unverified("billing")
        for week in (-3, -5, -8):
            story.unverified("technical", week).number("resolution_accuracy", "how_to", week, value=1.0, status="low_n")
        story.drift("escalation_rate", "worse", "technical", 0.2, 0.6).alert("escalation_rate", "technical")
    return story.pages()


@pytest.mark.parametrize("opened", [LOOKS[0], LOOKS[-1]], indirect=True, ids=["light-desk", "dark-phone"])
def test_the_pages_of_other_teams_open_as_well(opened, team_site):
    """A small team, one of forty long-named categories, and one that has not begun: each says what is the point."""
    axe = axe_script()
    for name in NAMES:
        assert (team_site / f"{name}.html").stat().st_size < HEAVIEST, name
        page = opened(name, team_site)
        assert page.locator("h1").inner_text().strip(), name
        assert not is_wider_than_the_screen(page), name
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert not is_wider_than_the_screen(page), f"{name}, with everything unfolded"
        assert serious(page, axe) == [], name
        page.close()
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith(("file:", "data:"))] == []


# The rows after the fourth of a table, the charts after the sixth and the other categories come from the same lines as those
# before: they say nothing new to axe, which takes a second for each few hundred of them.
THINNED = """
    document.querySelectorAll('tbody tr:nth-child(n+5), .over rect, .per-category:not(.c0), .per-category figure:nth-child(n+7)')
        .forEach(each => each.remove());
    document.querySelectorAll('details').forEach(each => each.open = true);
"""


@pytest.mark.parametrize("opened", [LOOKS[0], LOOKS[-1]], indirect=True, ids=["light-desk", "dark-phone"])
def test_axe_finds_nothing_serious(opened):
    axe = axe_script()
    for name in NAMES:
        page = opened(name)
        assert serious(page, axe) == [], name
        page.close()


def axe_script() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def serious(page, axe: str) -> list[str]:
    """What axe finds serious on a thinned page."""
    page.evaluate(THINNED)
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {violation['help']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


def test_a_planted_script_stays_text(browser, poisoned_site):
    context = browser.new_context(viewport={"width": DESK, "height": 900})
    for name in NAMES:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda call, asked=asked: asked.append(call.url))
        page.goto((poisoned_site / f"{name}.html").as_uri())
        assert page.evaluate("window.planted === undefined"), name
        assert page.evaluate("document.scripts.length + document.images.length") == 1, (
            f"{name} has our own script alone"
        )
        assert _PIECE in page.inner_text("body"), f"{name} shows what was planted, as text"
        assert "wrote a customer" not in page.content(), f"{name} holds no message"
        assert len(asked) == 1, name
        page.close()
    context.close()


def test_a_definition_is_reached_by_keyboard_alone(browser, site):
    context = browser.new_context(viewport={"width": DESK, "height": 900})
    page = context.new_page()
    page.goto((site / "vp.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "def":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    shown = page.locator("[popover]:popover-open")
    assert shown.count() == 1
    assert "How it could be gamed" in shown.inner_text()
    page.keyboard.press("Escape")
    assert shown.count() == 0
    context.close()


def test_categories_are_switched_by_keyboard_alone(browser, site):
    context = browser.new_context(viewport={"width": DESK, "height": 900})
    page = context.new_page()
    page.goto((site / "vp.html").as_uri())
    page.focus("#cat-0")
    assert page.locator(".per-category:visible").count() == 1
    page.keyboard.press("ArrowRight")
    assert page.locator(".per-category.c1").is_visible()
    assert not page.locator(".per-category.c0").is_visible()
    context.close()


def test_a_table_is_sorted_filtered_and_copied_and_a_week_picked(browser, site):
    context = browser.new_context(viewport={"width": DESK, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((site / "support.html").as_uri())
    table = page.locator(".listing table").first
    table.locator("thead button", has_text="Age").click()
    assert table.locator("thead th[aria-sort=ascending]").count() == 1
    page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }")
    page.locator(".listing .tools button").first.click()
    copied = page.evaluate("window.copied").splitlines()
    assert copied[0] == '"Ticket","Category","Age","Why it is listed"'
    assert len(copied) == 1 + table.locator("tbody tr").count()
    page.locator(".listing .tools input").first.fill("no row says this")
    assert table.locator("tbody tr:visible").count() == 0
    line = page.locator(".per-category.c0 figure .now").first
    page.locator(".picker select").first.select_option(index=3)
    assert line.inner_text().startswith(page.locator(".picker select").first.input_value() + ": ")
    page.locator(".picker select").first.select_option(index=0)
    assert page.locator(".over rect.chosen").count() == 0
    assert said == []
    context.close()


def test_everything_is_readable_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False, viewport={"width": DESK, "height": 900})
    page = context.new_page()
    page.goto((site / "vp.html").as_uri())
    assert page.locator("h1").is_visible()
    page.locator("figure details summary").first.click()
    assert page.locator("figure details table").first.is_visible()
    page.locator("label", has=page.locator("#cat-1")).click()
    assert page.locator(".per-category.c1").is_visible()
    context.close()


@pytest.mark.parametrize("name", ["monday", "vp", "product", "support", "reviewer"])
def test_a_page_prints_on_two_sheets_on_white_without_its_controls(name, browser, site):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto((site / f"{name}.html").as_uri())
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for control in (".switch", ".def", "nav", "summary"):
        assert page.locator(f"{control}:visible").count() == 0, control
    printed = page.pdf(path=SHOTS / f"{name}.pdf", format="A4", prefer_css_page_size=True)
    assert pages_in(printed) <= 2
    context.close()


def pages_in(pdf: bytes) -> int:
    """The number of pages that a PDF says it has."""
    return max(int(count) for count in re.findall(rb"/Count (\d+)", pdf))


def is_wider_than_the_screen(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
