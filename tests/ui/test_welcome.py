"""The first page says what this is and offers the ways in that there are."""

from explainer.text import Text
from tests.ui.pages import Open


def test_the_ways_in_lead_to_pages_there_are(open_page: Open, language: str) -> None:
    app = open_page("overview", lang=language, image="test-18")
    text = Text(language)
    links = {link.proto.label: link.proto for link in app.get("page_link")}
    for page in ("article", "draw"):
        assert "image=test-18" in links[text(f"navigation.{page}")].query_string
    primary = [button for button in app.button if button.proto.type == "primary"]
    assert primary == [app.button(key="tour_start")]
