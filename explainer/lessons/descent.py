"""Weights that go downhill: how optimizers change them, on real digits.

The models are the smallest there are: each multiplies a few brightnesses of an image by a weight each, and the sum says
which of two answers is meant. So the loss is a curve over one weight, or a surface over two, and every update is a step
on it.
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
    """A model of a few weights without a bias: logistic regression.

    Attributes:
        features: `(images, weights)`, what the weights multiply.
        is_second: `(images,)`, 1 where the second answer is right, else 0.
        start: The weights before training.
    """

    features: Numbers
    is_second: Numbers
    start: tuple[float, ...]

    def loss(self, weights: Numbers) -> Numbers:
        """The mean cross-entropy over all images. Returns `(n,)`.

        Args:
            weights: `(n, weights)`.
        """
        scores = weights @ self.features.T
        # As `logaddexp(0, scores)`, in a tenth of the time.
        each = np.maximum(scores, 0) + np.log(1 + np.exp(-np.abs(scores))) - scores * self.is_second
        return np.asarray(each.mean(axis=1))

    def gradient(self, weights: Numbers, batch: slice) -> Numbers:
        """Of the mean loss of some of the images, with respect to the weights."""
        features, is_second = self.features[batch], self.is_second[batch]
        shares = 1 / (1 + np.exp(-features @ weights))
        return np.asarray((shares - is_second) @ features / len(features))


# One weight: from the ink of an image to whether its digit is a 1.

DIGIT = 1
CURVE_ENDS = (-1.5, 2.5)
CURVE_PLACES = 81
POINTS = 49
"""The most weights on the way that are kept, from the first to the last."""


@dataclass(frozen=True)
class Curve:
    """The loss over one weight, and the weight on its way.

    Attributes:
        weights: `(CURVE_PLACES,)`, places along the curve.
        losses: `(CURVE_PLACES,)`, the loss there, over all images.
        path: The weight from its start to the end of the epoch.
    """

    weights: Numbers
    losses: Numbers
    path: tuple[float, ...]
    updates: int


@functools.cache
def ink() -> Model:
    """How little ink each image has, in standard deviations from the mean.

    Raises:
        ExplainerError: If the data set cannot be read.
    """
    dataset = mnist.load()
    amounts = dataset.x_train.mean(axis=(1, 2))
    little = (amounts.mean() - amounts) / amounts.std()
    return Model(little[:, None], (dataset.y_train == DIGIT).astype(np.float64), (-1.0,))


@functools.lru_cache(maxsize=64)
def curve(optimizer: Optimizer, batch_size: int, images: int) -> Curve:
    """Lets an optimizer change the one weight for an epoch, at the same learning rate throughout.

    Args:
        images: The first so many training images.

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
    """Places along the curve and the loss at each, whichever optimizer goes down it; read-only."""
    whole = ink()
    model = Model(whole.features[:images], whole.is_second[:images], whole.start)
    places = np.linspace(*CURVE_ENDS, CURVE_PLACES)
    losses = model.loss(places[:, None])
    for numbers in (places, losses):
        numbers.flags.writeable = False
    return places, losses


# Two weights: from the brightness of the upper and the lower half to whether an image is a 9 or a 6.

DIGITS = (6, 9)
"""The score speaks for the second if it is above 0, for the first if it is below."""
BRIGHTEST = 10
"""How bright a half of white pixels is; a black one is 0."""
BATCH_SIZE = 32
LOW, HIGH = (-6.0, -12.0), (14.0, 8.0)
"""Ends of the surface, along the weight of the upper and of the lower half; no ball leaves it."""
PLACES = 41


@dataclass(frozen=True)
class Surface:
    """The loss wherever the two weights may be; a valley runs through it, since both halves are bright together.

    Attributes:
        losses: `(PLACES, PLACES)`, row by row from the lowest weight of the lower half, column by column from that of
            the upper; over all images.
        lowest: The two weights with the smallest loss there is.
        images: How many images it was measured on.
    """

    losses: Small
    lowest: tuple[float, float]
    least: float
    images: int


@dataclass(frozen=True)
class Trajectory:
    """What becomes of the two weights with one of Keras's optimizers.

    Attributes:
        weights: `(UPDATES + 1, 2)`, upper and lower, from the start on, as Keras leaves them.
        losses: `(UPDATES + 1,)`, the loss there over all images.
        values: `(UPDATES, 2)` by name: the gradient of the update's batch at the weights before it, what Keras's
            optimizer remembers after it, and what the lines of the optimizer's `formula` compute.
    """

    weights: Small
    losses: Small
    values: dict[str, Small]


@functools.cache
def halves() -> Model:
    """How bright the upper and the lower half of each image of the two digits are, in the order of the training images.

    Raises:
        ExplainerError: If the data set cannot be read.
    """
    dataset = mnist.load()
    chosen = np.isin(dataset.y_train, DIGITS)
    brightness = dataset.x_train[chosen].reshape(-1, 2, mnist.IMAGE_SIZE**2 // 2).mean(axis=2) * (BRIGHTEST / 255)
    return Model(brightness, (dataset.y_train[chosen] == DIGITS[1]).astype(np.float64), (-2.0, 4.0))


@functools.cache
def surface() -> Surface:
    """The loss surface, worked out once.

    Raises:
        ExplainerError: If the data set cannot be read.
    """
    model = halves()
    upper, lower = (np.linspace(low, high, PLACES) for low, high in zip(LOW, HIGH, strict=True))
    # A row at a time: the scores of all places at once would take 150 MB.
    losses = np.array([model.loss(np.stack([upper, np.full_like(upper, weight)], axis=1)) for weight in lower])
    lowest = _lowest(model)
    return Surface(
        losses.astype(np.float32),
        (float(lowest[0]), float(lowest[1])),
        float(model.loss(lowest[None])[0]),
        len(model.features),
    )


def _lowest(model: Model) -> Numbers:
    """Newton's method: the loss of a model like this has one bottom only."""
    weights = np.zeros(model.features.shape[1])
    for _ in range(20):
        shares = 1 / (1 + np.exp(-model.features @ weights))
        bend = (model.features * (shares * (1 - shares))[:, None]).T @ model.features
        weights -= np.linalg.solve(bend, (shares - model.is_second) @ model.features)
    return weights


@functools.lru_cache(maxsize=len(VARIANTS) * len(RATES))
def trajectory(variant: str, rate: float) -> Trajectory:
    """Lets one of Keras's optimizers go down the surface, `UPDATES` batches long.

    Args:
        variant: A key of `VARIANTS`.
        rate: One of `RATES`; it takes the place of that optimizer's own.

    Raises:
        ExplainerError: If the data set cannot be read.
    """
    model, chosen = halves(), VARIANTS[variant]
    # Named, since another visitor's rerun may take back the names that Keras gives.
    kernel = keras.Variable(np.reshape(model.start, (2, 1)), dtype="float32", name=f"halves_{variant}")
    optimizer = chosen.build(rate)
    optimizer.build([kernel])
    # Beside these, an optimizer keeps its count and its learning rate.
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
    """A column of Keras's as two numbers."""
    return np.reshape(np.asarray(variable, np.float64), 2)
