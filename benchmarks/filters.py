"""A weight of a filter changed by a key: until its map is painted, and until the test accuracy with it is."""

import itertools
import time

from playwright.sync_api import Page, expect

from benchmarks.browser import PATIENCE_MILLISECONDS, Mark, chromium, new_page, painted_at
from benchmarks.report import Figure, Report, Sample
from benchmarks.server import APP, serve

LINKS = tuple(f"filters?lang=en&image=test-0&stage={stage}&filter=4" for stage in ("conv2d_1", "conv2d_2"))
RANKED = Mark(".worth .rank", patience=180)
"""Painted once everything else has been computed."""

BENCH = "[class*=st-key-filterbench-]"
WEIGHT = ".editable.weights input:nth-child(5)"
AFTER = ".map-side:last-of-type canvas.map"
ACCURACY = ".worth .changed .accuracy"
EDITS = 6
PAUSE_MILLISECONDS = 150
REST_MILLISECONDS = 2_500
"""Longer than the page waits before it tells the server what is changed, and than the answer to that."""


def measure(repeats: int = 2) -> Report:
    """Changes weights of both convolutions of the bundled model.

    Args:
        repeats: Visits of each.
    """
    maps: list[float] = []
    accuracies: list[float] = []
    with serve(APP) as dashboard, chromium() as browser:
        page = new_page(browser)
        for turn, link in itertools.product(range(repeats), LINKS):
            page.goto(f"{dashboard.url}/{link}")
            painted_at(page, RANKED)
            for _, digit in zip(range(EDITS), itertools.cycle("30"), strict=False):
                maps.append(_until_map(page, digit))
                page.wait_for_timeout(PAUSE_MILLISECONDS)
            accuracies.append(_until_accuracy(page, str(4 + turn % 6)))
    return report(tuple(maps), tuple(accuracies))


def _until_map(page: Page, digit: str) -> float:
    """Milliseconds from the press of a key, which makes the weight as large as that, until the map is painted."""
    page.locator(f"{BENCH} {WEIGHT}").select_text()
    page.evaluate("where => { globalThis.measured = probe.hover(...where) }", [AFTER, BENCH, "keydown"])
    page.keyboard.press(digit)
    milliseconds: float = page.evaluate("() => globalThis.measured")
    return milliseconds


def _until_accuracy(page: Page, digit: str) -> float:
    """Seconds from the press of a key until the test accuracy with that weight, not known before, stands there."""
    page.wait_for_timeout(REST_MILLISECONDS)
    before = page.url
    page.locator(f"{BENCH} {WEIGHT}").select_text()
    begun = time.monotonic()
    page.keyboard.press(digit)
    page.wait_for_url(lambda url: url != before)
    page.wait_for_timeout(PAUSE_MILLISECONDS)
    expect(page.locator(ACCURACY)).to_contain_text("%", timeout=PATIENCE_MILLISECONDS)
    return time.monotonic() - begun


def report(maps: tuple[float, ...], accuracies: tuple[float, ...]) -> Report:
    """What follows from the milliseconds until each map and the seconds until each test accuracy."""
    to_map, to_accuracy = Sample("edit to map", maps), Sample("edit to test accuracy", accuracies, "s")
    return Report(
        "filters",
        (to_map, to_accuracy),
        (
            Figure("a kernel's edit to its map", to_map.median, at_most=50, unit="ms"),
            Figure("a kernel's edit to test accuracy", to_accuracy.median, at_most=3, unit="s"),
        ),
    )
