"""One weight that rolls downhill: how an optimizer changes it in one epoch, with real digits.

The model is the smallest there is: from the ink of an image alone it says whether the digit is a 1. So its loss is a
curve over one weight, and every update is a step along it. The steps follow Keras's optimizers, and a test says so.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explainer import mnist
from explainer.training.recipes.recipe import OptimizerName

Numbers = npt.NDArray[np.float64]
DIGIT = 1
LOW, HIGH = -1.5, 2.5
"""Ends of the curve."""
PLACES = 81
POINTS = 49
"""So many of the weights on the way are kept, from the first to the last."""
START = -1.0

Rule = Callable[[float, int], float]
"""Of a gradient and the number of the update, from 1, what is added to the weight."""


@dataclass(frozen=True)
class Descent:
    """What becomes of the weight.

    Attributes:
        weights: `(PLACES,)`, places along the curve.
        losses: `(PLACES,)`, the loss there, over all images.
        path: The weight on its way, from its start to the end of the epoch.
    """

    weights: Numbers
    losses: Numbers
    path: tuple[float, ...]
    updates: int


@functools.lru_cache(maxsize=64)
def descent(name: OptimizerName, rate: float, momentum: float, batch_size: int, images: int) -> Descent:
    """Lets an optimizer change the weight for one epoch.

    Args:
        name: Keras's name of it.
        momentum: Its momentum (SGD only).
        images: The first so many training images.

    Raises:
        ExplainerError: If the data set cannot be read.
    """
    little, is_digit = (part[:images] for part in _examples())
    path = [START]
    add = optimizer_rule(name, rate, momentum)
    for update, first in enumerate(range(0, images, batch_size), start=1):
        batch = slice(first, first + batch_size)
        path.append(path[-1] + add(gradient(path[-1], little[batch], is_digit[batch]), update))
    kept = np.unique(np.linspace(0, len(path) - 1, POINTS).round().astype(int))
    return Descent(*_curve(images), tuple(path[place] for place in kept), len(path) - 1)


@functools.lru_cache(maxsize=16)
def _curve(images: int) -> tuple[Numbers, Numbers]:
    """Places along the curve and the loss at each, whichever optimizer goes down it; read-only."""
    little, is_digit = (part[:images] for part in _examples())
    places = np.linspace(LOW, HIGH, PLACES)
    losses = np.array([_loss(weight, little, is_digit) for weight in places])
    for numbers in (places, losses):
        numbers.flags.writeable = False
    return places, losses


def optimizer_rule(name: OptimizerName, rate: float, momentum: float = 0.0) -> Rule:
    """One of Keras's optimizers for a single weight, with its other settings as Keras has them.

    Args:
        name: Keras's name of it.
        momentum: Its momentum (SGD only).
    """
    return {"sgd": _sgd, "adagrad": _adagrad, "rmsprop": _rmsprop, "adam": _adam}[name](rate, momentum)


def gradient(weight: float, little: Numbers, is_digit: Numbers) -> float:
    """How the loss changes with the weight.

    Args:
        little: `(images,)`, how little ink each has.
        is_digit: `(images,)`, 1 where it is the digit, else 0.
    """
    return float(np.mean((1 / (1 + np.exp(-weight * little)) - is_digit) * little))


def _loss(weight: float, little: Numbers, is_digit: Numbers) -> float:
    scores = weight * little
    return float(np.mean(np.logaddexp(0.0, scores) - is_digit * scores))


@functools.cache
def _examples() -> tuple[Numbers, Numbers]:
    """How little ink each training image has, in standard deviations from the mean, and whether it is the digit."""
    dataset = mnist.load()
    ink = dataset.x_train.mean(axis=(1, 2))
    return (ink.mean() - ink) / ink.std(), (dataset.y_train == DIGIT).astype(np.float64)


def _sgd(rate: float, momentum: float) -> Rule:
    step = 0.0

    def add(slope: float, _: int) -> float:
        nonlocal step
        step = momentum * step - rate * slope
        return step

    return add


def _adagrad(rate: float, _: float) -> Rule:
    squares = 0.1

    def add(slope: float, _: int) -> float:
        nonlocal squares
        squares += slope**2
        return -rate * slope / math.sqrt(squares + 1e-7)

    return add


def _rmsprop(rate: float, _: float) -> Rule:
    squares = 0.0

    def add(slope: float, _: int) -> float:
        nonlocal squares
        squares = 0.9 * squares + 0.1 * slope**2
        return -rate * slope / math.sqrt(squares + 1e-7)

    return add


def _adam(rate: float, _: float) -> Rule:
    mean = squares = 0.0

    def add(slope: float, update: int) -> float:
        nonlocal mean, squares
        mean += 0.1 * (slope - mean)
        squares += 0.001 * (slope**2 - squares)
        alpha = rate * math.sqrt(1 - 0.999**update) / (1 - 0.9**update)
        return -alpha * mean / (math.sqrt(squares) + 1e-7)

    return add
