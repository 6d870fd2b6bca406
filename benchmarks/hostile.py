"""What becomes of the server when somebody brings files that were made to harm it.

Mutated weights files, configurations and `.keras` files go the way that the Runs page sends them, weights and `.keras`
files through processes of their own, two at a time. A sample of them is uploaded to the page of a server, in Chromium;
canvases that no pen draws are sent to it, and all pages are opened with models of extreme weights. Nothing may end the
server, answer with "something unexpected went wrong", or stay in its memory. An honest model of 10 MB comes back there,
too, from the choice of the file until its run is there.
"""

import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import psutil

from benchmarks.browser import chromium, new_page
from benchmarks.report import Figure, Report, Sample
from benchmarks.server import APP, Server, serve
from benchmarks.session import session
from explainer.network import network
from explainer.text import Text
from explainer.training.models.brought_in import weights_of
from explainer.training.models.configuration import read_configuration
from explainer.training.models.keras_files import network_of
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.ui.pages import PAGES
from explainer.ui.references import BUNDLED
from tests.oracles import hostile_files
from tests.oracles.answers import Answer, answer
from tests.oracles.attackers import CANVAS, MEANWHILE
from tests.oracles.extreme_models import MODELS, link, made, times
from tests.oracles.hostile_canvas import canvas
from tests.oracles.runs_page import RunsPage

PARTS = ("weights", "keras", "pages")
WEIGHTS_FILES = 60_000
CONFIGURATIONS_EACH = 1 / 30
"""So many configurations for each weights file, 2,000 in all."""
KERAS_EACH = 1 / 3
"""So many files of Keras's models, 20,000 in all."""
UPLOADS_EACH = 1 / 300
"""So many go through the page, 200 in all, and a quarter as many configurations and files of Keras's models."""
CANVASES_EACH = 1 / 300
BACKGROUND_SECONDS, RENEWAL_SECONDS = 30.0, 0.5
FORGOTTEN_SECONDS = 150.0
"""Until Streamlit has forgotten all tabs that were closed."""
AT_ONCE = 2
WARM_UP = 50
HONEST = network("c32_max2_d480")
"""10 MB of weights."""
HONEST_TIMES = 5
NOTICE_SECONDS = 60.0


@dataclass(frozen=True)
class Found:
    """What became of the files.

    Attributes:
        growth: How much more memory is taken afterwards than before, in MB, by what took them.
        ended: Of each server, 1 if it ended meanwhile, otherwise 0.
        honest: After how many seconds a model of 10 MB was back, each time.
    """

    answers: dict[str, list[Answer]]
    growth: dict[str, float]
    ended: list[int]
    honest: list[float]


def measure(repeats: int = WEIGHTS_FILES, parts: Sequence[str] = PARTS) -> Report:
    """Brings mutated files.

    Args:
        repeats: How many weights files; configurations, files of Keras's models and uploads in proportion.
        parts: Which of `PARTS`.
    """
    found = Found({}, {}, [], [])
    if "weights" in parts:
        _by_function(repeats, found)
    if "keras" in parts:
        _keras_files(max(round(repeats * KERAS_EACH), 1), found)
    if "pages" in parts:
        _by_page(max(round(repeats * UPLOADS_EACH), 8), found)
        by_canvas(max(round(repeats * CANVASES_EACH), 26), found)
        by_model(found)
    return report(found)


def report(found: Found) -> Report:
    """What follows from the answers and the memory."""
    answers = [answer for each in found.answers.values() for answer in each]
    # A page is no answer to a file: the first with a network compiles.
    to_files = [answer for name, each in found.answers.items() if not name.startswith("model") for answer in each]
    samples = [Sample(name, tuple(seconds for _, seconds in each), "s") for name, each in found.answers.items()]
    honest = [Sample("a model of 10 MB comes back", tuple(found.honest), "s")] if found.honest else []
    return Report(
        "hostile",
        (*samples, *honest),
        (
            Figure("files", len(answers), unit="files"),
            Figure("accepted", sum(code == "accepted" for code, _ in answers), unit="files"),
            Figure("servers that ended", sum(found.ended), at_most=0, unit="servers"),
            Figure("unexpected", sum(code == "unexpected" for code, _ in answers), at_most=0, unit="files"),
            Figure("longest answer", max(seconds for _, seconds in to_files), at_most=5, unit="s"),
            *(Figure(each.name, each.median, at_most=3, unit="s") for each in honest),
            *(Figure(f"more memory, {name}", value, at_most=50, unit="MB") for name, value in found.growth.items()),
        ),
    )


