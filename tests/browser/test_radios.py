"""A few choices side by side are one stop of the Tab key, and arrows go from one to the next."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit


@pytest.mark.parametrize(
    "path",
    [
        "?",
        "data?",
        "lab?convolution=g6_k3-blur",
        "lab?lab=optimizers",
        "walkthrough?stage=conv2d_1",
        "walkthrough?stage=softmax",
        "walkthrough?stage=logits&image=test-1721&trail=strongest",
    ],
)
def test_arrows_choose_and_tab_leads_on(visit: Visit, path: str) -> None:
    visitor = visit(reduced_motion="reduce")
    page = visitor.open(f"{path}&lang=en")
    groups = page.locator(".cnn [role=radiogroup]").filter(visible=True)
    assert groups.count()
    for place in range(groups.count()):
        radios = groups.nth(place).get_by_role("radio")
        expect(groups.nth(place).locator("[role=radio][tabindex='0']")).to_have_count(1)
        radios.first.focus()
        radios.first.press("ArrowRight")
        expect(radios.nth(1)).to_be_focused()
        expect(radios.nth(1)).to_have_attribute("aria-checked", "true")
        radios.nth(1).press("Home")
        expect(radios.first).to_be_focused()
        expect(groups.nth(place).locator("[role=radio][aria-checked=true]")).to_have_count(1)
        visitor.settle()
