"""What Keras describes is read if it is a chain of known layers; anything else is refused, naming the layer."""

import json
from collections.abc import Callable
from typing import Any

import keras
import pytest

from explainer.errors import ExplainerError
from explainer.network import network
from explainer.network.keras_chain import KerasNetwork, read_keras
from explainer.text import LANGUAGES, Text
from tests.networks import NETWORKS
from tests.oracles.keras_files import Way, written

layers = keras.layers


def described(model: keras.Model) -> Any:
    return json.loads(model.to_json())


def sequential(*added: keras.Layer, shape: tuple[int, ...] = (28, 28, 1)) -> Any:
    return described(keras.Sequential([keras.Input(shape), *added]))


def refusal(description: Any) -> ExplainerError:
    with pytest.raises(ExplainerError) as caught:
        read_keras(description)
    for language in LANGUAGES:
        assert Text(language)(f"error.{caught.value.code}", **caught.value.details)
    return caught.value


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize(
    "way",
    [
        Way(),
        Way(is_functional=True, has_own_functions=True, rescales=True),
        Way(has_own_functions=True, has_softmax=False, is_compiled=True),
    ],
    ids=["plain", "functional", "scores"],
)
def test_every_network_is_read_as_it_was_written(name: str, way: Way) -> None:
    found = read_keras(described(written(NETWORKS[name], way)))
    simplest = NETWORKS[name].changed(lambda layer: layer.simplified())
    assert found == KerasNetwork(simplest.config, adds_softmax=not way.has_softmax)


def test_what_does_not_change_what_is_computed_may_be_otherwise() -> None:
    found = read_keras(
        sequential(
            layers.Conv2D(4, 3, activation="relu", kernel_initializer="he_normal", kernel_regularizer="l2", name="eye"),
            layers.BatchNormalization(momentum=0.5, axis=3),
            layers.Dropout(0.5, seed=3),
            layers.Activation("linear"),
            layers.Flatten(),
            layers.Dense(10, activation=layers.Softmax()),
        )
    )
    assert found == KerasNetwork(network("c4_bn_drop0.5"), adds_softmax=False)


