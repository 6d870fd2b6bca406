"""Chromium, and what is measured inside its pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

SCRIPTS = sorted(Path(__file__).parent.glob("*.js"))
"""`probe.js` measures, `reading.js` reads."""
EXECUTABLES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
VIEWPORT = {"width": 1400, "height": 900}
PATIENCE_MILLISECONDS = 120_000


@dataclass(frozen=True)
class Mark:
    """When something counts as painted; `probe.js` says what each field means.

    Attributes:
        selector: CSS selector, also inside components.
        within: CSS selector of what surrounds those components; by default all count.
        fresh: Whether they have to be new, or painted anew.
        answered: Whether the server has to have answered, and their words to have changed since.
        settled: Whether the server's script has to have ended.
        patience: Seconds after which it counts as an error.
    """

    selector: str
    within: str | None = None
    count: int = 1
    fresh: bool = False
    answered: bool = False
    text: str | None = None
    settled: bool = True
    patience: float = 60.0

    def as_argument(self) -> dict[str, Any]:
        """The mark for `probe.js`."""
        return {name: value for name, value in asdict(self).items() if value is not None}


OVERVIEW = Mark(".overview", fresh=True)
STAGE_PICTURE = "[class*=st-key-stage-], .st-key-ledger"
"""What surrounds the component that shows the walkthrough's stage."""

STAGE = Mark(".cnn", within=STAGE_PICTURE, fresh=True)
TRAIN = Mark(".st-key-training-choice button[kind=primary]", fresh=True)
DRAW = Mark(".live[data-painted]", fresh=True)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Starts Chromium.

    Yields:
        The browser.

    Raises:
        RuntimeError: If there is none.
    """
    executable = next(filter(None, map(shutil.which, EXECUTABLES)), None)
    if executable is None:
        raise RuntimeError(f"Expected one of {', '.join(EXECUTABLES)} on the path; received none.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def new_page(browser: Browser, visitor: str | None = None, url: str | None = None) -> Page:
    """Opens an empty page of a new visitor, with what measures and reads in it.

    Args:
        visitor: The visitor's id, known to the server at `url`.
        url: The server's address.
    """
    context = browser.new_context(viewport=VIEWPORT, locale="en-GB", reduced_motion="no-preference")
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    for script in SCRIPTS:
        context.add_init_script(path=script)
    if visitor is not None and url is not None:
        context.add_cookies([{"name": "inside_a_cnn_visitor", "value": visitor, "url": url}])
    return context.new_page()


def painted_at(page: Page, mark: Mark) -> float:
    """Waits until something is painted.

    Returns:
        When, in seconds since 1970.
    """
    moment: float = page.evaluate("mark => probe.paintedAt(mark)", mark.as_argument())
    return moment / 1_000


def empty_page(browser: Browser, url: str) -> Page:
    """Opens the empty page that others are measured beside, and waits for it.

    Args:
        url: Its server's address.
    """
    page = new_page(browser)
    page.goto(url)
    painted_at(page, Mark("h1", text="Empty"))
    return page


def milliseconds_after(page: Page, event: str, mark: Mark, act: Callable[[], None]) -> float:
    """Measures from an event in the page until something is painted.

    Args:
        event: The event's type.

    Returns:
        The milliseconds by the page's clock.
    """
    page.evaluate("([type, mark]) => { globalThis.measured = probe.after(type, mark) }", [event, mark.as_argument()])
    act()
    milliseconds: float = page.evaluate("() => globalThis.measured")
    return milliseconds
