"""What a kind of layer declares; everything else in the project reads it and names no kind."""

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
"""Arguments of Keras's layers that change nothing of what a trained layer computes; nor do those with these ends:"""
NOT_COMPUTED_ENDS = ("_initializer", "_regularizer", "_constraint")


class Kind(Frozen):
    """A layer as a learner chose it. Its fields are Keras's arguments by Keras's names.

    A subclass declares, with what is said here of each, all that the project knows of a kind of layer without a
    picture. Inputs and outputs of one image are `(height, width, channels)` or `(length,)`, without the batch.

    Attributes:
        kind: Keras's own name for it, also in files.
        keras_name: Its class in `keras.layers`.
        family: What its layers are named and numbered by.
        is_numbered: Whether there can be several, so that names need a number.
        picture: The picture of its stage (`explainer/ui/pictures`).
        positional: Fields that Keras code gives without their name.
        word: How it begins in a link; `""` for what a link leaves out.
        roles: What its weights are called, in Keras's order.
        non_trainable_roles: Those of them that gradients do not change.
        rule: How one of its numbers comes about.
        mixes_channels: Whether one of its numbers is made of several channels, not of a single one.
        opens_block: Whether it is the convolution that a block begins with; the page on filters looks at its kernels.
        is_pooling: Whether its window keeps one number of several and weighs nothing.
        is_affine: Whether its numbers are sums of inputs times fixed numbers, plus a number.
        is_function: Whether it applies one function to the numbers before it, so that those are pre-activations.
        has_strip: Whether its picture has all its maps below it.
        is_identity: Whether it hands its numbers on unchanged when the network answers.
        is_shown_live: Whether its numbers are shown while somebody draws.
        is_global: Whether each of its numbers takes in all places of the maps, or all numbers, before it.
        lab: The experiment about it in the lab; `""` if there is none.
        shrinking: The field that makes it, and so the network, smaller; `""` if there is none.
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
        """The layer that the form begins with."""
        return cls(kind=cls.kind_name())

    @classmethod
    def kind_name(cls) -> str:
        """Keras's own name for it, without a layer at hand."""
        return str(cls.model_fields["kind"].default)

    @classmethod
    def fields(cls) -> dict[str, Setting]:
        """What is known of each of its fields, by name, in order."""
        found: dict[str, Setting] = {}
        for name, field in cls.model_fields.items():
            found |= [(name, known) for known in field.metadata if isinstance(known, Setting)]
        return found

    @classmethod
    def bounds(cls, field: str) -> dict[str, Any]:
        """The numbers that a field must keep to, by pydantic's `"ge"`, `"gt"` and `"le"`; empty for one without."""
        metadata = cls.model_fields[field].metadata
        return {bound: getattr(one, bound) for one in metadata for bound in ("ge", "gt", "le") if hasattr(one, bound)}

    @property
    def has_kernel(self) -> bool:
        """Whether it multiplies its inputs by a kernel and adds a bias."""
        return "kernel" in self.roles

    def map_kernels(self, weights: LayerWeights) -> AnyArray:
        """The kernels of a window that weighs, `(height, width, input maps of each, maps)`."""
        return weights.kernel

    def source_map(self, channel: int) -> int | None:
        """The one input map that a map is made of, from 0; `None` where it is made of all."""
        return None if self.mixes_channels else channel

    @property
    def signs(self) -> Signs:
        """What numbers it returns."""
        return "any"

    @property
    def dropped_share(self) -> float:
        """Share of its numbers that are dropped while training, 0 to 0.9."""
        return 0.0

    def effective(self, field: str) -> Value:
        """What a field amounts to, where leaving it out means something."""
        return getattr(self, field)  # type: ignore[no-any-return]

    @property
    def window(self) -> Window | None:
        """The window that slides over its input, or `None`."""
        return None

    @property
    def activation_name(self) -> str | None:
        """Name of the function that is applied to its numbers, or that it is; `None` if there is none."""
        return getattr(self, "activation", None)

    @property
    def variant(self) -> str:
        """What the catalogue knows a stage of it as, under `stage.<variant>`; see also `variant_for`."""
        return self.kind

    @property
    def title(self) -> str:
        """What the catalogue calls a layer of it, under `component.flow.title_<title>`."""
        return self.kind

    def simplest(self) -> Self:
        """The same layer, with what says no more than the default left out."""
        return self

    def options(self) -> dict[str, Value]:
        """The fields beside the leading ones that are not as by default, with their values."""
        return {
            name: self.effective(name)
            for name in self.fields()
            if name not in self.positional and getattr(self, name) != type(self).model_fields[name].default
        }

    def variant_for(self, input_shape: Shape) -> str:  # noqa: ARG002 (for those that differ)
        """The same of a stage with such an input."""
        return self.variant

    def output_shape(self, input_shape: PartShape) -> PartShape:
        """The shape that it returns; `None` for a size that is not known because one before it is not."""
        return input_shape

    def too_large_for(self, input_shape: Shape) -> TooLarge | None:
        """Why it cannot be built on such an input, or `None`."""
        if self.window is None:
            return None
        limit = min(input_shape[:2])
        if self.window.padding == "same" or self.window.size <= limit:
            return None
        return TooLarge(self.window.field, self.window.size, limit)

    def size_rule(self, input_shape: Shape) -> SizeRule:
        """How the size of its output comes about."""
        return SizeRule("unchanged", input_shape[0], size=input_shape[0])

    def weight_shapes(self, input_shape: PartShape) -> tuple[PartShape, ...]:
        """The shapes of its weights in the order of `roles`."""
        if not self.has_kernel:
            return ()
        outputs = self.output_shape(input_shape)[-1]
        return (*self.products(input_shape), outputs), (outputs,)

    def products(self, input_shape: PartShape) -> PartShape:  # noqa: ARG002 (for those that multiply)
        """Factors of the number of products that are added up for one of its numbers; none if it multiplies nothing."""
        return ()

    def weight_rule(self, input_shape: PartShape) -> WeightRule | None:
        """How the number of its parameters comes about; `None` if it has none, or if it is not known."""
        factors, outputs = self.products(input_shape), self.output_shape(input_shape)[-1]
        known = tuple(factor for factor in factors if factor is not None)
        if not self.has_kernel or outputs is None or len(known) < len(factors):
            return None
        return WeightRule(known, 1, outputs)

    def build(self, name: str) -> keras.Layer:
        """Builds Keras's layer."""
        arguments = {field: getattr(self, field) for field in type(self).model_fields if field != "kind"}
        return getattr(keras.layers, self.keras_name)(**arguments, name=name)

    @classmethod
    def from_keras(cls, arguments: Mapping[str, Any]) -> Self:
        """Reads a layer as Keras describes it: the one whose `build` computes the same.

        Args:
            arguments: Its `get_config()`, perhaps of a file that anybody may have made.

        Raises:
            UnsupportedArgumentError: If an argument has a value that no layer of this kind has.
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
        """The values that a field may have, as a reader of Keras would write them."""
        field, bounds = cls.model_fields[name], cls.bounds(name)
        if get_origin(field.annotation) is Literal:
            return ", ".join(map(repr, get_args(field.annotation)))
        if is_pair:
            return f"({bounds['ge']}, {bounds['ge']}) … ({bounds['le']}, {bounds['le']})"
        low = f"{bounds['ge']} ≤" if "ge" in bounds else f"{bounds['gt']} <"
        return f"{low} {name} ≤ {bounds['le']}"

    def initializer(self, layer: keras.Layer, role: str) -> keras.Initializer:
        """What gives one of its weights its start values in Keras's layer."""
        return getattr(layer, f"{role}_initializer")

    def call(self, inputs: Any, *weights: Any) -> Any:
        """What Keras computes from inputs and weights, before the activation function; with `keras.ops`.

        Args:
            *weights: In the order of `roles`.
        """
        raise NotImplementedError(f"Expected a kind with weights; received {self.kind}.")

    def operation(self, input_shape: Shape, weights: LayerWeights | None) -> Operation:
        """What it does to all its numbers at once; by default what its rule, its window and its weights say.

        Of a kind that is followed by its activation function, what comes before that.

        Args:
            weights: Its weights, `None` if it has none.
        """
        numbers = {} if self.window is None else self.window.numbers(input_shape)
        return Operation(self.rule, numbers, weights or {}, (self.is_function and self.activation_name) or "")

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """How one of its numbers comes about, in NumPy's `float64`: an account independent of Keras.

        Of a kind that is followed by its activation function, the number before it.

        Args:
            weights: Its weights, `None` if it has none.
            index: The number's place in the output.
        """
        del weights
        return parts_of_one("same", float(inputs[index]), index)

    def share(self, inputs: AnyArray, weights: LayerWeights, index: tuple[int, ...], channel: int) -> CellParts:
        """How the share comes about that one input channel has in a number, where `parts` are shares.

        Args:
            index: The number's place in the output.
            channel: The input channel, from 0.
        """
        del inputs, weights
        raise ValueError(f"Expected a kind whose parts are shares; received {self.kind}, {index}, channel {channel}.")

    def output_map(self, role: str, index: tuple[int, ...]) -> int:  # noqa: ARG002 (for those that differ)
        """Which map or unit a weight has a part in, from 0; `index` is its place in the array of its role."""
        return index[-1]

    def call_in_training(self, inputs: Any, *weights: Any) -> Any:
        """What Keras computes while training, where that differs from `call`."""
        return self.call(inputs, *weights)

    def moved_by_batch(self, inputs: Exact, weights: LayerWeights) -> dict[str, Exact]:
        """What a step of training makes of the weights that no gradient changes, by role, in NumPy's `float64`.

        Args:
            inputs: What the layer was given, `(images, …)`.
        """
        del inputs, weights
        return {}

    def gradient_parts(self, step: LayerStep, index: tuple[int, ...]) -> CellParts:
        """How the gradient of the loss with respect to one of the layer's inputs comes about, in NumPy's `float64`.

        By the chain rule it is a sum over the outputs that the input has a part in: the gradient with respect to the
        output (`values`) times the derivative of that output (`factors`).

        Args:
            index: The image and the input's place, `(image, row, column, channel)` or `(image, unit)`.

        Returns:
            `origin` says where an output stands, without the image.
        """
        return parts_of_one("same", float(step.upstream_gradient[index]), index[1:])

    def passes_nothing_back(self, inputs: Exact) -> Mask:
        """For which inputs the derivative is 0 whatever follows, as below 0 in ReLU; in the shape of the inputs."""
        return np.zeros(inputs.shape, dtype=bool)

    def weight_gradient_parts(self, step: LayerStep, image: int, role: str, index: tuple[int, ...]) -> CellParts:
        """How the gradient of one image's loss with respect to one weight comes about, in NumPy's `float64`.

        It is a sum over the places at which the weight was used: what the weight was multiplied by there (`values`)
        times the gradient with respect to the output (`factors`).

        Args:
            image: The image's place in the batch.
            role: Which of the layer's weights, one of `roles`.
            index: The weight's place in that array.

        Returns:
            `origin` says where an output stands, without the image.

        Raises:
            ValueError: If the kind has no such weight, or if no gradient changes it.
        """
        del step
        raise ValueError(f"Expected a trainable weight of {self.kind}; received {role!r} {index} for image {image}.")

    @cached_property
    def source(self) -> str:
        """The expression that makes it, as the article would write it: Keras's defaults are left out."""
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
        # Only of the activation the form's default is not Keras's.
        return bool(value != ("linear" if name == "activation" else type(self).model_fields[name].default))


def one_value(value: Any) -> Any:
    """An argument of Keras as one value: 3 for `(3, 3)`, the name for a data type's policy."""
    if isinstance(value, list | tuple) and value and all(one == value[0] for one in value):
        return value[0]
    if isinstance(value, dict) and value.get("class_name") == "DTypePolicy" and isinstance(value.get("config"), dict):
        return value["config"].get("name")
    return value


def refuse_differences(arguments: Mapping[str, Any], layer: keras.Layer, known: Container[str] = ()) -> None:
    """Makes sure that a layer that Keras describes computes what another one does.

    Args:
        arguments: Its `get_config()`, perhaps of a file that anybody may have made.
        layer: The other one, of the same class.
        known: Arguments that need not be looked at.

    Raises:
        UnsupportedArgumentError: For the first argument with another value.
    """
    own = layer.get_config()
    for name, argument in arguments.items():
        if name in known or name in NOT_COMPUTED or name.endswith(NOT_COMPUTED_ENDS):
            continue
        received, supported = one_value(argument), one_value(own.get(name))
        if received != supported:
            raise UnsupportedArgumentError(name, received, repr(supported))
