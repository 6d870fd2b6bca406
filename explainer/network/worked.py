"""How a layer's size and its number of parameters come about, as data: the terms of each calculation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explainer.network.drafts import Draft
from explainer.network.layers import Layer, output_size
from explainer.network.planning import Plan, plan
from explainer.network.source import class_name

SizeKind = Literal["fits", "steps", "divides", "same", "same_steps", "flatten", "units", "unchanged"]
State = Literal["built", "failing", "waiting"]

PartShape = tuple[int | None, ...]
"""A shape, `None` where it is not known."""


@dataclass(frozen=True)
class SizeRule:
    """How one axis of a layer's output comes about; rows and columns are always alike.

    Attributes:
        kind: `"fits"`: size − window + 1; `"steps"`: (size − window) ÷ strides + 1; `"divides"`: size ÷ window, where
            the window moves by its own size; all three rounded down. `"same_steps"`: size ÷ strides, rounded up;
            `"same"`: as before, with strides 1. `"flatten"`: rows × columns × maps; `"units"`: as many as was chosen;
            `"unchanged"`: as before.
        size: Cells of the input along the axis (none of it for `"flatten"` and `"units"`).
        window: Cells of the window along it.
        strides: Cells the window moves.
        places: What comes out; 0 or less where the window does not fit.
        remainder: Cells at the end that no window reaches (`"steps"` and `"divides"`).
        factors: What is multiplied (`"flatten"`).
    """

    kind: SizeKind
    places: int
    size: int = 0
    window: int = 1
    strides: int = 1
    remainder: int = 0
    factors: tuple[int, ...] = ()


@dataclass(frozen=True)
class WeightRule:
    """(the product of `window` + 1 bias) × outputs.

    Attributes:
        window: Kernel height, kernel width and maps in, or the numbers in.
        outputs: Maps out, or units.
        parameters: What comes out.
    """

    window: tuple[int, ...]
    outputs: int
    parameters: int


@dataclass(frozen=True)
class Row:
    """One layer of a draft, whether it can be built or not.

    Attributes:
        name: Its name, as in `NetworkConfig.layers`.
        kind: Its kind, as there.
        keras_name: What Keras calls it in the summary of a script that names nothing itself.
        keras_type: Its class in Keras.
        number: Its place among those of its family, from 1.
        block: Index of its block, from 0; `None` from flatten on.
        state: `"built"`; `"failing"`: its window is larger than the map; `"waiting"`: it comes after that one.
        layer: The layer; of one that is not built, as if every window before fitted.
        output_shape: Its shape without the batch, as far as it is known.
        size: How its size comes about; `None` while it waits.
        weights: How its parameters come about; `None` if it has none, or nobody knows how many.
    """

    name: str
    kind: str
    keras_name: str
    keras_type: str
    number: int
    block: int | None
    state: State
    layer: Layer
    output_shape: PartShape
    size: SizeRule | None
    weights: WeightRule | None


def worked(draft: Draft) -> tuple[Row, ...]:
    """Works every layer of a draft out.

    Args:
        draft: The network, which may not fit.

    Returns:
        The layers as `model.summary()` lists them, those that cannot be built included.
    """
    whole = draft.plan if draft.misfit is None else _as_if_it_fitted(draft)
    built = len(draft.plan.layers)
    return tuple(
        _row(draft, whole, place, layer, _state(draft, place, built)) for place, layer in enumerate(whole.layers)
    )


def size_rule(layer: Layer) -> SizeRule:
    """How the size of a layer's output comes about.

    Args:
        layer: A layer that can be built.
    """
    if layer.kind == "dense":
        return SizeRule("units", layer.channels)
    if layer.kind == "flatten":
        return SizeRule("flatten", layer.channels, factors=layer.input_shape)
    if layer.strides is None:
        return SizeRule("unchanged", layer.output_shape[0], size=layer.input_shape[0])
    size, window, strides, places = layer.input_shape[0], layer.window_size, layer.strides, layer.output_shape[0]
    if layer.padding == "same":
        return SizeRule("same" if strides == 1 else "same_steps", places, size, window, strides)
    kind: SizeKind = "fits" if strides == 1 else "steps"
    if layer.pool_size == strides != 1:
        kind = "divides"
    return SizeRule(kind, places, size, window, strides, (size - window) % strides)


def weight_rule(layer: Layer) -> WeightRule | None:
    """How the number of a layer's parameters comes about; `None` if it has none.

    Args:
        layer: The layer.
    """
    if not layer.weight_shapes:
        return None
    kernel, _ = layer.weight_shapes
    return WeightRule(kernel[:-1], kernel[-1], layer.parameters)


def _as_if_it_fitted(draft: Draft) -> Plan:
    """The layers with padding "same" from the failing window on, with which every window fits."""
    assert draft.misfit is not None
    first = draft.misfit.block
    blocks = list(draft.blocks)
    for place in range(first, len(blocks)):
        block = blocks[place]
        pooling = block.pooling and block.pooling.model_copy(update={"padding": "same"})
        keeps_convolution = place == first and draft.misfit.field == "pool_size"
        padding = block.padding if keeps_convolution else "same"
        blocks[place] = block.model_copy(update={"padding": padding, "pooling": pooling})
    return plan(blocks, draft.dense)


def _state(draft: Draft, place: int, built: int) -> State:
    if draft.misfit is None or place < built:
        return "built"
    return "failing" if place == built else "waiting"


def _row(draft: Draft, whole: Plan, place: int, layer: Layer, state: State) -> Row:
    return Row(
        name=layer.name,
        kind=layer.kind,
        keras_name=_keras_name(whole, place),
        keras_type=class_name(layer),
        number=sum(_family(other) == _family(layer) for other in whole.layers[: place + 1]),
        block=_block(whole, place),
        state=state,
        layer=layer,
        output_shape=_known_shape(layer, state),
        size=_size(draft, layer, state),
        weights=weight_rule(layer) if state != "waiting" or _knows_inputs(whole, place) else None,
    )


def _keras_name(whole: Plan, place: int) -> str:
    """Keras counts each class on its own and leaves the first without a number."""
    kind = whole.layers[place].kind
    before = sum(layer.kind == kind for layer in whole.layers[:place])
    return f"{kind}_{before}" if before else kind


def _family(layer: Layer) -> str:
    return layer.name.rpartition("_")[0]


def _block(whole: Plan, place: int) -> int | None:
    """Each block begins with its convolution."""
    if any(layer.kind == "flatten" for layer in whole.layers[: place + 1]):
        return None
    return sum(layer.kind == "conv2d" for layer in whole.layers[: place + 1]) - 1


def _known_shape(layer: Layer, state: State) -> PartShape:
    if state == "built" or (layer.kind != "flatten" and len(layer.output_shape) == 1):
        return layer.output_shape
    return (None,) if layer.kind == "flatten" else (None, None, layer.channels)


def _size(draft: Draft, layer: Layer, state: State) -> SizeRule | None:
    if state == "built":
        return size_rule(layer)
    if state == "failing":
        assert draft.misfit is not None
        size, window, strides = draft.misfit.height, draft.misfit.value, layer.strides or 1
        places = output_size(size, window, 1, "valid")
        return SizeRule("fits", places, size, window, strides)
    return SizeRule("units", layer.channels) if layer.kind == "dense" else None


def _knows_inputs(whole: Plan, place: int) -> bool:
    """Whether the number of inputs is known though the maps' size is not: after a convolution or a dense layer."""
    if whole.layers[place].kind == "conv2d":
        return True
    return any(layer.kind == "dense" for layer in whole.layers[:place])
