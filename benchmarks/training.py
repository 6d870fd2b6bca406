"""What the dashboard costs a training, what the Fast recipe saves, and what a training costs other visitors.

Three parts, each with servers of its own:

- `epochs`, all at normal priority, in turn: a plain script of the article; the Article recipe in the dashboard while a
  page watches it; and the Fast recipe, started by a click on the page. For each the seconds of its epochs; of the
  dashboard's also what callbacks, checkpoints and progress cost within a run, Fast's test accuracy, and how long it
  takes from the click to the result.
- `clicks`, at the default priority, in alternating blocks: a visitor's clicks through the walkthrough while another
  visitor trains and watches, and while nobody does; beside each click a page change of an empty server.
- `begin`, at the default priority: from the click that starts a training to its first batch, with a worker that waits
  with TensorFlow loaded and without; the visitor has been on the page for a while.
"""

import json
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from playwright.sync_api import Page

from benchmarks.browser import OVERVIEW, STAGE, TRAIN, Mark, chromium, milliseconds_after, new_page, painted_at
from benchmarks.report import Figure, Report, Sample, alternate, paired_ratio
from benchmarks.server import APP, EMPTY, PROJECT, Server, serve
from benchmarks.start import empty_clicks
from explainer import mnist
from explainer.network.presets import ARTICLE as ARTICLE_NETWORK
from explainer.training.recipes.recipe import ARTICLE
from explainer.training.store.records import BatchRecord, Request, Result
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.worker.snapshots import watched_image

Found = TypeVar("Found")
Part = tuple[tuple[Sample, ...], tuple[Figure, ...]]

SCRIPT = PROJECT / "benchmarks" / "plain_article.py"
NORMAL_PRIORITY = {"EXPLAINER_WORKER_PRIORITY": "normal"}
EPOCHS = 2
"""Of a run of the plain script or of the Article recipe: the first has more to do than those after it."""

PATIENCE_SECONDS = 600.0
POLL_SECONDS = 0.02
READING_MILLISECONDS = 10_000
"""How long somebody is on the page before they start a training."""
RESULT = Mark(".st-key-training-result", fresh=True)
CLICKED_STAGES = range(1, 11)
"""Places of the stages that are clicked, one after the other: all but the first and the last."""

CLICK_PAUSE_MILLISECONDS = 250


def measure(parts: Sequence[str] = ("epochs", "clicks", "begin"), repeats: int = 5) -> Report:
    """Measures some parts, or all.

    Args:
        repeats: Runs of each side; blocks of ten clicks of each side.
    """
    samples, figures = zip(*(PARTS[name](repeats) for name in parts), strict=True)
    return Report("training", tuple(chain.from_iterable(samples)), tuple(chain.from_iterable(figures)))


def epochs(repeats: int) -> Part:
    """Trains by the plain script, by the Article recipe and by the Fast one, in turn; each run has its own seed."""
    article_results: list[Result] = []
    fast_results: list[Result] = []
    waits: list[float] = []

    with serve(APP, NORMAL_PRIORITY) as server, chromium() as browser:
        visitor = secrets.token_urlsafe(18)
        watching = new_page(browser, visitor, server.url)
        watching.goto(server.url)
        painted_at(watching, OVERVIEW)

        def article() -> Sequence[float]:
            run = _request(server, visitor, EPOCHS)
            watching.goto(f"{server.url}/train")
            article_results.append(_wait_for(run.result))
            painted_at(watching, RESULT)
            return article_results[-1].training_seconds

        def fast() -> Sequence[float]:
            page = new_page(browser)
            page.goto(f"{server.url}/train")
            painted_at(page, TRAIN)
            # Fast is what the page suggests as long as nobody else trains.
            patiently = replace(RESULT, patience=PATIENCE_SECONDS)
            waits.append(milliseconds_after(page, "click", patiently, page.locator(TRAIN.selector).click) / 1_000)
            run = RunStore(server.runs).runs()[-1]
            page.context.close()
            if run.request().recipe.name != "fast":
                raise RuntimeError(f"Expected a run of the Fast recipe; received {run.request().recipe}.")
            fast_results.append(_wait_for(run.result))
            return fast_results[-1].training_seconds

        seconds = alternate({"plain": _plain_script, "article": article, "fast": fast}, repeats)
    return epochs_part(
        plain=Sample("plain script: an epoch", tuple(map(statistics.fmean, seconds["plain"])), "s"),
        article=Sample("Article in the dashboard: an epoch", tuple(map(statistics.fmean, seconds["article"])), "s"),
        five=Sample("plain script: five epochs", tuple(map(five_epochs, seconds["plain"])), "s"),
        fast=Sample("Fast: all its epochs", tuple(map(sum, seconds["fast"])), "s"),
        overhead=Sample(
            "Article: callbacks, checkpoints, progress",
            tuple(100 * result.overhead_seconds / result.seconds for result in article_results),
            "%",
        ),
        accuracy=Sample("Fast: test accuracy", tuple(100 * (each.test_accuracy or 0) for each in fast_results), "%"),
        wait=Sample("Fast: from click to result", tuple(waits), "s"),
    )


def epochs_part(
    *, plain: Sample, article: Sample, five: Sample, fast: Sample, overhead: Sample, accuracy: Sample, wait: Sample
) -> Part:
    """What follows from the seconds of the epochs, and from shares and accuracies in per cent."""
    return (plain, article, overhead, five, fast, accuracy, wait), (
        Figure("Article in the dashboard / plain script", paired_ratio(article.values, plain.values), at_most=1.1),
        Figure("overhead within a run", overhead.median, at_most=5, unit="%"),
        Figure("Fast / five plain epochs", fast.median / five.median, at_most=0.3),
        Figure("test accuracy of Fast", accuracy.median, at_least=98.9, aim=99, unit="%"),
        Figure("from click to result", wait.median, unit="s"),
    )


