"""Training of one attempt of a run in this process, from its request to its result."""

import contextlib
import logging
import platform
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.own_digits import OwnDigits
from explainer.training.limits.limits import limits_of
from explainer.training.limits.sizes import model_bytes
from explainer.training.recipes.recipe import TEST_BATCH_SIZE, Recipe
from explainer.training.store.files import is_disk_full, replace, write_atomically
from explainer.training.store.history import HistoryLogger, trim_history
from explainer.training.store.preparing import begin_step
from explainer.training.store.progress import append_record
from explainer.training.store.records import EpochRecord, Request, Result, ResumedRecord, Versions
from explainer.training.store.run import Run
from explainer.training.store.saved_digits import run_digits
from explainer.training.worker.callbacks import EvaluationOnTest, keras_callbacks
from explainer.training.worker.clocks import Timing
from explainer.training.worker.datasets import untuned_datasets
from explainer.training.worker.printed_lines import KerasLines
from explainer.training.worker.reports import EpochFacts, ProgressWriter
from explainer.training.worker.restart import end_line, prepared_model
from explainer.training.worker.silent_filters import SilenceProbe, probe_images
from explainer.training.worker.snapshots import Snapshots
from explainer.training.worker.time_limit import RoomForCheckpoints, TimeLimit

logger = logging.getLogger(__name__)


def train(run: Run, echo: TextIO | None = None, also: Sequence[keras.callbacks.Callback] = ()) -> Result:
    """Trains a run and writes its result, also if it fails.

    Args:
        run: The run; this process is its worker.
        echo: A stream to which Keras's progress is also printed.
        also: Additional callbacks.

    Returns:
        The result, as written to `result.json`.

    Raises:
        OSError: If the result cannot be written.
    """
    try:
        with untuned_datasets():
            result = _fit(run, run.request(), echo, also)
    except Exception as error:
        logger.exception("The run failed")
        return fail(run, error)
    return _write_result(run, result)


def fail(run: Run, error: Exception) -> Result:
    """Writes the result of a failed run; frees reserved disk space first.

    Raises:
        OSError: If the result cannot be written.
    """
    reason = _reason(error, run.directory)
    epochs = run.checkpoints()
    return _write_result(
        run, Result(state="failed", reason=reason, ended=time.time(), epoch=epochs[-1] if epochs else 0)
    )


def _write_result(run: Run, result: Result) -> Result:
    run.reserve_path.unlink(missing_ok=True)
    write_atomically(run.result_path, result.model_dump_json(indent=2))
    return result


def _reason(error: Exception, directory: Path) -> str:
    if isinstance(error, ExplainerError):
        return error.code
    if is_disk_full(error, directory):
        return "disk_full"
    if isinstance(error, MemoryError | tf.errors.ResourceExhaustedError):
        return "out_of_memory"
    return "crashed"


def _fit(run: Run, request: Request, echo: TextIO | None, also: Sequence[keras.callbacks.Callback]) -> Result:
    recipe, epochs = request.recipe, run.epochs_asked(request)
    begin_step(run.preparing_path, "data")
    dataset = mnist.load()
    digits = None if recipe.own_digits is None else run_digits(run, recipe.own_digits)
    training, validation = training_data(dataset, recipe, digits), validation_data(dataset, recipe)
    test_data = _prepared(dataset.x_test, dataset.y_test, recipe)
    began = time.perf_counter()
    begin_step(run.preparing_path, "network")
    model, start = prepared_model(run, request)
    timing = Timing(_begin(run, start, epochs))
    tests = EvaluationOnTest(*test_data, timing, each_epoch=recipe.evaluate_each_epoch)
    tests.set_model(model)
    printed = KerasLines(echo)
    facts = EpochFacts(SilenceProbe(model, request.config, probe_images()))
    limits = limits_of(run)
    progress = ProgressWriter(run, recipe, printed, timing, facts, epochs, TimeLimit(limits.seconds, timing))
    room = RoomForCheckpoints(run, request, limits, timing, epochs)
    if start == 0:
        _save_start(run, model, timing)
    history = HistoryLogger(run.history_path, has_validation=validation is not None)
    snapshots = Snapshots(run, model, request.config, request.watched)
    snapshots.write(start, 0)
    begin_step(run.preparing_path, "first_batch")
    with contextlib.redirect_stdout(printed), contextlib.closing(history):
        model.fit(
            *training,
            batch_size=recipe.batch_size,
            initial_epoch=start,
            epochs=epochs,
            validation_data=validation,
            # Faster than batches of the recipe's size, with the same result.
            validation_batch_size=TEST_BATCH_SIZE,
            verbose=1,
            callbacks=[*keras_callbacks(run, timing, tests, facts, history, snapshots, progress, room), *also],
        )
    tested = tests.latest or tests.evaluate()
    if room.fits(model_bytes(request.config, recipe.optimizer)):
        _save_model(run, model, timing)
    return _result(run, tested, timing, began, room.reason if progress.why_stopped is None else progress.why_stopped)


