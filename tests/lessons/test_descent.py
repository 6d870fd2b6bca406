"""The weights that go downhill: the curve over one weight, and the surface over two with Keras's optimizers on it."""

import keras
import numpy as np
import pytest

from explainer import mnist
from explainer.laboratory.settings import RATES, UPDATES
from explainer.lessons.descent import BATCH_SIZE, DIGIT, DIGITS, HIGH, LOW, PLACES, curve, halves, surface, trajectory
from explainer.optimizers import SGD, VARIANTS


def slope_at(weights: np.ndarray, halves: np.ndarray, is_second: np.ndarray) -> np.ndarray:
    scores = halves @ weights
    return halves.T @ (1 / (1 + np.exp(-scores)) - is_second) / len(scores)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("name", VARIANTS)
def test_every_step_follows_the_rule(name: str, rate: float) -> None:
    """From Keras's weights and memory before each update, so that no rounding adds up."""
    chosen, model, found = VARIANTS[name], halves(), trajectory(name, rate)
    memory = chosen.start((2,))
    assert found.weights[0] == pytest.approx(model.start)
    for update in range(UPDATES):
        batch = slice(update * BATCH_SIZE, (update + 1) * BATCH_SIZE)
        before = found.weights[update].astype(float)
        slope = slope_at(before, model.features[batch], model.is_second[batch])
        assert found.values["gradient"][update] == pytest.approx(slope, abs=2e-6)
        expected = chosen.update(slope, before, memory, update + 1, rate)
        assert found.weights[update + 1] == pytest.approx(before + expected.step, abs=2e-4)
        memory = {slot: found.values[slot][update].astype(float) for slot in memory}
        for slot, value in expected.memory.items():
            assert memory[slot] == pytest.approx(value, abs=2e-4)


def test_the_curve_is_the_loss_of_one_weight() -> None:
    found = curve(SGD(), 32, 1_000)
    ink = mnist.load().x_train.reshape(60_000, -1).mean(axis=1)
    little = ((ink.mean() - ink) / ink.std())[:1_000]
    is_digit = mnist.load().y_train[:1_000] == DIGIT
    measured = keras.losses.BinaryCrossentropy(from_logits=True)
    for place in (10, 40, 70):
        scores = (found.weights[place] * little).astype(np.float32)
        assert found.losses[place] == pytest.approx(float(measured(is_digit.astype(np.float32), scores)), rel=1e-4)
    first = -0.01 * slope_at(np.array([-1.0]), little[:32, None], is_digit[:32].astype(float))[0]
    assert (found.updates, found.path[0], found.path[1]) == (32, -1.0, pytest.approx(-1.0 + first))


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
    ways = {(name, rate): trajectory(name, rate) for name in VARIANTS for rate in RATES}
    assert all((way.weights >= LOW).all() and (way.weights <= HIGH).all() for way in ways.values())
    orders = [sorted(VARIANTS, key=lambda name: ways[name, rate].losses[-1]) for rate in RATES]
    assert len({tuple(order) for order in orders}) > 1
