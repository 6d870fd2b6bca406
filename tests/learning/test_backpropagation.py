"""Gradients against `tf.GradientTape` on a plain Keras model, and against the sums in NumPy that explain them."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from explainer.learning.backpropagation import Backpropagation, Batch, Step, batch_of
from explainer.mnist import Dataset
from explainer.network import NetworkConfig
from explainer.network.kinds import KINDS
from explainer.tracing import Weights, as_weights
from tests.networks import NETWORKS, ODD, random_arrays, reference_model
from tests.oracles.gradients import Comparison, drawn

IMAGES = 4
KINDS_IN_ODD = {stage.kind for config in ODD.values() for stage in config.stages}


@cache
def weights_of(config: NetworkConfig) -> list[np.ndarray]:
    return random_arrays(reference_model(config), seed=5)


def step_of(config: NetworkConfig, dataset: Dataset, images: int = IMAGES) -> Step:
    batch = batch_of(config, dataset.x_train[:images] / 255, dataset.y_train[:images].tolist(), seed=3)
    return Backpropagation(config).step(batch, as_weights(config, weights_of(config)))


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_are_those_of_a_plain_model_and_the_sums_of_their_parts(name: str, dataset: Dataset) -> None:
    config = NETWORKS[name]
    comparison = Comparison(config, weights_of(config))
    random = np.random.default_rng(1)
    for first in range(0, 10 * IMAGES, IMAGES):
        chosen = slice(first, first + IMAGES)
        batch = batch_of(config, dataset.x_train[chosen] / 255, dataset.y_train[chosen].tolist(), seed=3)
        faults = comparison.faults(batch, random, count=8)
        if faults is not None:
            break
    assert faults == []


def test_a_gradient_that_is_a_thousandth_off_is_found(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    config = ODD["normalized"]
    step = Backpropagation.step

    def wrong(self: Backpropagation, batch: Batch, weights: Weights) -> Step:
        found = step(self, batch, weights)
        layer = dict(found.weight_gradients["logits"])
        layer["bias"] = layer["bias"] * np.asarray(1.001, layer["bias"].dtype)
        return replace(found, weight_gradients={**found.weight_gradients, "logits": layer})

    monkeypatch.setattr(Backpropagation, "step", wrong)
    batch = batch_of(config, dataset.x_train[:IMAGES] / 255, dataset.y_train[:IMAGES].tolist(), seed=3)
    faults = Comparison(config, weights_of(config)).faults(batch, np.random.default_rng(1), count=1)
    assert faults is not None
    assert {fault.split(":")[0].split(" (")[0] for fault in faults} >= {"gradient of bias of logits"}


@pytest.mark.parametrize("name", ODD)
def test_parts_lead_to_the_outputs(name: str, dataset: Dataset) -> None:
    step = step_of(ODD[name], dataset)
    random = np.random.default_rng(1)
    for stage in step.config.stages[1:-1]:
        index = drawn(random, step.gradients[step.stage_before(stage).name].shape)
        parts = step.gradient_parts(stage, index)
        np.testing.assert_allclose(parts.terms, parts.values * parts.factors)
        origins = [parts.origin(place) for place in range(len(parts.terms))]
        for value, origin in zip(parts.values, origins, strict=True):
            if origin is not None:
                assert value == pytest.approx(float(step.gradients[stage.name][(index[0], *origin)]))


def test_a_weight_that_no_gradient_changes_has_no_parts(dataset: Dataset) -> None:
    step = step_of(ODD["normalized"], dataset)
    (stage, *_) = (stage for stage in step.config.stages if stage.settings.non_trainable_roles)
    with pytest.raises(ValueError, match="Expected a trainable weight"):
        step.weight_gradient_per_image(stage, stage.settings.non_trainable_roles[0], (0,))


def test_the_odd_networks_have_every_kind() -> None:
    assert set(KINDS) == KINDS_IN_ODD


def test_a_batch_of_one_and_a_unit_that_passes_nothing_back(dataset: Dataset) -> None:
    config = ODD["three_blocks_dropout"]
    step = step_of(config, dataset, images=1)
    assert step.losses.shape == (1,)
    for stage in config.stages:
        if stage.kind == "activation":
            before = step.outputs[step.stage_before(stage).name]
            assert step.zero_derivative_share(stage) == pytest.approx(np.mean(before <= 0))
            assert not step.gradients[step.stage_before(stage).name][before <= 0].any()


def test_softmax_and_cross_entropy_give_probability_less_label(dataset: Dataset) -> None:
    step = step_of(ODD["normalized"], dataset)
    one_hot = np.eye(10, dtype=np.float32)[step.batch.labels]
    np.testing.assert_allclose(step.gradients["logits"], step.probabilities - one_hot, atol=1e-6)


def test_masks_follow_the_seed(dataset: Dataset) -> None:
    config = ODD["three_blocks_dropout"]
    first, again, other = (batch_of(config, dataset.x_train[:2] / 255, [5, 0], seed) for seed in (1, 1, 2))
    for name, mask in first.masks.items():
        np.testing.assert_array_equal(mask, again.masks[name])
    assert any((mask != other.masks[name]).any() for name, mask in first.masks.items())
