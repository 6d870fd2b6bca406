"""What is set in the lab as a short word for links, and back."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import ValidationError

from explainer.laboratory.kernels import PRESETS
from explainer.laboratory.settings import LEARNED, ConvolutionSetting, PoolingSetting, Setting
from explainer.mnist import IMAGE_SIZE

Chosen = TypeVar("Chosen", bound=Setting)

_INPUT = r"(?:digit|g([3-8])(?:x([0-9]{9,64}))?)"
_CELL = r"(?:_at([0-9]{1,2})\.([0-9]{1,2}))?"
_CONVOLUTION = re.compile(
    rf"{_INPUT}_k([1-7])-(?:({'|'.join(PRESETS)})|{LEARNED}([0-9]{{1,3}})|w(-?[0-9]{{1,4}}(?:\.-?[0-9]{{1,4}}){{0,48}}))"
    rf"(?:_(ring1|ring2|same))?(?:_s([23]))?(?:_d([23]))?{_CELL}",
    re.ASCII,
)
_POOLING = re.compile(rf"{_INPUT}_(max|average)([1-7])(?:_(same))?(?:_s([123]))?{_CELL}", re.ASCII)


def write_convolution(setting: ConvolutionSetting) -> str:
    """Writes a convolution as one word, such as `g6_k3-vertical_ring1_s2_at1.2`."""
    if setting.preset is None:
        kernel = "w" + ".".join(str(round(weight * 1000)) for weight in setting.weights)
    else:
        kernel = f"{LEARNED}{setting.filter}" if setting.preset == LEARNED else setting.preset
    options = [
        "" if setting.padding == "none" else f"_{setting.padding}",
        "" if setting.strides == 1 else f"_s{setting.strides}",
        "" if setting.dilation == 1 else f"_d{setting.dilation}",
    ]
    return f"{_written_input(setting)}_k{setting.kernel_size}-{kernel}{''.join(options)}{_written_cell(setting)}"


def read_convolution(word: str) -> ConvolutionSetting | None:
    """Reads what `write_convolution` writes.

    Returns:
        The convolution, which may be one that is impossible; `None` for anything else.
    """
    match = _CONVOLUTION.fullmatch(word)
    if match is None:
        return None
    size, cells, kernel_size, preset, learned, weights, padding, strides, dilation, row, column = match.groups()
    named: dict[str, Any] = {"preset": preset}
    if learned is not None:
        named = {"preset": LEARNED, "filter": int(learned)}
    elif weights is not None:
        named["weights"] = tuple(int(weight) / 1000 for weight in weights.split("."))
    named |= _read_input(size, cells) | _read_cell(row, column)
    named |= {"padding": padding or "none", "strides": int(strides or 1), "dilation": int(dilation or 1)}
    return _valid(ConvolutionSetting, named | {"kernel_size": int(kernel_size)})


def write_pooling(setting: PoolingSetting) -> str:
    """Writes a pooling as one word, such as `g6_max2_s1`."""
    padding = "" if setting.padding == "none" else f"_{setting.padding}"
    strides = "" if setting.strides is None else f"_s{setting.strides}"
    window = f"{setting.rule}{setting.pool_size}"
    return f"{_written_input(setting)}_{window}{padding}{strides}{_written_cell(setting)}"


def read_pooling(word: str) -> PoolingSetting | None:
    """Reads what `write_pooling` writes.

    Returns:
        The pooling, which may be one that is impossible; `None` for anything else.
    """
    match = _POOLING.fullmatch(word)
    if match is None:
        return None
    size, cells, rule, pool_size, padding, strides, row, column = match.groups()
    named = _read_input(size, cells) | _read_cell(row, column)
    named |= {"rule": rule, "padding": padding or "none", "strides": None if strides is None else int(strides)}
    return _valid(PoolingSetting, named | {"pool_size": int(pool_size)})


def _valid(kind: type[Chosen], named: dict[str, Any]) -> Chosen | None:
    try:
        return kind(**named)
    except ValidationError:
        return None


def _written_input(setting: Setting) -> str:
    if setting.size == IMAGE_SIZE:
        return "digit"
    return f"g{setting.size}" + (f"x{''.join(map(str, setting.cells))}" if setting.cells else "")


def _written_cell(setting: Setting) -> str:
    return f"_at{setting.row}.{setting.column}" if setting.row or setting.column else ""


def _read_input(size: str | None, cells: str | None) -> dict[str, Any]:
    if size is None:
        return {"size": IMAGE_SIZE}
    return {"size": int(size), "cells": tuple(map(int, cells or ""))}


def _read_cell(row: str | None, column: str | None) -> dict[str, Any]:
    return {} if row is None or column is None else {"row": int(row), "column": int(column)}
