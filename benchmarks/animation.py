"""A full sweep of a 3×3 kernel over the 26×26 cells of the first convolution, at the walkthrough's fastest speed.

Beside it stands the rate at which Chromium draws frames of an empty page.
"""

from typing import NamedTuple

from playwright.sync_api import Page

from benchmarks.browser import STAGE, chromium, empty_page, milliseconds_after, new_page, painted_at
from benchmarks.report import Figure, Report, Sample, alternate
from benchmarks.server import APP, EMPTY, serve

PLACE = 1
"""The first convolution's place among the stages."""

IDLE_MILLISECONDS = 2_000
PAUSE_MILLISECONDS = 1_500
"""After a sweep the picture tells the server where the window came to rest."""


class Sweep(NamedTuple):
    """One sweep.

    Attributes:
        rate: Frames a second in which the window moved.
        frames: All frames a second meanwhile.
        cells: Places where the window stops.
        sent: Messages to the server while it played.
    """

    rate: float
    frames: float
    cells: int
    sent: int


def measure(repeats: int = 5) -> Report:
    """Sweeps, and watches an empty page, in turn."""
    sweeps: list[Sweep] = []

    def sweep() -> float:
        sweeps.append(play(page))
        return sweeps[-1].rate

    with serve(APP) as dashboard, serve(EMPTY) as empty, chromium() as browser:
        blank, page = empty_page(browser, empty.url), new_page(browser)
        page.goto(f"{dashboard.url}/walkthrough")
        painted_at(page, STAGE)
        received = _open_convolution(page)
        rewind(page)
        values = alternate({"sweep": sweep, "empty": lambda: idle_rate(blank)}, repeats)
    return report(
        Sample("full sweep", values["sweep"], "frames/s"),
        Sample("empty page", values["empty"], "frames/s"),
        sent=sum(each.sent for each in sweeps),
        received=received,
    )


def report(sweeps: Sample, empty: Sample, *, sent: int, received: list[int]) -> Report:
    """What follows from the frames and the messages.

    Args:
        sweeps: Frames a second of each sweep.
        empty: Frames a second of an empty page.
        sent: Messages to the server during all sweeps.
        received: Bytes of each message from the server that opened the stage.
    """
    return Report(
        "animation",
        (sweeps, empty),
        (
            Figure("frames a second", sweeps.median, at_least=55, unit="frames/s"),
            Figure("sweep / empty page", sweeps.median / empty.median),
            Figure("messages to the server while it plays", sent, at_most=0, unit="messages"),
            # By far the largest is the component's.
            Figure("bytes sent for it", max(received) / 1_000, at_most=60, unit="KB"),
            Figure("everything sent to open the stage", sum(received) / 1_000, unit="KB"),
        ),
    )


def _open_convolution(page: Page) -> list[int]:
    """Opens the stage, and returns the bytes of each message that the server sent for this."""
    page.wait_for_timeout(PAUSE_MILLISECONDS)
    before: float = page.evaluate("() => performance.now()")
    milliseconds_after(page, "click", STAGE, page.locator(".rail .stop").nth(PLACE).click)
    received: list[int] = page.evaluate("before => probe.receivedSince(before)", before)
    return received


def rewind(page: Page) -> None:
    """Puts the window on the first cell, to sweep at the fastest speed."""
    page.locator(".transport [data-speed=sweep]").click()
    page.locator(".transport .restart").click()
    page.wait_for_timeout(PAUSE_MILLISECONDS)


def play(page: Page) -> Sweep:
    """Sweeps over all cells, and waits until the server has been told where that ended."""
    page.bring_to_front()
    page.evaluate("selector => { globalThis.measured = probe.sweep(selector) }", ".transport .scrub")
    page.locator(".transport .main").click()
    found = Sweep(**page.evaluate("() => globalThis.measured"))
    page.wait_for_timeout(PAUSE_MILLISECONDS)
    return found


def idle_rate(page: Page) -> float:
    """Frames a second of a page in which nothing moves."""
    page.bring_to_front()
    rate: float = page.evaluate("milliseconds => probe.idleRate(milliseconds)", IDLE_MILLISECONDS)
    return rate
