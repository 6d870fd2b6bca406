"""Filters that have died: they answer every image with 0."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from explainer import mnist
from explainer.network import NetworkConfig, keras_model

PROBE_IMAGES = 200
"""Enough that a filter which answers none of them answers hardly any digit; 50 ms for the article's network."""
PROBE_BATCH = 50
"""Images at once: 40 MB for the largest maps there can be."""

Images = npt.NDArray[np.float32]


def probe_images() -> Images:
    """The fixed set of images that filters are tried on: the first test images, `(200, 28, 28, 1)`, 0 to 1.

    Raises:
        ExplainerError: `mnist_missing` or `mnist_altered`.
    """
    return mnist.add_channel(mnist.scale(mnist.load().x_test[:PROBE_IMAGES]))


class SilenceProbe:
    """Counts the silent filters of a model that is being trained, with the weights it has at that moment.

    It is called eagerly: to compile it would take longer than all its calls in a run.

    Args:
        model: `keras_model(config)`.
        images: `(n, 28, 28, 1)`, `float32`, 0 to 1.
    """

    def __init__(self, model: keras.Model, config: NetworkConfig, images: Images) -> None:
        self._images = images
        names = [layer.name for layer in config.convolutions]
        self._maps = (
            keras.Model(model.inputs[0], [model.get_layer(name).output for name in names], name="silence_probe")
            if names
            else None
        )

    def count(self) -> tuple[int, ...]:
        """How many filters of each convolution are silent, in order; see `silent_filters`."""
        if self._maps is None:
            return ()
        batches = range(0, len(self._images), PROBE_BATCH)
        silent = [_silent(self._maps(self._images[start : start + PROBE_BATCH], training=False)) for start in batches]
        return tuple(int(np.all(of_batches, axis=0).sum()) for of_batches in zip(*silent, strict=True))


def silent_filters(config: NetworkConfig, weights: Sequence[npt.NDArray[Any]], images: Images) -> tuple[int, ...]:
    """Counts the filters whose feature map, after the activation function, is 0 everywhere on every image.

    Args:
        weights: All weights in the order of `keras_model(config).get_weights()`.
        images: `(n, 28, 28, 1)`, `float32`, 0 to 1.

    Returns:
        A count for each convolution, in order; empty without convolutions.
    """
    model = keras_model(config)
    model.set_weights(weights)
    return SilenceProbe(model, config, images).count()


def _silent(feature_maps: Any) -> list[npt.NDArray[np.bool_]]:
    """Which filters are silent on a batch, for each convolution; a number that is none is not silent."""
    # Keras returns a lone output as it is, several as a list.
    maps = feature_maps if isinstance(feature_maps, list | tuple) else [feature_maps]
    return [np.all(keras.ops.convert_to_numpy(each) == 0.0, axis=(0, 1, 2)) for each in maps]
