"""Networks that tests share: odd ones, generated ones, and the same in Keras, built without the package."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Literal, get_args, get_origin

import keras
import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from explainer.network import PRESETS, Architecture, NetworkConfig, keras_model, network, read_network
from explainer.network.kinds import KINDS, SECTIONS, Kind, Section
from explainer.tracing import Tracer, Weights, as_weights
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights

ODD = {
    "one_filter_no_dense": network("c1_max2"),
    "even_kernel_strides_3_linear": network("c5-k4-s3-same-linear_avg3-s2-same_d1-linear"),
    "kernel_5_strides_2_tanh": network("c3-k5-s2-same-tanh_d7-sigmoid_d5-tanh"),
    "overlapping_and_gapped_pooling": network("c4-leaky_max3-s1_c3-k2-sigmoid_avg2-s3_d6-leaky"),
    "max_pooling_in_the_padding": network("c4-tanh_max5-s3-same"),
    "three_blocks_dropout": network("c4-k7_max2_drop0.25_c3-k1_avg2_drop0.5_c2-k5-same_d6_drop0.5"),
    "whole_maps": network("c5_avg2_c6-same-tanh_gap_d7"),
    "whole_maps_of_pixels": network("gap"),
    "depthwise": network("c3-s2_dw3-m2-same-relu_max2_c4-k1_dw3-s2-tanh_bn_d6"),
    "layer_normalized": network("c4_ln_max2_c3-linear_dw3-m2_ln_gap"),
    "normalized": network("c4_bn_max2_c3-linear_bn_drop0.25_c2_bn_gap"),
}
NETWORKS = {**PRESETS, **ODD}


def _covering() -> dict[str, NetworkConfig]:
    left, chosen = set(KINDS), {}
    while left:
        name = max(ODD, key=lambda one: len(left & {stage.kind for stage in ODD[one].stages}))
        chosen[name] = ODD[name]
        left -= {stage.kind for stage in ODD[name].stages}
    return chosen


COVERING = _covering()
"""Some of the odd ones, which together have every kind of layer."""

ACTIVATIONS = ("linear", "relu", "leaky_relu", "tanh", "sigmoid")
TracerOf = Callable[[NetworkConfig], Tracer]
tracer_of = cache(Tracer)
"""Compiles an architecture once for all tests."""

SMALL = {"filters": 4, "units": 12}
"""The largest values that are generated, where those that are allowed would take too long."""


def layers_of(kind: type[Kind]) -> st.SearchStrategy[Kind]:
    """Layers of a kind, every field anywhere in its range."""
    return st.builds(kind, **{name: values_of(kind, name) for name in kind.fields()})


def values_of(kind: type[Kind], name: str) -> st.SearchStrategy[Any]:
    field = kind.model_fields[name]
    if get_origin(field.annotation) is Literal:
        return st.sampled_from(get_args(field.annotation))
    bounds = kind.bounds(name)
    if field.annotation is float:
        return st.sampled_from((0.25, bounds["le"]))
    numbers = st.integers(bounds["ge"], min(bounds["le"], SMALL.get(name, bounds["le"])))
    return numbers if field.annotation is int else st.none() | numbers


def groups_of(section: Section) -> st.SearchStrategy[list[Kind]]:
    """Blocks, heads or dense parts, each slot filled or not."""
    slots = [
        (st.none() if slot.is_optional else st.nothing()) | st.one_of([layers_of(kind) for kind in slot.kinds])
        for slot in section.slots
    ]
    return st.tuples(*slots).map(lambda layers: [layer for layer in layers if layer is not None])


def sections(section: Section) -> st.SearchStrategy[list[list[Kind]]]:
    return st.lists(groups_of(section), min_size=section.least, max_size=section.most)


def architecture_of(groups: Iterable[list[Kind]]) -> Architecture:
    return Architecture(layers=tuple(layer for group in groups for layer in group))


drafts = st.tuples(*(sections(section) for section in SECTIONS)).map(
    lambda parts: architecture_of(group for part in parts for group in part)
)
"""Networks, also such as do not fit together."""


@st.composite
def configurations(draw: st.DrawFn) -> NetworkConfig:
    """Valid networks: of the blocks drawn, as many as fit."""
    chosen, *others = [draw(sections(section)) for section in SECTIONS]
    while True:
        drawn = architecture_of([*chosen, *(group for part in others for group in part)])
        if drawn.config is not None:
            return drawn.config
        chosen.pop()


def draft(word: str) -> Architecture:
    """The network that a word means, which may not fit."""
    read = read_network(word)
    assert read is not None
    return read


REFERENCE: dict[str, Callable[[Any], keras.Layer]] = {
    "conv2d": lambda layer: keras.layers.Conv2D(
        layer.filters, layer.kernel_size, strides=layer.strides, padding=layer.padding, activation=layer.activation
    ),
    "depthwise_conv2d": lambda layer: keras.layers.DepthwiseConv2D(
        layer.kernel_size, layer.strides, layer.padding, layer.depth_multiplier, activation=layer.activation
    ),
    "max_pooling2d": lambda layer: keras.layers.MaxPooling2D(layer.pool_size, layer.strides, layer.padding),
    "average_pooling2d": lambda layer: keras.layers.AveragePooling2D(layer.pool_size, layer.strides, layer.padding),
    "dropout": lambda layer: keras.layers.Dropout(layer.rate),
    "batch_normalization": lambda _: keras.layers.BatchNormalization(),
    "layer_normalization": lambda _: keras.layers.LayerNormalization(),
    "flatten": lambda _: keras.layers.Flatten(),
    "global_average_pooling2d": lambda _: keras.layers.GlobalAveragePooling2D(),
    "dense": lambda layer: keras.layers.Dense(layer.units, activation=layer.activation),
}
"""What a reader of a layer's fields would write in Keras: one line a kind."""


def reference_model(config: NetworkConfig) -> keras.Sequential:
    """The network in Keras, built without the package."""
    layers = [REFERENCE[layer.kind](layer) for layer in config.layers]
    return keras.Sequential([keras.Input((28, 28, 1)), *layers, keras.layers.Dense(10, activation="softmax")])


def random_arrays(model: keras.Model, seed: int) -> list[npt.NDArray[np.float32]]:
    """All weights, of a trained network's size; Keras's own biases start at 0 and would hide mistakes."""
    generator = np.random.default_rng(seed)
    arrays = []
    for variable in model.weights:
        if variable.path.endswith("seed_generator_state"):
            continue
        inputs = np.prod(variable.shape[:-1]) if len(variable.shape) > 1 else 16
        drawn = generator.normal(0, 1.5 / np.sqrt(inputs), variable.shape)
        arrays.append((np.abs(drawn) if "variance" in variable.path else drawn).astype(np.float32))
    return arrays


@cache
def trained(config: NetworkConfig, seed: int = 1) -> tuple[keras.Model, Weights]:
    """A plain model that has random weights, and the same weights by stage."""
    model = keras_model(config)
    arrays = random_arrays(model, seed)
    model.set_weights(arrays)
    return model, as_weights(config, arrays)


def weights_for(config: NetworkConfig) -> Weights:
    """Of the article's network those that it ships with, of another one such as a training might have found."""
    if config == PRESETS["article"]:
        return load_weights(load_bundle())
    return as_weights(config, random_arrays(keras_model(config), 1))
