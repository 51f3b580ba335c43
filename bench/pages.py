"""The pages of four teams in a real browser: weight, script, errors, requests, width and accessibility, as one table.

    python bench/pages.py [folder for pictures]

Reads data/teams (`make teams`) and the sample as built (data/scorecard.duckdb), writes docs/figures/pages.md, and ends with 1
where a page is too heavy, says an error, asks for something outside, is wider than the screen, or axe finds something serious. A
folder gets a picture of every page in every look. Needs Chromium and the group `browser`.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "tests" / "python"))
FIGURES = PROJECT / "docs" / "figures" / "pages.md"
TEAMS = {name: PROJECT / "data" / "teams" / name / "scorecard.duckdb" for name in ("small", "wide", "empty")}
TOLD = """# The pages in a browser

Written by `bench/pages.py`: the pages of the sample, of a small team (30 tickets a week, few reviews), of one with forty
long-named categories, and of one that has not begun. Each is opened in headless Chromium at 1440 and 390 pixels, light and dark,
folded and with everything unfolded; axe looks at the light one of 1440 and the dark one of 390, without the rows
after the fourth of a table and the charts after the sixth. A page may weigh 1,500 kB, its script 20 kB.

| team | page | kB | script kB | console errors | requests outside | looks wider than the screen | serious by axe |
|---|---|---|---|---|---|---|---|
{}

{} pages in four looks: {} console errors, {} requests outside, {} wider than the screen, {} serious findings; the heaviest
is {:.0f} kB, the script {:.1f} kB.
"""
SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)


@dataclass
class Seen:
    """One page of one team, over all looks."""

    team: str
    page: str
    size: int = 0
    script: int = 0
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    serious: list[str] = field(default_factory=list)

    @property
    def row(self) -> str:
        counts = " | ".join(str(len(found)) for found in (self.errors, self.outside, self.wide, self.serious))
        return f"| {self.team} | {self.page} | {self.size / 1000:.0f} | {self.script / 1000:.1f} | {counts} |"

    @property
    def is_good(self) -> bool:
        found = self.errors + self.outside + self.wide + self.serious
        return not found and self.size < 1_500_000 and self.script <= 20_000


def main(pictures: Path | None) -> int:
    from playwright.sync_api import sync_playwright
    from serving.test_in_chromium import FLAGS

    from agent_scorecard.cli import main as command

    seen: list[Seen] = []
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for team, database in {"sample": PROJECT / "data" / "scorecard.duckdb", **TEAMS}.items():
            site = Path(folder) / team
            if command(["pages", "--database", str(database), "--out", str(site)]):
                return 1
            seen += of_team(browser, team, site, pictures)
        browser.close()
    columns = [[len(getattr(each, name)) for each in seen] for name in ("errors", "outside", "wide", "serious")]
    heaviest, script = max(each.size for each in seen), max(each.script for each in seen)
    rows = "\n".join(each.row for each in seen)
    FIGURES.write_text(TOLD.format(rows, len(seen), *map(sum, columns), heaviest / 1000, script / 1000))
    for each in seen:
        if not each.is_good:
            print(each)
    return int(not all(each.is_good for each in seen))


def of_team(browser, team: str, site: Path, pictures: Path | None) -> list[Seen]:
    """Every page of one team in every look."""
    from serving.test_in_chromium import LOOKS, axe_script, is_wider_than_the_screen, serious

    axe, found = axe_script(), []
    for path in sorted(site.glob("*.html")):
        text = path.read_text()
        told = Seen(team, path.stem, path.stat().st_size, sum(len(each.encode()) for each in SCRIPT.findall(text)))
        for look in LOOKS:
            scheme, width = look
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page = context.new_page()
            page.on("console", lambda said, told=told: told.errors.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error, told=told: told.errors.append(str(error)))
            page.on("request", lambda call, told=told: told.outside.append(call.url) if _is_outside(call.url) else None)
            page.goto(path.as_uri())
            name = f"{team}-{path.stem}-{scheme}-{width}"
            if pictures:
                pictures.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=pictures / f"{name}.png", full_page=True, timeout=120_000)
            is_wide = is_wider_than_the_screen(page)
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            if is_wide or is_wider_than_the_screen(page):
                told.wide.append(name)
            if look in (LOOKS[0], LOOKS[-1]):
                told.serious += serious(page, axe)
            context.close()
        print(told.row, flush=True)
        found.append(told)
    return found


def _is_outside(url: str) -> bool:
    return not url.startswith(("file:", "data:"))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else None))
