"""The canvas takes every stroke, by mouse and by finger, and keeps it; nothing unseen lies over it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import pytest
from playwright.sync_api import Page, expect

from explainer.text import LANGUAGES, Text
from tests.browser.conftest import Visitor
from tests.browser.test_main_path import open_page

Visit = Callable[..., Visitor]
Point = tuple[float, float]

TEXT = Text("en")
SIZE = 320
CANVAS = ".st-key-canvas-frame canvas.upper-canvas"
COUNTS = (4, 5)
"""Rows and columns of a grid of strokes that do not touch each other, from edge to edge."""

GRID = [
    (2 + column * (SIZE - 4) / (COUNTS[1] - 1), 2 + row * (SIZE - 4) / (COUNTS[0] - 1))
    for row in range(COUNTS[0])
    for column in range(COUNTS[1])
]
INSIDE_CANVAS = """() => {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return found?.getRootNode().querySelector?.(".canvas-root") !== null && found?.getRootNode() !== document;
}"""
WATCH_TOOLBAR = """() => {
  globalThis.toolbarSeen = [];
  const look = () => {
    for (const { shadowRoot } of document.querySelectorAll(".st-key-canvas-frame *")) {
      const toolbar = shadowRoot?.querySelector(".dc-toolbar");
      if (toolbar) toolbarSeen.push(toolbar.checkVisibility());
    }
    requestAnimationFrame(look);
  };
  look();
}"""


def towards_the_middle(place: Point, length: float = 16) -> Point:
    x, y = place
    return x + (length if x < SIZE / 2 else -length), y + (length if y < SIZE / 2 else -length)


def corner(page: Page) -> Point:
    box = page.locator(CANVAS).bounding_box()
    assert box is not None
    return box["x"], box["y"]


def inked(page: Page, place: Point) -> bool:
    """Whether there is ink near a place of the canvas, which is given in its own pixels."""
    return bool(
        page.locator(".st-key-canvas-frame canvas.dc-canvas.lower-canvas").evaluate(
            """(canvas, [x, y]) => {
              const [left, top] = [x, y].map((place) => Math.min(Math.max(Math.round(place) - 1, 0), canvas.width - 3));
              const { data } = canvas.getContext("2d").getImageData(left, top, 3, 3);
              return data.some((value, place) => place % 4 === 0 && value > 128);
            }""",
            place,
        )
    )


def by_mouse(page: Page, points: Sequence[Point]) -> None:
    """Arrives from above the canvas's right corner and presses at once."""
    left, top = corner(page)
    page.mouse.move(left + SIZE - 30, top - 30)
    page.mouse.move(left + points[0][0], top + points[0][1])
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(left + x, top + y, steps=3)
    page.mouse.up()


def by_finger(page: Page, points: Sequence[Point], scale: float = 1) -> None:
    left, top = corner(page)
    touch = page.context.new_cdp_session(page)
    for index, (x, y) in enumerate(points):
        touched = [{"x": left + x * scale, "y": top + y * scale}]
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove" if index else "touchStart", "touchPoints": touched})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()


def button(page: Page, name: str) -> None:
    page.get_by_role("button", name=TEXT(f"page.draw.{name}")).click()


def until_inked(page: Page, place: Point, expected: bool = True) -> None:
    for _ in range(100):
        if inked(page, place) == expected:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"Expected ink at {place}: {expected}.")


@pytest.fixture(params=["mouse", "finger"])
def drawing(request: pytest.FixtureRequest, visit: Visit) -> Iterator[tuple[Page, Callable[..., None]]]:
    """The page, and what draws a stroke there."""
    if request.param == "mouse":
        yield visit().open("draw?lang=en"), by_mouse
    else:
        yield visit(width=390, height=844, has_touch=True, is_mobile=True).open("draw?lang=en"), by_finger


def test_every_stroke_is_drawn(drawing: tuple[Page, Callable[..., None]]) -> None:
    page, stroke = drawing
    page.locator(CANVAS).scroll_into_view_if_needed()
    for place in GRID:
        assert not inked(page, place)
        stroke(page, [place, towards_the_middle(place)])
        until_inked(page, place)
        until_inked(page, towards_the_middle(place))
    page.wait_for_timeout(1_000)
    assert all(inked(page, place) for place in GRID)


def test_the_toolbar_is_never_there(visit: Visit) -> None:
    visitor = visit()
    visitor.page.add_init_script(f"({WATCH_TOOLBAR})()")
    page = visitor.open("draw?lang=en")
    by_mouse(page, [(100, 100), (200, 200)])
    open_page(visitor, "train")
    open_page(visitor, "draw")
    page.mouse.move(*corner(page))
    seen = page.evaluate("toolbarSeen")
    assert len(seen) > 10
    assert not any(seen)


