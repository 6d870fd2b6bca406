"""What the convolution's picture answers."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from explainer.text import Text
from tests.browser.conftest import Visit

Evaluate = Callable[..., Any]


def part(page: Page, name: str) -> str:
    return page.locator(f"[data-part={name}]").first.inner_text()


def hover_cell(page: Page, selector: str, x: float, y: float) -> None:
    box = page.locator(selector).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)


def test_pointing_at_a_pixel_lists_its_shares_without_the_server(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?lang=en&stage=conv2d_1&image=test-0&filter=0&row=13&column=15")
    text = Text("en")
    total, keras = part(page, "total"), part(page, "keras")
    assert float(keras.replace("−", "-")) == pytest.approx(float(total.replace("−", "-")), abs=0.00051)
    expect(page.locator("[data-part=product]")).to_have_count(9)
    sent = len(visitor.sent)
    hover_cell(page, ".input-side canvas", 0.5, 0.5)
    expect(page.locator("[data-part=share]")).to_have_count(9)
    expect(page.locator(".spread-words")).to_contain_text(text("component.convolution.reaches", count="9"))
    expect(page.locator("[data-part=total]")).to_be_hidden()
    hover_cell(page, ".output-side canvas", 0.2, 0.2)
    expect(page.locator("[data-part=product]")).to_have_count(9)
    expect(page.locator("[data-part=total]")).to_be_visible()
    expect(page.locator("[data-part=total]")).not_to_have_text(total)
    assert len(visitor.sent) == sent


def test_a_pixel_is_followed_by_keyboard(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?lang=en&stage=conv2d_1&image=test-0&row=10&column=12")
    words = page.locator(".spread-words strong")
    page.locator(".follow").focus()
    page.keyboard.press("Enter")
    expect(words).to_contain_text("row 11, column 13")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(words).to_contain_text("row 12, column 14")
    page.keyboard.press("Escape")
    expect(words).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".transport .place")).to_have_text("row 10, column 13")


def test_a_tap_shows_a_pixel_and_the_second_takes_the_window_there(visit: Visit) -> None:
    visitor = visit("ja-JP", 390, 844, has_touch=True)
    page = visitor.open("walkthrough?lang=ja&stage=conv2d_1&image=test-0&row=3&column=3")
    canvas = page.locator(".input-side canvas")
    canvas.scroll_into_view_if_needed()
    place = page.locator(".transport .place")
    before = place.inner_text()
    canvas.tap(position={"x": 90, "y": 80})
    expect(page.locator("[data-part=share]")).to_have_count(9)
    expect(place).to_have_text(before)
    canvas.tap(position={"x": 90, "y": 80})
    expect(page.locator("[data-part=product]")).to_have_count(9)
    expect(place).not_to_have_text(before)


def test_a_bar_of_the_waterfall_opens_its_map_in_either_order(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?lang=en&stage=conv2d_2&image=test-0&row=7&column=7")
    fall = page.locator(".waterfall")
    fall.scroll_into_view_if_needed()
    page.locator(".flow-numbers summary").click()
    expect(page.locator("[data-part=channel]")).to_have_count(64)
    sums = [float(words.replace("−", "-")) for words in page.locator("[data-part=channel]").all_inner_texts()]
    assert sums == sorted(sums, reverse=True)
    assert round(1000 * sum(sums)) == round(1000 * float(part(page, "sum").replace("−", "-")))
    page.locator(".flow [data-choice=index]").click()
    expect(page.locator("[data-part=channel]").first).to_have_attribute("data-channel", "0")
    fall.click(position={"x": 46, "y": 40})
    expect(page.locator(".opened")).to_have_text(Text("en")("component.convolution_many.opened", channel="0"))
    page.wait_for_url("**channel=0**")
    expect(page.locator(".flow [data-choice=index]")).to_have_attribute("aria-checked", "true")
    page.locator(".tiles-frame").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".opened")).to_have_text(Text("en")("component.convolution_many.opened", channel="1"))
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-part=partial]")).to_have_text(page.locator("[data-channel='0']").inner_text())
