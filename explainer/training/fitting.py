"""One run from its request to its result, in this process."""

from __future__ import annotations

import contextlib
import logging
import platform
import time
from pathlib import Path
from typing import TextIO

import keras
import numpy as np
import tensorflow as tf

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.network import keras_model
from explainer.training.callbacks import EvaluationOnTest, HistoryLogger, Progress, Timing, keras_callbacks
from explainer.training.files import is_disk_full, write_atomically
from explainer.training.printed import KerasLines
from explainer.training.recipes import Recipe
from explainer.training.records import EpochRecord, Request, Result, Versions
from explainer.training.store import Run, append_record

logger = logging.getLogger(__name__)


def train(run: Run, echo: TextIO | None = None) -> Result:
    """Trains what a run asks for, and writes down how it ended, whatever happens.

    Args:
        run: The run; this process is its worker.
        echo: Where Keras's progress is printed as well.

    Returns:
        The result, as written to `result.json`.

    Raises:
        OSError: If not even the result can be written.
    """
    try:
        result = _fit(run, run.request(), echo)
    except Exception as error:
        logger.exception("The run failed")
        return fail(run, error)
    return _write_result(run, result)


def fail(run: Run, error: Exception) -> Result:
    """Writes down that a run failed, and why, with the room that was kept for this.

    Raises:
        OSError: If not even the result can be written.
    """
    reason = _reason(error, run.directory)
    epochs = run.checkpoints()
    return _write_result(
        run,
        Result(
            state="failed",
            reason=reason,
            ended=time.time(),
            epoch=epochs[-1] if epochs else 0,
        ),
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


def _fit(run: Run, request: Request, echo: TextIO | None) -> Result:
    recipe = request.recipe
    dataset = mnist.load()
    images, labels = _prepared(dataset.x_train, dataset.y_train, recipe.training_images)
    timing = Timing()
    tests = EvaluationOnTest(
        *_prepared(dataset.x_test, dataset.y_test),
        timing,
        each_epoch=recipe.evaluate_each_epoch,
    )
    printed = KerasLines(echo)
    progress = Progress(run, recipe, printed, timing)

    began = time.perf_counter()
    keras.utils.set_random_seed(request.seed)
    model = compiled_model(request)
    tests.set_model(model)
    _save_start(run, model, timing)
    history = HistoryLogger(run.history_path, append=True)
    with contextlib.redirect_stdout(printed), contextlib.closing(history):
        model.fit(
            images,
            labels,
            batch_size=recipe.batch_size,
            epochs=recipe.epochs,
            verbose=1,
            callbacks=keras_callbacks(run, timing, tests, history, progress),
        )
    tested = tests.latest or tests.evaluate()
    _save_model(run, model, timing)
    return Result(
        state="stopped" if progress.is_stopped else "finished",
        ended=time.time(),
        epoch=run.checkpoints()[-1],
        test_loss=tested["test_loss"],
        test_accuracy=tested["test_accuracy"],
        seconds=time.perf_counter() - began,
        training_seconds=tuple(timing.training),
        test_seconds=timing.testing,
        overhead_seconds=timing.overhead,
        versions=_versions(),
    )


def compiled_model(request: Request) -> keras.Model:
    """The network with its optimizer and loss, ready for `fit`.

    XLA stays off, as Keras itself decides where there is no accelerator: on a CPU it makes this network slower, and on
    Windows it refuses some convolutions.
    """
    model = keras_model(request.config)
    model.compile(
        optimizer=_optimizer(request.recipe),
        loss="categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    return model


def _optimizer(recipe: Recipe) -> keras.optimizers.Optimizer:
    optimizers = {"adam": keras.optimizers.Adam}
    return optimizers[recipe.optimizer.name](learning_rate=_learning_rate(recipe))


def _learning_rate(recipe: Recipe) -> float | keras.optimizers.schedules.LearningRateSchedule:
    settings = recipe.optimizer
    if settings.schedule == "constant":
        return settings.learning_rate
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=recipe.start_rate,
        decay_steps=recipe.decay_batches,
        warmup_target=settings.learning_rate,
        warmup_steps=recipe.warm_up_batches,
    )


def _prepared(images: mnist.Images, labels: mnist.Labels, count: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    return (
        mnist.add_channel(mnist.scale(images[:count])),
        mnist.one_hot(labels[:count]),
    )


def _save_start(run: Run, model: keras.Model, timing: Timing) -> None:
    timing.begin_overhead()
    model.save_weights(run.checkpoint_path(0))
    append_record(run.progress_path, EpochRecord(epoch=0))
    timing.end_overhead()


def _save_model(run: Run, model: keras.Model, timing: Timing) -> None:
    timing.begin_overhead()
    model.save(run.partial_model_path)
    run.partial_model_path.replace(run.model_path)
    timing.end_overhead()


def _versions() -> Versions:
    return Versions(
        python=platform.python_version(),
        keras=keras.version(),
        tensorflow=tf.__version__,
        numpy=np.__version__,
        platform=f"{platform.system()} {platform.machine()}",
    )
