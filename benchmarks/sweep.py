"""Every stage over which a window slides: its full sweep at the fastest speed, and how fast it answers the pointer.

Of the bundled network, and of one whose second convolution has 64 input maps of 26×26 cells. Beside them stands the
rate at which Chromium draws frames of an empty page; how long such a frame lasts is also the measure of hovering.
"""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from playwright.sync_api import Page

from benchmarks.animation import Sweep, idle_rate, play, rewind
from benchmarks.browser import STAGE, STAGE_PICTURE, chromium, empty_page, new_page, painted_at
from benchmarks.report import Figure, Report, Sample, alternate
from benchmarks.server import APP, EMPTY, serve
from explainer.network import ARTICLE, NetworkConfig, network
from explainer.training.store.run_store import RunStore
from tests.oracles.runs import put_run, random_weights

WIDE = network("c64_c64_d16")
"""Its second convolution reads 64 maps of 26×26 cells and writes 24×24."""

KINDS = ("conv2d", "activation", "max_pooling2d", "average_pooling2d")
OUTPUT = ".picture canvas.map"
"""The last of them is the stage's output."""

HOVERS = 12
"""Moves of the pointer on each visit of a stage."""

HOVER_PAUSE_MILLISECONDS = 120
REST_MILLISECONDS = 700
"""After the last move: longer than a picture waits before it tells the server where it rests."""

SWEEP_SECONDS = 2.0
FULL_RATE = 60.0


@dataclass(frozen=True)
class Visit:
    """What one visit of a stage gave.

    Attributes:
        sweep: The sweep; `None` if the stage has none.
        hovers: Milliseconds from each move of the pointer until it was answered.
        sent: Messages to the server while it played and while the pointer moved.
    """

    sweep: Sweep | None
    hovers: tuple[float, ...]
    sent: int


class Place(NamedTuple):
    """A stage to visit."""

    name: str
    link: str


def measure(repeats: int = 4) -> Report:
    """Visits every stage and an empty page, in turn.

    Args:
        repeats: Visits of each.
    """
    with serve(APP) as dashboard, serve(EMPTY) as empty, chromium() as browser:
        run = put_run(RunStore(dashboard.runs), WIDE, random_weights(WIDE, seed=64))
        places = [*stages_of("", ARTICLE, "bundled"), *stages_of("64 input maps: ", WIDE, run, only=("conv2d_2",))]
        blank, page = empty_page(browser, empty.url), new_page(browser)
        sides = {
            place.name: lambda place=place: _visit(page, f"{dashboard.url}/walkthrough?{place.link}")
            for place in places
        }
        visits = alternate({**sides, "empty page": lambda: idle_rate(blank)}, repeats)
    rates = visits.pop("empty page")
    return report(visits, Sample("empty page", rates, "frames/s"))


def stages_of(prefix: str, config: NetworkConfig, model: str, only: Sequence[str] = ()) -> list[Place]:
    """The stages of a network over which a window slides or a function runs, cell by cell.

    Args:
        prefix: Before each stage's name.
        model: The model's name in a link.
        only: Some of the stages; by default all that have maps.
    """
    return [
        Place(f"{prefix}{stage.name}", f"model={model}&stage={stage.name}&image=test-0&lang=en")
        for stage in config.stages
        if stage.kind in KINDS and len(stage.output_shape) > 1 and (not only or stage.name in only)
    ]


def _visit(page: Page, url: str) -> Visit:
    page.bring_to_front()
    page.goto(url)
    painted_at(page, STAGE)
    page.wait_for_timeout(REST_MILLISECONDS)
    sweep = None
    if page.locator(".transport .main").count():
        rewind(page)
        sweep = play(page)
    before: float = page.evaluate("() => probe.now()")
    hovers = tuple(_hover(page, turn) for turn in range(HOVERS))
    page.wait_for_timeout(REST_MILLISECONDS)
    sent: int = page.evaluate("before => probe.sentSince(before)", before)
    return Visit(sweep, hovers, sent + (sweep.sent if sweep else 0))


def _hover(page: Page, turn: int) -> float:
    """Moves the pointer to another cell of the stage's output, and returns the milliseconds until that is answered."""
    box = page.locator(STAGE_PICTURE).locator(OUTPUT).last.bounding_box()
    if box is None:
        raise RuntimeError("Expected an output map to point at; received none.")
    across, down = spot(turn)
    page.evaluate("where => { globalThis.measured = probe.hover(...where) }", [OUTPUT, STAGE_PICTURE])
    page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
    milliseconds: float = page.evaluate("() => globalThis.measured")
    page.wait_for_timeout(HOVER_PAUSE_MILLISECONDS)
    return milliseconds


def spot(turn: int) -> tuple[float, float]:
    """A place within a map, as shares of its width and height; the next is at least a fifth of the width away."""
    return 0.1 + 0.8 * (0.618 * (turn + 1) % 1), 0.1 + 0.8 * (0.414 * (turn + 1) % 1)


def picture_rate(sweep: Sweep) -> float:
    """Frames a second of a sweep.

    Where every frame ought to show another cell, only those in which the window moved count; a sweep over a few cells
    has frames in which there is nothing to move.
    """
    return sweep.rate if sweep.cells >= 2 * SWEEP_SECONDS * FULL_RATE else sweep.frames


def report(visits: Mapping[str, Sequence[Visit]], empty: Sample) -> Report:
    """What follows from the visits of each stage, and from the frames a second of an empty page."""
    frame = 1_000 / empty.median
    rates = {
        name: tuple(picture_rate(visit.sweep) for visit in found if visit.sweep is not None)
        for name, found in visits.items()
    }
    sweeps = [Sample(f"{name}: sweep", values, "frames/s") for name, values in rates.items() if values]
    frames = {name: [ms / frame for visit in found for ms in visit.hovers] for name, found in visits.items()}
    hovers = [Sample(f"{name}: hover to picture", tuple(values), "frames") for name, values in frames.items()]
    slowest = min(sweeps, key=lambda sample: sample.median)
    return Report(
        "sweep",
        (*sweeps, empty, *hovers),
        (
            *(Figure(sample.name, sample.median, at_least=55, unit="frames/s") for sample in sweeps),
            Figure("slowest sweep / empty page", slowest.median / empty.median),
            *(Figure(f"{sample.name}, median", sample.median, at_most=1, unit="frames") for sample in hovers),
            *(
                Figure(f"{sample.name}, 95th percentile", percentile(sample.values, 95), at_most=2, unit="frames")
                for sample in hovers
            ),
            Figure(
                "messages to the server while it plays or the pointer moves",
                sum(visit.sent for found in visits.values() for visit in found),
                at_most=0,
                unit="messages",
            ),
        ),
    )


def percentile(values: Sequence[float], share: int) -> float:
    """The value that so many per cent do not exceed; between two values, their weighted mean."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
