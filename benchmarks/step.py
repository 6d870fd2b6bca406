"""From a click on another image, number or weight of one step of learning until the server's answer is painted.

The same is done on a page whose choice changes a single word. A move of the learning rate's slider asks nobody; it is
counted in frames of that page.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import cycle

from playwright.sync_api import Locator, Page

from benchmarks.animation import idle_rate
from benchmarks.browser import Mark, change, chromium, new_page, other_words, page_with_choice, painted_at
from benchmarks.report import Figure, Report, Sample, alternate
from benchmarks.server import APP, EMPTY_CHOICE, serve

RAIL = Mark(".backward", answered=True, settled=False)
NUMBER = Mark(".gradient-account", answered=True, settled=False)
RATE = Mark(".rates-part", fresh=True, settled=False)
KEYS = (*("ArrowLeft",) * 5, *("ArrowRight",) * 5)
IMAGES = (1, 2, 3, 4, 5, 6, 7, 0)
CELLS = ((2, 3), (5, 9), (8, 4), (11, 14), (14, 7), (17, 12), (6, 18), (9, 9))
"""Rows and columns of a map of 26×26."""
WEIGHTS = ((0, 1), (1, 2), (2, 0), (0, 0), (1, 1), (2, 2), (1, 0), (0, 2))
"""Rows and columns of a kernel."""


def measure(repeats: int = 20) -> Report:
    """Watches other images, other numbers and other weights, with the article's network and its batch of 32.

    Args:
        repeats: Changes of each kind.
    """
    with serve(APP) as dashboard, serve(EMPTY_CHOICE) as empty, chromium() as browser:
        rail, gates, why = (new_page(browser) for _ in range(3))
        for page, link, mark in (
            (rail, "view=whole", RAIL),
            (gates, "view=gates&stage=pooling2d_1&filter=3", NUMBER),
            (why, "view=why&stage=conv2d_1&weight=kernel-0.0.0.3", NUMBER),
        ):
            page.goto(f"{dashboard.url}/learning_step?lang=en&{link}")
            painted_at(page, Mark(mark.selector))
        blank = page_with_choice(browser, empty.url)
        kernel = why.locator(".gradient-panel[data-action=weight] .map")
        back = gates.locator(".gradient-panel[data-action=cell] .map").nth(1)
        sides = {
            "another image": _clicks(
                rail, RAIL, (rail.locator(f".image-bar[data-place='{place}']").click for place in IMAGES)
            ),
            "another number": _clicks(gates, NUMBER, (_cell(back, place, 26) for place in CELLS)),
            "another weight": _clicks(why, NUMBER, (_cell(kernel, place, 3) for place in WEIGHTS)),
            "another word": other_words(blank),
        }
        for side in sides.values():  # the first answers load what later ones have
            next(side)
        values = alternate({name: partial(next, side) for name, side in sides.items()}, repeats)
        rates = new_page(browser)
        rates.goto(f"{dashboard.url}/learning_step?lang=en&view=update&stage=conv2d_1&weight=kernel-0.0.0.3")
        painted_at(rates, RATE)
        slider = rates.locator(".rate-slider")
        moves = _clicks(rates, RATE, [partial(slider.press, key) for key in KEYS], event="keydown")
        waits = [next(moves) for _ in range(repeats)]
        blank.bring_to_front()
        frame = 1_000 / idle_rate(blank)
    frames = Sample("another learning rate", tuple(wait / frame for wait in waits), "frames")
    return report(*(Sample(name, measured) for name, measured in values.items()), frames)


def report(image: Sample, number: Sample, weight: Sample, word: Sample, rate: Sample) -> Report:
    """What follows from the milliseconds of each change, and from the frames of a move of the slider."""
    return Report(
        "step",
        (image, number, weight, word, rate),
        (
            Figure("change of image / empty page", image.median / word.median, at_most=1.6),
            Figure("change of number / empty page", number.median / word.median, at_most=1.6),
            Figure("change of weight / empty page", weight.median / word.median, at_most=1.6),
            Figure("change of learning rate", rate.median, at_most=1, unit="frames"),
        ),
    )


def _clicks(page: Page, mark: Mark, clicks: Iterable[Callable[[], None]], event: str = "click") -> Iterator[float]:
    """Makes one click after the other, over and over, and yields the milliseconds until each is answered."""
    for click in cycle(clicks):
        yield change(page, mark, click, event)


def _cell(canvas: Locator, place: tuple[int, int], count: int) -> Callable[[], None]:
    """Clicks the middle of a cell of a square map of `count` rows."""

    def click() -> None:
        box = canvas.bounding_box()
        assert box is not None
        row, column = ((axis + 0.5) / count for axis in place)
        canvas.click(position={"x": 4 + column * (box["width"] - 8), "y": 4 + row * (box["height"] - 8)})

    return click
