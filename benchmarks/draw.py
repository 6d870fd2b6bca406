"""How all maps and the probabilities follow the pen while it is down, and what comes when it is lifted.

While it is down: a long stroke, a little further before each frame, beside the frames of an empty page. From its
lifting until Keras's numbers are painted: the same strokes are drawn in turn on the dashboard's page; on one that shows
the first layer's 64 maps as Plotly heatmaps and the probabilities as Plotly bars, after a `predict` (the usual way);
and on one with an empty component. The canvas of the last two is as its library has it, which waits before it tells a
stroke; the dashboard's tells it at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Page

from benchmarks.animation import idle_rate
from benchmarks.browser import DRAW, Mark, chromium, empty_page, milliseconds_after, new_page, painted_at
from benchmarks.report import Figure, Report, Sample, alternate
from benchmarks.server import APP, EMPTY, EMPTY_COMPONENT, USUAL_WAY, serve
from benchmarks.sweep import percentile

DEBOUNCE_MILLISECONDS = 200
"""How long the canvas itself waits after the pen goes up, where it is left to."""

PAUSE_MILLISECONDS = 500
"""Between strokes, so that nothing of the one before is still going on."""

STROKE_MILLISECONDS = 2_500
LOADING_MILLISECONDS = 3_000
"""In which the network arrives and is tried out."""

LINES = (
    ((90, 60), (230, 70)),
    ((230, 70), (130, 260)),
    ((110, 165), (220, 165)),
    ((90, 90), (90, 230)),
    ((100, 260), (240, 250)),
    ((240, 110), (240, 220)),
    ((150, 60), (160, 270)),
)
PAINTED = {
    "dashboard": Mark(DRAW.selector, fresh=True, settled=False),
    "64 heatmaps and predict": Mark(
        ".js-plotly-plot .hm image, .js-plotly-plot .bars .point path", count=64 + 10, fresh=True, settled=False
    ),
    "empty component": Mark(".nothing[data-painted]", fresh=True, settled=False),
}


class Pen:
    """Draws one line after the other on a page's canvas.

    Args:
        mark: What is painted after a line.
    """

    def __init__(self, page: Page, mark: Mark) -> None:
        self._page = page
        self._mark = mark
        self._drawn = 0

    def draw(self) -> float:
        """Draws the next line.

        Returns:
            The milliseconds from the pen's lifting until the answer is painted.
        """
        self._page.bring_to_front()
        canvas = self._page.locator("canvas.upper-canvas").bounding_box()
        if canvas is None:
            raise RuntimeError("Expected a canvas to draw on; received none.")
        start, end = LINES[self._drawn % len(LINES)]
        self._drawn += 1
        mouse = self._page.mouse
        mouse.move(canvas["x"] + start[0], canvas["y"] + start[1])
        mouse.down()
        mouse.move(canvas["x"] + end[0], canvas["y"] + end[1], steps=8)
        milliseconds = milliseconds_after(self._page, "pointerup", self._mark, mouse.up)
        self._page.wait_for_timeout(PAUSE_MILLISECONDS)
        return milliseconds


@dataclass(frozen=True)
class Followed:
    """What a long stroke gave.

    Attributes:
        rate: How often all was painted, a second.
        delays: Milliseconds from each move until it was painted.
        sent: Messages to the server while the pen was down.
    """

    rate: float
    delays: tuple[float, ...]
    sent: int


def measure(repeats: int = 7) -> Report:
    """Draws a line on each page, in turn, and long strokes beside an empty page.

    Args:
        repeats: Lines on each page; and long strokes.
    """
    strokes, frames = _followed(repeats)
    with serve(APP) as dashboard, serve(USUAL_WAY) as usual, serve(EMPTY_COMPONENT) as empty, chromium() as browser:
        urls = (f"{dashboard.url}/draw", usual.url, empty.url)
        pens = {}
        for (name, mark), url in zip(PAINTED.items(), urls, strict=True):
            page = new_page(browser)
            page.goto(url)
            painted_at(page, Mark("canvas.upper-canvas"))
            page.wait_for_timeout(PAUSE_MILLISECONDS)
            pens[name] = Pen(page, mark)
        for pen in pens.values():
            pen.draw()  # the first answer loads what later ones have
        values = alternate({name: pen.draw for name, pen in pens.items()}, repeats)
    return report(*(Sample(name, measured) for name, measured in values.items()), strokes, frames)


def _followed(repeats: int) -> tuple[Sequence[Followed], Sample]:
    """Long strokes, and the frames of an empty page between them."""
    found: list[Followed] = []

    def draw() -> float:
        page.bring_to_front()
        stroke = page.evaluate("milliseconds => probe.stroke('.live', milliseconds)", STROKE_MILLISECONDS)
        found.append(Followed(stroke["rate"], tuple(stroke["delays"]), stroke["sent"]))
        page.wait_for_timeout(PAUSE_MILLISECONDS)
        page.get_by_role("button", name="Clear").click()
        page.wait_for_timeout(PAUSE_MILLISECONDS)
        return found[-1].rate

    with serve(APP) as dashboard, serve(EMPTY) as empty, chromium() as browser:
        blank, page = empty_page(browser, empty.url), new_page(browser)
        page.goto(f"{dashboard.url}/draw?lang=en")
        painted_at(page, Mark("canvas.upper-canvas"))
        page.wait_for_timeout(LOADING_MILLISECONDS)
        draw()  # the browser translates the page's code as it goes
        found.clear()
        frames = alternate({"drawn": draw, "empty": lambda: idle_rate(blank)}, repeats)["empty"]
    return found, Sample("empty page", frames, "frames/s")


def report(dashboard: Sample, usual: Sample, empty: Sample, strokes: Sequence[Followed], frames: Sample) -> Report:
    """What follows from the milliseconds of each page, the long strokes, and an empty page's frames a second."""
    frame = 1_000 / frames.median
    updates = Sample("pen down: paintings", tuple(stroke.rate for stroke in strokes), "1/s")
    delays = tuple(delay / frame for stroke in strokes for delay in stroke.delays)
    above = empty.median - DEBOUNCE_MILLISECONDS
    return Report(
        "draw",
        (dashboard, usual, empty, updates, frames, Sample("pen moved until painted", delays, "frames")),
        (
            Figure("paintings a second while the pen is down", updates.median, at_least=55, unit="1/s"),
            Figure("paintings / frames of an empty page", updates.median / frames.median),
            Figure("pen moved until painted, 95th percentile", percentile(delays, 95), at_most=2, unit="frames"),
            Figure(
                "messages while the pen is down", sum(stroke.sent for stroke in strokes), at_most=0, unit="messages"
            ),
            Figure(
                "pen up until Keras's answer",
                dashboard.median,
                at_most=max(DEBOUNCE_MILLISECONDS + 60, empty.median),
                unit="ms",
            ),
            Figure("dashboard / empty component, above the debounce", dashboard.median / above),
            Figure("usual way / dashboard", usual.median / dashboard.median, at_least=4),
            Figure(
                "usual way, above the debounce / dashboard", (usual.median - DEBOUNCE_MILLISECONDS) / dashboard.median
            ),
            Figure("empty component, above the debounce", above, unit="ms"),
        ),
    )
