"""Networks that tests share: odd ones, generated ones, and the same in Keras, built without the package."""

from __future__ import annotations

import keras
import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st
from pydantic import ValidationError

from explainer.network import PRESETS, ConvolutionBlock, DenseLayer, NetworkConfig, Pooling

ODD = {
    "one_filter_no_dense": NetworkConfig(blocks=(ConvolutionBlock(filters=1),)),
    "even_kernel_strides_3_linear": NetworkConfig(
        blocks=(
            ConvolutionBlock(
                filters=5,
                kernel_size=4,
                strides=3,
                padding="same",
                activation="linear",
                pooling=Pooling(kind="average", pool_size=3, strides=2, padding="same"),
            ),
        ),
        dense=(DenseLayer(units=1, activation="linear"),),
    ),
    "kernel_5_strides_2_tanh": NetworkConfig(
        blocks=(
            ConvolutionBlock(filters=3, kernel_size=5, strides=2, padding="same", activation="tanh", pooling=None),
        ),
        dense=(DenseLayer(units=7, activation="sigmoid"), DenseLayer(units=5, activation="tanh")),
    ),
    "overlapping_and_gapped_pooling": NetworkConfig(
        blocks=(
            ConvolutionBlock(filters=4, activation="leaky_relu", pooling=Pooling(pool_size=3, strides=1)),
            ConvolutionBlock(
                filters=3,
                kernel_size=2,
                activation="sigmoid",
                pooling=Pooling(kind="average", pool_size=2, strides=3),
            ),
        ),
        dense=(DenseLayer(units=6, activation="leaky_relu"),),
    ),
    "max_pooling_in_the_padding": NetworkConfig(
        blocks=(
            ConvolutionBlock(filters=4, activation="tanh", pooling=Pooling(pool_size=5, strides=3, padding="same")),
        ),
    ),
    "three_blocks_dropout": NetworkConfig(
        blocks=(
            ConvolutionBlock(filters=4, kernel_size=7, dropout=0.25),
            ConvolutionBlock(filters=3, kernel_size=1, pooling=Pooling(kind="average"), dropout=0.5),
            ConvolutionBlock(filters=2, kernel_size=5, padding="same", pooling=None),
        ),
        dense=(DenseLayer(units=6, dropout=0.5),),
    ),
}
NETWORKS = {**PRESETS, **ODD}

ACTIVATIONS = ("linear", "relu", "leaky_relu", "tanh", "sigmoid")
activations = st.sampled_from(ACTIVATIONS)
paddings = st.sampled_from(("valid", "same"))
rates = st.sampled_from((0.0, 0.25, 0.9))
poolings = st.builds(
    Pooling,
    kind=st.sampled_from(("max", "average")),
    pool_size=st.integers(1, 7),
    strides=st.none() | st.integers(1, 7),
    padding=paddings,
)
blocks = st.builds(
    ConvolutionBlock,
    filters=st.integers(1, 4),
    kernel_size=st.integers(1, 7),
    strides=st.integers(1, 3),
    padding=paddings,
    activation=activations,
    pooling=st.none() | poolings,
    dropout=rates,
)
dense_layers = st.builds(DenseLayer, units=st.integers(1, 12), activation=activations, dropout=rates)


@st.composite
def configurations(draw: st.DrawFn) -> NetworkConfig:
    """Valid networks: of the blocks drawn, as many as fit."""
    chosen = draw(st.lists(blocks, max_size=3))
    dense = tuple(draw(st.lists(dense_layers, max_size=2)))
    while True:
        try:
            return NetworkConfig(blocks=tuple(chosen), dense=dense)
        except ValidationError:
            chosen.pop()


def reference_model(config: NetworkConfig) -> keras.Sequential:
    """What a reader of the configuration's fields would write in Keras."""
    layers: list[keras.Layer] = []
    for block in config.blocks:
        layers.append(
            keras.layers.Conv2D(
                block.filters,
                block.kernel_size,
                strides=block.strides,
                padding=block.padding,
                activation=block.activation,
            )
        )
        if block.pooling is not None:
            pooling = block.pooling
            kinds = {"max": keras.layers.MaxPooling2D, "average": keras.layers.AveragePooling2D}
            layers.append(kinds[pooling.kind](pooling.pool_size, strides=pooling.strides, padding=pooling.padding))
        if block.dropout:
            layers.append(keras.layers.Dropout(block.dropout))
    layers.append(keras.layers.Flatten())
    for dense in config.dense:
        layers.append(keras.layers.Dense(dense.units, activation=dense.activation))
        if dense.dropout:
            layers.append(keras.layers.Dropout(dense.dropout))
    return keras.Sequential([keras.Input((28, 28, 1)), *layers, keras.layers.Dense(10, activation="softmax")])


def random_arrays(model: keras.Model, seed: int) -> list[npt.NDArray[np.float32]]:
    """Kernels and biases of a trained network's size; Keras's own biases start at 0 and would hide mistakes."""
    generator = np.random.default_rng(seed)
    arrays = []
    for variable in model.trainable_variables:
        inputs = np.prod(variable.shape[:-1]) if len(variable.shape) > 1 else 16
        arrays.append(generator.normal(0, 1.5 / np.sqrt(inputs), variable.shape).astype(np.float32))
    return arrays
