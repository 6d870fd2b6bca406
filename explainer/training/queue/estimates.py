"""How long a training will take, from what was measured in earlier runs; never guessed."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from explainer.errors import ExplainerError
from explainer.mnist import TEST_IMAGES
from explainer.network import NetworkConfig
from explainer.training.queue.run_queue import RunQueue
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.owners import owned_since
from explainer.training.store.records import Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.status import RunStatus, read_status

LOOK_BACK = 16
"""Runs that are looked at, the newest first: a page must stay quick whatever the store holds."""


@dataclass(frozen=True)
class Measurement:
    """How fast a finished run was.

    Attributes:
        test_seconds: Of one evaluation of the 10,000 test images.
        start_seconds: From the worker's start to the first batch, and from the last to the end: loading and saving.
    """

    request: Request
    images_per_second: float
    test_seconds: float
    start_seconds: float


def measurements(store: RunStore) -> Iterator[Measurement]:
    """What the newest runs of a store have measured, the newest first."""
    for run in islice(reversed(store.runs()), LOOK_BACK):
        measurement = _measurement(store, run)
        if measurement is not None:
            yield measurement


def _measurement(store: RunStore, run: Run) -> Measurement | None:
    try:
        request, result = store.request(run), run.result()
    except ExplainerError:
        return None
    seconds = sum(result.training_seconds) if result and result.state == "finished" else 0.0
    if request is None or result is None or seconds <= 0:
        return None
    started = owned_since(run.worker_path) or result.ended - result.seconds - result.paused_seconds
    others = seconds + result.test_seconds + result.paused_seconds
    recipe = request.recipe
    return Measurement(
        request=request,
        images_per_second=len(result.training_seconds) * recipe.epoch_images / seconds,
        test_seconds=result.test_seconds / _evaluations(recipe, len(result.training_seconds)),
        start_seconds=max(0.0, result.ended - started - others),
    )


def expected_seconds(recipe: Recipe, config: NetworkConfig, measured: Iterable[Measurement]) -> float | None:
    """How long a run will take, from its worker's start to its end.

    Args:
        measured: Earlier runs, the newest first. The most similar one counts; the speed of another network is scaled
            by its multiply-adds.

    Returns:
        Seconds; `None` if nothing was measured yet.
    """
    candidates = list(measured)
    if not candidates:
        return None
    model = max(candidates, key=lambda measurement: _likeness(measurement.request, recipe, config))
    scale = max(config.multiply_adds, 1) / max(model.request.config.multiply_adds, 1)
    training = recipe.epochs * recipe.epoch_images / model.images_per_second
    testing = _evaluations(recipe, recipe.epochs) * model.test_seconds
    return model.start_seconds + scale * (training + testing)


def _likeness(request: Request, recipe: Recipe, config: NetworkConfig) -> tuple[bool, bool, bool]:
    return (
        request.config == config,
        request.recipe.batch_size == recipe.batch_size,
        request.recipe.epoch_images == recipe.epoch_images,
    )


def _evaluations(recipe: Recipe, epochs: int) -> float:
    """Evaluations in so many epochs, in times the test images; the validation images count, too."""
    tests = epochs if recipe.evaluate_each_epoch else 1
    return tests + epochs * recipe.validation_images / TEST_IMAGES


def runs_ahead(queue: RunQueue, run_id: str | None = None) -> list[RunStatus]:
    """The runs in training, and those in the queue before a run, in the order in which they will be trained.

    Args:
        run_id: A run that waits; by default one that is not there yet.
    """
    statuses = [read_status(run) for run in queue.open_runs.ahead_of(run_id)]
    return [status for status in statuses if status.is_active]


def seconds_until_turn(queue: RunQueue, ahead: Sequence[RunStatus]) -> float | None:
    """How long a waiting run is expected to wait, if nobody joins whose turn is earlier.

    Args:
        ahead: The runs before it; see `runs_ahead`.

    Returns:
        Seconds; `None` if it cannot be told.
    """
    measured = list(measurements(queue.store))
    # Each goes to the slot that is free first.
    slots = [0.0] * max(1, queue.dispatcher.slots)
    for status in ahead:
        seconds = _seconds_left(status, measured)
        if seconds is None:
            return None
        heapq.heapreplace(slots, slots[0] + seconds)
    return slots[0]


def _seconds_left(status: RunStatus, measured: list[Measurement]) -> float | None:
    if status.seconds_left is not None:
        return status.seconds_left
    request = status.request
    if request is None:
        return None
    done = status.learned.epoch if status.learned else 0
    rest = request.recipe.model_copy(update={"epochs": max(status.epochs - done, 1)})
    return expected_seconds(rest, request.config, measured)
