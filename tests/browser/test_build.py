"""The Build page in a browser: the flow of boxes follows the form, and a misfit is mended by its button."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

MISFIT = "build?lang=en&network=c64_max2_c32_max2_c32-k7_d128"


def expect_pictured(page: Page, box: str, network: str) -> None:
    expect(page.locator("svg.flow")).to_have_attribute("aria-label", re.compile(re.escape(box)))
    expect(page).to_have_url(re.compile(f"network={network}(&|$)"))


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (390, 844)])
def test_a_misfit_is_drawn_and_mended(visit: Visit, width: int, height: int) -> None:
    page = visit(width=width, height=height).open(MISFIT)
    expect(page.locator("svg.flow .ground")).to_have_count(1)
    expect(page.locator("svg.flow .solid.waiting")).to_have_count(3)
    expect(page.locator("svg.flow .solid.built")).to_have_count(5)
    expect(page.locator(".misfit-window")).to_be_visible()
    page.get_by_role("button", name="Use a 5×5 kernel → 1×1×32").click()
    expect(page.locator("svg.flow .ground")).to_have_count(0)
    expect(page.locator("svg.flow .solid.built")).to_have_count(9)
    expect_pictured(page, "Conv 3 1×1×32", "c64_max2_c32_max2_c32-k5_d128")
    boxes = page.locator("svg.flow").bounding_box()
    assert boxes is not None
    assert boxes["x"] + boxes["width"] <= width


def test_boxes_are_in_proportion_to_their_maps(visit: Visit) -> None:
    page = visit().open("build?lang=en&network=c64_max2_c32_max2_d128")
    expect(page.locator("svg.flow .solid .face").first).to_be_visible()
    widths = page.locator("svg.flow .solid .face").evaluate_all(
        "faces => faces.map((face) => Number(face.getAttribute('width')))"
    )
    scale = widths[0] / 28
    assert widths[:5] == pytest.approx([scale * size for size in (28, 26, 13, 11, 5)])


def test_a_widget_changes_the_picture_and_the_table(visit: Visit) -> None:
    page = visit().open("build?lang=en&network=c64_max2_c32_max2_d128")
    page.locator(".st-key-build_0_padding_en").get_by_role("radio").nth(1).click()
    expect(page.locator("table.summary")).to_contain_text("(None, 28, 28, 64)")
    expect_pictured(page, "Conv 1 28×28×64", "c64-same_max2_c32_max2_d128")
