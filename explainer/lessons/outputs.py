"""The output of the script's lines, computed by Keras."""

import re

import keras
import numpy as np

from explainer.mnist import TEST_IMAGES
from explainer.network import Architecture, NetworkConfig
from explainer.network.kinds import Kind
from explainer.network.planning import INPUT_SHAPE
from explainer.network.worked import worked
from explainer.tracing import Array
from explainer.training.recipes.script import KERAS_BATCH_SIZE
from explainer.training.store.records import EpochRecord

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")

TERMINAL = 80
"""Keras's default terminal width, to which it fits its table."""


def summary_text(config: NetworkConfig) -> str:
    """The output of `model.summary()`, with the layer names of a script."""
    layers = [row.settings.build(row.keras_name) for row in worked(config)]
    model = keras.Sequential([keras.Input(INPUT_SHAPE, name="input_layer"), *layers], name="sequential")
    printed: list[str] = []
    # Keras subtracts four columns from the terminal's width; the server's terminal may have another width.
    width = min(88, TERMINAL - 4)
    model.summary(line_length=width, print_fn=lambda text, **_: printed.append(text))
    return "\n".join(line.rstrip() for line in "".join(printed).splitlines()).strip()


def refusal(network: Architecture) -> str | None:
    """Keras's error message for the layer that does not fit.

    Returns:
        The message without the list of arguments; `None` if all layers fit.
    """
    row = next((row for row in worked(network) if row.state == "failing"), None)
    if row is None:
        return None
    inputs = keras.Input([size or 1 for size in row.layer.input_shape], name="input_layer")
    try:
        row.settings.build(row.keras_name)(inputs)
    except ValueError as error:
        said = _COLOURS.sub("", str(error)).partition("Arguments received")[0]
        return f"ValueError: {' '.join(said.split())}"
    return None


def passed_on(layer: Kind, inputs: Array) -> Array:
    """The output of a layer without weights for one image, at inference.

    Args:
        inputs: Without the batch axis.

    Raises:
        ValueError: If the layer has weights.
    """
    if layer.roles:
        raise ValueError(f"Expected a layer without weights; received {layer.kind}.")
    outputs = layer.build("passed_on")(inputs[np.newaxis], training=False)
    return np.asarray(keras.ops.convert_to_numpy(outputs)[0], dtype=np.float32)


def fit_text(records: tuple[EpochRecord, ...]) -> str:
    """The output of `model.fit` during a training run."""
    return "\n".join(line for record in records for line in record.lines)


def evaluate_text(record: EpochRecord) -> str | None:
    """The output of `model.evaluate` on the test images, without the time.

    Args:
        record: The epoch of the weights.

    Returns:
        `None` if the weights were not evaluated.
    """
    if record.test_accuracy is None or record.test_loss is None:
        return None
    steps = -(-TEST_IMAGES // KERAS_BATCH_SIZE)
    bar = "━" * 20
    return f"{steps}/{steps} {bar} … - accuracy: {record.test_accuracy:.4f} - loss: {record.test_loss:.4f}"
