"""What the pages are held to: Keras itself for every number of the model, plain NumPy for what it is made of."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

from explainer.network import NetworkConfig, Stage, keras_model

Array = NDArray[np.float32]
Terms = NDArray[np.float64]


class Reference:
    """The network in Keras, and all that is between its layers.

    Args:
        weights: As `keras_model(config).get_weights()` has them.
    """

    def __init__(self, config: NetworkConfig, weights: Sequence[Array]) -> None:
        model = keras_model(config)
        model.set_weights(list(weights))
        self.stages = {stage.name: stage for stage in config.stages}
        self.weights = {layer.name: layer.get_weights() for layer in model.layers if layer.weights}
        outputs = {stage.name: _output(model, stage) for stage in config.stages[1:]}
        self._names = list(outputs)
        self._model = keras.Model(model.inputs, list(outputs.values()))

    def outputs(self, image: Array) -> dict[str, Array]:
        """What every stage returns.

        Args:
            image: `(28, 28)`, 0 to 1.

        Returns:
            By the stage's name, `(height, width, channels)` or `(length,)`; the image itself as `"input"`.
        """
        batch = image[np.newaxis, ..., np.newaxis]
        found = self._model.predict(batch, verbose=0)
        return {"input": batch[0], **{name: array[0] for name, array in zip(self._names, found, strict=True)}}

    def before(self, name: str) -> str:
        """The stage that a stage reads."""
        return self._neighbour(name, -1)

    def after(self, name: str) -> str:
        """The stage that reads a stage."""
        return self._neighbour(name, 1)

    def _neighbour(self, name: str, step: int) -> str:
        names = list(self.stages)
        return names[names.index(name) + step]


def _output(model: keras.Model, stage: Stage) -> keras.KerasTensor:
    """A stage's output in Keras: of a layer with weights, what it gives before its activation function."""
    layer = model.get_layer(stage.layer)
    if not stage.settings.has_kernel:
        return layer.output
    linear = type(layer).from_config({**layer.get_config(), "name": f"{layer.name}_linear", "activation": "linear"})
    output = linear(layer.input)
    linear.set_weights(layer.get_weights())
    return output


class Likeness(NamedTuple):
    """How alike a map of an image and the same map of the image one pixel further to the right are.

    Attributes:
        cosine: Of the two, less what a black image gives; 0 if there is nothing to compare.
        strength: By how much they differ from the black image's, at the largest of their cells.
        spread: By how much float32's noise in a cell of size 1 changes the cosine.
    """

    cosine: float
    strength: float
    spread: float


def likenesses(reference: Reference, stage: Stage, outputs: Mapping[str, Array], focus: int) -> tuple[Likeness, ...]:
    """How alike a map stays when the image moves, before a stage and after it.

    Args:
        outputs: What all stages return for the image.
    """
    image = outputs["input"][..., 0]
    moved = np.pad(image, ((0, 0), (1, 0)))[:, :-1]
    answers = [outputs, reference.outputs(moved), reference.outputs(np.zeros_like(image))]
    return tuple(
        _likeness(*(answer[name][..., focus].ravel().astype(np.float64) for answer in answers))
        for name in (reference.before(stage.name), stage.name)
    )


def _likeness(given: Terms, moved: Terms, black: Terms) -> Likeness:
    one, other = given - black, moved - black
    strength = min(float(np.abs(values).max()) for values in (one, other))
    if strength == 0:
        return Likeness(0.0, 0.0, 0.0)
    lengths = np.linalg.norm(one), np.linalg.norm(other)
    largest = max(1.0, *(float(np.abs(values).max()) for values in (given, moved)))
    return Likeness(float(one @ other / np.prod(lengths)), strength, largest * one.size**0.5 / min(lengths))


def window(inputs: Array, stage: Stage, row: int, column: int) -> tuple[Terms, NDArray[np.bool_]]:
    """The part of an input that one cell is made from.

    Args:
        inputs: `(height, width, channels)`.
        stage: A convolution or a pooling.

    Returns:
        `(size, size, channels)`, 0 outside the input; and `(size, size)`, whether a place is inside.
    """
    own = stage.window
    assert own is not None
    size, strides = own.size, own.strides
    rows, columns = inputs.shape[:2]
    top, left = (
        max((-(-length // strides) - 1) * strides + size - length, 0) // 2 if own.padding == "same" else 0
        for length in (rows, columns)
    )
    values = np.zeros((size, size, inputs.shape[2]))
    inside = np.zeros((size, size), bool)
    for down in range(size):
        for across in range(size):
            y, x = row * strides + down - top, column * strides + across - left
            if 0 <= y < rows and 0 <= x < columns:
                values[down, across] = inputs[y, x]
                inside[down, across] = True
    return values, inside


def products(inputs: Array, kernel: Array, stage: Stage, cell: tuple[int, int], focus: int) -> Terms:
    """What a convolution adds up for one cell: `(size, size, maps that its kernel lies on)`."""
    values, _ = window(inputs, stage, *cell)
    own, maps = own_kernel(kernel, stage, focus)
    return values[..., maps] * own.astype(np.float64)


def normalizing(
    weights: Sequence[Array], inputs: Array, place: tuple[int, int, int]
) -> tuple[float, float, float, float]:
    """Gamma, beta, mean and variance of one number; where no mean is kept, the mean of the channels at its place."""
    row, column, channel = place
    gamma, beta, *moving = (float(array[channel]) for array in weights)
    here = inputs[row, column].astype(np.float64)
    mean, variance = moving or (float(here.mean()), float(here.var()))
    return gamma, beta, mean, variance


def own_kernel(kernel: Array, stage: Stage, focus: int) -> tuple[Array, slice]:
    """The kernel that makes one map, `(size, size, maps)`, and the input maps that it lies on."""
    if stage.kind == "depthwise_conv2d":
        channel, copy = divmod(focus, kernel.shape[-1])
        return kernel[:, :, channel : channel + 1, copy], slice(channel, channel + 1)
    return kernel[..., focus], slice(None)


def terms(inputs: Array, kernel: Array, focus: int) -> Terms:
    """What a dense layer adds up for one unit: `(inputs,)`."""
    return inputs.astype(np.float64) * kernel[:, focus].astype(np.float64)