def test_no_key_reaches_what_is_not_seen(visit: Visit) -> None:
    page = visit().open("draw?lang=en")
    by_mouse(page, [(100, 100), (200, 200)])
    slider = page.get_by_role("slider", name=TEXT("page.draw.width"))
    for _ in range(80):
        page.keyboard.press("Tab")
        assert not page.evaluate(INSIDE_CANVAS)
        if slider.evaluate("(slider) => slider === document.activeElement"):
            break
    else:
        pytest.fail("The keys did not come to the pen's width, which stands after the canvas.")
    assert inked(page, (150, 150))


def test_the_canvas_has_a_name(visit: Visit) -> None:
    page = visit().open("draw?lang=en")
    expect(page.get_by_role("img", name=TEXT("page.draw.canvas"))).to_be_visible()


def test_each_undo_takes_the_last_stroke_whatever_the_server_has_heard(visit: Visit) -> None:
    page = visit().open("draw?lang=en")
    for y in (60, 160, 260):
        by_mouse(page, [(60, y), (200, y)])
    button(page, "undo")
    until_inked(page, (100, 260), expected=False)
    by_mouse(page, [(60, 220), (200, 220)])
    button(page, "undo")
    button(page, "undo")
    until_inked(page, (100, 160), expected=False)
    page.wait_for_timeout(1_000)
    assert [inked(page, (100, y)) for y in (60, 160, 220, 260)] == [True, False, False, False]
    button(page, "clear")
    until_inked(page, (100, 60), expected=False)
    expect(page.get_by_role("button", name=TEXT("page.draw.undo"))).to_be_disabled()


