"""The first page says what this is and offers the ways in that there are."""

from __future__ import annotations

from explainer.text import Text
from explainer.ui.pages import PAGES
from tests.ui.pages import Open


def test_the_ways_in_lead_to_pages_there_are(open_page: Open, language: str) -> None:
    app = open_page("overview", lang=language, image="test-18")
    text = Text(language)
    links = {link.proto.label: link.proto for link in app.get("page_link")}
    for page in ("article", "draw"):
        label = text(f"page.overview.way_{page}")
        assert (label in links) == (page in PAGES)
    assert "image=test-18" in links[text("page.overview.way_draw")].query_string
    assert app.button(key="tour_start")
