"""A network as Keras has it, for what is said of it to be held against: nothing here asks the predicates' own code."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from explainer.network import NetworkConfig, Stage, keras_model
from explainer.tracing import StageTrace, Trace, Weights, as_weights
from tests.oracles.runs import random_weights

Floats = NDArray[np.float32]
CONVOLUTIONS = (keras.layers.Conv2D, keras.layers.DepthwiseConv2D)
SIDE = 28


class Truth:
    """A network with random weights, and what Keras makes of some images.

    Args:
        images: `(images, 28, 28)`, 0 to 1.
        seed: Start of the random weights.
        has_learned: What the pages are told of its weights.
    """

    def __init__(self, config: NetworkConfig, images: Floats, seed: int, *, has_learned: bool) -> None:
        arrays = random_weights(config, seed)
        self.config = config
        self.has_learned = has_learned
        self.model = keras_model(config)
        self.model.set_weights(arrays)
        self.weights: Weights = as_weights(config, arrays)
        self._outputs = self._through(images[..., np.newaxis])

    def traces(self) -> list[Trace]:
        """What each image became, stage by stage, as the pages are given it."""
        stages = self.config.stages
        count = len(self._outputs[stages[0].name])
        return [
            Trace(tuple(StageTrace(stage, self._outputs[stage.name][place]) for stage in stages))
            for place in range(count)
        ]

    def outputs(self, stage: Stage) -> Floats:
        """What a stage returned for each image."""
        return self._outputs[stage.name]

    def layer(self, stage: Stage) -> keras.Layer:
        """Keras's layer of a stage."""
        return self.model.get_layer(stage.layer)

    def window(self, stage: Stage) -> tuple[int, int, str]:
        """Size, strides and padding, as Keras's layer has them."""
        layer = self.layer(stage)
        size = layer.kernel_size if hasattr(layer, "kernel_size") else layer.pool_size
        return size[0], layer.strides[0], layer.padding

    def input_shape(self, stage: Stage) -> tuple[int, ...]:
        """What Keras's layer is given, without the batch."""
        return tuple(self.layer(stage).input.shape[1:])

    def convolutions(self, block: int) -> list[keras.Layer]:
        """Keras's convolutions of a block."""
        names = dict.fromkeys(stage.layer for stage in self.config.stages if stage.block == block)
        return [layer for layer in map(self.model.get_layer, names) if isinstance(layer, CONVOLUTIONS)]

    def logits(self, images: Floats) -> Floats:
        """The ten scores of any images."""
        return self._through(images[..., np.newaxis])["logits"]

    @cached_property
    def reaches(self) -> dict[str, tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
        """Which rows, and which columns, of the image each cell of a layer can hear of, by the layer's name.

        An image of one white row goes through the same windows with all weights 1: wherever it can be heard of, the
        number is above 0. Likewise one white column.
        """
        eye = np.eye(SIDE, dtype=np.float32)
        batch = np.concatenate([np.repeat(eye[:, :, None], SIDE, 2), np.repeat(eye[:, None, :], SIDE, 1)])
        values = keras.ops.convert_to_tensor(batch[..., np.newaxis])
        found = {}
        for layer in self.model.layers:
            values = _with_ones(layer)(values)
            heard = np.asarray(values) > 0
            if heard.ndim == 2:
                heard = heard.any(axis=1)[:, np.newaxis, np.newaxis, np.newaxis]
            rows, columns = heard[:SIDE].any(axis=(2, 3)), heard[SIDE:].any(axis=(1, 3))
            found[layer.name] = rows.T, columns.T
        return found

    def _through(self, batch: Floats) -> dict[str, Floats]:
        """All stages, each by Keras's own layer; what a layer has before its activation, by the same without one."""
        values: Any = keras.ops.convert_to_tensor(batch)
        found = {}
        for stage in self.config.stages:
            if stage.settings.is_function:
                values = keras.activations.get(stage.activation)(values)
            elif stage.kind != "input":
                values = _linear(self.layer(stage), stage)(values, training=False)
            found[stage.name] = np.asarray(values)
        return found


def _linear(layer: keras.Layer, stage: Stage) -> keras.Layer:
    if not stage.settings.has_kernel:
        return layer
    linear = type(layer).from_config({**layer.get_config(), "name": f"{layer.name}_linear", "activation": "linear"})
    linear.build(layer.input.shape)
    linear.set_weights(layer.get_weights())
    return linear


def _with_ones(layer: keras.Layer) -> Callable[[Any], Any]:
    """The same window, or the same taking-in of everything, with weights of 1."""
    if isinstance(layer, CONVOLUTIONS):
        kernel = np.ones((*layer.kernel_size, 1, 1), np.float32)
        return lambda values: keras.ops.conv(values, kernel, layer.strides, layer.padding)
    if isinstance(layer, keras.layers.MaxPooling2D | keras.layers.AveragePooling2D):
        return lambda values: keras.ops.average_pool(values, layer.pool_size, layer.strides, layer.padding)
    if isinstance(layer, keras.layers.GlobalAveragePooling2D):
        return lambda values: keras.ops.mean(values, axis=(1, 2))
    if isinstance(layer, keras.layers.Dense):
        return lambda values: keras.ops.sum(keras.ops.reshape(values, (len(values), -1)), axis=1, keepdims=True)
    # Flatten lays cells in another order; where they came from stays.
    return lambda values: values


def cells_in_windows(truth: Truth, stage: Stage) -> NDArray[np.int_]:
    """How many cells of the map lie in the window at each of its places."""
    size, strides, padding = truth.window(stage)
    ones = np.ones((1, *truth.input_shape(stage)[:2], 1), np.float32)
    kernel = np.ones((size, size, 1, 1), np.float32)
    return np.rint(np.asarray(keras.ops.conv(ones, kernel, strides, padding))).astype(int)


def leaves_out(truth: Truth, stage: Stage) -> bool:
    """Whether some row of the map lies in no window."""
    size, strides, padding = truth.window(stage)
    rows, columns = truth.input_shape(stage)[:2]
    each_row = np.repeat(np.eye(rows, dtype=np.float32)[:, :, None, None], columns, 2)
    heard = keras.ops.conv(each_row, np.ones((size, size, 1, 1), np.float32), strides, padding)
    return not np.asarray(heard).any(axis=(1, 2, 3)).all()
