"""From a configuration to Keras: the model to train, and its twin to look inside.

Every input, layer and model is named from the configuration. Keras's automatic names live in a global state that
Streamlit resets after every script run, also while another thread is building.
"""

from typing import Any

import keras

from explainer.network.architecture import NetworkConfig
from explainer.network.layers import Stage
from explainer.network.planning import INPUT_SHAPE


def keras_model(config: NetworkConfig) -> keras.Model:
    """Builds the network as the article would: activations inside their layers; not compiled.

    Returns:
        A functional model from `(batch, 28, 28, 1)` to probabilities `(batch, 10)`.
    """
    inputs = keras.Input(INPUT_SHAPE, name="input")
    outputs = inputs
    for layer in config.built:
        outputs = layer.settings.build(layer.name)(outputs)
    return keras.Model(inputs, outputs, name="network")


class _WithWeights(keras.Layer):  # type: ignore[misc]
    """A layer without activation that is given its weights."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(name=stage.name)
        self._call = stage.settings.call

    def call(self, inputs: Any, *weights: Any) -> Any:
        return self._call(inputs, *weights)


def twin_model(config: NetworkConfig, batch_size: int = 1) -> keras.Model:
    """Builds the traced twin: layers with weights are linear, activations are layers of their own.

    Weights are inputs, not variables. Keras's own `stateless_call` also takes weights as arguments, but it keeps them
    in the global state that Streamlit resets: reset by another thread in mid-call, it silently goes on with the
    variables' own values.

    Returns:
        A functional model from the list of the images `(batch_size, 28, 28, 1)` and all weights, in the order and
        shapes of `keras_model(config).get_weights()`, to the list of every stage's output after the input.
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
