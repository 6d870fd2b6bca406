"""The data page in a browser: a click takes an image, and what is chosen shows in every part of the page."""

import re

from playwright.sync_api import expect

from explainer import mnist
from explainer.survey import places
from tests.browser.conftest import Visit


def test_a_click_makes_an_image_the_one_in_use(visit: Visit) -> None:
    page = visit().open("data?lang=en&browse=test-3-0&image=test-0")
    third = int(places(mnist.load().y_test, 3)[2])
    expect(page.locator(".pager").first).to_contain_text("1–120")
    page.locator(".mosaic .sheet").first.click(position={"x": 110, "y": 20})
    page.wait_for_url(re.compile(rf"image=test-{third}(&|$)"))
    expect(page.locator(".label-line strong")).to_have_text("3")
    assert "browse=test-3-0" in page.url
    page.get_by_role("button", name="Next page").click()
    expect(page.locator(".pager").first).to_contain_text("121–240")


def test_keys_choose_an_image_and_read_a_pixel(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("data?lang=en&browse=test-all-0&image=test-0")
    surface = page.locator(".mosaic .surface").first
    surface.press("ArrowRight")
    expect(page.locator(".mosaic .name").first).to_have_text(f"#1 (label {mnist.load().y_test[1]})")
    surface.press("Enter")
    page.wait_for_url(re.compile(r"image=test-1(&|$)"))
    expect(page.locator(".label-line strong")).to_have_text(str(mnist.load().y_test[1]))
    visitor.settle()
    before = page.locator(".reading").inner_text()
    page.locator(".grid-frame").press("ArrowDown")
    expect(page.locator(".reading")).not_to_have_text(before)

    def is_right() -> bool:
        row, column, stored = map(int, re.findall(r"\d+", page.locator(".reading").inner_text())[:3])
        return bool(mnist.load().x_test[1, row, column] == stored)

    # Until the new image has come, it reads the old one.
    visitor.until(is_right)
    legend = page.locator(".grid-side .legend span")
    expect(legend).to_have_text(["0", "", "255"])
    page.locator(".grid-side .segments button").last.click()
    expect(legend).to_have_text(["0", "", "1"])


def test_a_phone_shows_the_middle_of_the_grid_first(visit: Visit) -> None:
    page = visit(width=390, height=844).open("data?lang=en&image=test-0")
    scrolled, room = page.locator(".grid-frame").evaluate(
        "(frame) => [frame.scrollLeft, frame.scrollWidth - frame.clientWidth]"
    )
    assert room > 100
    assert abs(scrolled - room / 2) < 2
