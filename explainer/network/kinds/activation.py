"""`Activation`, the stage of an activation function, and the functions with their derivatives."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal

import keras
import numpy as np

from explainer.network.kinds.facts import (
    AnyArray,
    CellParts,
    Exact,
    LayerStep,
    LayerWeights,
    Operation,
    Rule,
    Setting,
    Signs,
    parts_of_one,
)
from explainer.network.kinds.kind import Kind, refuse_differences
from explainer.network.kinds.windows import Mask, Shape

ActivationName = Literal["linear", "relu", "leaky_relu", "tanh", "sigmoid"]
NEVER_NEGATIVE = ("relu", "sigmoid")
LEAKY_RELU_SLOPE = 0.2
"""Keras's default `negative_slope` of `leaky_relu`."""

ChosenActivation = Annotated[
    ActivationName, Setting("activation", twins=("relu", "leaky_relu", "tanh", "sigmoid", "linear"))
]

FUNCTIONS: Mapping[str, Callable[[Exact], Exact]] = MappingProxyType(
    {
        "linear": lambda values: values,
        "relu": lambda values: np.maximum(values, 0.0),
        "leaky_relu": lambda values: np.where(values >= 0, values, LEAKY_RELU_SLOPE * values),
        "tanh": np.tanh,
        # This form cannot overflow, since the exponent is never positive.
        "sigmoid": lambda values: np.where(values >= 0, 1.0, np.exp(-np.abs(values))) / (1.0 + np.exp(-np.abs(values))),
    }
)

DERIVATIVES: Mapping[str, Callable[[Exact], Exact]] = MappingProxyType(
    {
        "linear": np.ones_like,
        "relu": lambda values: (values > 0).astype(np.float64),
        "leaky_relu": lambda values: np.where(values > 0, 1.0, LEAKY_RELU_SLOPE),
        "tanh": lambda values: 1.0 - np.tanh(values) ** 2,
        "sigmoid": lambda values: FUNCTIONS["sigmoid"](values) * FUNCTIONS["sigmoid"](-values),
    }
)
"""The derivatives. At 0, where ReLU and leaky ReLU have a kink, they have the left slope, as in TensorFlow."""


LAYERS: Mapping[str, tuple[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "ReLU": ("relu", {}),
        "LeakyReLU": ("leaky_relu", {"negative_slope": LEAKY_RELU_SLOPE}),
        "Softmax": ("softmax", {}),
    }
)
"""Keras layers that apply a function: the function's name, and the arguments with which they compute it."""


def activate(name: str, values: AnyArray | float) -> Exact:
    """Applies an activation function element-wise.

    Args:
        name: `"linear"`, `"relu"`, `"leaky_relu"`, `"tanh"` or `"sigmoid"`.
        values: Pre-activations of any shape.

    Raises:
        KeyError: If there is no such function.
    """
    return np.asarray(FUNCTIONS[name](np.asarray(values, dtype=np.float64)))


class Activation(Kind):
    """A layer's activation function, as a separate stage."""

    kind: Literal["activation"] = "activation"
    activation: ActivationName = "relu"

    keras_name: ClassVar[str] = "Activation"
    keras_names: ClassVar[tuple[str, ...]] = (keras_name, *LAYERS)
    family: ClassVar[str] = "activation"
    picture: ClassVar[str] = "activation"
    rule: ClassVar[Rule] = "function"
    is_shown_live: ClassVar[bool] = True
    is_function: ClassVar[bool] = True

    @classmethod
    def function_from_keras(cls, name: str, arguments: Mapping[str, Any]) -> Any:
        """Returns the function that a Keras activation layer applies.

        Args:
            name: One of `keras_names`.
            arguments: The layer's `get_config()`, possibly from an untrusted file.

        Returns:
            The function's name, or the invalid value that the file has instead; `from_keras` rejects it as
            `activation`.

        Raises:
            UnsupportedArgumentError: If the layer computes another function.
        """
        if name not in LAYERS:
            return cls.function_named(arguments.get("activation"))
        function, own = LAYERS[name]
        refuse_differences(arguments, getattr(keras.layers, name)(**own, name="function"))
        return function

    @classmethod
    def function_named(cls, value: Any) -> Any:
        """Returns the function of an argument `activation`, which may be a layer; see `function_from_keras`."""
        name = value.get("class_name") if isinstance(value, dict) else None
        if name in cls.keras_names and isinstance(value.get("config"), dict):
            return cls.function_from_keras(name, value["config"])
        return value

    @property
    def signs(self) -> Signs:
        """Whether the function can return negative values."""
        return "positive" if self.activation in NEVER_NEGATIVE else "any"

    @property
    def is_affine(self) -> bool:  # type: ignore[override]
        """True for `"linear"` only."""
        return self.activation == "linear"

    @property
    def variant(self) -> str:
        """Each function has its own texts."""
        return self.activation

    def operation(self, input_shape: Shape, weights: LayerWeights | None) -> Operation:
        """The function, with leaky ReLU's slope."""
        del input_shape, weights
        return Operation(self.rule, {"slope": LEAKY_RELU_SLOPE}, {}, self.activation)

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """The function of one value."""
        del weights
        before = float(inputs[index])
        return parts_of_one("function", before, index, term=float(activate(self.activation, before)))

    def passes_nothing_back(self, inputs: Exact) -> Mask:
        """Where the derivative is 0."""
        return np.asarray(DERIVATIVES[self.activation](inputs) == 0)

    def gradient_parts(self, step: LayerStep, index: tuple[int, ...]) -> CellParts:
        """The output's gradient times the function's derivative."""
        slope = DERIVATIVES[self.activation](step.inputs[index])
        value = float(step.upstream_gradient[index])
        return CellParts(
            "function", np.array([value]), lambda _: index[1:], np.array([slope]), np.array([value * slope])
        )
