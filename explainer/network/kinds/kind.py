"""`Kind`, the base class of the layer types. Other code reads its declarations and never tests for one type."""

from collections.abc import Container, Mapping
from functools import cached_property
from typing import Any, ClassVar, Literal, Self, get_args, get_origin

import keras
import numpy as np
from pydantic import ValidationError

from explainer.frozen import Frozen
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
    SizeRule,
    TooLarge,
    UnsupportedArgumentError,
    Value,
    WeightRule,
    parts_of_one,
)
from explainer.network.kinds.windows import Mask, PartShape, Shape, Window

NOT_COMPUTED = frozenset({"name", "trainable", "seed", "momentum", "synchronized"})
"""Arguments of Keras layers that do not affect the output of a trained layer. Names with these endings don't either:"""
NOT_COMPUTED_ENDS = ("_initializer", "_regularizer", "_constraint")


class Kind(Frozen):
    """A layer type and its settings. Fields have the names of Keras's arguments.

    A subclass declares everything that the project needs to know about the layer type, except its picture. Inputs and
    outputs of one image have the shape `(height, width, channels)` or `(length,)`, without the batch axis.

    Attributes:
        kind: The layer type in snake case, as Keras writes it, e.g. `"conv2d"`; also stored in files.
        keras_name: The class in `keras.layers`.
        family: Prefix of layer names, e.g. `pooling2d` in `pooling2d_1`; layers of one family are numbered together.
        is_numbered: Whether a network can have several, so that layer names need a number.
        picture: The module in `explainer/ui/pictures` that draws the stage.
        positional: Fields that generated Keras code passes by position.
        word: Prefix of the layer in a link; `""` if links leave the layer out.
        roles: Names of the weights (`kernel`, `bias`, ...) in Keras's order.
        non_trainable_roles: The roles that gradients do not update.
        rule: How one output value is computed; see `Rule`.
        mixes_channels: Whether one output value depends on several input channels.
        opens_block: Whether it is the first layer of a convolution block. The Filters page shows its kernels.
        is_pooling: Whether it pools each window into one value, without weights.
        is_affine: Whether its outputs are an affine function of its inputs.
        is_function: Whether it applies a function to the previous stage's outputs, which are then pre-activations.
        has_strip: Whether all its maps are shown in a strip below its picture.
        is_identity: Whether it returns its input unchanged at inference.
        is_shown_live: Whether its values are updated while the visitor draws.
        is_global: Whether each output value depends on all positions of the input.
        lab: The Lab page's experiment about it; `""` if there is none.
        shrinking: The field to reduce in order to make the network smaller; `""` if there is none.
    """

    kind: str

    keras_name: ClassVar[str]
    family: ClassVar[str]
    is_numbered: ClassVar[bool] = True
    picture: ClassVar[str]
    positional: ClassVar[tuple[str, ...]] = ()
    word: ClassVar[str] = ""
    roles: ClassVar[tuple[str, ...]] = ()
    non_trainable_roles: ClassVar[tuple[str, ...]] = ()
    rule: ClassVar[Rule] = "same"
    mixes_channels: ClassVar[bool] = False
    opens_block: ClassVar[bool] = False
    is_pooling: ClassVar[bool] = False
    is_affine: ClassVar[bool] = False
    is_function: ClassVar[bool] = False
    has_strip: ClassVar[bool] = True
    is_identity: ClassVar[bool] = False
    is_shown_live: ClassVar[bool] = False
    is_global: ClassVar[bool] = False
    lab: ClassVar[str] = ""
    shrinking: ClassVar[str] = ""

    @classmethod
    def start(cls) -> Self:
        """Returns a layer with the default settings of the Build form."""
        return cls(kind=cls.kind_name())

    @classmethod
    def kind_name(cls) -> str:
        """The value of `kind`, from the class."""
        return str(cls.model_fields["kind"].default)

    @classmethod
    def fields(cls) -> dict[str, Setting]:
        """The `Setting` of each field, by name, in order of declaration."""
        found: dict[str, Setting] = {}
        for name, field in cls.model_fields.items():
            found |= [(name, known) for known in field.metadata if isinstance(known, Setting)]
        return found

    @classmethod
    def bounds(cls, field: str) -> dict[str, Any]:
        """The numeric bounds of a field under pydantic's names `"ge"`, `"gt"` and `"le"`; empty if it has none."""
        metadata = cls.model_fields[field].metadata
        return {bound: getattr(one, bound) for one in metadata for bound in ("ge", "gt", "le") if hasattr(one, bound)}

    @property
    def has_kernel(self) -> bool:
        """Whether it has a kernel and a bias."""
        return "kernel" in self.roles

    def map_kernels(self, weights: LayerWeights) -> AnyArray:
        """The kernel of each output map, `(height, width, input maps per kernel, output maps)`."""
        return weights.kernel

    def source_map(self, channel: int) -> int | None:
        """The index of the only input map that an output map depends on; `None` if it depends on all."""
        return None if self.mixes_channels else channel

    @property
    def signs(self) -> Signs:
        """The range of its output values; see `Signs`."""
        return "any"

    @property
    def dropped_share(self) -> float:
        """Fraction of its inputs dropped in training, 0 to 0.9."""
        return 0.0

    def effective(self, field: str) -> Value:
        """The value in effect of a field, e.g. `pool_size` for pooling's `strides=None`."""
        return getattr(self, field)  # type: ignore[no-any-return]

    @property
    def window(self) -> Window | None:
        """The window that slides over the input, or `None`."""
        return None

    @property
    def activation_name(self) -> str | None:
        """Name of the activation function that it applies, or `None`."""
        return getattr(self, "activation", None)

    @property
    def variant(self) -> str:
        """Its text id, in `stage.<variant>`; see also `variant_for`."""
        return self.kind

    @property
    def title(self) -> str:
        """The id of its title, in `component.flow.title_<title>`."""
        return self.kind

    def simplest(self) -> Self:
        """Returns an equivalent layer in which fields with the default's effect have the default value."""
        return self

    def options(self) -> dict[str, Value]:
        """The non-positional fields whose values differ from their defaults, with their values in effect."""
        return {
            name: self.effective(name)
            for name in self.fields()
            if name not in self.positional and getattr(self, name) != type(self).model_fields[name].default
        }

    def variant_for(self, input_shape: Shape) -> str:  # noqa: ARG002 (subclasses use it)
        """The `variant` of a stage with this input shape."""
        return self.variant

    def output_shape(self, input_shape: PartShape) -> PartShape:
        """The output shape, with `None` for sizes that depend on an unknown input size."""
        return input_shape

    def too_large_for(self, input_shape: Shape) -> TooLarge | None:
        """The reason why it cannot be built on an input of this shape, or `None`."""
        if self.window is None:
            return None
        limit = min(input_shape[:2])
        if self.window.padding == "same" or self.window.size <= limit:
            return None
        return TooLarge(self.window.field, self.window.size, limit)

    def size_rule(self, input_shape: Shape) -> SizeRule:
        """How the output size is computed from the input size."""
        return SizeRule("unchanged", input_shape[0], size=input_shape[0])

    def weight_shapes(self, input_shape: PartShape) -> tuple[PartShape, ...]:
        """The shapes of its weights, in the order of `roles`."""
        if not self.has_kernel:
            return ()
        outputs = self.output_shape(input_shape)[-1]
        return (*self.products(input_shape), outputs), (outputs,)

    def products(self, input_shape: PartShape) -> PartShape:  # noqa: ARG002 (subclasses use it)
        """Factors of the number of multiply-adds per output value, e.g. `(3, 3, 64)`; empty if it has no kernel."""
        return ()

    def weight_rule(self, input_shape: PartShape) -> WeightRule | None:
        """How the number of parameters is computed; `None` if it has none or a size is unknown."""
        factors, outputs = self.products(input_shape), self.output_shape(input_shape)[-1]
        known = tuple(factor for factor in factors if factor is not None)
        if not self.has_kernel or outputs is None or len(known) < len(factors):
            return None
        return WeightRule(known, 1, outputs)

    def build(self, name: str) -> keras.Layer:
        """Builds the Keras layer."""
        arguments = {field: getattr(self, field) for field in type(self).model_fields if field != "kind"}
        return getattr(keras.layers, self.keras_name)(**arguments, name=name)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        """Creates the layer from a Keras layer's config, such that `build` computes the same.

        Args:
            arguments: The layer's `get_config()`, possibly from an untrusted file.

        Raises:
            UnsupportedArgumentError: If an argument has a value that this kind does not support.
        """
        values = {name: one_value(arguments.get(name)) for name in cls.fields()}
        try:
            layer = cls.model_validate(values)
        except ValidationError as error:
            name = str(error.errors()[0]["loc"][0])
            received = arguments.get(name)
            supported = cls._supported(name, is_pair=isinstance(received, list))
            raise UnsupportedArgumentError(name, received, supported) from error
        refuse_differences(arguments, layer.build("layer"), known=values)
        return layer.simplest()

    @classmethod
    def _supported(cls, name: str, *, is_pair: bool) -> str:
        """The values that a field may have, in Keras's notation."""
        field, bounds = cls.model_fields[name], cls.bounds(name)
        if get_origin(field.annotation) is Literal:
            return ", ".join(map(repr, get_args(field.annotation)))
        if is_pair:
            return f"({bounds['ge']}, {bounds['ge']}) … ({bounds['le']}, {bounds['le']})"
        low = f"{bounds['ge']} ≤" if "ge" in bounds else f"{bounds['gt']} <"
        return f"{low} {name} ≤ {bounds['le']}"

    def initializer(self, layer: keras.Layer, role: str) -> keras.Initializer:
        """The initializer of one weight of the Keras layer."""
        return getattr(layer, f"{role}_initializer")

    def call(self, inputs: Any, *weights: Any) -> Any:
        """Computes the outputs at inference with `keras.ops`, before the activation function.

        Args:
            *weights: In the order of `roles`.
        """
        raise NotImplementedError(f"Expected a kind with weights; received {self.kind}.")

    def operation(self, input_shape: Shape, weights: LayerWeights | None) -> Operation:
        """The operation that the browser performs, without the activation function that follows.

        By default it consists of the rule, the window and the weights.

        Args:
            weights: `None` if the layer has none.
        """
        numbers = {} if self.window is None else self.window.numbers(input_shape)
        return Operation(self.rule, numbers, weights or {}, (self.is_function and self.activation_name) or "")

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """The computation of one output value, before the activation function, in NumPy's `float64`, without Keras.

        Args:
            weights: `None` if the layer has none.
            index: The value's index in the output.
        """
        del weights
        return parts_of_one("same", float(inputs[index]), index)

    def share(self, inputs: AnyArray, weights: LayerWeights, index: tuple[int, ...], channel: int) -> CellParts:
        """The computation of one input channel's contribution to an output value, for kinds whose parts are shares.

        Args:
            index: The value's index in the output.
        """
        del inputs, weights
        raise ValueError(f"Expected a kind whose parts are shares; received {self.kind}, {index}, channel {channel}.")

    def output_map(self, role: str, index: tuple[int, ...]) -> int:  # noqa: ARG002 (subclasses use it)
        """The index of the output map or unit that a weight affects; `index` is its index in the array of its role."""
        return index[-1]

    def call_in_training(self, inputs: Any, *weights: Any) -> Any:
        """Computes the outputs in training; by default the same as `call`."""
        return self.call(inputs, *weights)

    def moved_by_batch(self, inputs: Exact, weights: LayerWeights) -> dict[str, Exact]:
        """The new values of the non-trainable weights after one training step, by role, in NumPy's `float64`.

        Args:
            inputs: The layer's inputs, `(images, …)`.
        """
        del inputs, weights
        return {}

    def gradient_parts(self, step: LayerStep, index: tuple[int, ...]) -> CellParts:
        """The computation of the loss's gradient with respect to one input, in NumPy's `float64`.

        By the chain rule, it is a sum over the outputs that depend on the input: the gradient with respect to the
        output (`values`) times the derivative of the output (`factors`).

        Args:
            index: `(image, row, column, channel)` or `(image, unit)` of the input.

        Returns:
            Parts whose `origin` is the index of an output, without the image.
        """
        return parts_of_one("same", float(step.upstream_gradient[index]), index[1:])

    def passes_nothing_back(self, inputs: Exact) -> Mask:
        """Mask of the inputs at which the derivative is 0, as for negative inputs of ReLU; same shape as `inputs`."""
        return np.zeros(inputs.shape, dtype=bool)

    def weight_gradient_parts(self, step: LayerStep, image: int, role: str, index: tuple[int, ...]) -> CellParts:
        """The computation of the gradient of one image's loss with respect to one weight, in NumPy's `float64`.

        It is a sum over the positions at which the weight was used: the input that it multiplied there (`values`)
        times the gradient with respect to the output (`factors`).

        Args:
            image: The image's index in the batch.
            role: One of `roles`.
            index: The weight's index in that array.

        Returns:
            Parts whose `origin` is the index of an output, without the image.

        Raises:
            ValueError: If the kind has no such weight, or the weight is not trainable.
        """
        del step
        raise ValueError(f"Expected a trainable weight of {self.kind}; received {role!r} {index} for image {image}.")

    @cached_property
    def source(self) -> str:
        """The Keras expression that creates the layer, without arguments that have Keras's default."""
        arguments = []
        for name, setting in self.fields().items():
            value = getattr(self, name)
            written = f"({value}, {value})" if setting.is_square else repr(value)
            if name in self.positional:
                arguments.append(written)
            elif self._differs_from_keras(name, value):
                arguments.append(f"{name}={value!r}")
        return f"{self.keras_name}({', '.join(arguments)})"

    def _differs_from_keras(self, name: str, value: Any) -> bool:
        # The activation is the only field whose default in the form is not Keras's.
        return bool(value != ("linear" if name == "activation" else type(self).model_fields[name].default))


def one_value(value: Any) -> Any:
    """Simplifies a Keras argument: `(3, 3)` to 3, a dtype policy to its name."""
    if isinstance(value, list | tuple) and value and all(one == value[0] for one in value):
        return value[0]
    if isinstance(value, dict) and value.get("class_name") == "DTypePolicy" and isinstance(value.get("config"), dict):
        return value["config"].get("name")
    return value


def refuse_differences(arguments: Mapping[str, Any], layer: keras.Layer, known: Container[str] = ()) -> None:
    """Checks that a Keras config describes a layer that computes the same as `layer`.

    Args:
        arguments: The `get_config()` to check, possibly from an untrusted file.
        layer: A layer of the same class.
        known: Arguments that are not checked.

    Raises:
        UnsupportedArgumentError: For the first argument with a different value.
    """
    own = layer.get_config()
    for name, argument in arguments.items():
        if name in known or name in NOT_COMPUTED or name.endswith(NOT_COMPUTED_ENDS):
            continue
        received, supported = one_value(argument), one_value(own.get(name))
        if received != supported:
            raise UnsupportedArgumentError(name, received, repr(supported))
