"""Predictions of many images at once are those of the trace, whoever clears Keras's session meanwhile."""

from collections.abc import Callable

import keras
import numpy as np
import pytest

from explainer.errors import ExplainerError
from explainer.mnist import Dataset, scale
from explainer.network import PRESETS, NetworkConfig, keras_model
from explainer.predicting import LARGEST_BATCH, MEMORY_BYTES, Predictor, batch_size
from explainer.tracing import Tracer, as_weights


@pytest.mark.parametrize("name", ["article", "no_convolution", "lenet_5"])
def test_answers_are_kerass(name: str, dataset: Dataset) -> None:
    config = PRESETS[name]
    keras.utils.set_random_seed(3)
    model = keras_model(config)
    images = dataset.x_test[:37]
    expected = model.predict(scale(images)[..., None], verbose=0)
    predictions = Predictor(config).predictions(images, as_weights(config, model.get_weights()))
    assert not predictions.logits.flags.writeable
    assert not predictions.probabilities.flags.writeable
    np.testing.assert_allclose(predictions.probabilities, expected, atol=1e-5)
    assert predictions.answers.dtype == np.uint8
    assert predictions.answers.tolist() == expected.argmax(axis=1).tolist()


def test_other_visitors_change_nothing(
    dataset: Dataset, clearing_sessions: None, tracer_of: Callable[[NetworkConfig], Tracer]
) -> None:
    config = PRESETS["one_block"]
    weights = as_weights(config, keras_model(config).get_weights())
    predictor = Predictor(config)
    expected = [tracer_of(config).trace(scale(image), weights).prediction for image in dataset.x_test[:20]]
    for _ in range(5):
        assert predictor.predictions(dataset.x_test[:20], weights).answers.tolist() == expected


def test_other_networks_weights_are_refused(dataset: Dataset) -> None:
    config, other = PRESETS["no_convolution"], PRESETS["one_block"]
    with pytest.raises(ExplainerError, match="Expected weights"):
        Predictor(config).predictions(dataset.x_test[:3], as_weights(other, keras_model(other).get_weights()))


def test_memory_is_bounded() -> None:
    assert batch_size(PRESETS["no_convolution"]) == LARGEST_BATCH
    wide = PRESETS["wide"]
    assert batch_size(wide) * 26 * 26 * 128 * 4 <= MEMORY_BYTES
