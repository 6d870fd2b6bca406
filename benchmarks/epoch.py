"""From a move of the epoch slider until all maps of that epoch are painted.

Measured on the walkthrough's first convolution, where the sidebar's slider asks the server, and on the time machine's
own slider; beside them, a slider on an otherwise empty page.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import cycle

from playwright.sync_api import Locator, Page

from benchmarks.browser import STAGE, STAGE_PICTURE, Mark, chromium, milliseconds_after, new_page, painted_at
from benchmarks.report import Figure, Report, Sample, alternate
from benchmarks.server import APP, EMPTY_SLIDER, serve

PAUSE_MILLISECONDS = 700
"""Between moves, so that nothing of the one before is still going on."""

ALL_MAPS = Mark(".cnn", within=STAGE_PICTURE, answered=True, settled=False)
"""The stage with its strip of maps, whose numbers are another epoch's."""

MACHINE = Mark(".time-machine", fresh=True, settled=False)
WORD = Mark(".chosen", answered=True, settled=False)
MOVES = (*("ArrowLeft",) * 5, *("ArrowRight",) * 5)
"""From the bundled model's last epoch to the first and back."""


def measure(repeats: int = 20) -> Report:
    """Moves each slider by one epoch, in turn.

    Args:
        repeats: Moves of each slider.

    Returns:
        What was found.
    """
    with serve(APP) as dashboard, serve(EMPTY_SLIDER) as empty, chromium() as browser:
        stage, machine, blank = (new_page(browser) for _ in range(3))
        stage.goto(f"{dashboard.url}/walkthrough?stage=conv2d_1&filter=0&lang=en")
        painted_at(stage, STAGE)
        machine.goto(f"{dashboard.url}/time_machine?filter=0&lang=en")
        painted_at(machine, Mark(".time-machine", fresh=True))
        blank.goto(empty.url)
        painted_at(blank, Mark(".chosen", text="5"))
        sides = {
            "sidebar's slider": _moves(stage, ALL_MAPS, stage.get_by_test_id("stSidebar").locator("[type=range]")),
            "time machine's slider": _moves(machine, MACHINE, machine.locator(".time-machine [type=range]")),
            "another word": _moves(blank, WORD, blank.locator("[type=range]")),
        }
        for moves in sides.values():
            for _ in MOVES:  # the first time, each epoch's weights are read from their file
                next(moves)
        values = alternate({name: partial(next, moves) for name, moves in sides.items()}, repeats)
    return report(*(Sample(name, measured) for name, measured in values.items()))


def _moves(page: Page, mark: Mark, slider: Locator) -> Iterator[float]:
    """Moves a slider to and fro, and yields the milliseconds until each move is painted."""
    for key in cycle(MOVES):
        page.bring_to_front()
        yield milliseconds_after(page, "keydown", mark, partial(slider.press, key))
        page.wait_for_timeout(PAUSE_MILLISECONDS)


def report(sidebar: Sample, machine: Sample, word: Sample) -> Report:
    """What follows from the milliseconds of each slider: the sidebar's, the time machine's, and an empty page's."""
    return Report(
        "epoch",
        (sidebar, machine, word),
        (
            Figure("sidebar's slider", sidebar.median, at_most=150, unit="ms"),
            Figure("time machine's slider", machine.median, at_most=150, unit="ms"),
            Figure("sidebar's slider / empty page", sidebar.median / word.median),
        ),
    )
