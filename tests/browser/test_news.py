"""A word about what a link asked for in vain is there to be read."""

import pytest
from playwright.sync_api import expect

from explainer.text import Text
from tests.browser.conftest import Visit


@pytest.mark.parametrize(("page_name", "language"), [("draw", "ja")])
def test_it_is_not_wiped_away_and_can_be_closed(visit: Visit, page_name: str, language: str) -> None:
    text = Text(language)
    visitor = visit()
    page = visitor.open(f"{page_name}?lang={language}&model={'0' * 24}&image=drawing-0123456789ab")
    unknown, no_longer_kept = text("error.run_unknown"), text("error.drawing_unknown")
    visitor.frames(60)
    visitor.settle()
    for sentence in (unknown, no_longer_kept):
        expect(page.get_by_text(sentence)).to_be_visible()
    close = page.get_by_test_id("stMain").get_by_role("button", name=text("frame.put_away"))
    close.first.click()
    expect(page.get_by_text(unknown)).to_have_count(0)
    visitor.settle()
    expect(page.get_by_text(no_longer_kept)).to_have_count(1)
    expect(page.get_by_text(no_longer_kept)).to_be_visible()
    close.click()
    expect(page.get_by_text(no_longer_kept)).to_have_count(0)


def test_a_number_beyond_the_stage_is_named_until_another_page(visit: Visit) -> None:
    visitor, text = visit(), Text("en")
    page = visitor.open("walkthrough?lang=en&stage=conv2d_1&row=400")
    told = text("page.walkthrough.out_of_range", parameter="row", value=400, last=25)
    visitor.frames(60)
    visitor.settle()
    expect(page.get_by_text(told)).to_be_visible()
    page.locator(".st-key-pages").get_by_role("link", name=text("navigation.draw")).click()
    page.wait_for_url("**/draw?*")
    visitor.settle()
    expect(page.get_by_text(told)).to_have_count(0)
