"""Keras models of a configuration: the model to train, and a twin that returns every stage's output.

Every input, layer and model gets its name from the configuration. Keras keeps automatic names in global state, which
Streamlit resets after every script run, even while another thread builds a model.
"""

from typing import Any

import keras

from explainer.network.architecture import NetworkConfig
from explainer.network.layers import Stage
from explainer.network.planning import INPUT_SHAPE


def keras_model(config: NetworkConfig) -> keras.Model:
    """Builds the model for training, with activations inside their layers; not compiled.

    Returns:
        A functional model from `(batch, 28, 28, 1)` to probabilities `(batch, 10)`.
    """
    inputs = keras.Input(INPUT_SHAPE, name="input")
    outputs = inputs
    for layer in config.built:
        outputs = layer.settings.build(layer.name)(outputs)
    return keras.Model(inputs, outputs, name="network")


class _WithWeights(keras.Layer):  # type: ignore[misc]
    """A layer without activation that gets its weights as inputs."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(name=stage.name)
        self._call = stage.settings.call

    def call(self, inputs: Any, *weights: Any) -> Any:
        return self._call(inputs, *weights)


def twin_model(config: NetworkConfig, batch_size: int = 1) -> keras.Model:
    """Builds the twin model for tracing: activations are separate layers, and every stage's output is returned.

    Weights are inputs, not variables. Keras's `stateless_call` also takes weights as arguments, but keeps them in the
    global state that Streamlit resets. If another thread resets it during a call, the call silently uses the values
    of the variables.

    Returns:
        A functional model. Its inputs are the images `(batch_size, 28, 28, 1)` and all weights, in the order and
        shapes of `keras_model(config).get_weights()`. Its outputs are those of all stages after the input.
    """
    image = keras.Input(batch_shape=(batch_size, *INPUT_SHAPE), name="input")
    weights: list[Any] = []
    outputs: list[Any] = []
    current = image
    for stage in config.stages[1:]:
        own_weights = [
            keras.Input(batch_shape=shape, name=f"{stage.name}_{role}")
            for role, shape in zip(stage.settings.roles, stage.weight_shapes, strict=True)
        ]
        layer = _WithWeights(stage) if own_weights else stage.settings.build(stage.name)
        current = layer(current, *own_weights)
        weights += own_weights
        outputs.append(current)
    return keras.Model([image, *weights], outputs, name="twin")
