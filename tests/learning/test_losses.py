"""Losses in `float64` against the gradient: finite differences, and a small step of all weights."""

import numpy as np
import pytest

from explainer.learning.backpropagation import Backpropagation, batch_of
from explainer.learning.losses import Losses, predicted_change
from explainer.mnist import Dataset
from explainer.network import keras_model
from explainer.tracing import as_weights
from tests.networks import ODD, random_arrays
from tests.oracles.gradients import drawn


@pytest.mark.parametrize("name", ODD)
def test_losses_agree_with_the_gradient(name: str, dataset: Dataset) -> None:
    config = ODD[name]
    arrays = random_arrays(keras_model(config), seed=7)
    weights = as_weights(config, arrays)
    batch = batch_of(config, dataset.x_train[:8] / 255, dataset.y_train[:8].tolist(), seed=1)
    losses = Losses(config)
    step = Backpropagation(config).step(batch, weights)
    np.testing.assert_allclose(losses.of(batch, weights), step.losses, rtol=1e-4, atol=1e-5)
    random = np.random.default_rng(3)
    for stage, layer in step.weight_gradients.items():
        role = next(iter(layer))
        index = drawn(random, layer[role].shape)
        found = losses.finite_difference(step, (stage, role, index))
        scale = float(np.abs(layer[role]).max())
        assert found == pytest.approx(float(layer[role][index]), rel=1e-2, abs=1e-3 * scale + 1e-7)
    # Against the gradient, so little that the slope hardly changes on the way.
    rate = 1e-6 / max(
        float(np.abs(array).max()) for layer in step.weight_gradients.values() for array in layer.values()
    )
    steps = {
        stage: {role: -rate * array.astype(np.float64) for role, array in layer.items()}
        for stage, layer in step.weight_gradients.items()
    }
    order = [(stage, role) for stage, layer in weights.items() for role in layer]
    moved = [array + steps[stage][role] for (stage, role), array in zip(order, arrays, strict=True)]
    change = float(losses.of_arrays(batch, moved).mean() - losses.of(batch, weights).mean())
    assert predicted_change(step.weight_gradients, steps) < 0
    assert change == pytest.approx(predicted_change(step.weight_gradients, steps), rel=0.05)
