"""A pen for tests: strokes on the canvas of the Draw page by mouse and by finger, and whether ink is there."""

import time
from collections.abc import Sequence

from playwright.sync_api import Page

from explainer.text import Text

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
    """Waits as long as assertions do: what the canvas began with is taken back by way of the server."""
    deadline = time.monotonic() + 20
    while inked(page, place) != expected:
        assert time.monotonic() < deadline, f"Expected ink at {place}: {expected}."
        page.wait_for_timeout(50)


def put_down(page: Page, points: Sequence[Point]) -> None:
    """A stroke of which the pen is not lifted."""
    left, top = corner(page)
    page.mouse.move(left + points[0][0], top + points[0][1])
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(left + x, top + y, steps=5)
