"""The lab's convolution and pooling: all that the browser needs to work by itself."""

from collections.abc import Mapping, Sequence
from typing import Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.laboratory.kernels import PRESETS
from explainer.laboratory.settings import GRID_SIZES, LARGEST_KERNEL, ConvolutionSetting, PoolingSetting, sample
from explainer.text import Text
from explainer.tracing import Array, Weights
from explainer.ui.components.payload import Scene

Around = Literal["none", "ring1", "ring2", "same"]


class Setting(TypedDict):
    """A setting of either kind; `cells` is empty with the image, `strides` null where it is the window's size."""

    size: int
    cells: Sequence[int]
    row: int
    column: int
    window: int
    preset: str | None
    filter: int
    weights: Sequence[float]
    padding: Around
    strides: int | None
    dilation: int
    rule: Literal["max", "average"]


class Texts(TypedDict):
    """What a visitor reads."""

    lab: dict[str, str]
    transport: dict[str, str]


class Meta(TypedDict):
    """What is set, and what there is to choose from: `presets` has a kernel or null by name and size."""

    identity: str
    stage: str
    tool: Literal["convolution", "pooling"]
    setting: Setting
    row: int
    column: int
    sample: Sequence[int]
    presets: Mapping[str, Sequence[Sequence[float] | None]]
    label: int | None
    text: Texts


class Arrays(TypedDict):
    """The image `(28, 28)`, 0 to 1, and the filters of the first convolution `(filters, height, width)`, or none."""

    image: NDArray[np.float32]
    learned: NDArray[np.float32]


def scene(
    setting: ConvolutionSetting | PoolingSetting, image: Array, label: int | None, learned: Array, text: Text
) -> Scene:
    """Describes an experiment for its component.

    Args:
        image: The image in use, `(28, 28)`.
        label: The digit that it is said to show.
        learned: Filters to choose from, as `learned_filters` gives them.
    """
    is_pooling = isinstance(setting, PoolingSetting)
    meta: Meta = {
        "identity": f"{type(setting).__name__} {text.language}",
        "stage": "lab",
        "tool": "pooling" if is_pooling else "convolution",
        "setting": _wire(setting),
        "row": setting.row,
        "column": setting.column,
        "sample": sample(GRID_SIZES[3]),
        "presets": {name: [kernel(size + 1) for size in range(LARGEST_KERNEL)] for name, kernel in PRESETS.items()},
        "label": label,
        "text": {"lab": _words(text, is_pooling=is_pooling), "transport": text.table("component.transport")},
    }
    arrays: Arrays = {"image": image, "learned": learned}
    return meta, arrays


def _words(text: Text, *, is_pooling: bool) -> dict[str, str]:
    """A pooling has some words of its own."""
    return text.table("component.lab") | (text.table("component.lab_pooling") if is_pooling else {})


def _wire(setting: ConvolutionSetting | PoolingSetting) -> Setting:
    shared: Setting = {
        "size": setting.size,
        "cells": setting.grid,
        "row": setting.row,
        "column": setting.column,
        "window": 1,
        "preset": None,
        "filter": 0,
        "weights": (),
        "padding": setting.padding,
        "strides": setting.strides,
        "dilation": 1,
        "rule": "max",
    }
    if isinstance(setting, PoolingSetting):
        return {**shared, "window": setting.pool_size, "rule": setting.rule}
    return {
        **shared,
        "window": setting.kernel_size,
        "preset": setting.preset,
        "filter": setting.filter,
        "weights": setting.weights,
        "dilation": setting.dilation,
    }


def learned_filters(weights: Weights, name: str | None) -> Array:
    """The filters of a convolution over one map. Returns `(filters, height, width)`; no filters without a convolution.

    Args:
        name: The stage of its first convolution; `None` if it has none.
    """
    if name is None:
        return np.zeros((0, 1, 1), dtype=np.float32)
    return np.ascontiguousarray(np.moveaxis(weights[name].kernel[:, :, 0], -1, 0))
