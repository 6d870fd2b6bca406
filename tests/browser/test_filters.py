"""A filter up close in a browser: a weight is changed, the map and the test accuracy follow, a patch leads on."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_a_weight_is_changed_and_a_patch_followed(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("filters?lang=en&image=test-0&stage=conv2d_1&filter=0")
    weight = page.locator(".editable.weights input").nth(6)
    expect(page.locator(".bench")).to_contain_text("Nothing is changed yet.")
    weight.click()
    page.keyboard.type("0")
    expect(weight).to_have_class("edited")
    expect(page.locator(".bench")).to_contain_text("43 of 676 cells changed by more than 0.026")
    page.wait_for_url(re.compile(r"edit=6~0(&|$)"))
    expect(page.locator(".changed .accuracy")).to_have_text(re.compile(r"^9\d\.\d\d\s%$"), timeout=60_000)
    expect(page.locator(".changed dd.muted")).to_have_text(re.compile("images$"))
    page.keyboard.press("ArrowUp")
    expect(weight).to_have_value("+0.100")
    bias = page.get_by_role("spinbutton", name="bias")
    learned = bias.input_value()
    bias.focus()
    page.keyboard.press("ArrowUp")
    expect(bias).to_have_class("edited")
    expect(page.locator(".bench")).to_contain_text(f"was {learned}")
    page.wait_for_url(re.compile(r"edit=b~\d+\.6~100(&|$)"))
    page.get_by_role("button", name="Reset").click()
    expect(bias).to_have_value(learned)
    expect(page.locator(".bench")).to_contain_text("Nothing is changed yet.")
    page.wait_for_url(re.compile(r"^((?!edit=).)*$"))
    visitor.settle()
    patch = page.locator(".patch").first
    image = re.search(r"image=(test-\d+)", patch.get_attribute("href") or "")
    assert image is not None
    patch.click()
    page.wait_for_url(re.compile(rf"walkthrough.*image={image[1]}&.*stage=activation_1.*filter=0"))
    page.get_by_role("link", name="Filter 0 up close").click()
    page.wait_for_url(re.compile(rf"filters\?.*image={image[1]}"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Filter 0 of Conv 1 up close")
