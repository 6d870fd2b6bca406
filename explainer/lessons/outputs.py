"""What the script's lines print and are answered, by Keras itself."""

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
"""Columns of the terminal that Keras fits its table into where it does not know one."""


def summary_text(config: NetworkConfig) -> str:
    """What `model.summary()` prints, with the names that a script's layers get."""
    layers = [row.settings.build(row.keras_name) for row in worked(config)]
    model = keras.Sequential([keras.Input(INPUT_SHAPE, name="input_layer"), *layers], name="sequential")
    printed: list[str] = []
    # Keras takes four columns off its terminal; the server's own may have another width.
    width = min(88, TERMINAL - 4)
    model.summary(line_length=width, print_fn=lambda text, **_: printed.append(text))
    return "\n".join(line.rstrip() for line in "".join(printed).splitlines()).strip()


def refusal(network: Architecture) -> str | None:
    """What Keras says when the script adds the layer that does not fit.

    Returns:
        Keras's error without the list of what it was called with; `None` if everything fits.
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
    """What a layer without weights makes of one image's numbers when the network answers.

    Args:
        inputs: What it is given, without the batch.

    Raises:
        ValueError: If it has weights: those would have to be learned first.
    """
    if layer.roles:
        raise ValueError(f"Expected a layer without weights; received {layer.kind}.")
    outputs = layer.build("passed_on")(inputs[np.newaxis], training=False)
    return np.asarray(keras.ops.convert_to_numpy(outputs)[0], dtype=np.float32)


def fit_text(records: tuple[EpochRecord, ...]) -> str:
    """What `model.fit` printed while a model was trained."""
    return "\n".join(line for record in records for line in record.lines)


def evaluate_text(record: EpochRecord) -> str | None:
    """What `model.evaluate` prints of the test images; the time it takes, which is another each time, is left open.

    Args:
        record: The epoch whose weights are used; `None` comes back if they were not evaluated.
    """
    if record.test_accuracy is None or record.test_loss is None:
        return None
    steps = -(-TEST_IMAGES // KERAS_BATCH_SIZE)
    bar = "━" * 20
    return f"{steps}/{steps} {bar} … - accuracy: {record.test_accuracy:.4f} - loss: {record.test_loss:.4f}"
