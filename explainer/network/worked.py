"""How a layer's size and its number of parameters come about, as data: the terms of each calculation."""

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
    """One layer of a network, whether it can be built or not.

    Attributes:
        layer: The layer, with its name, what was chosen and its shapes.
        keras_name: What Keras calls it in the summary of a script that names nothing itself.
        state: `"built"`; `"failing"`: its window is larger than the map; `"waiting"`: it comes after that one.
        size: How its size comes about; `None` while it waits.
        weights: How its parameters come about; `None` if it has none, or nobody knows how many.
    """

    layer: Layer | UnbuiltLayer
    keras_name: str
    state: State
    size: SizeRule | None
    weights: WeightRule | None

    @property
    def settings(self) -> Kind:
        """What was chosen."""
        return self.layer.settings

    @property
    def output_shape(self) -> PartShape:
        """Its shape without the batch, as far as it is known."""
        return self.layer.output_shape

    @property
    def has_parameters(self) -> bool:
        """Whether it has any, known or not."""
        return bool(self.settings.roles)

    @property
    def products(self) -> PartShape:
        """Factors of the number of products added up for one of its numbers; empty if it multiplies nothing."""
        return self.settings.products(self.layer.input_shape)


def worked(architecture: Architecture) -> tuple[LayerRow, ...]:
    """Works every layer out. Returns the layers as `model.summary()` lists them, those that cannot be built included.

    Args:
        architecture: The network, which may not fit.
    """
    count: Counter[str] = Counter()
    rows = []
    layers: list[Layer | UnbuiltLayer] = [*architecture.plan.layers, *architecture.plan.unbuilt]
    for layer in layers:
        kind = layer.settings.kind
        # Keras counts each class on its own and leaves the first without a number.
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
    # What does not depend on the size before it is known all the same.
    is_known = layer.settings.is_global and None not in layer.output_shape
    return layer.settings.size_rule(layer.input_shape) if is_known else None  # type: ignore[arg-type]
