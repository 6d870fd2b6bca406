"""Whether a step is a good one: losses of moved weights, other learning rates, and other optimizers against Keras."""

from collections.abc import Generator
from typing import TypeVar

import keras
import numpy as np
import pytest

from explainer.learning.backpropagation import Backpropagation, Step, WeightGradients, batch_of
from explainer.learning.losses import Losses
from explainer.learning.trials import (
    FACTORS,
    IN_USE,
    NEAR,
    POINTS,
    RateTrial,
    Verdict,
    rate_trial,
    steps_of_others,
    weight_trial,
)
from explainer.learning.update import apply, fresh_state
from explainer.mnist import Dataset
from explainer.network import network
from explainer.optimizers import SGD, VARIANTS
from explainer.tracing import Weights, as_weights
from tests.networks import random_arrays, reference_model

Found = TypeVar("Found")
CONFIG = network("c4_max2_drop0.3_d6")
PLACE = ("conv2d_1", "kernel", (1, 2, 0, 3))


@pytest.fixture(scope="module")
def step(dataset: Dataset) -> Step:
    weights = as_weights(CONFIG, random_arrays(reference_model(CONFIG), seed=5))
    batch = batch_of(CONFIG, dataset.x_train[:8] / 255, dataset.y_train[:8].tolist(), seed=1)
    return Backpropagation(CONFIG).step(batch, weights)


@pytest.fixture(scope="module")
def losses() -> Losses:
    return Losses(CONFIG)


def outcome(steps: Generator[float, None, Found]) -> Found:
    """What comes out at the end; progress never goes back."""
    progress = [0.0]
    while True:
        try:
            progress.append(next(steps))
        except StopIteration as end:
            assert progress == sorted(progress)
            assert progress[-1] <= 1
            return end.value


def moved(weights: Weights, by: float) -> list[np.ndarray]:
    stage, role, index = PLACE
    arrays = {(name, own): array.astype(np.float64) for name, layer in weights.items() for own, array in layer.items()}
    arrays[stage, role][index] += by
    return list(arrays.values())


def test_one_weight_is_tried_around_where_it_is(step: Step, losses: Losses) -> None:
    stage, role, index = PLACE
    weight, gradient = float(step.weights[stage][role][index]), float(step.weight_gradients[stage][role][index])
    trial = outcome(weight_trial(losses, step, PLACE, -0.01, [("sgd", 0.02)]))
    assert trial.values[POINTS // 2] == pytest.approx(weight)
    assert trial.losses[POINTS // 2] == pytest.approx(step.loss, rel=1e-5)
    assert trial.near_values[-1] == pytest.approx(weight - 0.02)
    for place in (0, 7, POINTS - 1):
        expected = losses.of_arrays(step.batch, moved(step.weights, trial.values[place] - weight)).mean()
        assert trial.losses[place] == pytest.approx(expected, abs=1e-12)
    before = losses.of(step.batch, step.weights).mean()
    assert trial.near_losses[NEAR.index(0.0)] == pytest.approx(before, abs=1e-12)
    assert trial.change == pytest.approx(losses.of_arrays(step.batch, moved(step.weights, -0.01)).mean() - before)
    (other,) = trial.others
    assert other.change == pytest.approx(losses.of_arrays(step.batch, moved(step.weights, 0.02)).mean() - before)
    assert trial.finite_difference == pytest.approx(gradient, rel=1e-3, abs=1e-6)


def test_the_learning_rate_in_use_is_among_those_that_are_tried(step: Step, losses: Losses) -> None:
    optimizer = SGD(learning_rate=0.1)
    state = fresh_state(CONFIG, optimizer)
    found = WeightGradients(step.loss, step.weight_gradients, moved={})
    trial = outcome(
        rate_trial(losses, lambda weights: float(len(weights)), found, step.batch, step.weights, optimizer, state, 0.1)
    )
    assert trial.rates[IN_USE] == pytest.approx(0.1)
    assert len(trial.verdicts) == len(FACTORS)
    applied = apply(found, step.weights, optimizer, state, 0.1)
    assert trial.batch[IN_USE] == pytest.approx(losses.of(step.batch, applied.weights).mean())
    squares = sum(
        float((array.astype(np.float64) ** 2).sum())
        for layer in step.weight_gradients.values()
        for array in layer.values()
    )
    # Gradient × step of plain gradient descent.
    np.testing.assert_allclose(trial.predicted, -trial.rates * squares, rtol=1e-5)


@pytest.mark.parametrize(
    ("batch", "unseen", "expected"),
    [
        ([1.0, 0.9, 0.5, 0.2, 0.6, 3.0], [1.0] * 6, ["too_small", "right", "right", "right", "right", "overshooting"]),
        # Unseen images suffer before the batch does.
        ([0.9, 0.5, 0.2], [1.0, 1.08, 1.12], ["right", "right", "overshooting"]),
        ([0.99, 0.5, 0.98], [1.0] * 3, ["too_small", "right", "overshooting"]),
        ([0.99, 0.5, np.nan], [1.0, 1.0, np.inf], ["too_small", "right", "overshooting"]),
        ([1.0, 1.1, 1.2], [1.0] * 3, ["no_fall"] * 3),
    ],
)
def test_a_rate_is_called_by_what_it_does_to_the_losses(
    batch: list[float], unseen: list[float], expected: list[Verdict]
) -> None:
    rates = np.arange(len(batch)) + 1.0
    trial = RateTrial(rates, -rates, np.array(batch), np.array(unseen), batch_before=1.0, unseen_before=1.0)
    assert list(trial.verdicts) == expected


def test_other_optimizers_do_what_keras_does_with_the_same_gradients() -> None:
    gradients = np.random.default_rng(2).normal(size=6).tolist()
    found = dict(steps_of_others(gradients, 0.5, 0.01))
    assert set(found) == set(VARIANTS)
    assert list(map(abs, found.values())) == sorted(map(abs, found.values()))
    for name, variant in VARIANTS.items():
        optimizer = variant.model_copy(update={"learning_rate": 0.01}).build()
        weight = keras.Variable(0.5)
        for gradient in gradients:
            weight.assign(0.5)
            optimizer.apply([keras.ops.convert_to_tensor(gradient, "float32")], [weight])
        assert found[name] == pytest.approx(float(weight.numpy()) - 0.5, rel=1e-3, abs=2e-7)
