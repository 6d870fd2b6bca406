"""Consecutive training steps from given weights, which are not modified."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from explainer import mnist
from explainer.learning.backpropagation import Backpropagation, Batch, batch_of
from explainer.learning.batches import drawn, most_images
from explainer.learning.update import OptimizerState, apply
from explainer.network import NetworkConfig
from explainer.tracing import Weights
from explainer.training.recipes.recipe import Recipe


@dataclass(frozen=True, eq=False)
class PlayedStep:
    """The result of one training step.

    Attributes:
        loss: The batch's loss before the update.
        weights: The weights after the update.
    """

    loss: float
    weights: Weights
    state: OptimizerState


def play(
    backpropagation: Backpropagation, batches: Iterable[Batch], weights: Weights, state: OptimizerState, recipe: Recipe
) -> Iterator[PlayedStep]:
    """Takes one step per batch, as `fit` does.

    Args:
        weights: The weights before the first step.
        state: The optimizer's state before the first step.
        recipe: Sets the optimizer and the learning rate schedule.
    """
    for batch in batches:
        found = backpropagation.weight_gradients(batch, weights)
        rate = rate_in_use(recipe, state.updates)
        applied = apply(found, weights, recipe.optimizer, state, rate)
        weights, state = applied.weights, applied.state
        yield PlayedStep(found.loss, weights, state)


def training_batch(config: NetworkConfig, recipe: Recipe, number: int) -> Batch:
    """Draws a random batch of training images.

    Args:
        number: Index of the batch; the same number gives the same images.
    """
    dataset = mnist.load()
    size = min(recipe.batch_size, most_images(config))
    chosen = drawn(number, size, recipe.training_images)
    return batch_of(config, mnist.scale(dataset.x_train[chosen]), dataset.y_train[chosen].tolist(), number)


def rate_in_use(recipe: Recipe, updates: int) -> float:
    """The learning rate of the next update; after the end of a schedule, the one for extra epochs.

    Args:
        updates: Number of updates so far.
    """
    return recipe.extra_rate if is_beyond(recipe, updates) else learning_rate(recipe, updates)


def is_beyond(recipe: Recipe, updates: int) -> bool:
    """Whether the learning rate schedule has ended."""
    return recipe.optimizer.schedule != "constant" and updates >= recipe.epochs * recipe.batches


def learning_rate(recipe: Recipe, updates: int) -> float:
    """The learning rate of the next update; schedules are computed as by Keras's `CosineDecay`.

    Args:
        updates: Number of updates so far.
    """
    peak = recipe.optimizer.learning_rate
    if recipe.optimizer.schedule == "constant":
        return peak
    warm_up = recipe.warm_up_batches
    if updates < warm_up:
        return recipe.start_rate + (peak - recipe.start_rate) * updates / warm_up
    done = min((updates - warm_up) / recipe.decay_batches, 1.0)
    return peak * 0.5 * (1.0 + math.cos(math.pi * done))
