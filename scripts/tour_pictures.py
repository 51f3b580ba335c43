"""The pictures of docs/tour.md, from the pages of the sample in a real browser: `make tour`.

    python scripts/tour_pictures.py SITE

writes docs/tour/*.png, each below 150 kB; ends with 1 where one is larger or what it shows is not there.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
OUT = PROJECT / "docs" / "tour"
LARGEST = 150_000
WIDTH = 1080
# picture → (page, from this element, to the end of that one)
PICTURES = {
    "product": ("product", "h1", ".hero"),
    "vp": ("vp", "#calls", "section[aria-labelledby=calls]"),
    "support": ("support", "#act", ".alert:first-of-type"),
    "reviewer": ("reviewer", "#next", "#list-next_to_read"),
    "business": ("business", "h1", ".hero"),
    "monday": ("monday", "#proposal", "section[aria-labelledby=proposal]"),
}


def main(site: Path) -> int:
    from playwright.sync_api import sync_playwright

    OUT.mkdir(exist_ok=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": WIDTH, "height": 900}, color_scheme="light")
        sizes = [_taken(context.new_page(), site, name, *what) for name, what in PICTURES.items()]
        browser.close()
    return int(any(size > LARGEST for size in sizes))


def _taken(page, site: Path, name: str, file: str, first: str, last: str) -> int:
    page.goto((site / f"{file}.html").as_uri())
    top = page.locator(first).first.bounding_box()
    end = page.locator(last).first.bounding_box()
    clip = {"x": 0, "y": top["y"] - 16, "width": WIDTH, "height": end["y"] + end["height"] - top["y"] + 32}
    path = OUT / f"{name}.png"
    page.screenshot(path=path, clip=clip, full_page=True, timeout=120_000)
    page.close()
    print(f"{path.relative_to(PROJECT)}: {path.stat().st_size / 1000:.0f} kB")
    return path.stat().st_size


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
