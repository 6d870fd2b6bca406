"""A class of 40 that clicks through the stages and draws, while one run trains and its owner watches.

Each pupil is a session of their own (see `session`) with an image of their own, and pauses for some seconds after each
answer to look at it. An interaction takes from the message that a browser would send until the script has ended and
all that is to be painted has arrived.
"""

import asyncio
import base64
import functools
import io
import random
import secrets
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

import psutil
from PIL import Image, ImageDraw

from benchmarks.report import Figure, Report, Sample
from benchmarks.server import APP, Server, serve
from benchmarks.session import PATIENCE_SECONDS, Session, session
from benchmarks.sweep import percentile
from explainer.network import network
from explainer.network.presets import ARTICLE as ARTICLE_NETWORK
from explainer.training.recipes.recipe import ARTICLE
from explainer.training.store.records import Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import State, read_state
from explainer.ui.components.canvas import DATA_URL, SIZE

PUPILS = 40
PAUSE_SECONDS = (4.0, 12.0)
"""How long a pupil looks at an answer, at least and at most."""

CLICKS, STROKES = 6, 4
"""In each round, before the page is changed."""

ARRIVAL_SECONDS = 0.5
SAMPLE_SECONDS = 1.0
CANVAS = "streamlit-drawable-canvas.streamlit_drawable_canvas"
STAGES = tuple(stage.name for stage in ARTICLE_NETWORK.stages)
SLOW_NETWORK = network("c128_max2_c64_max2")
LINES = ((90, 60, 230, 70), (230, 70, 130, 260), (110, 165, 220, 165), (90, 90, 90, 230))


@dataclass
class Lesson:
    """What is noted while the class works.

    Attributes:
        milliseconds: Of the interactions, by their kind.
        megabytes: The server's memory, once a second.
        rounds_done: Of all pupils together.
        settled_at: How many values of the memory were there when every pupil had done a round.
    """

    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    megabytes: list[float] = field(default_factory=list)
    rounds_done: int = 0
    settled_at: int = 0

    def note(self, kind: str, milliseconds: float) -> None:
        """Notes an interaction."""
        self.milliseconds.setdefault(kind, []).append(milliseconds)


def measure(repeats: int = 4, pupils: int = PUPILS) -> Report:
    """Lets a class work.

    Args:
        repeats: Rounds of each pupil, at least 2: in the first the server's caches fill.

    Raises:
        RuntimeError: If an answer is wrong, or the run did not train all the time.
    """
    with serve(APP) as server:
        lesson = asyncio.run(_lesson(server, max(repeats, 2), pupils))
    return report(lesson)


async def _lesson(server: Server, rounds: int, pupils: int) -> Lesson:
    lesson, owner = Lesson(), secrets.token_urlsafe(18)
    recipe = ARTICLE.model_copy(update={"epochs": ARTICLE.most_epochs})
    # The article's network would be trained before the lesson is over.
    run = RunStore(server.runs).create(Request(config=SLOW_NETWORK, recipe=recipe, visitor=owner))
    async with session(server.url, owner) as watcher:
        await watcher.open("train")
        await _wait_for(run, "running")
        watching = asyncio.create_task(watcher.follow(float("inf")))
        weighing = asyncio.create_task(_weigh(server, lesson))
        try:
            await asyncio.gather(*(_pupil(server, lesson, number, rounds, pupils) for number in range(pupils)))
            if watching.done() or read_state(run) != "running":
                raise RuntimeError(f"Expected a run that trains all the time; received {read_state(run)}.")
        finally:
            watching.cancel()
            weighing.cancel()
            await asyncio.gather(watching, weighing, return_exceptions=True)
            run.ask_to_stop()
        await _wait_for(run, "stopped")
    return lesson


async def _wait_for(run: Run, state: State) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while read_state(run) != state:
            await asyncio.sleep(SAMPLE_SECONDS)