def test_the_eraser_takes_ink_away_and_undo_brings_it_back(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("draw?lang=en")
    by_mouse(page, [(60, 160), (260, 160)])
    until_inked(page, (80, 160))
    page.get_by_text(TEXT("page.draw.eraser")).click()
    visitor.settle()
    assert inked(page, (160, 160))
    by_mouse(page, [(160, 100), (160, 220)])
    until_inked(page, (160, 160), expected=False)
    assert inked(page, (80, 160))
    # What was drawn is not drawn again with a thinner pen: then what was erased would be back.
    expect(page.locator(".preparation-label").nth(1)).to_have_text(TEXT("component.preparation.thin_enough"))
    button(page, "undo")
    until_inked(page, (160, 160))
    button(page, "clear")
    until_inked(page, (80, 160), expected=False)


def test_another_language_takes_back_what_was_drawn_in_the_first(visit: Visit) -> None:
    page = visit().open("draw?lang=en")
    by_mouse(page, [(60, 60), (200, 60)])
    page.get_by_role("radio", name=LANGUAGES["ja"]).or_(page.get_by_role("button", name=LANGUAGES["ja"])).first.click()
    undo = page.get_by_role("button", name=Text("ja")("page.draw.undo"))
    expect(page.get_by_role("img", name=Text("ja")("page.draw.canvas"))).to_be_visible()
    by_mouse(page, [(60, 160), (200, 160)])
    for y in (160, 60):
        undo.click()
        until_inked(page, (100, y), expected=False)
    expect(undo).to_be_disabled()


def test_strokes_from_before_are_taken_back_too(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("draw?lang=en")
    for y in (60, 160, 260):
        by_mouse(page, [(60, y), (200, y)])
    visitor.settle()
    open_page(visitor, "train")
    open_page(visitor, "draw")
    until_inked(page, (100, 260))
    by_mouse(page, [(60, 20), (200, 20)])
    for y in (20, 260, 160):
        button(page, "undo")
        until_inked(page, (100, y), expected=False)
    assert inked(page, (100, 60))
    visitor.settle()
    button(page, "clear")
    until_inked(page, (100, 60), expected=False)


def test_leaving_at_once_keeps_the_last_stroke(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("draw?lang=en")
    by_mouse(page, [(60, 60), (200, 60)])
    by_mouse(page, [(60, 200), (200, 200)])
    open_page(visitor, "train")
    open_page(visitor, "draw")
    until_inked(page, (100, 200))
    assert inked(page, (100, 60))


def test_each_tab_comes_back_to_its_own_canvas(visit: Visit) -> None:
    visitor = visit()
    first = visitor.open("draw?lang=en")
    by_mouse(first, [(60, 60), (200, 60)])
    visitor.page = second = visitor.context.new_page()
    visitor.open("draw?lang=en")
    button(second, "clear")
    until_inked(second, (100, 60), expected=False)
    by_mouse(second, [(60, 260), (200, 260)])
    visitor.settle()
    visitor.page = first
    first.bring_to_front()
    button(first, "follow")
    first.wait_for_url("**/walkthrough?**")
    visitor.settle()
    open_page(visitor, "draw")
    until_inked(first, (100, 60))
    assert not inked(first, (100, 260))


def test_the_narrowest_phone_shows_the_whole_canvas(visit: Visit) -> None:
    page = visit(width=320, height=640, has_touch=True, is_mobile=True).open("draw?lang=en")
    page.locator(CANVAS).scroll_into_view_if_needed()
    box = page.locator(CANVAS).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    for place in (GRID[0], GRID[4], GRID[7], GRID[-1]):
        by_finger(page, [place, towards_the_middle(place)], scale=box["width"] / SIZE)
        until_inked(page, towards_the_middle(place))
    assert not inked(page, (100, 200))


UNREADABLE = """
  const read = CanvasRenderingContext2D.prototype.getImageData;
  CanvasRenderingContext2D.prototype.getImageData = function (...place) {
    if (place[2] === 320) throw new DOMException("not to be read", "SecurityError");
    return read.apply(this, place);
  };
"""


def put_down(page: Page, points: Sequence[Point]) -> None:
    """A stroke of which the pen is not lifted."""
    left, top = corner(page)
    page.mouse.move(left + points[0][0], top + points[0][1])
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(left + x, top + y, steps=5)


@pytest.mark.parametrize("language", ["ja"])
def test_all_maps_follow_the_pen_until_keras_answers(visit: Visit, language: str) -> None:
    text = Text(language)
    visitor = visit()
    page = visitor.open(f"draw?lang={language}")
    live, note = page.locator(".live"), page.locator(".answer-note")
    expect(note).to_be_hidden()
    page.wait_for_timeout(1_500)
    sent = len(visitor.sent)
    put_down(page, [(80, 60), (240, 60), (140, 280)])
    expect(note).to_have_text(text("component.live.by_browser"))
    expect(page.locator(".answer-digit")).to_have_text("7")
    assert live.get_attribute("data-painted") == "empty"
    assert int(live.get_attribute("data-followed") or 0) > 3
    followed = page.locator(".class-probability").all_inner_texts()
    assert len(visitor.sent) == sent
    page.mouse.up()
    before, after = text("component.live.by_keras", difference="|").split("|")
    expect(note).to_have_text(re.compile(rf"{re.escape(before)}0(\.0*[1-9])? %{re.escape(after)}"))
    expect(live).not_to_have_attribute("data-painted", "empty")
    answered = page.locator(".class-probability").all_inner_texts()
    assert followed.index(max(followed)) == answered.index(max(answered))


def test_where_the_canvas_cannot_be_read_keras_answers_all_the_same(visit: Visit) -> None:
    visitor = visit()
    visitor.page.add_init_script(UNREADABLE)
    page = visitor.open("draw?lang=en")
    put_down(page, [(80, 60), (240, 60), (140, 280)])
    note = page.locator(".answer-note")
    expect(note).to_have_text(TEXT("component.live.unreadable"))
    expect(page.locator(".answer-digit")).to_be_hidden()
    page.mouse.up()
    expect(page.locator(".answer-digit")).to_have_text("7")
    expect(note).to_have_text(TEXT("component.live.unreadable"))


def test_only_strokes_that_are_thick_for_the_digit_are_thinned(visit: Visit) -> None:
    page = visit().open("draw?lang=en")
    by_mouse(page, [(60, 60), (100, 60), (80, 100)])
    labels = page.locator(".preparation-label")
    expect(labels.nth(1)).to_have_text(TEXT("component.preparation.thin"))
    by_mouse(page, [(20, 20), (300, 20), (120, 300)])
    expect(labels.nth(1)).to_have_text(TEXT("component.preparation.thin_enough"))


def test_a_phone_shows_the_answer_beside_the_switches(visit: Visit) -> None:
    page = visit(width=390, height=844, has_touch=True, is_mobile=True).open("draw?lang=en")
    by_finger(page, [(250, 20), (300, 20), (280, 60)])
    answer, switches = page.locator(".preparation-answer"), page.locator(".st-key-preparation-switches")
    expect(answer).to_be_visible()
    before = answer.inner_text()
    switches.scroll_into_view_if_needed()
    for switch in range(3):
        switches.locator("label").nth(switch).tap()
        expect(answer).to_be_in_viewport()
    expect(answer).not_to_have_text(before)


def test_a_link_brings_its_drawing_to_somebody_else(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("draw?lang=en")
    by_mouse(page, [(200, 40), (200, 280)])
    page.wait_for_url("**image=drawing-latest.**")
    visitor.settle()
    other = visit().open(page.url.rpartition("/")[2])
    until_inked(other, (SIZE / 2, SIZE / 2))
    expect(other.locator(".answer-digit")).to_have_text(page.locator(".answer-digit").inner_text())


def test_strokes_are_one_entry_of_the_history(visit: Visit) -> None:
    page = visit().open("draw?lang=en&image=test-18")
    entries, links = [], ["?"]
    for stroke in GRID[::6]:
        by_mouse(page, [stroke, towards_the_middle(stroke)])
        page.wait_for_function(
            "(seen) => /image=drawing/.test(location.search) && !seen.includes(location.search)", arg=links
        )
        links.append(page.evaluate("location.search"))
        entries.append(page.evaluate("history.length"))
    assert len({*entries}) == 1
    page.go_back()
    page.wait_for_function("/image=test-18/.test(location.search)")
