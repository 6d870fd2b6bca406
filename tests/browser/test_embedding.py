"""The map of the test images in a browser: a click or a key opens a point's image."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_a_click_opens_a_points_image_and_so_does_a_key(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("embedding?lang=en&map=pca&image=test-0")
    plane, opened = page.locator(".plane"), page.locator(".st-key-embedding-opened")
    expect(plane).to_be_visible(timeout=60_000)
    expect(opened).to_contain_text("#0 is a 7")
    # The neighbours are counted meanwhile; then the page is drawn anew, and the point would move under the pointer.
    visitor.settle()
    expect(page.get_by_test_id("stProgress")).to_have_count(0, timeout=60_000)
    visitor.settle()
    box = plane.bounding_box()
    assert box is not None
    # Amid the sixes; which one is pointed at is said, and opened.
    page.mouse.move(box["x"] + 0.84 * box["width"], box["y"] + 0.67 * box["height"])
    tip = page.locator(".tip")
    expect(tip).to_have_text(re.compile(r"^#\d+ is a \d, predicted \d"))
    pointed = re.match(r"#(\d+) is a (\d)", tip.inner_text())
    assert pointed is not None
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url(re.compile(rf"map=pca-{pointed[1]}(&|$)"))
    expect(opened).to_contain_text(f"#{pointed[1]} is a {pointed[2]}")
    visitor.settle()
    page.locator(".plane-frame").press("ArrowUp")
    expect(tip).to_have_text(re.compile(rf"^#(?!{pointed[1]} )\d+ is a \d"))
    another = re.match(r"#(\d+) is a (\d)", tip.inner_text())
    assert another is not None
    page.keyboard.press("+")
    expect(plane).to_have_attribute("data-zoom", "2")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"map=pca-{another[1]}(&|$)"))
    # The link changes before the card does.
    expect(opened).to_contain_text(f"#{another[1]} is a {another[2]}")
    # And the card's words before its button: until then that would take the image before.
    visitor.settle()
    page.get_by_role("button", name="Use this image").click()
    page.wait_for_url(re.compile(rf"image=test-{another[1]}(&|$)"))
    page.locator(".picture-link").click()
    page.wait_for_url(re.compile(rf"/walkthrough\?.*image=test-{another[1]}"))