END = (layers.Flatten, lambda: layers.Dense(10, activation="softmax"))
REFUSED: dict[str, tuple[tuple[Callable[[], keras.Layer], ...], str, dict[str, str]]] = {
    "unknown layer": ((lambda: layers.SpatialDropout2D(0.5, name="odd"), *END), "keras_layer", {"layer": "odd"}),
    "lambda": ((lambda: layers.Lambda(lambda x: x, name="odd"), *END), "keras_layer", {"kind": "Lambda"}),
    "nested": ((lambda: keras.Sequential([layers.ReLU()], name="odd"), *END), "keras_layer", {"kind": "Sequential"}),
    "rescaling to -1": (
        (lambda: layers.Rescaling(1 / 127.5, offset=-1), *END),
        "keras_argument",
        {"argument": "scale", "supported": repr(1 / 255)},
    ),
    "late rescaling": (
        (lambda: layers.Conv2D(2, 3), lambda: layers.Rescaling(1 / 255, name="odd"), *END),
        "keras_order",
        {"layer": "odd"},
    ),
    "dilation": (
        (lambda: layers.Conv2D(2, 3, dilation_rate=2), *END),
        "keras_argument",
        {"argument": "dilation_rate", "received": "2", "supported": "1"},
    ),
    "no bias": ((lambda: layers.Conv2D(2, 3, use_bias=False), *END), "keras_argument", {"argument": "use_bias"}),
    "groups": ((lambda: layers.Conv2D(2, 1), lambda: layers.Conv2D(2, 3, groups=2), *END), "keras_argument", {}),
    "oblong kernel": (
        (lambda: layers.Conv2D(2, (3, 5)), *END),
        "keras_argument",
        {"argument": "kernel_size", "received": "(3, 5)", "supported": "(1, 1) … (7, 7)"},
    ),
    "large kernel": ((lambda: layers.Conv2D(2, 9), *END), "keras_argument", {"received": "(9, 9)"}),
    "unknown function": (
        (lambda: layers.Conv2D(2, 3, activation="gelu"), *END),
        "keras_argument",
        {"argument": "activation", "received": "'gelu'"},
    ),
    "clipped relu": (
        (lambda: layers.Conv2D(2, 3), lambda: layers.ReLU(max_value=6), *END),
        "keras_argument",
        {"argument": "max_value"},
    ),
    "other slope": (
        (lambda: layers.Conv2D(2, 3), layers.LeakyReLU, *END),
        "keras_argument",
        {"argument": "negative_slope", "received": "0.3", "supported": "0.2"},
    ),
    "two functions": (
        (lambda: layers.Conv2D(2, 3, activation="relu"), lambda: layers.Activation("tanh", name="odd"), *END),
        "keras_function",
        {"layer": "odd"},
    ),
    "function after normalization": (
        (lambda: layers.Conv2D(2, 3), layers.BatchNormalization, lambda: layers.ReLU(name="odd"), *END),
        "keras_function",
        {"layer": "odd"},
    ),
    "other epsilon": (
        (lambda: layers.Conv2D(2, 3), lambda: layers.BatchNormalization(epsilon=1e-5), *END),
        "keras_argument",
        {"argument": "epsilon", "supported": "0.001"},
    ),
    "rows normalized": (
        (lambda: layers.Conv2D(2, 3), lambda: layers.LayerNormalization(axis=1), *END),
        "keras_argument",
        {"argument": "axis"},
    ),
    "half precision": (
        (lambda: layers.Conv2D(2, 3, dtype="float16"), *END),
        "keras_argument",
        {"argument": "dtype", "received": "'float16'", "supported": "'float32'"},
    ),
    "noise of a shape": (
        (lambda: layers.Conv2D(2, 3), lambda: layers.Dropout(0.5, noise_shape=(None, 1, 1, 2)), *END),
        "keras_argument",
        {"argument": "noise_shape"},
    ),
    "pooling first": ((lambda: layers.MaxPooling2D(name="odd"), *END), "keras_order", {"layer": "odd"}),
    "four blocks": (tuple([lambda: layers.Conv2D(2, 3)] * 4) + END, "keras_too_many", {}),
    "never flat": ((lambda: layers.Dense(10, activation="softmax", name="odd"),), "keras_order", {"layer": "odd"}),
    "two classes": (
        (layers.Flatten, lambda: layers.Dense(2, activation="softmax", name="odd")),
        "keras_output",
        {"layer": "odd", "received": "Dense(2)"},
    ),
    "ends with sigmoid": (
        (layers.Flatten, lambda: layers.Dense(10, activation="sigmoid")),
        "keras_output",
        {"received": "Dense(10, activation='sigmoid')"},
    ),
    "nothing": ((), "keras_output", {}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_otherwise_is_refused_by_name(name: str) -> None:
    made, code, details = REFUSED[name]
    error = refusal(sequential(*(make() for make in made)))
    assert (error.code, {key: error.details[key] for key in details}) == (code, details)


@pytest.mark.parametrize("shape", [(28, 28), (784,), (32, 32, 3), (None, None, 1)])
def test_other_inputs_are_refused(shape: tuple[int, ...]) -> None:
    error = refusal(sequential(layers.Dense(10), shape=shape))
    assert (error.code, error.details["received"]) == ("keras_input", str(shape))


def branching(kind: str) -> keras.Model:
    inputs = keras.Input((28, 28, 1))
    flat = layers.Flatten()(inputs)
    shared = layers.Dense(10, activation="linear", name="odd")
    if kind == "two inputs":
        other = keras.Input((28, 28, 1), name="odd")
        return keras.Model([inputs, other], [layers.Dense(10)(flat), layers.Dense(10)(layers.Flatten()(other))])
    if kind == "two outputs":
        return keras.Model(inputs, [flat, shared(flat)])
    if kind == "a fork":
        return keras.Model(inputs, [layers.Dense(10)(flat), shared(flat)])
    return keras.Model(inputs, shared(shared(layers.Dense(10)(flat))))


@pytest.mark.parametrize("kind", ["two inputs", "two outputs", "a fork", "a layer used twice"])
def test_only_a_single_row_is_read(kind: str) -> None:
    error = refusal(described(branching(kind)))
    assert (error.code, error.details["layer"]) == ("keras_chain", "odd")


def test_dropout_that_never_rests_is_refused() -> None:
    inputs = keras.Input((28, 28, 1))
    maps = layers.Dropout(0.5, name="odd")(layers.Conv2D(2, 3)(inputs), training=True)
    error = refusal(described(keras.Model(inputs, layers.Dense(10)(layers.Flatten()(maps)))))
    assert (error.code, error.details["layer"], error.details["argument"]) == ("keras_argument", "odd", "training")


def test_a_layer_of_ones_own_is_none_of_kerass() -> None:
    @keras.saving.register_keras_serializable(package="mine")
    class Dense(layers.Dense):
        pass

    error = refusal(sequential(layers.Flatten(), Dense(10, activation="softmax", name="odd")))
    assert (error.code, error.details["kind"]) == ("keras_layer", "mine>Dense")


def test_a_function_of_ones_own_is_named() -> None:
    @keras.saving.register_keras_serializable(package="mine")
    def wave(values: Any) -> Any:
        return keras.ops.sin(values)

    error = refusal(sequential(layers.Conv2D(2, 3, activation=wave), layers.Flatten(), layers.Dense(10)))
    assert (error.code, error.details["argument"]) == ("keras_argument", "activation")
    assert "wave" in error.details["received"]


def test_other_models_are_named() -> None:
    error = refusal({"class_name": "MyModel", "config": {}})
    assert (error.code, error.details["kind"]) == ("keras_other_model", "MyModel")


@pytest.mark.parametrize(
    "description",
    [None, [], {}, {"class_name": 3, "config": {}}, {"class_name": "Sequential", "config": {"layers": []}}],
)
def test_what_describes_no_model_is_refused(description: Any) -> None:
    assert refusal(description).code == "keras_no_model"


def test_a_window_that_does_not_fit_is_refused() -> None:
    description = sequential(
        layers.Conv2D(2, 7, strides=3), layers.Conv2D(2, 7), layers.MaxPooling2D(1), layers.Flatten(), layers.Dense(10)
    )
    description["config"]["layers"][3]["config"]["pool_size"] = [7, 7]
    error = refusal(description)
    assert (error.code, error.details["limit"]) == ("import_does_not_fit", 2)


def test_a_network_that_is_too_large_is_refused() -> None:
    description = sequential(layers.Conv2D(256, 1), layers.Flatten(), layers.Dense(2), layers.Dense(10))
    description["config"]["layers"][3]["config"]["units"] = 1024
    assert refusal(description).code == "import_too_many_parameters"
