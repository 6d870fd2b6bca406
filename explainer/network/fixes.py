"""Suggested fixes for a network that cannot be built or is too large."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from explainer.network.architecture import Architecture, replaced
from explainer.network.groups import LayerGroup
from explainer.network.kinds import BLOCK, PartShape

FixKind = Literal["size", "padding", "remove_layer", "remove_block", "shrink", "share"]
MOST_FIXES = 3
SHARES = 10
"""Maximum number of halvings; 10 of them turn the largest layer, with 1,024 units, into one unit."""


@dataclass(frozen=True)
class Fix:
    """A change that fixes the first problem of a network; other problems may remain.

    Attributes:
        kind: `"size"`: a smaller window; `"padding"`: padding "same"; `"remove_layer"`, `"remove_block"`; `"shrink"`:
            fewer filters or units in one layer; `"share"`: the filters and units of all layers divided.
        architecture: The network after the change.
        setting: Text id of the changed field, or the slot of the removed layer.
        value: The new value (`"size"`, `"shrink"`), or the divisor (`"share"`).
        number: Index of the block or dense part, from 0.
        output_shape: The changed layer's new output shape; `None` if it is removed, or for `"share"`.
    """

    kind: FixKind
    architecture: Architecture
    setting: str = ""
    value: int = 0
    number: int = 0
    output_shape: PartShape | None = None

    @property
    def is_enough(self) -> bool:
        """Whether the changed network can be trained."""
        return self.architecture.config is not None


def fixes(architecture: Architecture) -> tuple[Fix, ...]:
    """Returns fixes, sufficient ones first, then the smallest changes first; empty if there is no problem."""
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

    # Pooling with a window of one cell would have no effect.
    if too_large.limit > 1 or not slot.is_optional:
        # Strides of `None` keep following the window size.
        yield fix("size", too_large.field, too_large.limit)
    yield fix("padding", "padding", "same")
    if slot.is_optional:
        yield Fix(
            "remove_layer", architecture.with_layer(BLOCK, block, slot.name, None), setting=slot.name, number=block
        )
    else:
        yield Fix("remove_block", architecture.without(BLOCK, block), number=block)


def _fixes_of_excess(architecture: Architecture) -> tuple[Fix, ...]:
    """Fixes that shrink one layer, the smallest reduction first; if none suffices, one that shrinks all layers."""
    found = [pair for group in architecture.groups for pair in _smaller(architecture, group)]
    found.sort(key=lambda pair: -pair[0])
    return tuple(fix for _, fix in found[:MOST_FIXES]) or _smaller_throughout(architecture)


def _smaller(architecture: Architecture, group: LayerGroup) -> Iterator[tuple[float, Fix]]:
    """Yields a fix that shrinks a group's first layer, with the remaining share of its size; nothing if impossible."""
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
    """Finds the largest smaller value with which the network is within the limits; 0 if there is none.

    The value is rounded down to a multiple of 64, 32, 16, 8 or 4 if that keeps it large enough.
    """
    low, high = 0, current
    while high - low > 1:
        middle = (low + high) // 2
        if changed(middle).excess is None:
            low = middle
        else:
            high = middle
    return next((low - low % step for step in (64, 32, 16, 8, 4) if low >= 2 * step), low)
