"""Whole layers in NumPy and SciPy, written without a look at the package."""

from collections.abc import Callable

import keras
import numpy as np
import numpy.typing as npt
import scipy.signal

Array = npt.NDArray[np.float64]


def convolution(inputs: Array, kernel: Array, bias: Array, strides: int, padding: str) -> Array:
    """`(height, width, channels)` to the pre-activations of every filter, by SciPy's correlation of whole planes."""
    if padding == "same":
        inputs = np.pad(inputs, (*(_margins(size, kernel.shape[0], strides) for size in inputs.shape[:2]), (0, 0)))
    planes = [
        sum(scipy.signal.correlate2d(inputs[..., c], kernel[..., c, f], "valid") for c in range(kernel.shape[2]))
        + bias[f]
        for f in range(kernel.shape[3])
    ]
    return np.stack(planes, axis=-1)[::strides, ::strides]


def _margins(size: int, window: int, strides: int) -> tuple[int, int]:
    missing = max((int(np.ceil(size / strides)) - 1) * strides + window - size, 0)
    return missing // 2, missing - missing // 2


def magnitude(inputs: Array, kernel: Array, bias: Array, strides: int, padding: str) -> Array:
    """The sum of the terms' sizes, to measure an error by."""
    return convolution(np.abs(inputs), np.abs(kernel), np.abs(bias), strides, padding)


def layer_outputs(model: keras.Model) -> Callable[[npt.NDArray[np.float32]], dict[str, npt.NDArray[np.float32]]]:
    """A function from one image to what each layer of a plain model returns for it, by name."""
    names = [layer.name for layer in model.layers[1:]]
    intermediate = keras.Model(model.input, [layer.output for layer in model.layers[1:]])

    def outputs_of(image: npt.NDArray[np.float32]) -> dict[str, npt.NDArray[np.float32]]:
        outputs = intermediate(image.reshape(1, 28, 28, 1), training=False)
        return {name: output.numpy()[0] for name, output in zip(names, outputs, strict=True)}

    return outputs_of
