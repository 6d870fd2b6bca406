"""One run from its request to its result, in this process."""

from __future__ import annotations

import contextlib
import logging
import platform
import time
from pathlib import Path
from typing import Any, TextIO

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.network import keras_model
from explainer.training.callbacks import (
    TEST_BATCH_SIZE,
    EpochFacts,
    EvaluationOnTest,
    HistoryLogger,
    Progress,
    keras_callbacks,
)
from explainer.training.files import is_disk_full, write_atomically
from explainer.training.printed import KerasLines
from explainer.training.recipes import OptimizerSettings, Recipe
from explainer.training.records import EpochRecord, Request, Result, Versions
from explainer.training.silent import SilenceProbe, probe_images
from explainer.training.store import Run, append_record
from explainer.training.timing import Timing

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
    training, validation = training_data(dataset, recipe), validation_data(dataset, recipe)
    timing = Timing()
    tests = EvaluationOnTest(
        *_prepared(dataset.x_test, dataset.y_test, recipe), timing, each_epoch=recipe.evaluate_each_epoch
    )
    printed = KerasLines(echo)

    began = time.perf_counter()
    # Enough on a CPU, where the losses come out the same to the last bit, also in another process and under load:
    # start weights, order of the images and dropout all follow it.
    keras.utils.set_random_seed(request.seed)
    model = compiled_model(request)
    tests.set_model(model)
    facts = EpochFacts(SilenceProbe(model, request.config, probe_images()))
    progress = Progress(run, recipe, printed, timing, facts)
    _save_start(run, model, timing)
    history = HistoryLogger(run.history_path, has_validation=validation is not None)
    with contextlib.redirect_stdout(printed), contextlib.closing(history):
        model.fit(
            *training,
            batch_size=recipe.batch_size,
            epochs=recipe.epochs,
            validation_data=validation,
            # Faster than batches of the recipe's size, and the same numbers.
            validation_batch_size=TEST_BATCH_SIZE,
            verbose=1,
            callbacks=keras_callbacks(run, timing, tests, facts, history, progress),
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
        optimizer=_optimizer(request.recipe.optimizer, _learning_rate(request.recipe)),
        loss=request.recipe.loss,
        metrics=["accuracy"],
        jit_compile=False,
    )
    return model


def _optimizer(
    settings: OptimizerSettings, rate: float | keras.optimizers.schedules.LearningRateSchedule
) -> keras.optimizers.Optimizer:
    if settings.name == "sgd":
        return keras.optimizers.SGD(rate, momentum=settings.momentum)
    optimizers = {
        "adam": keras.optimizers.Adam,
        "adagrad": keras.optimizers.Adagrad,
        "rmsprop": keras.optimizers.RMSprop,
    }
    return optimizers[settings.name](rate)


def _learning_rate(recipe: Recipe) -> float | keras.optimizers.schedules.LearningRateSchedule:
    settings = recipe.optimizer
    if settings.schedule == "constant":
        return settings.learning_rate
    if settings.schedule == "cosine":
        return keras.optimizers.schedules.CosineDecay(settings.learning_rate, decay_steps=recipe.decay_batches)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=recipe.start_rate,
        decay_steps=recipe.decay_batches,
        warmup_target=settings.learning_rate,
        warmup_steps=recipe.warm_up_batches,
    )


Data = tuple[npt.NDArray[np.float32], npt.NDArray[Any]]


def training_data(dataset: mnist.Dataset, recipe: Recipe) -> Data:
    """The images that a recipe learns from: the first ones.

    Args:
        dataset: MNIST.
        recipe: The recipe.

    Returns:
        Images `(n, 28, 28, 1)`, 0 to 1, and labels as the loss takes them: `float32`, `(n, 10)`, one-hot, or `uint8`,
        `(n,)`, 0 to 9.
    """
    chosen = slice(recipe.training_images)
    return _prepared(dataset.x_train[chosen], dataset.y_train[chosen], recipe)


def validation_data(dataset: mnist.Dataset, recipe: Recipe) -> Data | None:
    """The images that a recipe holds out: the last ones; `None` if it holds out none.

    Args:
        dataset: MNIST.
        recipe: The recipe.

    Returns:
        The same as of `training_data`.
    """
    if recipe.validation_images == 0:
        return None
    chosen = slice(-recipe.validation_images, None)
    return _prepared(dataset.x_train[chosen], dataset.y_train[chosen], recipe)


def _prepared(images: mnist.Images, labels: mnist.Labels, recipe: Recipe) -> Data:
    return (
        mnist.add_channel(mnist.scale(images)),
        labels if recipe.has_integer_labels else mnist.one_hot(labels),
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
