"""Resuming a run from its newest readable checkpoint, with the optimizer's state and position in its schedule."""

import logging
from pathlib import Path

import keras
import numpy as np

from explainer.network import keras_model
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.records import Request
from explainer.training.store.run import Run

logger = logging.getLogger(__name__)


def prepared_model(run: Run, request: Request) -> tuple[keras.Model, int]:
    """The network with the weights of the last complete epoch whose checkpoint can be read.

    A damaged checkpoint is skipped in favour of the previous one. Without any checkpoint, the run starts again, and
    gives the same result as the first time.

    Returns:
        The compiled model, and the epoch; 0 if the run starts from the beginning.
    """
    is_extra = run.epochs_asked(request) > request.recipe.epochs
    batches = request.recipe.batches
    whole = [record.epoch for record in run.epochs_done() if record.epoch > 0 and record.batches == batches]
    for epoch in reversed(whole):
        model = seeded_model(request, is_extra=is_extra)
        if _load(model, run.checkpoint_path(epoch), epoch * batches):
            # Without a new seed, the images would come in the same order as in the first epochs.
            seed = np.random.SeedSequence((request.seed, epoch)).generate_state(1)[0] >> 1
            keras.utils.set_random_seed(int(seed))
            return model, epoch
        logger.warning("The checkpoint of epoch %d cannot be read", epoch)
    return seeded_model(request), 0


def compiled_model(request: Request, *, is_extra: bool = False) -> keras.Model:
    """The network with its optimizer and loss, ready for `fit`.

    XLA is off, which is Keras's own choice without an accelerator: on a CPU it makes this network slower, and on
    Windows it does not support some convolutions.

    Args:
        is_extra: Whether epochs are added to a finished run, for which the recipe has another learning rate.
    """
    model = keras_model(request.config)
    recipe = request.recipe
    model.compile(
        optimizer=recipe.optimizer.build(_extra_rate(recipe) if is_extra else _learning_rate(recipe)),
        loss=recipe.loss,
        metrics=["accuracy"],
        jit_compile=False,
    )
    return model


def seeded_model(request: Request, *, is_extra: bool = False) -> keras.Model:
    """A new compiled network. The request's seed determines all of its random numbers.

    Args:
        is_extra: See `compiled_model`.
    """
    # On a CPU, this suffices for identical losses, also in another process and under load: initial weights, order of
    # the images and dropout all depend on it.
    keras.utils.set_random_seed(request.seed)
    return compiled_model(request, is_extra=is_extra)


def end_line(path: Path) -> None:
    """Completes an unfinished last line, so that the next record starts on its own line.

    Raises:
        OSError: If it cannot be written.
    """
    with path.open("ab+", buffering=0) as file:
        if file.tell() == 0:
            return
        file.seek(-1, 2)
        if file.read(1) != b"\n":
            file.write(b"\n")


def _load(model: keras.Model, path: Path, steps: int) -> bool:
    """Loads a checkpoint with the optimizer's state. Returns whether that succeeded."""
    model.optimizer.build(model.trainable_variables)
    try:
        model.load_weights(path)
    # Keras and HDF5 raise many types of errors for damaged files.
    except Exception as error:  # noqa: BLE001
        logger.warning("%s: %r", path.name, error)
        return False
    # Keras only warns if the optimizer's state does not fit.
    return int(model.optimizer.iterations) == steps


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


def _extra_rate(recipe: Recipe) -> float | keras.optimizers.schedules.LearningRateSchedule:
    if recipe.optimizer.schedule == "constant":
        return recipe.extra_rate
    # A constant schedule: an optimizer with a number as its rate saves the rate in its state, one with a schedule does
    # not, and neither can read the other's checkpoints.
    return keras.optimizers.schedules.ExponentialDecay(recipe.extra_rate, decay_steps=1, decay_rate=1.0)
