"""Dead filters, whose output is 0 for every image."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from explainer import mnist
from explainer.network import NetworkConfig, keras_model

PROBE_IMAGES = 200
"""Enough images: a filter that is 0 on all of them is 0 on nearly all digits. Takes 50 ms for the article's network."""
PROBE_BATCH = 50
"""Images per batch: takes 40 MB for the largest possible maps."""

Images = npt.NDArray[np.float32]


def probe_images() -> Images:
    """The images on which filters are tested: the first test images, `(200, 28, 28, 1)`, 0 to 1.

    Raises:
        ExplainerError: `mnist_missing` or `mnist_altered`.
    """
    return mnist.add_channel(mnist.scale(mnist.load().x_test[:PROBE_IMAGES]))


class SilenceProbe:
    """Counts the silent filters of a model during training, with its current weights.

    The model runs eagerly: compiling it would take longer than all calls in a run.

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
        """Counts the silent filters of each convolution, in order; see `silent_filters`."""
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
    """The mask of silent filters on a batch, for each convolution. NaN counts as not silent."""
    # Keras returns a single output without a list.
    maps = feature_maps if isinstance(feature_maps, list | tuple) else [feature_maps]
    return [np.all(keras.ops.convert_to_numpy(each) == 0.0, axis=(0, 1, 2)) for each in maps]