def five_epochs(seconds: Sequence[float]) -> float:
    """The article's five epochs: the first, and four later ones as long as those that were measured.

    Args:
        seconds: Of the first epoch and at least one more.
    """
    first, *later = seconds
    return first + (ARTICLE.epochs - 1) * statistics.fmean(later)


def clicks(repeats: int) -> Part:
    """Clicks through the walkthrough while another visitor trains, and while nobody does, in alternating blocks."""
    with serve(APP) as server, serve(EMPTY) as empty, chromium() as browser:
        visitor = secrets.token_urlsafe(18)
        learner, clicker, blank = new_page(browser, visitor, server.url), new_page(browser), new_page(browser)
        for page, url, mark in (
            (learner, f"{server.url}/train", TRAIN),
            (clicker, f"{server.url}/walkthrough?stage=softmax", STAGE),
            (blank, empty.url, Mark("h1", text="Empty")),
        ):
            page.goto(url)
            painted_at(page, mark)
        changes = empty_clicks(blank)

        def idle() -> list[tuple[float, float]]:
            return [(milliseconds, next(changes)) for milliseconds in walk(clicker)]

        def training() -> list[tuple[float, float]]:
            run = _request(server, visitor, ARTICLE.epochs)
            learner.goto(f"{server.url}/train")
            _wait_until_learning(run)
            measured = idle()
            run.ask_to_stop()
            _wait_for(run.result)
            painted_at(learner, RESULT)
            return measured

        idle()  # the first visit of each stage
        blocks = alternate({"idle": idle, "while training": training}, repeats)
    return clicks_part(
        *(
            Sample(f"{what}, {when}", tuple(pair[place] for pair in chain.from_iterable(blocks[when])))
            for place, what in enumerate(("click", "empty page change"))
            for when in blocks
        )
    )


def clicks_part(idle: Sample, training: Sample, empty_idle: Sample, empty_training: Sample) -> Part:
    """What follows from the milliseconds of the clicks."""
    return (idle, training, empty_idle, empty_training), (
        Figure("click while training / idle", training.median / idle.median, at_most=2, aim=1.5),
        Figure("empty page change while training / idle", empty_training.median / empty_idle.median),
    )


def begin(repeats: int) -> Part:
    """Starts trainings by a click on the page, and waits for the first batch of each."""
    with serve(APP) as waiting, serve(APP, {"EXPLAINER_SPARE_WORKER": "0"}) as alone, chromium() as browser:

        def start(server: Server) -> float:
            page = new_page(browser)
            page.goto(f"{server.url}/train")
            painted_at(page, TRAIN)
            page.wait_for_timeout(READING_MILLISECONDS)
            known = {run.id for run in RunStore(server.runs).runs()}
            clicked = time.monotonic()
            page.locator(TRAIN.selector).click()
            run = _wait_for(lambda: next((run for run in RunStore(server.runs).runs() if run.id not in known), None))
            _wait_until_learning(run)
            seconds = time.monotonic() - clicked
            run.ask_to_stop()
            _wait_for(run.result)
            page.context.close()
            return seconds

        seconds = alternate({"waiting": lambda: start(waiting), "alone": lambda: start(alone)}, repeats)
    spare = Sample("click to first batch, a worker waits", tuple(seconds["waiting"]), "s")
    none = Sample("click to first batch, no worker waits", tuple(seconds["alone"]), "s")
    return (spare, none), (Figure("from click to first batch", spare.median, at_most=3, unit="s"),)


PARTS: dict[str, Callable[[int], Part]] = {"epochs": epochs, "clicks": clicks, "begin": begin}


def _plain_script() -> Sequence[float]:
    """Runs the plain script, and returns the seconds of each epoch."""
    command = [sys.executable, str(SCRIPT), str(EPOCHS)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    seconds: list[float] = json.loads(printed.splitlines()[-1])
    return seconds


def _request(server: Server, visitor: str, count: int) -> Run:
    """Puts a run of so many epochs of the Article recipe into a server's queue, which looks every second."""
    recipe = ARTICLE.model_copy(update={"epochs": count})
    seed = secrets.randbelow(1_000_000)
    dataset = mnist.load()
    # As the page does it: an image is watched while it trains.
    watched = watched_image(mnist.scale(dataset.x_test[0]), "test-0", int(dataset.y_test[0]))
    request = Request(config=ARTICLE_NETWORK, recipe=recipe, seed=seed, visitor=visitor, watched=watched)
    return RunStore(server.runs).create(request)


def _wait_until_learning(run: Run) -> None:
    _wait_for(lambda: any(isinstance(record, BatchRecord) for record in run.progress()) or None)


def _wait_for(look: Callable[[], Found | None]) -> Found:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := look()) is None:
        if time.monotonic() > deadline:
            raise RuntimeError(f"Expected a run to go on within {PATIENCE_SECONDS} s; received nothing.")
        time.sleep(POLL_SECONDS)
    return found


def walk(page: Page) -> Iterator[float]:
    """Clicks one stage after the other, and yields the milliseconds of each click."""
    for place in CLICKED_STAGES:
        page.bring_to_front()
        yield milliseconds_after(page, "click", STAGE, page.locator(".rail .stop").nth(place).click)
        page.wait_for_timeout(CLICK_PAUSE_MILLISECONDS)
