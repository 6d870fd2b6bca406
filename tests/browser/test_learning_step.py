"""One step of learning, followed like a visitor would: from the loss back to a layer, to a number, to a weight."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_from_a_mistake_to_a_layer_to_a_weight(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("learning_step?lang=en&batch=8-0")
    expect(page.locator(".backward")).to_have_attribute("data-painted", re.compile("^0 "))
    page.locator(".image-bar[data-place='2']").click()
    expect(page.locator(".backward")).to_have_attribute("data-painted", re.compile("^2 "))
    expect(page).to_have_url(re.compile(r"batch=8-0\.2"))

    page.locator(".back-open[data-place='3']").click()
    expect(page).to_have_url(re.compile("view=gates.*stage=pooling2d_1|stage=pooling2d_1.*view=gates"))
    # Pointing names a cell's numbers in the browser; a click tells the server.
    back = page.locator(".gradient-panel[data-action=cell] .map").nth(1)
    expect(back).to_be_visible()
    visitor.settle()
    sent = len(visitor.sent)
    back.hover(position={"x": 17, "y": 17})
    expect(page.locator(".gradient-told")).to_contain_text("row 1, column 1")
    assert len(visitor.sent) == sent
    back.click(position={"x": 17, "y": 17})
    expect(page).to_have_url(re.compile("row=1&column=1"))
    expect(page.locator(".gradient-account h3").first).to_contain_text("row 1, column 1")

    page.get_by_role("radio", name="Why this gradient?").click()
    expect(page).to_have_url(re.compile("view=why"))
    kernel = page.locator(".gradient-panel[data-action=weight] .map")
    kernel.click(position={"x": 20, "y": 20})
    expect(page).to_have_url(re.compile(r"weight=kernel-0\.0\.0\."))
    expect(page.get_by_role("heading", name=re.compile("row 0, column 0"))).to_be_visible()