def _known(found: Found) -> str:
    answers = [answer for each in found.answers.values() for answer in each]
    unexpected = sum(code == "unexpected" for code, _ in answers)
    return f"{unexpected} unexpected; longest answer {max(seconds for _, seconds in answers):.1f} s"


def _by_function(count: int, found: Found) -> None:
    originals = _originals()

    def bring(index: int) -> tuple[str, Answer]:
        layout, content = hostile_files.weights(index, originals)
        return layout, answer(partial(weights_of, content, hostile_files.NETWORK))

    found.growth["weights files by function"] = _all(count, bring, "weights files", found)
    found.answers["configurations"] = [
        answer(partial(read_configuration, hostile_files.configuration(index)))
        for index in range(max(round(count * CONFIGURATIONS_EACH), 1))
    ]


def _keras_files(count: int, found: Found) -> None:
    originals = hostile_files.keras_originals()

    def bring(index: int) -> tuple[str, Answer]:
        what, content = hostile_files.keras_file(index, originals)
        return what, answer(lambda: weights_of(content, network_of(content).network))

    found.growth["Keras's files by function"] = _all(count, bring, "files of Keras's models", found)


def _all(count: int, bring: Callable[[int], tuple[str, Answer]], words: str, found: Found) -> float:
    """Brings so many files; returns how much more memory is taken afterwards, in MB."""
    notice, began = time.monotonic(), time.monotonic()
    process, before = psutil.Process(), 0.0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done, (layout, received) in enumerate(_in_turn(pool, bring, count), start=1):
            found.answers.setdefault(layout, []).append(received)
            if done == min(WARM_UP, count):
                before = megabytes(process)
            if time.monotonic() - notice > NOTICE_SECONDS:
                notice = time.monotonic()
                left = (notice - began) / done * (count - done) / 60
                # All that is known so far: who breaks it off after half an hour is not to have waited for nothing.
                known = f"{_known(found)}; {megabytes(process) - before:+.1f} MB; {left:.0f} minutes left"
                print(f"{done:,} of {count:,} {words}; {known}", file=sys.stderr, flush=True)
    return megabytes(process) - before


def _in_turn(
    pool: ThreadPoolExecutor, bring: Callable[[int], tuple[str, Answer]], count: int
) -> Iterator[tuple[str, Answer]]:
    """Brings so many, without all of them waiting in memory."""
    step = 64
    for begin in range(0, count, step):
        yield from pool.map(bring, range(begin, min(begin + step, count)))


def megabytes(process: psutil.Process) -> float:
    """What a process holds in memory; of this one, without what may go."""
    gc.collect()
    return float(process.memory_info().rss / 1e6)


