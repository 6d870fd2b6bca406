"""From the pen's lifting until every layer's maps and the probabilities are painted.

The same strokes are drawn in turn on the dashboard's page; on one that shows the first layer's 64 maps as Plotly
heatmaps and the probabilities as Plotly bars, after a `predict` (the usual way); and on one with an empty component.
The canvas of the last two is as its library has it, which waits before it tells a stroke; the dashboard's tells it
at once.
"""

from __future__ import annotations

from playwright.sync_api import Page

from benchmarks.browser import DRAW, Mark, chromium, milliseconds_after, new_page, painted_at
from benchmarks.report import Figure, Report, Sample, alternate
from benchmarks.server import APP, EMPTY_COMPONENT, USUAL_WAY, serve

DEBOUNCE_MILLISECONDS = 200
"""How long the canvas itself waits after the pen goes up, where it is left to."""

PAUSE_MILLISECONDS = 500
"""Between strokes, so that nothing of the one before is still going on."""

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
        page: The page.
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


def measure(repeats: int = 7) -> Report:
    """Draws a line on each page, in turn.

    Args:
        repeats: Lines on each page.

    Returns:
        What was found.
    """
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
    return report(*(Sample(name, measured) for name, measured in values.items()))


def report(dashboard: Sample, usual: Sample, empty: Sample) -> Report:
    """What follows from the milliseconds of each page."""
    return Report(
        "draw",
        (dashboard, usual, empty),
        (
            Figure("milliseconds", dashboard.median, at_most=150, unit="ms"),
            Figure("usual way / dashboard", usual.median / dashboard.median, at_least=4),
            Figure(
                "usual way, above the debounce / dashboard", (usual.median - DEBOUNCE_MILLISECONDS) / dashboard.median
            ),
            Figure("empty component, above the debounce", empty.median - DEBOUNCE_MILLISECONDS, unit="ms"),
        ),
    )
