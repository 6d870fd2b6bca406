"""A network as a short word for links, and back: `c64_max2_c32_max2_d128` is the article's.

Layers stand in order between `_`, what is not Keras's default (and not ReLU) after `-`:

- `c64`, `c16-k5-s2-same-tanh`: a convolution of so many filters; kernel size (3 if not said), strides (1), padding,
  activation (`linear`, `leaky`, `tanh`, `sigmoid`).
- `max2`, `avg3-s2-same`: pooling after a convolution, with its window; strides, padding.
- `drop0.25`: dropout after a convolution's pooling or a dense layer.
- `d128`, `d84-tanh`: a dense layer of so many units.
- `softmax` alone: nothing before the last layer, which is always there.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from explainer.network.config import ConvolutionBlock, DenseLayer, Pooling
from explainer.network.drafts import Draft

EMPTY = "softmax"
MAX_LENGTH = 400

_ACTIVATION = r"(?:-(linear|leaky|tanh|sigmoid))?"
_DROPOUT = r"(?:_drop(0\.[0-9]{1,30}))?"
_POOLING = r"(?:_(max|avg)([1-7])(?:-s([1-7]))?(-same)?)?"
_BLOCK = re.compile(
    rf"c([1-9][0-9]{{0,2}})(?:-k([1-7]))?(?:-s([1-3]))?(-same)?{_ACTIVATION}{_POOLING}{_DROPOUT}(?:_|$)", re.ASCII
)
_DENSE = re.compile(rf"d([1-9][0-9]{{0,3}}){_ACTIVATION}{_DROPOUT}(?:_|$)", re.ASCII)
_KINDS = {"max": "max", "avg": "average"}


def write_network(draft: Draft) -> str:
    """Writes a network as one word.

    Args:
        draft: The network.
    """
    words = [_block_word(block) for block in draft.blocks]
    words += [_dense_word(layer) for layer in draft.dense]
    return "_".join(words) or EMPTY


def read_network(word: str) -> Draft | None:
    """Reads what `write_network` writes.

    Args:
        word: Anything.

    Returns:
        The network, which may be one that cannot be built; `None` for anything else.
    """
    if word == EMPTY:
        return Draft()
    if len(word) > MAX_LENGTH or word.endswith("_"):
        return None
    blocks: list[ConvolutionBlock] = []
    dense: list[DenseLayer] = []
    place = 0
    try:
        while match := _BLOCK.match(word, place):
            blocks.append(_block(match))
            place = match.end()
        while match := _DENSE.match(word, place):
            dense.append(_dense(match))
            place = match.end()
        return Draft(tuple(blocks), tuple(dense)) if place == len(word) > 0 else None
    except (ValidationError, ValueError):
        return None


def _block_word(block: ConvolutionBlock) -> str:
    word = f"c{block.filters}"
    word += "" if block.kernel_size == 3 else f"-k{block.kernel_size}"
    word += "" if block.strides == 1 else f"-s{block.strides}"
    word += _padding_word(block.padding) + _activation_word(block.activation)
    if block.pooling is not None:
        pooling = block.pooling
        word += f"_{'max' if pooling.kind == 'max' else 'avg'}{pooling.pool_size}"
        word += "" if pooling.strides is None else f"-s{pooling.strides}"
        word += _padding_word(pooling.padding)
    return word + _dropout_word(block.dropout)


def _dense_word(layer: DenseLayer) -> str:
    return f"d{layer.units}{_activation_word(layer.activation)}{_dropout_word(layer.dropout)}"


def _padding_word(padding: str) -> str:
    return "-same" if padding == "same" else ""


def _activation_word(activation: str) -> str:
    return "" if activation == "relu" else f"-{activation.removesuffix('_relu')}"


def _dropout_word(rate: float) -> str:
    # Never with an exponent, and no digit less than the number has.
    return f"_drop{Decimal(repr(rate)):f}" if rate > 0 else ""


def _block(match: re.Match[str]) -> ConvolutionBlock:
    filters, kernel_size, strides, same, activation, kind, pool_size, pool_strides, pool_same, rate = match.groups()
    pooling = None
    if kind is not None:
        pooling = Pooling.model_validate(
            {
                "kind": _KINDS[kind],
                "pool_size": int(pool_size),
                "strides": None if pool_strides is None else int(pool_strides),
                "padding": "same" if pool_same else "valid",
            }
        )
    return ConvolutionBlock(
        filters=int(filters),
        kernel_size=int(kernel_size or 3),
        strides=int(strides or 1),
        padding="same" if same else "valid",
        pooling=pooling,
        **_common(activation, rate),
    )


def _dense(match: re.Match[str]) -> DenseLayer:
    units, activation, rate = match.groups()
    return DenseLayer(units=int(units), **_common(activation, rate))


def _common(activation: str | None, rate: str | None) -> dict[str, Any]:
    return {
        "activation": "leaky_relu" if activation == "leaky" else activation or "relu",
        "dropout": float(rate or 0),
    }