def _by_page(count: int, found: Found) -> None:
    originals = _originals()
    weights = [*originals.values(), *(hostile_files.weights(index, originals)[1] for index in range(count))]
    configurations = [hostile_files.configuration(index) for index in range(count // 4)]
    models = hostile_files.keras_originals()
    configurations += [hostile_files.keras_file(index, models)[1] for index in range(count // 4)]
    with serve(APP) as server, chromium() as browser, tempfile.TemporaryDirectory() as folder:
        page = RunsPage(new_page(browser), server.url, Path(folder))
        for _ in range(HONEST_TIMES):
            _, seconds = page.bring("weights", hostile_files.plain(HONEST), HONEST)
            found.honest.append(seconds)
        process, before = psutil.Process(server.process_id), 0.0
        for place, (field, content) in enumerate(
            [*(("weights", each) for each in weights), *(("configuration", each) for each in configurations)]
        ):
            if place == len(originals):
                before = megabytes(process)
            found.answers.setdefault(f"page: {field}", []).append(page.bring(field, content))
        found.growth["the page's server"] = megabytes(process) - before
        found.ended.append(int(not process.is_running()))


def by_canvas(count: int, found: Found) -> None:
    """Sends canvases to the Draw page, each from a new visitor."""
    with serve(APP) as server:
        asyncio.run(_send(server, 0))
        process = psutil.Process(server.process_id)
        before = megabytes(process)
        for index in range(count):
            name, received = asyncio.run(_send(server, index))
            found.answers.setdefault(name, []).append(received)
        time.sleep(FORGOTTEN_SECONDS)
        found.growth["the canvas's server"] = megabytes(process) - before
        found.ended.append(int(not process.is_running()))


async def _send(server: Server, index: int) -> tuple[str, Answer]:
    name, state = canvas(index)
    code, unexpected = "accepted", Text("en")("error.unexpected")
    async with session(server.url, f"hostile-canvas-{index:04d}") as browser:
        await browser.open("draw", "lang=en")
        began = time.monotonic()
        try:
            await browser.set_json(CANVAS, state)
        except (RuntimeError, *MEANWHILE) as error:
            print(f"unexpected: {name}, {index}: {error!r}", file=sys.stderr, flush=True)
            code = "unexpected"
        if any(unexpected in error for error in browser.errors):
            print(f"unexpected: {name}, {index}", file=sys.stderr, flush=True)
            code = "unexpected"
        return name, (code, time.monotonic() - began)


def by_model(found: Found) -> None:
    """Opens all pages with models of extreme weights, each page as a visitor of its own."""
    with serve(APP) as server:
        store = RunStore(server.runs)
        # What every server keeps once its pages were opened is no harm done by a model: the test images, the caches
        # that any models fill, and what the shipped model needs, which takes the place of those that cannot be used.
        process = psutil.Process(server.process_id)
        for run in (made(store, times(1.0)), Run(Path(BUNDLED))):
            for page in PAGES:
                asyncio.run(_look(server, run, page))
        before = megabytes(process)
        for number in range(1, len(MODELS)):
            run = made(store, times(1.0 + number / 100))
            found.answers[f"model: sound, {number}"] = [asyncio.run(_look(server, run, page)) for page in PAGES]
        print(f"{len(MODELS) - 1} sound models: {megabytes(process) - before:+.1f} MB", file=sys.stderr, flush=True)
        before = megabytes(process)
        for name, change in MODELS.items():
            run = made(store, change)
            found.answers[f"model: {name}"] = [asyncio.run(_look(server, run, page)) for page in PAGES]
        time.sleep(FORGOTTEN_SECONDS)
        found.growth["the models' server"] = megabytes(process) - before
        found.ended.append(int(not process.is_running()))


async def _look(server: Server, run: Run, page: str) -> Answer:
    async with session(server.url, f"hostile-model-{page:_<16}") as browser:
        began = time.monotonic()
        await browser.open("" if page == "overview" else page, urlencode(link(page, run)))
        seconds = time.monotonic() - began
        # What is computed piece by piece, or in the background, may go wrong, too.
        said = list(browser.errors)
        while browser.is_renewed and not said and time.monotonic() - began < BACKGROUND_SECONDS:
            await browser.follow(RENEWAL_SECONDS)
            said += browser.errors
    is_unexpected = any(Text("en")("error.unexpected") in error for error in said)
    if is_unexpected:
        print(f"unexpected: {page}, {run.id}", file=sys.stderr, flush=True)
    return ("unexpected" if is_unexpected else "accepted", seconds)


def _originals() -> dict[str, bytes]:
    files = {layout: hostile_files.weights_file(layout) for layout in hostile_files.LAYOUTS}
    return {**files, "a chunk of no bytes": hostile_files.zero_chunk()}
