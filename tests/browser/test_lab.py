"""The lab in a browser: what is typed, dragged and chosen is worked out at once and stands in the link."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from explainer.laboratory.settings import ConvolutionSetting
from tests.browser.conftest import Visit

LINK = "lab?lang=en&convolution=g6_k3-vertical_at1.3"


def weights(page: Page) -> Locator:
    return page.locator(".editable.weights input")


def total(page: Page) -> Locator:
    return page.locator("[data-part=total]")


def linked(page: Page) -> str:
    found = re.search(r"[?&]convolution=([^&]+)", page.url)
    return found[1] if found else ""


def test_a_weight_is_typed_stepped_and_dragged(visit: Visit) -> None:
    page = visit().open(LINK)
    expect(total(page)).to_have_text("+5")
    weights(page).first.click()
    page.keyboard.type("-2.5")
    expect(total(page)).to_have_text("\u22122")
    page.keyboard.press("ArrowUp")
    expect(weights(page).first).to_have_value("\u22122.4")
    page.keyboard.press("ArrowRight")
    expect(weights(page).nth(1)).to_be_focused()
    box = weights(page).nth(4).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] - 30, steps=4)
    page.mouse.up()
    expect(weights(page).nth(4)).to_have_value("+1")
    page.wait_for_url(re.compile(r"convolution=g6_k3-w-2400\.0\.-1000\.1000\.1000\."))


def test_a_setting_that_is_impossible_is_explained_and_mended(visit: Visit) -> None:
    page = visit().open("lab?lang=en&convolution=g3_k5-blur")
    expect(page.locator(".problem")).to_contain_text("5×5")
    expect(page.locator(".transport")).to_be_hidden()
    page.locator(".problem .ways button").first.click()
    expect(page.locator(".problem")).to_be_hidden()
    page.wait_for_url(re.compile(r"convolution=g3_k3-blur"))
    page.locator(".settings [data-choice=ring1]").click()
    expect(page.locator(".code")).to_contain_text("ZeroPadding2D(1)")
    expect(page.locator(".formula .focus strong")).to_have_text("3")


def test_the_link_brings_a_setting_back(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open(LINK)
    cell = page.locator(".editable.cells input").nth(10)
    cell.click()
    page.keyboard.type("7")
    page.locator(".transport").get_by_role("button").nth(2).click()
    expect(page.locator(".transport .place")).to_have_text("row 2, column 0")
    page.wait_for_url(re.compile(r"_at2\.0"))
    setting = ConvolutionSetting.parse(linked(page))
    assert setting is not None
    assert (setting.cells[10], setting.row, setting.column) == (7, 2, 0)
    again = visitor.open(f"lab?lang=en&convolution={linked(page)}")
    expect(again.locator(".editable.cells input").nth(10)).to_have_value("7")
    expect(again.locator(".transport .place")).to_have_text("row 2, column 0")


@pytest.mark.parametrize("key", ["ArrowLeft", "ArrowDown"])
def test_the_digit_moves_by_a_pixel(visit: Visit, key: str) -> None:
    page = visit().open("lab?lang=en&lab=shift&shift=0.0")
    page.locator(".pad").press(key)
    expect(page.locator(".layer .sentence").first).to_contain_text("All 64 maps moved")
    expected = {"ArrowLeft": "shift=0.-1", "ArrowDown": "shift=1.0"}[key]
    page.wait_for_url(re.compile(re.escape(expected)))


def test_five_optimizers_go_down_by_keys_and_each_update_has_its_numbers(visit: Visit) -> None:
    page = visit().open("lab?lang=en&lab=optimizers&update=sgd-0.3-58")
    group = page.locator(".optimizers")
    group.press("ArrowRight")
    group.press("ArrowDown")
    expect(page.locator(".numbers h2")).to_have_text("SGD with momentum: update 59")
    before, after = (
        float(part.replace("\u2212", "-")) for part in page.locator(".after td").first.inner_text().split(" \u2192 ")
    )
    step = float(page.locator(".numbers td b").first.inner_text().replace("\u2212", "-"))
    assert before + step == pytest.approx(after, abs=1e-9)
    page.wait_for_url(re.compile(r"update=momentum-0\.3-59"))
    group.press(" ")
    page.wait_for_url(re.compile(r"update=momentum-0\.3-60"))
    page.get_by_role("radio", name="0.1", exact=True).click()
    page.wait_for_url(re.compile(r"update=momentum-0\.1-60"))
    expect(group).not_to_have_class(re.compile("waiting"))
    expect(page.locator(".optimizers + [aria-live]")).to_have_text(page.locator(".best").inner_text())
    page.locator(".optimizer").nth(1).press("ArrowDown")
    expect(page.locator(".optimizer").nth(2)).to_be_focused()
    expect(page.locator(".optimizer").nth(2)).to_have_attribute("aria-checked", "true")
