"""Gradient descent on real digits, with models of one or two weights.

Each model is a logistic regression on one or two features of an image, without a bias. So the loss is a curve over one
weight, or a surface over two, and every update is a step on it.
"""

import functools
from dataclasses import dataclass

import keras
import numpy as np
import numpy.typing as npt

from explainer import mnist
from explainer.laboratory.settings import RATES, UPDATES
from explainer.optimizers import VARIANTS, Numbers, Optimizer

Small = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Model:
    """Logistic regression without a bias.

    Attributes:
        features: `(images, weights)`.
        is_second: The labels, `(images,)`: 1 for the second class, otherwise 0.
        start: The weights before training.
    """

    features: Numbers
    is_second: Numbers
    start: tuple[float, ...]

    def loss(self, weights: Numbers) -> Numbers:
        """The mean cross-entropy over all images, `(n,)`.

        Args:
            weights: `(n, weights)`.
        """
        scores = weights @ self.features.T
        # The same as `logaddexp(0, scores)`, ten times faster.
        each = np.maximum(scores, 0) + np.log(1 + np.exp(-np.abs(scores))) - scores * self.is_second
        return np.asarray(each.mean(axis=1))

    def gradient(self, weights: Numbers, batch: slice) -> Numbers:
        """The gradient of the mean loss of a batch."""
        features, is_second = self.features[batch], self.is_second[batch]
        shares = 1 / (1 + np.exp(-features @ weights))
        return np.asarray((shares - is_second) @ features / len(features))


# One weight: predicts from an image's amount of ink whether it is a 1.

DIGIT = 1
CURVE_ENDS = (-1.5, 2.5)
CURVE_PLACES = 81
POINTS = 49
"""Maximum number of weights in `Curve.path`."""


@dataclass(frozen=True)
class Curve:
    """The loss over one weight, and the path of the weight in training.

    Attributes:
        weights: `(CURVE_PLACES,)`.
        losses: The loss over all images at these weights, `(CURVE_PLACES,)`.
        path: The weight from its start to the end of the epoch.
        updates: Number of updates.
    """

    weights: Numbers
    losses: Numbers
    path: tuple[float, ...]
    updates: int


@functools.cache
def ink() -> Model:
    """The model with one feature: how little ink an image has, in standard deviations from the mean.

    Raises:
        ExplainerError: If the data set cannot be read.
    """
    dataset = mnist.load()
    amounts = dataset.x_train.mean(axis=(1, 2))
    little = (amounts.mean() - amounts) / amounts.std()
    return Model(little[:, None], (dataset.y_train == DIGIT).astype(np.float64), (-1.0,))


@functools.lru_cache(maxsize=64)
def curve(optimizer: Optimizer, batch_size: int, images: int) -> Curve:
    """Trains the one weight for one epoch, at a constant learning rate.

    Args:
        images: Number of training images.

    Raises:
        ExplainerError: If the data set cannot be read.
    """
    model = ink()
    weight = np.array(model.start)
    path, memory = [model.start[0]], optimizer.start(weight.shape)
    for number, first in enumerate(range(0, images, batch_size), start=1):
        slope = model.gradient(weight, slice(first, min(first + batch_size, images)))
        step, memory, _ = optimizer.update(slope, weight, memory, number, optimizer.learning_rate)
        weight = weight + step
        path.append(float(weight[0]))
    kept = np.unique(np.linspace(0, len(path) - 1, POINTS).round().astype(int))
    return Curve(*_curve_losses(images), tuple(path[place] for place in kept), len(path) - 1)


@functools.lru_cache(maxsize=16)
def _curve_losses(images: int) -> tuple[Numbers, Numbers]:
    """The weights and losses of the curve, read-only; cached for all optimizers."""
    whole = ink()
    model = Model(whole.features[:images], whole.is_second[:images], whole.start)
    places = np.linspace(*CURVE_ENDS, CURVE_PLACES)
    losses = model.loss(places[:, None])
    for numbers in (places, losses):
        numbers.flags.writeable = False
    return places, losses


# Two weights: predicts from the brightness of the upper and the lower half whether an image is a 9 or a 6.

DIGITS = (6, 9)
"""A score above 0 means the second digit, below 0 the first."""
BRIGHTEST = 10
"""Brightness of a half with white pixels only; black is 0."""
BATCH_SIZE = 32
LOW, HIGH = (-6.0, -12.0), (14.0, 8.0)
"""Bounds of the surface: the weights of the upper and the lower half. No path leaves them."""
PLACES = 41


