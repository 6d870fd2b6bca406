"""Configurations as files of before November 2026 hold them: blocks and dense layers instead of one list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

POOLING = {"max": "max_pooling2d", "average": "average_pooling2d"}


def as_layers(data: Any) -> Any:
    """Writes an older configuration as a list of layers; anything else is left as it is.

    Args:
        data: What a file holds, before it is validated.
    """
    if not isinstance(data, dict) or "layers" in data or not {"blocks", "dense"} & data.keys():
        return data
    others = {name: value for name, value in data.items() if name not in ("blocks", "dense")}
    groups = [data.get(name, ()) for name in ("blocks", "dense")]
    if not all(isinstance(group, list | tuple) and all(isinstance(one, dict) for one in group) for group in groups):
        return data
    blocks, dense = groups
    layers = [layer for block in blocks for layer in _of_block(block)]
    layers.append({"kind": "flatten"})
    layers += [layer for one in dense for layer in _of_dense(one)]
    return {**others, "layers": layers}


def _of_block(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    convolution = {name: value for name, value in block.items() if name not in ("pooling", "dropout")}
    yield {"kind": "conv2d", **convolution}
    pooling = block.get("pooling", {})
    if isinstance(pooling, dict):
        kind = pooling.get("kind", "max")
        yield {**pooling, "kind": POOLING.get(kind, kind) if isinstance(kind, str) else kind}
    yield from _dropout(block)


def _of_dense(layer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"kind": "dense", **{name: value for name, value in layer.items() if name != "dropout"}}
    yield from _dropout(layer)


def _dropout(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if rate := part.get("dropout", 0):
        yield {"kind": "dropout", "rate": rate}
