"""Terms open in place, without the server, by mouse, finger and key; their links are followed without loading anew."""

import re

import pytest
from playwright.sync_api import expect

from explainer.lessons.glossary import glossary
from tests.browser.conftest import Visit


@pytest.mark.parametrize(("language", "width"), [("en", 1400), ("ja", 390)])
def test_a_term_opens_in_place_and_closes_again(visit: Visit, language: str, width: int) -> None:
    visitor = visit(width=width, has_touch=width < 640)
    page = visitor.open(f"walkthrough?lang={language}&stage=conv2d_1")
    word, meaning = page.locator("[popovertarget$=-weight]"), page.get_by_text(glossary(language)["weight"].meaning)
    sent = len(visitor.sent)
    (word.tap if width < 640 else word.click)()
    expect(meaning).to_be_visible()
    box = page.locator(".term-note:popover-open").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    word.focus()
    page.keyboard.press("Enter")
    expect(meaning).to_be_visible()
    assert len(visitor.sent) == sent
    page.evaluate("window.stays = true")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("glossary.*term=weight"))
    visitor.settle()
    expect(page.locator(".chosen-term")).to_contain_text(glossary(language)["weight"].name)
    assert page.evaluate("window.stays")


def test_a_term_opens_in_a_picture_of_ours_and_stays_while_the_picture_is_painted_anew(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("article?lang=en&line=conv2d_1")
    sent = len(visitor.sent)
    word, other = (page.locator(f".article-body dd button[data-term={term}]").first for term in ("bias", "weight"))
    word.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".term-note:popover-open")).to_contain_text(glossary("en")["bias"].meaning)
    page.set_viewport_size({"width": 1380, "height": 900})
    # The picture is painted anew in the next frame; a word that had the focus before would be gone.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    visitor.settle()
    other.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".term-note:popover-open")).to_contain_text(glossary("en")["weight"].meaning)
    assert len(visitor.sent) == sent
    page.evaluate("window.stays = true")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("glossary.*term=weight|walkthrough"))
    assert page.evaluate("window.stays")
