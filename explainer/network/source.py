"""The Keras source code of a configuration, as the article would write it."""

from __future__ import annotations

from explainer.network.architecture import NetworkConfig

INPUT_SOURCE = "Input(shape=(28, 28, 1))"
IMPORTS = """\
from keras import Input, Sequential
from keras.layers import {names}
"""


def keras_source(config: NetworkConfig) -> str:
    """A script that builds the network and prints its summary.

    Keras 3 warns of `input_shape=` on a layer, so the input is a line of its own.

    Args:
        config: The network.

    Returns:
        Python source code that runs as it stands and leaves the model in `model`.
    """
    names = sorted({layer.settings.keras_name for layer in config.built})
    lines = [
        IMPORTS.format(names=", ".join(names)),
        "model = Sequential()",
        f"model.add({INPUT_SOURCE})",
        *(f"model.add({layer.settings.source})" for layer in config.built),
        "",
        "model.summary()",
    ]
    return "\n".join(lines) + "\n"
