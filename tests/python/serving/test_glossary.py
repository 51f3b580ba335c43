"""Every page links the words that it uses, and the page of words has them all."""

from __future__ import annotations

from agent_scorecard.serving.glossary import read_glossary


def test_every_page_links_the_glossary_and_the_glossary_explains_every_word(desk):
    from agent_scorecard.serving.pages.rendering import render_pages

    pages = render_pages(desk().tables())
    for name, page in pages.items():
        assert 'href="glossary.html"' in page, name
    glossary = read_glossary()
    words = [word for section in glossary.sections for word, _ in section.words]
    assert len(words) == len(set(words)) > 50
    for word in ("episode", "the AI", "provisional", "follow-up"):
        assert word in words
        assert f"<dt>{word}</dt>" in pages["glossary.html"]
