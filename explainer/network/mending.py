"""The nearest choices that mend a network which cannot be built, or is too large."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from explainer.network.config import ConvolutionBlock
from explainer.network.drafts import Draft
from explainer.network.layers import Shape

FixKind = Literal[
    "kernel_size", "padding", "pool_size", "pool_padding", "no_pooling", "remove_block", "filters", "units", "share"
]
MOST_FIXES = 3
SHARES = 10
"""A network of 1,024-unit layers halved so often has one unit left in each."""


@dataclass(frozen=True)
class Fix:
    """A change that mends the layer at fault; another layer may then be the next.

    Attributes:
        kind: What is changed; `"share"`: all filters and units.
        draft: The network after it.
        value: The new value (`"kernel_size"`, `"pool_size"`, `"filters"`, `"units"`), or by what everything is divided
            (`"share"`).
        place: Index of the block or dense layer, from 0.
        output_shape: What the layer then returns; `None` if it is gone, or the whole network changed.
    """

    kind: FixKind
    draft: Draft
    value: int = 0
    place: int = 0
    output_shape: Shape | None = None


def fixes(draft: Draft) -> tuple[Fix, ...]:
    """What mends a network, the nearest first; nothing where nothing is wrong.

    Args:
        draft: The network.
    """
    if draft.misfit is not None:
        return tuple(_fixes_of_misfit(draft))
    if draft.excess is not None:
        return _fixes_of_excess(draft)
    return ()


def _fixes_of_misfit(draft: Draft) -> Iterator[Fix]:
    misfit = draft.misfit
    assert misfit is not None
    place, limit = misfit.block, misfit.limit
    block = draft.blocks[place]
    pooling = block.pooling

    def fix(kind: FixKind, changed: ConvolutionBlock, value: int = 0) -> Fix:
        mended = _with_block(draft, place, changed)
        shape = next((layer.output_shape for layer in mended.plan.layers if layer.name == misfit.layer), None)
        return Fix(kind, mended, value, place, shape)

    if misfit.field == "kernel_size":
        yield fix("kernel_size", block.model_copy(update={"kernel_size": limit}), limit)
        yield fix("padding", block.model_copy(update={"padding": "same"}))
        rest = draft.blocks[:place] + draft.blocks[place + 1 :]
        yield Fix("remove_block", replace(draft, blocks=rest), place=place)
    elif pooling is not None:
        if limit > 1:
            # A stride that followed the window goes on following it.
            smaller = pooling.model_copy(update={"pool_size": limit})
            yield fix("pool_size", block.model_copy(update={"pooling": smaller}), limit)
        padded = pooling.model_copy(update={"padding": "same"})
        yield fix("pool_padding", block.model_copy(update={"pooling": padded}))
        yield replace(fix("no_pooling", block.model_copy(update={"pooling": None})), output_shape=None)


def _fixes_of_excess(draft: Draft) -> tuple[Fix, ...]:
    """One layer made smaller, if that is enough: the layer that has to give up the smallest share of its size first."""
    found: list[tuple[float, Fix]] = []
    for place, block in enumerate(draft.blocks):
        filters = _largest(block.filters, partial(_with_filters, draft, place))
        if filters:
            mended = _with_filters(draft, place, filters)
            shape = _convolution_shape(mended, place)
            found.append((filters / block.filters, Fix("filters", mended, filters, place, shape)))
    for place, layer in enumerate(draft.dense):
        units = _largest(layer.units, partial(_with_units, draft, place))
        if units:
            found.append((units / layer.units, Fix("units", _with_units(draft, place, units), units, place, (units,))))
    found.sort(key=lambda pair: -pair[0])
    return tuple(fix for _, fix in found[:MOST_FIXES]) or _smaller_throughout(draft)


def _smaller_throughout(draft: Draft) -> tuple[Fix, ...]:
    for exponent in range(1, SHARES + 1):
        divisor = 2**exponent
        blocks = tuple(block.model_copy(update={"filters": max(block.filters // divisor, 1)}) for block in draft.blocks)
        dense = tuple(layer.model_copy(update={"units": max(layer.units // divisor, 1)}) for layer in draft.dense)
        smaller = Draft(blocks, dense)
        if smaller.excess is None:
            return (Fix("share", smaller, divisor),)
    return ()


def _largest(current: int, changed: Callable[[int], Draft]) -> int:
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


def _with_filters(draft: Draft, place: int, filters: int) -> Draft:
    return _with_block(draft, place, draft.blocks[place].model_copy(update={"filters": filters}))


def _with_block(draft: Draft, place: int, block: ConvolutionBlock) -> Draft:
    return replace(draft, blocks=(*draft.blocks[:place], block, *draft.blocks[place + 1 :]))


def _with_units(draft: Draft, place: int, units: int) -> Draft:
    layer = draft.dense[place].model_copy(update={"units": units})
    return replace(draft, dense=(*draft.dense[:place], layer, *draft.dense[place + 1 :]))


def _convolution_shape(draft: Draft, place: int) -> Shape:
    convolutions = [layer for layer in draft.plan.layers if layer.kind == "conv2d"]
    return convolutions[place].output_shape
