"""Worked calculations: how each layer's output size and number of parameters are computed."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from explainer.network.architecture import Architecture
from explainer.network.kinds import Kind, PartShape, SizeRule, WeightRule
from explainer.network.layers import Layer
from explainer.network.planning import UnbuiltLayer, WindowTooLarge

State = Literal["built", "failing", "waiting"]


@dataclass(frozen=True)
class LayerRow:
    """One layer of a network that may not be buildable.

    Attributes:
        keras_name: The name that Keras gives it in a script without names.
        state: `"built"`; `"failing"`: its window is larger than the map; `"waiting"`: it comes after a failing layer.
        size: The computation of its output size; `None` if unknown.
        weights: The computation of its number of parameters; `None` if it has none or a size is unknown.
    """

    layer: Layer | UnbuiltLayer
    keras_name: str
    state: State
    size: SizeRule | None
    weights: WeightRule | None

    @property
    def settings(self) -> Kind:
        """The layer type and its settings."""
        return self.layer.settings

    @property
    def output_shape(self) -> PartShape:
        """Its output shape without the batch axis; `None` for unknown sizes."""
        return self.layer.output_shape

    @property
    def has_parameters(self) -> bool:
        """Whether it has parameters, even if their number is unknown."""
        return bool(self.settings.roles)

    @property
    def products(self) -> PartShape:
        """Factors of the number of multiply-adds per output value; empty if it has no kernel."""
        return self.settings.products(self.layer.input_shape)


def worked(architecture: Architecture) -> tuple[LayerRow, ...]:
    """Returns all layers in the order of `model.summary()`, including those that cannot be built."""
    count: Counter[str] = Counter()
    rows = []
    layers: list[Layer | UnbuiltLayer] = [*architecture.plan.layers, *architecture.plan.unbuilt]
    for layer in layers:
        kind = layer.settings.kind
        # Keras numbers each class separately, and the first layer of a class has no number.
        keras_name = f"{kind}_{count[kind]}" if count[kind] else kind
        count[kind] += 1
        weights = layer.settings.weight_rule(layer.input_shape)
        state = _state(layer, architecture.too_large)
        rows.append(LayerRow(layer, keras_name, state, _size(layer, state, architecture.too_large), weights))
    return tuple(rows)


def _state(layer: Layer | UnbuiltLayer, too_large: WindowTooLarge | None) -> State:
    if isinstance(layer, Layer):
        return "built"
    return "failing" if too_large is not None and layer.name == too_large.layer else "waiting"


def _size(layer: Layer | UnbuiltLayer, state: State, too_large: WindowTooLarge | None) -> SizeRule | None:
    if isinstance(layer, Layer):
        return layer.settings.size_rule(layer.input_shape)
    if state == "failing" and too_large is not None:
        window = layer.settings.window
        strides = window.strides if window else 1
        return SizeRule("fits", too_large.height - too_large.value + 1, too_large.height, too_large.value, strides)
    # A global layer's size is known even if its input's is not.
    is_known = layer.settings.is_global and None not in layer.output_shape
    return layer.settings.size_rule(layer.input_shape) if is_known else None  # type: ignore[arg-type]
