"""The time machine and the sidebar's epoch slider, driven like a visitor would."""

import re

from playwright.sync_api import Page, expect

from explainer.text import Text
from tests.browser.conftest import Visit

PLACE = "time_machine?image=test-720&model=bundled@3&filter=4&lang=en"


WATCH = """(machine) => {
  Object.assign(globalThis, { shown: [], before: talk.sent });
  new MutationObserver((_, observer) => {
    const { painted } = machine.dataset;
    if (shown.at(-1) !== painted) shown.push(painted);
    if (painted.startsWith("4 ")) {
      globalThis.after = talk.sent;
      observer.disconnect();
      machine.querySelector(".tm-tools .main").click();
    }
  }).observe(machine, { attributeFilter: ["data-painted"] });
}"""
"""Notes what is shown while it plays, pauses at epoch 4, and notes when the page last said something to the server."""


def shows(page: Page, epoch: int | str, filter_index: int = 4) -> None:
    """Waits until the component shows an epoch and a filter."""
    expect(page.locator(".time-machine")).to_have_attribute("data-painted", f"{epoch} {filter_index}")


def test_epochs_play_without_the_server_and_resting_tells_it(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open(PLACE)
    shows(page, 3)
    expect(page.locator(".tm-column[aria-current=true] .tm-words")).to_have_text("first right")
    expect(page.locator(".tm-class.best .tm-digit")).to_have_text("5")
    page.locator(".tm-columns button").first.click()
    shows(page, 0)
    expect(page).to_have_url(re.compile("model=bundled%400"))
    visitor.settle()

    page.locator(".time-machine").evaluate(WATCH)
    page.get_by_role("button", name="Play").click()
    expect(page).to_have_url(re.compile("model=bundled%404"), timeout=60_000)
    shown = [painted.removesuffix(" 4") for painted in page.evaluate("shown")]
    assert [epoch for epoch in shown if "batch" not in epoch] == ["0", "1", "2", "3", "4"]
    assert "1 (batch 16)" in shown
    assert page.evaluate("before === after")


def test_keys_step_and_another_kernel_is_a_choice_of_the_link(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open(PLACE)
    slider = page.get_by_role("slider", name="Epoch, 0 is before training")
    slider.press("ArrowRight")
    shows(page, 4)
    slider.press("End")
    shows(page, 5)
    expect(page).to_have_url(re.compile(r"model=bundled(&|$)"))
    visitor.settle()
    page.get_by_role("button", name="Next kernel").click()
    shows(page, 5, 5)
    expect(page).to_have_url(re.compile("filter=5"))
    visitor.settle()
    page.get_by_role("link", name="Open epoch 5").click()
    expect(page).to_have_url(re.compile("walkthrough.*stage=conv2d_1&filter=5"))


def test_the_sidebars_slider_moves_the_page(visit: Visit) -> None:
    page = visit().open(PLACE)
    shows(page, 3)
    page.get_by_test_id("stSidebar").locator("[type=range]").press("ArrowLeft")
    shows(page, 2)
    expect(page).to_have_url(re.compile("model=bundled%402"))


def test_on_a_phone_the_slider_stays_in_sight(visit: Visit) -> None:
    page = visit(width=390, height=844, has_touch=True, reduced_motion="reduce").open(PLACE)
    expect(page.locator(".tm-slide [type=range]")).to_be_in_viewport()
    page.get_by_role("button", name=Text("en")("component.timemachine.step")).first.tap()
    shows(page, 4)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
