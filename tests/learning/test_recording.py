"""Steps in a row, recorded: the same as without watching, whether all at once or bit by bit."""

from functools import partial

import numpy as np
import pytest

from explainer.learning.backpropagation import Backpropagation, batch_of
from explainer.learning.play import play, training_batch
from explainer.learning.recording import TRIED_EVERY, Recording, Watcher
from explainer.learning.update import fresh_state
from explainer.mnist import Dataset
from explainer.network import NetworkConfig, network
from explainer.tracing import Weights, as_weights
from explainer.training.recipes.recipe import FAST
from tests.networks import random_arrays, reference_model

STEPS = 11
RECIPE = FAST.model_copy(update={"batch_size": 8})


def recording_of(config: NetworkConfig, weights: Weights, dataset: Dataset) -> Recording:
    stage = config.first_convolution
    return Recording(
        backpropagation=Backpropagation(config),
        watcher=Watcher(config, stage),
        recipe=RECIPE,
        weights=weights,
        state=fresh_state(config, RECIPE.optimizer),
        image=batch_of(config, dataset.x_test[:1] / 255, dataset.y_test[:1].tolist(), 0),
        channel=1,
        kernel=lambda learned: None if stage is None else learned[stage.name].kernel[..., 0, 1],
        batch=partial(training_batch, config, RECIPE),
        try_unseen=lambda learned: (float(len(learned)), 0.5),
    )


@pytest.mark.parametrize("name", ["c4_max2_drop0.3_d6", "c3-linear_bn_max2_d4", "d5"])
def test_a_recording_is_a_training(name: str, dataset: Dataset) -> None:
    config = network(name)
    weights = as_weights(config, random_arrays(reference_model(config), seed=3))
    recording = recording_of(config, weights, dataset)
    for until in (0, 2, STEPS, STEPS):
        list(recording.advance(until))
        assert len(recording.losses) == until
    batches = [training_batch(config, RECIPE, number) for number in range(STEPS)]
    expected = list(play(Backpropagation(config), batches, weights, fresh_state(config, RECIPE.optimizer), RECIPE))
    assert recording.losses == [step.loss for step in expected]
    for stage, layer in expected[-1].weights.items():
        for role, array in layer.items():
            np.testing.assert_array_equal(recording.weights[stage][role], array)
    assert [one.steps for one in recording.tried] == [0, TRIED_EVERY]
    stage = config.first_convolution
    reached = [weights, *(step.weights for step in expected)]
    assert len(recording.kernels) == (0 if stage is None else STEPS + 1)
    for seen, learned in zip(recording.seen, reached, strict=True):
        step = Backpropagation(config).step(recording.image, learned)
        np.testing.assert_allclose(seen.probabilities, step.probabilities[0], rtol=1e-4, atol=1e-6)
        if stage is None:
            assert (seen.map, seen.gradient) == (None, None)
            continue
        np.testing.assert_allclose(seen.map, step.outputs[stage.name][0, ..., 1], rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(seen.gradient, step.gradients[stage.name][0, ..., 1], rtol=1e-3, atol=1e-6)


def test_a_batch_has_other_images_with_another_number() -> None:
    config = network("c4_max2_d6")
    one, again, other = (training_batch(config, RECIPE, number) for number in (4, 4, 5))
    np.testing.assert_array_equal(one.images, again.images)
    assert (one.images != other.images).any()
    assert len(one) == RECIPE.batch_size
