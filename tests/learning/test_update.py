"""Updates, what optimizers remember, and whole rows of steps, against Keras training a plain model."""

from itertools import pairwise
from pathlib import Path

import keras
import numpy as np
import pytest

from explainer.errors import ExplainerError
from explainer.learning.backpropagation import Backpropagation, Batch, batch_of
from explainer.learning.play import learning_rate, play
from explainer.learning.update import fresh_state, kept_state
from explainer.mnist import Dataset
from explainer.network import NetworkConfig, keras_model, network
from explainer.optimizers import OPTIMIZERS, VARIANTS
from explainer.tracing import Weights, as_weights
from explainer.training.models.weights import read_weights
from explainer.training.recipes.recipe import FAST, Recipe
from explainer.training.worker import restart
from tests.networks import ODD, random_arrays

# Keras 3.15 asks NumPy for its arrays in the old way.

STEPS = 4
SIZE = 8
PLAIN = network("c4_max2_c3-linear_avg2_gap_d6-tanh")
NORMALIZED = network("c4_bn_max2_c3-linear_bn_c2_bn_gap")
"""For SGD alone: the gradient of a bias before batch normalization is rounding, which others divide by its size.

Neither has dropout, of which Keras draws its own masks.
"""


def batches_of(config: NetworkConfig, dataset: Dataset, count: int) -> list[Batch]:
    edges = range(0, (count + 1) * SIZE, SIZE)
    return [
        batch_of(config, dataset.x_train[first:last] / 255, dataset.y_train[first:last].tolist(), seed=1)
        for first, last in pairwise(edges)
    ]


def compiled(config: NetworkConfig, recipe: Recipe) -> keras.Model:
    model = keras_model(config)
    model.set_weights(random_arrays(model, seed=7))
    model.compile(recipe.optimizer.build(), loss="sparse_categorical_crossentropy")
    return model


def weights_of(config: NetworkConfig, model: keras.Model) -> Weights:
    return as_weights(config, model.get_weights())


def assert_same(found: Weights, model: keras.Model) -> None:
    arrays = [array for layer in found.values() for array in layer.values()]
    for array, expected in zip(arrays, model.get_weights(), strict=True):
        np.testing.assert_allclose(array, expected, rtol=2e-4, atol=2e-5)


@pytest.mark.parametrize(("name", "config"), [*((name, PLAIN) for name in VARIANTS), ("sgd", NORMALIZED)])
def test_steps_are_those_of_keras_also_from_a_checkpoint_on(
    name: str, config: NetworkConfig, dataset: Dataset, tmp_path: Path
) -> None:
    recipe = Recipe(name="own", epochs=1, optimizer=VARIANTS[name])
    model = compiled(config, recipe)
    batches = batches_of(config, dataset, 2 * STEPS)
    weights, state = weights_of(config, model), fresh_state(config, recipe.optimizer)
    backpropagation = Backpropagation(config)
    for batch, played in zip(
        batches[:STEPS], play(backpropagation, batches[:STEPS], weights, state, recipe), strict=True
    ):
        loss = float(model.train_on_batch(batch.images, batch.labels))
        # Keras gives the mean over all batches since the last reset.
        model.reset_metrics()
        assert played.loss == pytest.approx(loss, rel=1e-4)
        assert_same(played.weights, model)
    path = tmp_path / "epoch-01.weights.h5"
    model.save_weights(path)
    kept = kept_state(path, config, recipe.optimizer)
    assert (kept.updates, kept.is_fresh) == (STEPS, False)
    later = play(backpropagation, batches[STEPS:], read_weights(path, config), kept, recipe)
    for batch, played in zip(batches[STEPS:], later, strict=True):
        model.train_on_batch(batch.images, batch.labels)
        assert_same(played.weights, model)


def test_a_file_without_the_optimizers_state_gives_a_fresh_one(tmp_path: Path) -> None:
    config = ODD["one_filter_no_dense"]
    optimizer = OPTIMIZERS["adam"]()
    model = keras_model(config)
    model.save_weights(tmp_path / "bare.weights.h5")
    assert kept_state(tmp_path / "bare.weights.h5", config, optimizer).is_fresh
    model.compile("rmsprop", "sparse_categorical_crossentropy")
    model.optimizer.build(model.trainable_variables)
    model.save_weights(tmp_path / "other.weights.h5")
    (tmp_path / "damaged.weights.h5").write_bytes(b"no weights")
    for name in ("other", "damaged"):
        with pytest.raises(ExplainerError) as raised:
            kept_state(tmp_path / f"{name}.weights.h5", config, optimizer)
        assert raised.value.code == "weights_unreadable"


@pytest.mark.parametrize("schedule", ["constant", "cosine", "one_cycle"])
def test_the_learning_rate_follows_kerass_schedule(schedule: str) -> None:
    recipe = FAST.model_copy(update={"optimizer": OPTIMIZERS["adam"](learning_rate=0.01, schedule=schedule)})
    expected = restart._learning_rate(recipe)
    for updates in (0, 1, 50, 337, 338, 900, 1124, 5_000):
        given = expected if isinstance(expected, float) else float(expected(updates))
        assert learning_rate(recipe, updates) == pytest.approx(given, rel=1e-4, abs=1e-8)
