"""The Keras source code of a configuration, as the article would write it."""

from __future__ import annotations

from explainer.network.config import NetworkConfig
from explainer.network.layers import Layer

INPUT_SOURCE = "Input(shape=(28, 28, 1))"
IMPORTS = """\
from keras import Input, Sequential
from keras.layers import {names}
"""


def layer_source(layer: Layer) -> str:
    """The expression that makes one layer, e.g. `Conv2D(64, (3, 3), activation='relu')`.

    Arguments that equal Keras's defaults are left out.

    Args:
        layer: A layer of `NetworkConfig.layers`.
    """
    return f"{class_name(layer)}({', '.join(_arguments(layer))})"


def keras_source(config: NetworkConfig) -> str:
    """A script that builds the network and prints its summary.

    Keras 3 warns of `input_shape=` on a layer, so the input is a line of its own.

    Args:
        config: The network.

    Returns:
        Python source code that runs as it stands and leaves the model in `model`.
    """
    names = sorted({class_name(layer) for layer in config.layers})
    lines = [
        IMPORTS.format(names=", ".join(names)),
        "model = Sequential()",
        f"model.add({INPUT_SOURCE})",
        *(f"model.add({layer_source(layer)})" for layer in config.layers),
        "",
        "model.summary()",
    ]
    return "\n".join(lines) + "\n"


def class_name(layer: Layer) -> str:
    """The layer's class in Keras.

    Args:
        layer: A layer of `NetworkConfig.layers`.
    """
    return {
        "conv2d": "Conv2D",
        "max_pooling2d": "MaxPooling2D",
        "average_pooling2d": "AveragePooling2D",
        "dropout": "Dropout",
        "flatten": "Flatten",
        "dense": "Dense",
    }[layer.kind]


def _arguments(layer: Layer) -> list[str]:
    arguments: list[str] = []
    if layer.kind == "conv2d":
        arguments += [str(layer.channels), f"({layer.kernel_size}, {layer.kernel_size})"]
    if layer.kind == "dense":
        arguments.append(str(layer.channels))
    if layer.pool_size is not None:
        arguments.append(f"({layer.pool_size}, {layer.pool_size})")
    if layer.rate is not None:
        arguments.append(str(layer.rate))
    if layer.strides not in (None, layer.pool_size or 1):
        arguments.append(f"strides={layer.strides}")
    if layer.padding == "same":
        arguments.append("padding='same'")
    if layer.activation not in (None, "linear"):
        arguments.append(f"activation='{layer.activation}'")
    return arguments
