"""The nearest choices that mend a network which cannot be built, or is too large."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from explainer.network.architecture import Architecture, replaced
from explainer.network.groups import LayerGroup
from explainer.network.kinds import BLOCK, PartShape

FixKind = Literal["size", "padding", "remove_layer", "remove_block", "shrink", "share"]
MOST_FIXES = 3
SHARES = 10
"""A network of 1,024-unit layers halved so often has one unit left in each."""


@dataclass(frozen=True)
class Fix:
    """A change that mends the layer at fault; another layer may then be the next.

    Attributes:
        kind: What is done: a smaller window, padding "same", the layer or its block left out; fewer filters or units;
            or `"share"`: all filters and units divided.
        architecture: The network after it.
        setting: What the changed field is called in the catalogue, or the slot of what is left out.
        value: The new value (`"size"`, `"shrink"`), or by what everything is divided (`"share"`).
        number: Which block or dense layer, from 0.
        output_shape: What the layer then returns; `None` if it is gone, or the whole network changed.
    """

    kind: FixKind
    architecture: Architecture
    setting: str = ""
    value: int = 0
    number: int = 0
    output_shape: PartShape | None = None

    @property
    def is_enough(self) -> bool:
        """Whether nothing is wrong with the network after it."""
        return self.architecture.config is not None


def fixes(architecture: Architecture) -> tuple[Fix, ...]:
    """What mends a network: first what is enough by itself, and the nearest first; nothing where nothing is wrong."""
    if architecture.too_large is not None:
        return tuple(sorted(_fixes_of_misfit(architecture), key=lambda fix: not fix.is_enough))
    if architecture.excess is not None:
        return _fixes_of_excess(architecture)
    return ()


def _fixes_of_misfit(architecture: Architecture) -> Iterator[Fix]:
    too_large = architecture.too_large
    assert too_large is not None
    block, layer = too_large.block, architecture.layers[too_large.place]
    group = architecture.blocks[block]
    slot = group.section.slots[group.layers.index(layer)]

    def fix(kind: FixKind, field: str, value: int | str) -> Fix:
        mended = architecture.with_layer(BLOCK, block, slot.name, replaced(layer, **{field: value}))
        shape = next((built.output_shape for built in mended.built if built.name == too_large.layer), None)
        setting = layer.fields()[field].name
        return Fix(kind, mended, setting, value if isinstance(value, int) else 0, block, shape)

    # A window of a single cell keeps nothing that pooling could choose from.
    if too_large.limit > 1 or not slot.is_optional:
        # A stride that followed the window goes on following it.
        yield fix("size", too_large.field, too_large.limit)
    yield fix("padding", "padding", "same")
    if slot.is_optional:
        yield Fix(
            "remove_layer", architecture.with_layer(BLOCK, block, slot.name, None), setting=slot.name, number=block
        )
    else:
        yield Fix("remove_block", architecture.without(BLOCK, block), number=block)


def _fixes_of_excess(architecture: Architecture) -> tuple[Fix, ...]:
    """One layer made smaller, if that is enough: the layer that has to give up the smallest share of its size first."""
    found = [pair for group in architecture.groups for pair in _smaller(architecture, group)]
    found.sort(key=lambda pair: -pair[0])
    return tuple(fix for _, fix in found[:MOST_FIXES]) or _smaller_throughout(architecture)


def _smaller(architecture: Architecture, group: LayerGroup) -> Iterator[tuple[float, Fix]]:
    """A group's leading layer made small enough, and what share of its size is left; nothing if it can't be."""
    lead, field = group.lead, group.lead.shrinking
    if not field:
        return

    def with_size(size: int) -> Architecture:
        layer = replaced(lead, **{field: size})
        return architecture.with_layer(group.section, group.number, group.section.slots[0].name, layer)

    size = getattr(lead, field)
    if smaller := _largest(size, with_size):
        mended = with_size(smaller)
        changed = [built for built in mended.built if built.settings.shrinking]
        place = [other.lead.shrinking and (other.section, other.number) for other in architecture.groups]
        places = [one for one in place if one]
        shape = changed[places.index((group.section, group.number))].output_shape
        yield smaller / size, Fix("shrink", mended, lead.fields()[field].name, smaller, group.number, shape)


def _smaller_throughout(architecture: Architecture) -> tuple[Fix, ...]:
    for exponent in range(1, SHARES + 1):
        divisor = 2**exponent
        smaller = architecture.changed(
            lambda layer, divisor=divisor: (  # type: ignore[misc]
                replaced(layer, **{layer.shrinking: max(getattr(layer, layer.shrinking) // divisor, 1)})
                if layer.shrinking
                else layer
            )
        )
        if smaller.excess is None:
            return (Fix("share", smaller, value=divisor),)
    return ()


def _largest(current: int, changed: Callable[[int], Architecture]) -> int:
    """The largest value below the current one with which the network is small enough; 0 if there is none.

    A round number, if there is one in the upper half: nobody asked for 397 filters.
    """
    low, high = 0, current
    while high - low > 1:
        middle = (low + high) // 2
        if changed(middle).excess is None:
            low = middle
        else:
            high = middle
    return next((low - low % step for step in (64, 32, 16, 8, 4) if low >= 2 * step), low)
