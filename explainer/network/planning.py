"""Shape inference: computes the layers of a network with their names and shapes, without Keras."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

from explainer.mnist import CLASSES, IMAGE_SIZE
from explainer.network.kinds import Activation, Dense, Input, Kind, PartShape, Shape, Softmax
from explainer.network.layers import LOGITS, Layer, Stage

INPUT_SHAPE: Shape = (IMAGE_SIZE, IMAGE_SIZE, 1)


@dataclass(frozen=True)
class WindowTooLarge:
    """A window that is larger than its input map.

    Attributes:
        layer: Name of the layer that cannot be built.
        block: Index of its block, from 0.
        place: Index of the layer in the network, from 0.
        field: `"kernel_size"` or `"pool_size"`.
        limit: The largest size that fits with padding `"valid"`; any size fits with `"same"`.
        height: Rows of the input map.
        width: Columns of the input map.
    """

    layer: str
    block: int
    place: int
    field: str
    value: int
    limit: int
    height: int
    width: int

    def as_context(self) -> dict[str, Any]:
        """The fields as the context of a validation error."""
        return asdict(self)


class UnbuiltLayer(NamedTuple):
    """A layer that cannot be built: its window is too large, or it comes after such a layer.

    Attributes:
        input_shape: `None` for unknown sizes.
        block: Index of its convolution block, from 0; `None` outside of blocks.
        number: Its number among the layers of its family, from 1.
    """

    name: str
    settings: Kind
    input_shape: PartShape
    output_shape: PartShape
    block: int | None
    number: int


@dataclass(frozen=True)
class Plan:
    """The layers of a network, up to the first one that cannot be built.

    Attributes:
        layers: The layers in the order of `model.summary()`, without the input.
        too_large: The window that cannot be built, or `None`.
        unbuilt: The layers that cannot be built, beginning with the one whose window is too large.
    """

    layers: tuple[Layer, ...]
    stages: tuple[Stage, ...]
    too_large: WindowTooLarge | None = None
    unbuilt: tuple[UnbuiltLayer, ...] = ()


class PlacedLayer(NamedTuple):
    """A layer and its block.

    Attributes:
        block: Index of its convolution block, from 0; `None` outside of blocks.
    """

    settings: Kind
    block: int | None


def plan(chosen: Iterable[PlacedLayer]) -> Plan:
    """Names the layers and computes their shapes; appends the final softmax layer."""
    names = _Names()
    shape: PartShape = INPUT_SHAPE
    layers: list[Layer] = []
    unbuilt: list[UnbuiltLayer] = []
    too_large: WindowTooLarge | None = None
    stages = [Stage(name="input", settings=Input(), input_shape=INPUT_SHAPE, output_shape=INPUT_SHAPE, layer="input")]
    for place, (settings, block) in enumerate([*chosen, PlacedLayer(Dense.classifier(CLASSES), None)]):
        name, number = names.next(settings)
        before, shape = shape, settings.output_shape(shape)
        known = _known(before)
        if known is not None and too_large is None:
            too_large = _too_large(settings, name, block, place, known)
        if too_large is not None or known is None:
            shape = shape if unbuilt else _unknown(shape)
            unbuilt.append(UnbuiltLayer(name, settings, before, shape, block, number))
            continue
        returned = _known(shape) or ()
        layer = Layer(
            name=name, settings=settings, input_shape=known, output_shape=returned, block=block, number=number
        )
        layers.append(layer)
        stages += _stages(layer, names)
    return Plan(tuple(layers), tuple(stages), too_large, tuple(unbuilt))


def _too_large(settings: Kind, name: str, block: int | None, place: int, shape: Shape) -> WindowTooLarge | None:
    problem = settings.too_large_for(shape)
    if problem is None:
        return None
    height, width = shape[:2]
    return WindowTooLarge(name, block or 0, place, problem.field, problem.value, problem.limit, height, width)


def _known(shape: PartShape) -> Shape | None:
    known = tuple(size for size in shape if size is not None)
    return known if len(known) == len(shape) else None


def _unknown(shape: PartShape) -> PartShape:
    """Keeps only the number of maps of a shape."""
    return (*(None for _ in shape[:-1]), shape[-1])


def _stages(layer: Layer, names: _Names) -> list[Stage]:
    """Splits a layer into its linear part and its activation function."""
    stage = Stage(**vars(layer), layer=layer.name)
    if layer.settings.is_function or layer.activation is None:
        return [stage]
    given = layer.output_shape
    if layer.activation == "softmax":
        scores = replace(stage, name=LOGITS, number=1)
        return [
            scores,
            Stage(name="softmax", settings=Softmax(), input_shape=given, output_shape=given, layer=layer.name),
        ]
    function = Activation.model_validate({"activation": layer.activation})
    name, number = names.next(function)
    activated = replace(stage, name=name, settings=function, input_shape=given, number=number)
    return [stage, activated]


class _Names:
    """Numbers the layers of each family."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()

    def next(self, settings: Kind) -> tuple[str, int]:
        family = settings.family
        self._count[family] += 1
        number = self._count[family]
        return (f"{family}_{number}" if settings.is_numbered else family), number
