"""The exposures name exactly the marts that each page reads."""

from __future__ import annotations


def test_an_exposure_depends_on_what_its_page_reads(manifest, sample_warehouse, monkeypatch):
    from agent_scorecard.serving import marts
    from agent_scorecard.serving.pages import rendering

    tables = marts.read_tables(sample_warehouse)
    read: set[str] = set()
    original = marts.Tables.__getitem__

    def recorded(self, name):
        read.add(name)
        return original(self, name)

    monkeypatch.setattr(marts.Tables, "__getitem__", recorded)
    stated = {
        exposure["name"]: {parent.split(".")[-1] for parent in exposure["depends_on"]["nodes"]}
        for exposure in manifest["exposures"].values()
    }
    for page in rendering.PAGES:
        # macros keep the globals they were first imported with
        rendering._environment.cache_clear()
        read.clear()
        with monkeypatch.context() as only:
            # one page at a time, and the start page, which is rendered with it
            only.setattr(rendering, "PAGES", (page,))
            rendering.render_pages(tables)
        needed = {mart for name in read for mart in marts.QUERIES[name][0]}
        assert stated[f"page_{page.file.removesuffix('.html')}"] == needed
    rendering._environment.cache_clear()