def _result(run: Run, tested: Mapping[str, float], timing: Timing, began: float, reason: str | None) -> Result:
    """The result; `reason` is `None` if the run finished, `""` if its visitor stopped it, or another reason to stop."""
    return Result(
        state="finished" if reason is None else "stopped",
        reason=reason or None,
        ended=time.time(),
        epoch=run.checkpoints()[-1],
        test_loss=tested["test_loss"],
        test_accuracy=tested["test_accuracy"],
        seconds=time.perf_counter() - began - timing.paused,
        paused_seconds=timing.paused,
        training_seconds=tuple(timing.training),
        test_seconds=timing.testing,
        overhead_seconds=timing.overhead,
        versions=versions(),
    )


def _begin(run: Run, start: int, epochs: int) -> float:
    """Records the epoch from which a run resumes. Returns the training time of the epochs that are kept, in seconds."""
    if not run.progress_path.exists():
        return 0.0
    end_line(run.progress_path)
    append_record(run.progress_path, ResumedRecord(epoch=start, epochs=epochs))
    trim_history(run.history_path, start)
    return sum(record.training_seconds for record in run.epochs_done())


Data = tuple[npt.NDArray[np.float32], npt.NDArray[Any]]


def training_data(dataset: mnist.Dataset, recipe: Recipe, digits: OwnDigits | None = None) -> Data:
    """The training images of a recipe: the first ones of MNIST, followed by the visitor's own digits.

    Args:
        digits: The digits that the recipe adds, if any.

    Returns:
        Images `(n, 28, 28, 1)`, 0 to 1, and labels in the form that the loss expects: one-hot `float32`, `(n, 10)`, or
        `uint8`, `(n,)`, 0 to 9.
    """
    chosen = slice(recipe.training_images)
    images, labels = dataset.x_train[chosen], dataset.y_train[chosen]
    if digits is not None and recipe.own_digits is not None:
        repeats = recipe.own_digits.repeats
        images = np.concatenate([images, np.repeat(digits.images, repeats, axis=0)])
        labels = np.concatenate([labels, np.repeat(digits.labels, repeats)])
    return _prepared(images, labels, recipe)


def validation_data(dataset: mnist.Dataset, recipe: Recipe) -> Data | None:
    """The validation images of a recipe: the last ones; `None` if it has none. See `training_data` for the format."""
    if recipe.validation_images == 0:
        return None
    chosen = slice(-recipe.validation_images, None)
    return _prepared(dataset.x_train[chosen], dataset.y_train[chosen], recipe)


def _prepared(images: mnist.Images, labels: mnist.Labels, recipe: Recipe) -> Data:
    return (mnist.add_channel(mnist.scale(images)), labels if recipe.has_integer_labels else mnist.one_hot(labels))


def _save_start(run: Run, model: keras.Model, timing: Timing) -> None:
    timing.begin_overhead()
    model.save_weights(run.checkpoint_path(0))
    # A run that starts again from epoch 0 already has this record.
    if not run.epochs_done():
        append_record(run.progress_path, EpochRecord(epoch=0))
    timing.end_overhead()


def _save_model(run: Run, model: keras.Model, timing: Timing) -> None:
    timing.begin_overhead()
    model.save(run.partial_model_path)
    replace(run.partial_model_path, run.model_path)
    timing.end_overhead()


def versions() -> Versions:
    """The versions of the software, and the machine, of this process."""
    return Versions(
        python=platform.python_version(),
        keras=keras.version(),
        tensorflow=tf.__version__,
        numpy=np.__version__,
        platform=f"{platform.system()} {platform.machine()}",
    )