@dataclass(frozen=True)
class Surface:
    """The loss over the two weights. It has a valley, since the brightness of both halves is correlated.

    Attributes:
        losses: The loss over all images, `(PLACES, PLACES)`. Rows are weights of the lower half, columns of the upper
            half, both ascending.
        lowest: The two weights with the smallest loss.
        least: The smallest loss.
        images: Number of images.
    """

    losses: Small
    lowest: tuple[float, float]
    least: float
    images: int


@dataclass(frozen=True)
class Trajectory:
    """The path of the two weights with one of Keras's optimizers.

    Attributes:
        weights: Upper and lower weight before training and after each update, `(UPDATES + 1, 2)`.
        losses: The loss over all images at these weights, `(UPDATES + 1,)`.
        values: Values of each update by name, `(UPDATES, 2)`: the batch's gradient before the update, the slots of
            Keras's optimizer after it, and the results of the lines of the optimizer's `formula`.
    """

    weights: Small
    losses: Small
    values: dict[str, Small]


@functools.cache
def halves() -> Model:
    """The model with two features: the brightness of the upper and the lower half of each image of the two digits.

    Raises:
        ExplainerError: If the data set cannot be read.
    """
    dataset = mnist.load()
    chosen = np.isin(dataset.y_train, DIGITS)
    brightness = dataset.x_train[chosen].reshape(-1, 2, mnist.IMAGE_SIZE**2 // 2).mean(axis=2) * (BRIGHTEST / 255)
    return Model(brightness, (dataset.y_train[chosen] == DIGITS[1]).astype(np.float64), (-2.0, 4.0))


@functools.cache
def surface() -> Surface:
    """The loss surface, computed once.

    Raises:
        ExplainerError: If the data set cannot be read.
    """
    model = halves()
    upper, lower = (np.linspace(low, high, PLACES) for low, high in zip(LOW, HIGH, strict=True))
    # Row by row, since the scores of all points at once would take 150 MB.
    losses = np.array([model.loss(np.stack([upper, np.full_like(upper, weight)], axis=1)) for weight in lower])
    lowest = _lowest(model)
    return Surface(
        losses.astype(np.float32),
        (float(lowest[0]), float(lowest[1])),
        float(model.loss(lowest[None])[0]),
        len(model.features),
    )


def _lowest(model: Model) -> Numbers:
    """The minimum, by Newton's method; the loss of logistic regression is convex."""
    weights = np.zeros(model.features.shape[1])
    for _ in range(20):
        shares = 1 / (1 + np.exp(-model.features @ weights))
        bend = (model.features * (shares * (1 - shares))[:, None]).T @ model.features
        weights -= np.linalg.solve(bend, (shares - model.is_second) @ model.features)
    return weights


@functools.lru_cache(maxsize=len(VARIANTS) * len(RATES))
def trajectory(variant: str, rate: float) -> Trajectory:
    """Trains the two weights with one of Keras's optimizers for `UPDATES` batches.

    Args:
        variant: A key of `VARIANTS`.
        rate: The learning rate, one of `RATES`.

    Raises:
        ExplainerError: If the data set cannot be read.
    """
    model, chosen = halves(), VARIANTS[variant]
    # An explicit name, since another visitor's rerun may reset Keras's automatic names.
    kernel = keras.Variable(np.reshape(model.start, (2, 1)), dtype="float32", name=f"halves_{variant}")
    optimizer = chosen.build(rate)
    optimizer.build([kernel])
    # The other variables are the number of updates and the learning rate.
    kept = [variable for variable in optimizer.variables if tuple(variable.shape) == (2, 1)]
    weights, values = [np.array(model.start)], []
    memory = chosen.start((2,))
    for number in range(1, UPDATES + 1):
        slope = model.gradient(weights[-1], slice((number - 1) * BATCH_SIZE, number * BATCH_SIZE))
        optimizer.apply([slope.astype(np.float32)[:, None]], [kernel])
        lines = chosen.update(slope, weights[-1], memory, number, rate).values
        memory = {name: _pair(variable) for name, variable in zip(memory, kept, strict=True)}
        weights.append(_pair(kernel))
        values.append({"gradient": slope, **lines, **memory})
    path = np.array(weights)
    names = values[0]
    return Trajectory(
        path.astype(np.float32),
        model.loss(path).astype(np.float32),
        {name: np.array([each[name] for each in values], np.float32) for name in names},
    )


def _pair(variable: object) -> Numbers:
    """Converts a Keras column vector to two values."""
    return np.reshape(np.asarray(variable, np.float64), 2)
