import math
from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings

from explainer.network import ARTICLE, PRESETS, NetworkConfig, keras_model, twin_model
from tests.networks import ODD, configurations, reference_model

SETTINGS = ("filters", "units", "kernel_size", "pool_size", "strides", "padding", "activation", "rate", "use_bias")


def without_batch(shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
    return tuple(shape[1:])


def multiply_adds(layer: keras.Layer) -> int:
    """Each kernel weight is used once at each place of the output; a dense layer has one place."""
    if not hasattr(layer, "kernel"):
        return 0
    places = layer.output.shape[1:-1]
    return math.prod(layer.kernel.shape) * math.prod(places)


def padding_before(layer: keras.Layer) -> tuple[int, int]:
    """Which cell of a layer's window TensorFlow puts on the first pixel: as many rows and columns are padding."""
    if not hasattr(layer, "padding") or layer.padding != "same":
        return 0, 0
    window, strides = getattr(layer, "kernel_size", None) or layer.pool_size, layer.strides
    height, width = layer.input.shape[1:3]
    ramp = np.arange(1, height * width + 1, dtype=np.float32).reshape(1, height, width, 1)
    # What each cell of the window sees in its first place: 1 for the first pixel, 0 for padding.
    cells = np.eye(window[0] * window[1], dtype=np.float32).reshape(*window, 1, -1)
    first = tf.nn.conv2d(ramp, cells, strides, "SAME").numpy()[0, 0, 0].reshape(window)
    row, column = np.argwhere(first == 1)[0]
    return int(row), int(column)


def check_agreement(config: NetworkConfig) -> None:
    built, reference = keras_model(config), reference_model(config)
    assert built.layers[0].output.shape == (None, 28, 28, 1)
    for layer, own, expected in zip(config.built, built.layers[1:], reference.layers, strict=True):
        assert own.name == layer.name
        assert type(own) is type(expected)
        assert type(expected).__name__.lower() == layer.kind.replace("_", "")
        assert layer.input_shape == without_batch(expected.input.shape)
        assert layer.output_shape == without_batch(expected.output.shape) == without_batch(own.output.shape)
        assert layer.parameters == expected.count_params() == own.count_params()
        assert layer.multiply_adds == multiply_adds(expected)
        assert layer.padding_before == padding_before(expected)
        asked, given_to_keras = expected.get_config(), own.get_config()
        for setting in SETTINGS:
            assert given_to_keras.get(setting) == asked.get(setting), setting
    assert config.parameters == reference.count_params()
    assert config.trainable_parameters == sum(math.prod(weight.shape) for weight in reference.trainable_weights)


@settings(max_examples=30)
@given(configurations())
def test_generated_networks_agree_with_keras(config: NetworkConfig) -> None:
    check_agreement(config)


@pytest.mark.parametrize("name", [*PRESETS, *ODD])
def test_known_networks_agree_with_keras(name: str) -> None:
    check_agreement({**PRESETS, **ODD}[name])


@pytest.mark.parametrize("name", [*PRESETS, *ODD])
def test_twin_takes_the_models_weights(name: str) -> None:
    config = {**PRESETS, **ODD}[name]
    twin, model = twin_model(config), keras_model(config)
    assert [tuple(tensor.shape) for tensor in twin.inputs[1:]] == [tuple(each.shape) for each in model.get_weights()]
    assert twin.trainable_variables == [], "every weight is an argument"
    assert [without_batch(output.shape) for output in twin.outputs] == [
        stage.output_shape for stage in config.stages[1:]
    ]


def test_models_are_not_compiled_and_share_nothing() -> None:
    one, other = keras_model(ARTICLE), keras_model(ARTICLE)
    assert not one.compiled
    assert not any(mine is theirs for mine, theirs in zip(one.weights, other.weights, strict=True))


def test_building_survives_other_visitors_reruns(clearing_sessions: None) -> None:
    """No automatic name: they collide when Keras's counters are reset in another thread."""
    config = ODD["three_blocks_dropout"]
    with ThreadPoolExecutor(2) as threads:
        models = list(threads.map(lambda _: keras_model(config), range(30)))
        twins = list(threads.map(lambda _: twin_model(config), range(10)))
    assert {tuple(layer.name for layer in model.layers) for model in models} == {
        ("input", *(layer.name for layer in config.built))
    }
    assert {len(twin.outputs) for twin in twins} == {len(config.stages) - 1}
