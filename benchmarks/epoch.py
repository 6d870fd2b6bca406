"""From a move of the epoch slider until all maps of that epoch are painted.

Measured on the walkthrough's first convolution, where the sidebar's slider asks the server, and on the time machine's
own slider; beside them, a slider on an otherwise empty page. And how long it takes to read an epoch of a long run's
weights, as the time machine does for each, against that of a run with a hundredth of its lines of progress.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, Page

from benchmarks.browser import STAGE, STAGE_PICTURE, WORD, Mark, change, chromium, new_page, painted_at
from benchmarks.report import Figure, Report, Sample, alternate
from benchmarks.server import APP, EMPTY_SLIDER, serve
from explainer.training.models.weights import load_weights
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from tests.oracles.runs import put_progress

ALL_MAPS = Mark(".cnn", within=STAGE_PICTURE, answered=True, settled=False)
"""The stage with its strip of maps, whose numbers are another epoch's."""

MACHINE = Mark(".time-machine", fresh=True, settled=False)
FEW_LINES, MANY_LINES = 30, 3_000
READS = 10
"""Epochs read in one measurement."""

MOVES = (*("ArrowLeft",) * 5, *("ArrowRight",) * 5)
"""From the bundled model's last epoch to the first and back."""


def measure(repeats: int = 20) -> Report:
    """Moves each slider by one epoch, in turn.

    Args:
        repeats: Moves of each slider.
    """
    with serve(APP) as dashboard, serve(EMPTY_SLIDER) as empty, chromium() as browser, _reads() as reads:
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
        for read in reads.values():  # the first time, all lines of progress are read
            next(read)
        values = alternate({name: partial(next, moves) for name, moves in (sides | reads).items()}, repeats)
    return report(*(Sample(name, measured) for name, measured in values.items()))


def _moves(page: Page, mark: Mark, slider: Locator) -> Iterator[float]:
    """Moves a slider to and fro, and yields the milliseconds until each move is painted."""
    for key in cycle(MOVES):
        yield change(page, mark, partial(slider.press, key), "keydown")


@contextmanager
def _reads() -> Iterator[dict[str, Iterator[float]]]:
    """Two runs that differ in their lines of progress; each yields the milliseconds of reading an epoch."""
    with TemporaryDirectory() as folder:
        store = RunStore(Path(folder))
        runs = {f"epoch of {lines:,} lines": put_progress(store, lines) for lines in (FEW_LINES, MANY_LINES)}
        yield {name: _reading(run) for name, run in runs.items()}


def _reading(run: Run) -> Iterator[float]:
    while True:
        began = time.perf_counter()
        for _ in range(READS):
            load_weights(run, 1)
        yield (time.perf_counter() - began) * 1_000 / READS


def report(sidebar: Sample, machine: Sample, word: Sample, few: Sample, many: Sample) -> Report:
    """What follows from the milliseconds of each.

    Args:
        sidebar: Moves of the sidebar's slider.
        machine: Moves of the time machine's.
        word: Moves of a slider on an empty page.
        few: Reading an epoch of a run with few lines of progress.
    """
    return Report(
        "epoch",
        (sidebar, machine, word, few, many),
        (
            Figure("sidebar's slider", sidebar.median, at_most=150, unit="ms"),
            Figure("time machine's slider", machine.median, at_most=150, unit="ms"),
            Figure("sidebar's slider / empty page", sidebar.median / word.median),
            Figure("epoch of 3,000 lines / of 30", many.median / few.median, at_most=1.2),
        ),
    )
