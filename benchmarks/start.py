"""From `streamlit run` until the overview is painted, and from a click in the sidebar until the next page is.

Beside the start stand a bare `import tensorflow` and the same for an empty Streamlit page; beside the page change, one
between two empty pages.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from itertools import cycle
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.browser import DRAW, OVERVIEW, STAGE, TRAIN, Mark, change, chromium, new_page, painted_at
from benchmarks.report import Figure, Report, Sample, alternate
from benchmarks.server import APP, EMPTY, serve

CHANGES = (("walkthrough?", STAGE), ("draw?", DRAW), ("train?", TRAIN), ("?", OVERVIEW))
"""How the link of each page begins, in the order in which they are visited, from the overview on."""

EMPTY_CHANGES = (Mark("h1", text="Other"), Mark("h1", text="Empty"))


def measure(repeats: int = 5) -> Report:
    """Starts servers in turn, then changes pages in turn.

    Args:
        repeats: Starts of each side; rounds of page changes.
    """
    with chromium() as browser:
        starts = alternate(
            {
                "start to overview": partial(_start, browser, APP, OVERVIEW),
                "import tensorflow": _import_tensorflow,
                "start to empty page": partial(_start, browser, EMPTY, Mark("h1", text="Empty")),
            },
            repeats,
        )
        with serve(APP) as dashboard, serve(EMPTY) as empty:
            page, blank = new_page(browser), new_page(browser)
            page.goto(dashboard.url)
            painted_at(page, OVERVIEW)
            blank.goto(empty.url)
            painted_at(blank, EMPTY_CHANGES[1])
            clicks = {"page change": _clicks(page), "empty page change": empty_clicks(blank)}
            for _ in CHANGES:  # nothing is warm before every page has been seen
                for click in clicks.values():
                    next(click)
            changes = alternate({name: partial(next, click) for name, click in clicks.items()}, repeats * len(CHANGES))
    return report(
        *(Sample(name, values, "s") for name, values in starts.items()),
        *(Sample(name, values) for name, values in changes.items()),
    )


def _start(browser: Browser, script: Path, mark: Mark) -> float:
    """Seconds from the start of a server's process until its page is painted."""
    with serve(script) as server:
        page = new_page(browser)
        page.goto(server.url, wait_until="commit")
        seconds = painted_at(page, mark) - server.started
        page.context.close()
        return seconds


def _import_tensorflow() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import tensorflow"], check=True, capture_output=True)
    return time.perf_counter() - began


def _clicks(page: Page) -> Iterator[float]:
    for address, mark in cycle(CHANGES):
        yield change(page, mark, page.locator(f'.st-key-pages a[href^="{address}"]').click)


def empty_clicks(page: Page) -> Iterator[float]:
    """Changes between the empty pages, and yields the milliseconds of each change."""
    link = page.locator("[data-testid=stSidebar] [data-testid=stPageLink] a")
    for mark in cycle(EMPTY_CHANGES):
        yield change(page, mark, link.click)


def report(overview: Sample, tensorflow: Sample, empty: Sample, change: Sample, empty_change: Sample) -> Report:
    """What follows from the seconds of the starts and the milliseconds of the page changes."""
    return Report(
        "start",
        (overview, tensorflow, empty, change, empty_change),
        (
            Figure(
                "overview / (import tensorflow + empty page)",
                overview.median / (tensorflow.median + empty.median),
                at_most=2,
            ),
            Figure("warm page change", change.median, at_most=500, unit="ms"),
            Figure("page change / empty page change", change.median / empty_change.median),
        ),
    )
