"""From a configuration to Keras: the model to train, and its twin to look inside.

Every input, layer and model is named from the configuration. Keras's automatic names live in a global state that
Streamlit resets after every script run, also while another thread is building.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import keras

from explainer.network.config import NetworkConfig
from explainer.network.layers import Layer, Stage
from explainer.network.planning import INPUT_SHAPE


def _convolution(layer: Layer) -> keras.Layer:
    return keras.layers.Conv2D(
        layer.channels,
        layer.kernel_size,
        strides=layer.strides,
        padding=layer.padding,
        activation=layer.activation,
        name=layer.name,
    )


def _dense(layer: Layer) -> keras.Layer:
    return keras.layers.Dense(layer.channels, activation=layer.activation, name=layer.name)


def _max_pooling(layer: Layer) -> keras.Layer:
    return keras.layers.MaxPooling2D(layer.pool_size, strides=layer.strides, padding=layer.padding, name=layer.name)


def _average_pooling(layer: Layer) -> keras.Layer:
    return keras.layers.AveragePooling2D(layer.pool_size, strides=layer.strides, padding=layer.padding, name=layer.name)


def _dropout(layer: Layer) -> keras.Layer:
    return keras.layers.Dropout(layer.rate, name=layer.name)


def _flatten(layer: Layer) -> keras.Layer:
    return keras.layers.Flatten(name=layer.name)


def _activation(layer: Layer) -> keras.Layer:
    return keras.layers.Activation(layer.activation, name=layer.name)


_LAYERS: Mapping[str, Callable[[Layer], keras.Layer]] = {
    "conv2d": _convolution,
    "dense": _dense,
    "max_pooling2d": _max_pooling,
    "average_pooling2d": _average_pooling,
    "dropout": _dropout,
    "flatten": _flatten,
    "activation": _activation,
    "softmax": _activation,
}


def keras_model(config: NetworkConfig) -> keras.Model:
    """Builds the network as the article would: activations inside their layers; not compiled.

    Args:
        config: The network.

    Returns:
        A functional model from `(batch, 28, 28, 1)` to probabilities `(batch, 10)`.
    """
    inputs = keras.Input(INPUT_SHAPE, name="input")
    outputs = inputs
    for layer in config.layers:
        outputs = _LAYERS[layer.kind](layer)(outputs)
    return keras.Model(inputs, outputs, name="network")


class _LinearConvolution(keras.Layer):  # type: ignore[misc]
    """A `Conv2D` without activation that is given its kernel and its bias."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(name=stage.name)
        self.strides = stage.strides
        self.padding = stage.padding

    def call(self, inputs: Any, kernel: Any, bias: Any) -> Any:
        return keras.ops.conv(inputs, kernel, self.strides, self.padding, data_format="channels_last") + bias


class _LinearDense(keras.Layer):  # type: ignore[misc]
    """A `Dense` without activation that is given its kernel and its bias."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(name=stage.name)

    def call(self, inputs: Any, kernel: Any, bias: Any) -> Any:
        return keras.ops.matmul(inputs, kernel) + bias


_LINEAR: Mapping[str, Callable[[Stage], keras.Layer]] = {
    "conv2d": _LinearConvolution,
    "dense": _LinearDense,
}


def twin_model(config: NetworkConfig, batch_size: int = 1) -> keras.Model:
    """Builds the traced twin: convolutions and dense layers are linear, activations are layers of their own.

    Kernels and biases are inputs, not variables. Keras's own `stateless_call` also takes weights as arguments, but it
    keeps them in the global state that Streamlit resets: reset by another thread in mid-call, it silently goes on with
    the variables' own values.

    Args:
        config: The network.
        batch_size: Images at once.

    Returns:
        A functional model from the list of the images `(batch_size, 28, 28, 1)` and each kernel and bias, in the order
        and shapes of `keras_model(config).get_weights()`, to the list of every stage's output after the input.
    """
    image = keras.Input(batch_shape=(batch_size, *INPUT_SHAPE), name="input")
    weights: list[Any] = []
    outputs: list[Any] = []
    current = image
    for stage in config.stages[1:]:
        own_weights = [
            keras.Input(batch_shape=shape, name=f"{stage.name}_{role}")
            for role, shape in zip(("kernel", "bias"), stage.weight_shapes, strict=False)
        ]
        build = _LINEAR if own_weights else _LAYERS
        current = build[stage.kind](stage)(current, *own_weights)
        weights += own_weights
        outputs.append(current)
    return keras.Model([image, *weights], outputs, name="twin")
