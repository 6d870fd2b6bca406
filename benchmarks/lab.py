"""A weight of the largest kernel over a digit in the lab: changed by a key until the output is painted, and dragged.

Beside it stands the rate at which Chromium draws frames of an empty page.
"""

from typing import NamedTuple

from playwright.sync_api import Page

from benchmarks.animation import idle_rate
from benchmarks.browser import Mark, chromium, empty_page, new_page, painted_at
from benchmarks.report import Figure, Report, Sample, alternate
from benchmarks.server import APP, EMPTY, serve
from benchmarks.sweep import percentile

LINK = "lab?lang=en&image=test-0&convolution=digit_k7-blur_at5.8"
LAB = Mark(".lab", fresh=True)
WITHIN = "[class*=st-key-lab-]"
WEIGHT = ".editable.weights input:nth-child(25)"
"""The middle one, over a bright pixel."""

OUTPUT = ".output-side > canvas.map"
EDITS = 12
"""Presses of a key on each visit."""

EDIT_PAUSE_MILLISECONDS = 120
DRAG_MILLISECONDS = 2_000
REST_MILLISECONDS = 1_500
"""Longer than the lab waits before it tells the server what is set."""


class Drag(NamedTuple):
    """A weight that was dragged for a while.

    Attributes:
        rate: Frames a second in which the output was painted anew.
        frames: All frames a second meanwhile.
    """

    rate: float
    frames: float
    sent: int


def measure(repeats: int = 4) -> Report:
    """Edits, drags and watches an empty page, in turn.

    Args:
        repeats: Visits of each.
    """
    with serve(APP) as dashboard, serve(EMPTY) as empty, chromium() as browser:
        blank, page = empty_page(browser, empty.url), new_page(browser)
        page.goto(f"{dashboard.url}/{LINK}")
        painted_at(page, LAB)
        page.wait_for_timeout(REST_MILLISECONDS)
        values = alternate(
            {"edit": lambda: _edits(page), "drag": lambda: _drag(page), "empty": lambda: idle_rate(blank)}, repeats
        )
    edits = tuple(milliseconds for visit in values["edit"] for milliseconds in visit)
    return report(edits, values["drag"], Sample("empty page", values["empty"], "frames/s"))


def _edits(page: Page) -> tuple[float, ...]:
    """Milliseconds from each press of an arrow key until the output was painted."""
    page.bring_to_front()
    weight = page.locator(WEIGHT)
    weight.focus()
    return tuple(_edit(page, "ArrowUp" if turn % 2 else "ArrowDown") for turn in range(EDITS))


def _edit(page: Page, key: str) -> float:
    page.evaluate("where => { globalThis.measured = probe.hover(...where) }", [OUTPUT, WITHIN, "keydown"])
    page.keyboard.press(key)
    milliseconds: float = page.evaluate("() => globalThis.measured")
    page.wait_for_timeout(EDIT_PAUSE_MILLISECONDS)
    return milliseconds


def _drag(page: Page) -> Drag:
    page.bring_to_front()
    page.wait_for_timeout(REST_MILLISECONDS)
    box = page.locator(WEIGHT).bounding_box()
    if box is None:
        raise RuntimeError("Expected a weight to drag; received none.")
    # A weight that has the focus is written, not dragged.
    page.locator(WEIGHT).blur()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    found = page.evaluate("given => probe.drag(...given)", [WEIGHT, OUTPUT, WITHIN, DRAG_MILLISECONDS])
    page.mouse.up()
    page.wait_for_timeout(REST_MILLISECONDS)
    return Drag(**found)


def report(edits: tuple[float, ...], drags: tuple[Drag, ...], empty: Sample) -> Report:
    """What follows from the milliseconds of each edit, from each drag, and from the frames of an empty page."""
    frame = 1_000 / empty.median
    answers = Sample("edit to picture", tuple(milliseconds / frame for milliseconds in edits), "frames")
    dragged = Sample("dragging a weight", tuple(drag.rate for drag in drags), "frames/s")
    return Report(
        "lab",
        (answers, dragged, empty),
        (
            Figure("edit to picture, median", answers.median, at_most=1, unit="frames"),
            Figure("edit to picture, 95th percentile", percentile(answers.values, 95), at_most=2, unit="frames"),
            Figure("frames a second while dragging", dragged.median, at_least=55, aim=60, unit="frames/s"),
            Figure("dragging / empty page", dragged.median / empty.median),
            Figure("messages while dragging", sum(drag.sent for drag in drags), at_most=0, unit="messages"),
        ),
    )
