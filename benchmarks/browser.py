"""Chromium, and what is measured inside its pages."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

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
PAUSE_MILLISECONDS = 700
"""Between changes, so that nothing of the one before is still going on."""

CHOICES = (1, 2, 3, 4, 5, 6, 7, 0)
"""Choices of the empty page that are taken in turn."""


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
WORD = Mark(".chosen", answered=True, settled=False)
"""What a choice changes on an otherwise empty page."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Starts Chromium.

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
    """Opens the empty page that others are measured beside, and waits for it."""
    page = new_page(browser)
    page.goto(url)
    painted_at(page, Mark("h1", text="Empty"))
    return page


def milliseconds_after(page: Page, event: str, mark: Mark, act: Callable[[], object]) -> float:
    """Measures from an event in the page until something is painted.

    Returns:
        The milliseconds by the page's clock.
    """
    page.evaluate("([type, mark]) => { globalThis.measured = probe.after(type, mark) }", [event, mark.as_argument()])
    act()
    milliseconds: float = page.evaluate("() => globalThis.measured")
    return milliseconds


def change(page: Page, mark: Mark, act: Callable[[], object], event: str = "click") -> float:
    """Changes something in a page, and waits until nothing of it is still going on.

    Returns:
        The milliseconds from the event until it was painted.
    """
    page.bring_to_front()
    milliseconds = milliseconds_after(page, event, mark, act)
    page.wait_for_timeout(PAUSE_MILLISECONDS)
    return milliseconds


def page_with_choice(browser: Browser, url: str) -> Page:
    """Opens the page `EMPTY_CHOICE`, on which a choice changes a single word."""
    page = new_page(browser)
    page.goto(url)
    painted_at(page, Mark(".chosen", text="0"))
    return page


def other_words(page: Page) -> Iterator[float]:
    """Chooses one word after the other on that page, over and over, and yields the milliseconds of each."""
    for words in cycle(map(str, CHOICES)):
        yield change(page, WORD, choice(page, words).click)


def choice(page: Page, words: str, place: int = 0) -> Locator:
    """The label of a choice among those of the page's group of that place."""
    group = page.locator("[data-testid=stRadio]").nth(place)
    return group.locator("label").filter(has=page.get_by_text(words, exact=True))
