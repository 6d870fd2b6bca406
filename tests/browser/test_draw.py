"""The canvas takes every stroke, by mouse and by finger, and keeps it; nothing unseen lies over it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import WebSocketRoute, expect

from explainer.text import LANGUAGES, Text
from tests.browser.conftest import Visit, Visitor
from tests.browser.pen import (
    CANVAS,
    GRID,
    SIZE,
    TEXT,
    button,
    by_finger,
    by_mouse,
    corner,
    inked,
    towards_the_middle,
    until_inked,
)
from tests.browser.test_main_path import open_page

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


@pytest.fixture(params=["mouse", "finger"])
def drawing(request: pytest.FixtureRequest, visit: Visit) -> tuple[Visitor, Callable[..., None]]:
    """A visitor, and what draws a stroke for them."""
    if request.param == "mouse":
        return visit(), by_mouse
    return visit(width=390, height=844, has_touch=True, is_mobile=True), by_finger


def test_every_stroke_is_drawn(drawing: tuple[Visitor, Callable[..., None]]) -> None:
    visitor, stroke = drawing
    page = visitor.open("draw?lang=en")
    page.locator(CANVAS).scroll_into_view_if_needed()
    for place in GRID:
        assert not inked(page, place)
        stroke(page, [place, towards_the_middle(place)])
        until_inked(page, place)
        until_inked(page, towards_the_middle(place))
    visitor.settle()
    assert all(inked(page, place) for place in GRID)


def test_the_toolbar_is_never_there(visit: Visit) -> None:
    visitor = visit()
    visitor.page.add_init_script(f"({WATCH_TOOLBAR})()")
    page = visitor.open("draw?lang=en")
    by_mouse(page, [(100, 100), (200, 200)])
    open_page(visitor, "train")
    open_page(visitor, "draw")
    page.mouse.move(*corner(page))
    page.wait_for_function("toolbarSeen.length > 10")
    assert not any(page.evaluate("toolbarSeen"))


def test_no_key_reaches_what_is_not_seen(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("draw?lang=en")
    by_mouse(page, [(100, 100), (200, 200)])
    visitor.settle()
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
    visitor = visit()
    page = visitor.open("draw?lang=en")
    for y in (60, 160, 260):
        by_mouse(page, [(60, y), (200, y)])
    button(page, "undo")
    until_inked(page, (100, 260), expected=False)
    by_mouse(page, [(60, 220), (200, 220)])
    button(page, "undo")
    button(page, "undo")
    until_inked(page, (100, 160), expected=False)
    visitor.settle()
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
    # Till the canvas has the eraser, no stroke is taken: it would be one of ink.
    expect(page.locator(".st-key-canvas-frame[data-waiting]")).to_have_count(0)
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
    visitor = visit()
    page = visitor.open("draw?lang=en")
    by_mouse(page, [(60, 60), (200, 60)])
    visitor.settle()
    page.get_by_role("radio", name=LANGUAGES["ja"]).or_(page.get_by_role("button", name=LANGUAGES["ja"])).first.click()
    undo = page.get_by_role("button", name=Text("ja")("page.draw.undo"))
    expect(page.get_by_role("img", name=Text("ja")("page.draw.canvas"))).to_be_visible()
    # What stands above the canvas may be taller in Japanese, and move it.
    visitor.settle()
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
    until_inked(page, (100, 60))
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
    until_inked(page, (100, 60))


def test_a_link_waits_until_the_server_has_heard_of_the_stroke(visit: Visit) -> None:
    visitor = visit()
    waiting: list[tuple[WebSocketRoute, str | bytes]] = []
    is_busy = False

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda message: waiting.append((server, message)) if is_busy else server.send(message))

    visitor.page.route_web_socket(re.compile("/_stcore/stream"), between)
    page = visitor.open("draw?lang=en")
    is_busy = True
    by_mouse(page, [(60, 60), (200, 60)])
    link = page.locator(".st-key-pages").get_by_role("link", name=Text("en")("navigation.train"))
    link.click()
    visitor.frames(10)
    expect(page).to_have_url(re.compile(r"/draw\?"))
    is_busy = False
    for server, message in waiting:
        server.send(message)
    page.wait_for_url(re.compile(r"/train\?"))
    visitor.settle()
    open_page(visitor, "draw")
    until_inked(page, (100, 60))


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
