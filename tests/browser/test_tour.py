"""The tour points out what is there and seen, takes no clicks from it, and can be left."""

import re

import pytest
from playwright.sync_api import expect

from explainer.lessons.tour import FIRST_VISIT, TourStop, stops, tours
from tests.browser.conftest import Visit, Visitor

FRAMED = """(node) => {
  const panel = document.querySelector(".st-key-tour")?.getBoundingClientRect();
  // While a page begins, both may be gone for a moment.
  if (!panel || !node.isConnected) return { top: 0, bottom: 0 };
  const frame = node.getBoundingClientRect();
  const [x, y] = [frame.left + frame.width / 2, frame.top + Math.min(frame.height, 200) / 2];
  return {
    top: frame.top, left: frame.left, right: frame.right, middle: y, bottom: frame.bottom, panel: panel.top,
    end: panel.bottom, covered: document.elementFromPoint(x, y)?.matches(".st-key-page-itself *, .st-key-tour *"),
    wide: document.querySelector("[data-testid=stMain]").scrollWidth,
  };
}"""


def framed(visitor: Visitor) -> dict[str, float]:
    page = visitor.page
    # What it points out may first have to be computed.
    expect(page.locator(".tour-frame")).to_be_visible(timeout=60_000)
    before = None
    # A smooth scroll takes a while.
    while before != (now := page.locator(".tour-frame").evaluate(FRAMED)) or now["top"] == now["bottom"]:
        before = now
        visitor.frames(20)
    return now


def framed_in_view(visitor: Visitor) -> dict[str, float]:
    """Where the frame is once what it points out is in view: pictures above it may still grow, and the page follows."""
    seen: dict[str, float] = {}

    def is_in_view() -> bool:
        seen.update(framed(visitor))
        return 0 <= seen["top"] < seen["middle"] < seen["panel"]

    visitor.until(is_in_view)
    return seen


@pytest.mark.parametrize("tour", tours())
@pytest.mark.parametrize(
    ("language", "width", "height"), [pytest.param("en", 1280, 720, marks=pytest.mark.thorough), ("ja", 390, 844)]
)
def test_each_stop_points_out_what_is_seen(visit: Visit, language: str, width: int, height: int, tour: str) -> None:
    total = len(stops("en", tour))
    visitor = visit(width=width, height=height, has_touch=width < 640, reduced_motion="reduce")
    page = visitor.open(f"?lang={language}")
    if tour == FIRST_VISIT:
        page.locator(".st-key-tour_start button").click()
    else:
        page.locator('.st-key-ways-in [data-testid="stPopover"] button').click()
        page.locator(f".st-key-lesson_start_{tours().index(tour) - 1} button").click()
    for number in range(1, total + 1):
        page.wait_for_url(re.compile(rf"tour={re.escape(str(TourStop(number, tour)))}\b"))
        visitor.settle()
        seen = framed_in_view(visitor)
        assert not seen["covered"], number
        assert seen["left"] >= -1, number
        assert seen["right"] <= width + 1, number
        assert seen["end"] <= height + 1, number
        assert seen["wide"] <= width, number
        # On a phone, a score's way stays above its table.
        for trail in page.locator(".trail").all() if width < 640 else []:
            pinned = trail.bounding_box()
            assert pinned is not None
            assert pinned["y"] + pinned["height"] <= seen["top"], number
        if number < total:
            page.locator(".st-key-tour_next button").click()
    page.locator(".st-key-tour_leave button").click()
    expect(page.locator(".tour-frame")).to_have_count(0)
    expect(page.locator(".st-key-tour")).to_have_count(0)


def test_by_the_keyboard_the_next_stop_is_a_few_keys_away(visit: Visit) -> None:
    visitor = visit(reduced_motion="reduce")
    page = visitor.open("time_machine?lang=en&tour=12&model=bundled&image=test-18")
    expect(page.locator(".tour-words")).to_be_focused()
    page.locator(".st-key-tour_next button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"article.*tour=13"))
    visitor.settle()
    expect(page.locator(".tour-words")).to_be_focused()
    # Terms in the words, which open by a key, and "Back" come before it.
    following = page.locator(".st-key-tour_next button:focus")
    for _ in range(8):
        if following.count():
            break
        page.keyboard.press("Tab")
    expect(following).to_have_count(1)
