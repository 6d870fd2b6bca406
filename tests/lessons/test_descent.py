"""The one weight's steps are those of Keras's optimizers."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from explainer.lessons.descent import descent, gradient, optimizer_rule

CLASSES = {"adam": "Adam", "sgd": "SGD", "adagrad": "Adagrad", "rmsprop": "RMSprop"}


@pytest.mark.parametrize(
    ("name", "rate", "momentum"),
    [("adam", 0.1, 0.0), ("sgd", 0.5, 0.0), ("sgd", 0.1, 0.9), ("adagrad", 0.1, 0.0), ("rmsprop", 0.05, 0.0)],
)
def test_steps_are_keras_own(name, rate, momentum) -> None:
    options = {"momentum": momentum} if momentum else {}
    optimizer = getattr(keras.optimizers, CLASSES[name])(rate, **options)
    weight, ours, add = keras.Variable(-1.0), -1.0, optimizer_rule(name, rate, momentum)
    generator = np.random.default_rng(5)
    for update in range(1, 31):
        slope = float(generator.normal())
        optimizer.apply([np.float32(slope)], [weight])
        ours += add(slope, update)
        assert ours == pytest.approx(float(weight.numpy()), rel=1e-4, abs=1e-5)


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    found = descent("sgd", 0.01, 0.0, 32, 1_000)
    slope = np.gradient(found.losses, found.weights)
    from explainer.lessons.descent import _examples

    little, is_digit = (part[:1_000] for part in _examples())
    for place in (10, 40, 70):
        assert gradient(found.weights[place], little, is_digit) == pytest.approx(slope[place], abs=2e-3)
    assert (found.updates, found.path[0]) == (32, -1.0)
