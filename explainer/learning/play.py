"""Steps of training one after the other, from any weights; whoever has these weights in use keeps them unchanged."""

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
    """A step that was taken.

    Attributes:
        loss: The loss of its batch, before the weights changed.
        weights: The weights after it.
    """

    loss: float
    weights: Weights
    state: OptimizerState


def play(
    backpropagation: Backpropagation, batches: Iterable[Batch], weights: Weights, state: OptimizerState, recipe: Recipe
) -> Iterator[PlayedStep]:
    """Takes a step with each batch, as `fit` would.

    Args:
        weights: Where it begins.
        state: What the optimizer remembers there.
        recipe: Says which optimizer it is, and how its learning rate changes.
    """
    for batch in batches:
        found = backpropagation.weight_gradients(batch, weights)
        rate = rate_in_use(recipe, state.updates)
        applied = apply(found, weights, recipe.optimizer, state, rate)
        weights, state = applied.weights, applied.state
        yield PlayedStep(found.loss, weights, state)


def training_batch(config: NetworkConfig, recipe: Recipe, number: int) -> Batch:
    """Training images for one step, drawn by chance.

    Args:
        number: Which batch; the same number gives the same images.
    """
    dataset = mnist.load()
    size = min(recipe.batch_size, most_images(config))
    chosen = drawn(number, size, recipe.training_images)
    return batch_of(config, mnist.scale(dataset.x_train[chosen]), dataset.y_train[chosen].tolist(), number)


def rate_in_use(recipe: Recipe, updates: int) -> float:
    """The learning rate of the next update; beyond the end of a schedule, the one with which training would go on.

    Args:
        updates: How many there have been.
    """
    return recipe.extra_rate if is_beyond(recipe, updates) else learning_rate(recipe, updates)


def is_beyond(recipe: Recipe, updates: int) -> bool:
    """Whether the learning rate schedule has come to its end."""
    return recipe.optimizer.schedule != "constant" and updates >= recipe.epochs * recipe.batches


def learning_rate(recipe: Recipe, updates: int) -> float:
    """The learning rate of the next update, as Keras's `CosineDecay` has it where there is a schedule.

    Args:
        updates: How many there have been.
    """
    peak = recipe.optimizer.learning_rate
    if recipe.optimizer.schedule == "constant":
        return peak
    warm_up = recipe.warm_up_batches
    if updates < warm_up:
        return recipe.start_rate + (peak - recipe.start_rate) * updates / warm_up
    done = min((updates - warm_up) / recipe.decay_batches, 1.0)
    return peak * 0.5 * (1.0 + math.cos(math.pi * done))
