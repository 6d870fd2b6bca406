"""The five balls' numbers are Keras's, and those that each optimizer's rule yields."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from explainer import mnist
from explainer.experiments import OPTIMIZERS
from explainer.laboratory.settings import RATES, UPDATES
from explainer.lessons.optimizers import (
    BATCH_SIZE,
    DIGITS,
    HIGH,
    LOW,
    PLACES,
    START,
    examples,
    surface,
    trajectory,
)


def applied(name: str, rate: float, slope: np.ndarray, kept: list[np.ndarray], update: int) -> list[np.ndarray]:
    """An update in NumPy, after the optimizers' papers and Keras's documentation.

    Returns:
        What is added to the weights, and after it what is kept.
    """
    if name == "sgd":
        return [-rate * slope]
    if name == "momentum":
        step = 0.9 * kept[0] - rate * slope
        return [step, step]
    if name == "adagrad":
        total = (0.1 if update == 1 else kept[0]) + slope**2
        return [-rate * slope / np.sqrt(total + 1e-7), total]
    if name == "rmsprop":
        mean = 0.9 * kept[0] + 0.1 * slope**2
        return [-rate * slope / np.sqrt(mean + 1e-7), mean]
    mean, square = 0.9 * kept[0] + 0.1 * slope, 0.999 * kept[1] + 0.001 * slope**2
    corrected, root = mean / (1 - 0.9**update), np.sqrt(square / (1 - 0.999**update))
    return [-rate * corrected / (root + 1e-7), mean, square]


def slope_at(weights: np.ndarray, halves: np.ndarray, is_second: np.ndarray) -> np.ndarray:
    scores = halves @ weights
    return halves.T @ (1 / (1 + np.exp(-scores)) - is_second) / len(scores)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_step_is_the_rules(name: str, rate: float) -> None:
    """From Keras's weights before each update, so that no rounding adds up."""
    halves, is_second = (part.astype(float) for part in examples())
    found = trajectory(name, rate)
    kept = [np.zeros(2), np.zeros(2)]
    assert found.weights[0] == pytest.approx(START)
    for update in range(UPDATES):
        batch = slice(update * BATCH_SIZE, (update + 1) * BATCH_SIZE)
        before = found.weights[update].astype(float)
        slope = slope_at(before, halves[batch], is_second[batch])
        assert found.gradients[update] == pytest.approx(slope, abs=2e-6)
        step, *kept = applied(name, rate, slope, kept, update + 1)
        assert found.weights[update + 1] == pytest.approx(before + step, abs=2e-4)
        assert found.memory[update] == pytest.approx(np.reshape(kept, (len(kept), 2)), abs=2e-4)


def test_the_surface_is_keras_own_loss_of_the_two_digits() -> None:
    dataset, ground = mnist.load(), surface()
    chosen = [index for index, label in enumerate(dataset.y_train) if label in DIGITS]
    images = dataset.x_train[chosen].astype(np.float64) / 255 * 10
    halves = np.stack([images[:, :14].mean(axis=(1, 2)), images[:, 14:].mean(axis=(1, 2))], axis=1)
    labels = (dataset.y_train[chosen] == DIGITS[1]).astype(np.float64)
    measured = keras.losses.BinaryCrossentropy(from_logits=True)
    assert ground.images == len(chosen)
    for row, column in [(0, 0), (40, 40), (20, 9), (33, 12)]:
        shares = np.array([column, row]) / (PLACES - 1)
        weights = np.array(LOW) + shares * (np.array(HIGH) - np.array(LOW))
        assert ground.losses[row, column] == pytest.approx(float(measured(labels, halves @ weights)), rel=1e-4)
    assert slope_at(np.array(ground.lowest), halves, labels) == pytest.approx([0, 0], abs=1e-5)
    assert ground.losses.min() >= ground.least


def test_nobody_leaves_the_picture_and_the_order_depends_on_the_rate() -> None:
    """Which the note below the picture says."""
    ways = {(name, rate): trajectory(name, rate) for name in OPTIMIZERS for rate in RATES}
    assert all((way.weights >= LOW).all() and (way.weights <= HIGH).all() for way in ways.values())
    orders = [sorted(OPTIMIZERS, key=lambda name: ways[name, rate].losses[-1]) for rate in RATES]
    assert len({tuple(order) for order in orders}) > 1
