"""Estimates of training times, only from measurements of earlier runs."""

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
"""The number of newest runs that are read, so that a page stays fast with any number of runs."""


@dataclass(frozen=True)
class Measurement:
    """The measured times of a finished run.

    Attributes:
        test_seconds: Duration of one evaluation of the 10,000 test images.
        start_seconds: Time for loading and saving: before the first batch and after the last one.
    """

    request: Request
    images_per_second: float
    test_seconds: float
    start_seconds: float


def measurements(store: RunStore) -> Iterator[Measurement]:
    """Yields the measurements of a store's newest runs, the newest first."""
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
    """The expected duration of a run in seconds, from its worker's start; `None` without measurements.

    Args:
        measured: Earlier runs, the newest first. The most similar one is used; if its network differs, its time is
            scaled by the ratio of multiply-adds.
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
    """The images evaluated in a number of epochs, validation included, in multiples of the test images."""
    tests = epochs if recipe.evaluate_each_epoch else 1
    return tests + epochs * recipe.validation_images / TEST_IMAGES


def runs_ahead(queue: RunQueue, run_id: str | None = None) -> list[RunStatus]:
    """The active runs and the waiting runs before a run, in the order in which they will be trained.

    Args:
        run_id: A waiting run; `None` for a run that would be added now.
    """
    statuses = [read_status(run) for run in queue.open_runs.ahead_of(run_id)]
    return [status for status in statuses if status.is_active]


def seconds_until_turn(queue: RunQueue, ahead: Sequence[RunStatus]) -> float | None:
    """The expected waiting time of a run in seconds, unless runs are added before it; `None` if it is unknown.

    Args:
        ahead: The runs before it; see `runs_ahead`.
    """
    measured = list(measurements(queue.store))
    # Each run takes the slot that becomes free first.
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