async def _weigh(server: Server, lesson: Lesson) -> None:
    process = psutil.Process(server.process_id)
    while True:
        lesson.megabytes.append(process.memory_info().rss / 1e6)
        await asyncio.sleep(SAMPLE_SECONDS)


async def _pupil(server: Server, lesson: Lesson, number: int, rounds: int, pupils: int) -> None:
    # Not all at the same moment: they follow their teacher's words, not a clock.
    await asyncio.sleep(number * ARRIVAL_SECONDS)
    chance = random.Random(number)

    async def pause() -> None:
        await asyncio.sleep(chance.uniform(*PAUSE_SECONDS))

    async with session(server.url, f"pupil-{number:03d}-{secrets.token_hex(8)}") as browser:
        await browser.open("walkthrough", f"stage={STAGES[number % len(STAGES)]}&image=test-{number}&lang=ja")
        for _ in range(rounds):
            for _ in range(CLICKS):
                await pause()
                lesson.note("a click on another stage", await _click(browser, chance))
            await pause()
            lesson.note("another page", await browser.turn_to("draw"))
            for count in range(1, STROKES + 1):
                await pause()
                lesson.note("a stroke", await _draw(browser, number, count))
            await pause()
            lesson.note("another page", await browser.turn_to("walkthrough"))
            lesson.rounds_done += 1
            if lesson.rounds_done == pupils:
                lesson.settled_at = len(lesson.megabytes)


async def _click(browser: Session, chance: random.Random) -> float:
    chosen = chance.choice([name for name in STAGES if f"stage={name}" not in browser.query.split("&")])
    milliseconds = await browser.choose("rail", {"stage": chosen})
    _check(browser, f"stage={chosen}")
    return milliseconds


async def _draw(browser: Session, number: int, strokes: int) -> float:
    milliseconds = await browser.set_state(CANVAS, _canvas(number, strokes))
    # Behind a full stop the link holds the drawing itself.
    _check(browser, "image=drawing-latest.")
    return milliseconds


def _check(browser: Session, beginning: str) -> None:
    if not any(parameter.startswith(beginning) for parameter in browser.query.split("&")):
        raise RuntimeError(f"Expected {beginning}… in the address; received {browser.query}.")


@functools.cache
def _canvas(number: int, strokes: int) -> dict[str, object]:
    """The canvas's state after so many strokes, a little different for each pupil."""
    return drawn([[place + number % 20 for place in line] for line in LINES[:strokes]])


def drawn(lines: Sequence[Sequence[int]]) -> dict[str, object]:
    """The canvas's state with some strokes on it.

    Args:
        lines: Where each begins and ends, in the canvas's pixels: `x, y, x, y`.
    """
    picture = Image.new("RGBA", (SIZE, SIZE), "black")
    pen = ImageDraw.Draw(picture)
    for line in lines:
        pen.line(list(line), fill="white", width=24)
    file = io.BytesIO()
    picture.save(file, "PNG")
    data = DATA_URL + base64.b64encode(file.getvalue()).decode()
    return {"drawing": {"data": data, "raw": {"objects": [{"type": "path"}] * len(lines)}}}


def report(lesson: Lesson) -> Report:
    """What follows from a lesson."""
    together = [value for values in lesson.milliseconds.values() for value in values]
    settled = lesson.megabytes[lesson.settled_at :]
    half = len(settled) // 2
    before, after = (
        Sample("memory, settled", tuple(settled[:half]), "MB"),
        Sample("memory, later", tuple(settled[half:]), "MB"),
    )
    return Report(
        "classroom",
        (
            *(Sample(kind, tuple(values)) for kind, values in lesson.milliseconds.items()),
            before,
            after,
        ),
        (
            Figure("median interaction", statistics.median(together), at_most=1_000, unit="ms"),
            Figure("95th percentile", percentile(together, 95), at_most=3_000, unit="ms"),
            Figure("the server's memory", max(lesson.megabytes), at_most=3_000, unit="MB"),
            Figure("memory later / settled", after.median / before.median, at_most=1.05),
            Figure("interactions", len(together), unit="interactions"),
        ),
    )
