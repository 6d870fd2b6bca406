"""Where a run goes on: its newest checkpoint that can be read, with the optimizer's state and place in its schedule."""

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
    """The network as it was after the last epoch that was done to its end and can be read.

    A checkpoint that is damaged is passed over for the one before. Without any, the run starts over, and gives what it
    gave the first time.

    Returns:
        The compiled model, and the epoch; 0 if it starts from the beginning.
    """
    is_extra = run.epochs_asked(request) > request.recipe.epochs
    batches = request.recipe.batches
    whole = [record.epoch for record in run.epochs_done() if record.epoch > 0 and record.batches == batches]
    for epoch in reversed(whole):
        model = seeded_model(request, is_extra=is_extra)
        if _load(model, run.checkpoint_path(epoch), epoch * batches):
            # The first epochs' random numbers would bring the images in an order that was had already.
            seed = np.random.SeedSequence((request.seed, epoch)).generate_state(1)[0] >> 1
            keras.utils.set_random_seed(int(seed))
            return model, epoch
        logger.warning("The checkpoint of epoch %d cannot be read", epoch)
    return seeded_model(request), 0


def compiled_model(request: Request, *, is_extra: bool = False) -> keras.Model:
    """The network with its optimizer and loss, ready for `fit`.

    XLA stays off, as Keras itself decides where there is no accelerator: on a CPU it makes this network slower, and on
    Windows it refuses some convolutions.

    Args:
        is_extra: Whether it is trained beyond the epochs that were planned, at the rate for these.
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
    """A new network with its optimizer and loss, all of whose random numbers follow the request's seed.

    Args:
        is_extra: As of `compiled_model`.
    """
    # Enough on a CPU, where the losses come out the same to the last bit, also in another process and under load:
    # start weights, order of the images and dropout all follow it.
    keras.utils.set_random_seed(request.seed)
    return compiled_model(request, is_extra=is_extra)


def end_line(path: Path) -> None:
    """Ends a last line that was never finished, so that the next one begins anew.

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
    """Whether a checkpoint could be read with the optimizer's state in it."""
    model.optimizer.build(model.trainable_variables)
    try:
        model.load_weights(path)
    # Keras and HDF5 raise whatever occurs to them at a damaged file.
    except Exception as error:  # noqa: BLE001
        logger.warning("%s: %r", path.name, error)
        return False
    # Keras only warns of an optimizer's state that does not fit.
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
    # A schedule, though it holds still: an optimizer with a number for its rate keeps it in its state, one with a
    # schedule does not, and neither reads the other's checkpoints.
    return keras.optimizers.schedules.ExponentialDecay(recipe.extra_rate, decay_steps=1, decay_rate=1.0)
