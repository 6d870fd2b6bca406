"""Reads and writes a network as a short word for links, e.g. `c64_max2_c32_max2_d128` for the article's.

Layers are separated by `_`. Options that differ from the form's defaults follow after `-`:

- `c64`, `c16-k5-s2-same-tanh`: a convolution with its number of filters; options: kernel size (default 3), strides (1),
  padding, activation (`linear`, `leaky`, `tanh`, `sigmoid`).
- `dw3`, `dw5-m2-s2-same-relu`: a depthwise convolution with its kernel size; options: depth multiplier (1), strides,
  padding, activation (`linear`).
- `max2`, `avg3-s2-same`: pooling with its window size; options: strides, padding.
- `bn`, `ln`: batch or layer normalization; `gap`: global average pooling instead of flattening.
- `drop0.25`: dropout after a block or a dense layer.
- `d128`, `d84-tanh`: a dense layer with its number of units.
- `softmax` alone: no layers except flattening and the final layer.

The words and options are declared by the modules in `kinds`.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError

from explainer.network.architecture import Architecture, NetworkConfig
from explainer.network.kinds import CHOSEN, DENSE, HEAD, Kind, Setting

EMPTY = "softmax"
MAX_LENGTH = 400

_NUMBER = re.compile(r"(0|[1-9][0-9]{0,3})(\.[0-9]{1,30})?", re.ASCII)
_NAMES = {"leaky_relu": "leaky"}
"""Values that links abbreviate."""


def write_network(architecture: Architecture) -> str:
    """Writes a network as one word."""
    words = [_word(layer) for layer in architecture.layers if layer.word]
    return "_".join(words) or EMPTY


def read_network(word: str) -> Architecture | None:
    """Reads a word of `write_network`.

    Returns:
        The network, which may not be buildable; `None` if the word is invalid.
    """
    if word == EMPTY:
        return Architecture()
    if len(word) > MAX_LENGTH:
        return None
    try:
        return Architecture(layers=tuple(_with_head([_read(part) for part in word.split("_")])))
    except (ValidationError, ValueError):
        return None


def network(word: str) -> NetworkConfig:
    """Reads a word of `write_network` as a trainable network.

    Raises:
        ValueError: If the word is invalid or the network cannot be trained.
    """
    architecture = read_network(word)
    if architecture is None or architecture.config is None:
        raise ValueError(f"Expected the word of a network that fits together; received {word!r}.")
    return architecture.config


def _word(layer: Kind) -> str:
    word = layer.word
    for name, setting in layer.fields().items():
        value = getattr(layer, name)
        if setting.link is None:
            word += _written(value)
        elif value != type(layer).model_fields[name].default:
            word += f"-{setting.link}{_written(value)}"
    return word


def _written(value: Any) -> str:
    # All digits, without an exponent.
    return f"{Decimal(repr(value)):f}" if isinstance(value, float) else _NAMES.get(value, str(value))


def _read(word: str) -> Kind:
    """Reads one layer.

    Raises:
        ValueError: If the word is invalid.
    """
    head, *options = word.split("-")
    for kind in CHOSEN:
        number = head.removeprefix(kind.word)
        main = [name for name, setting in kind.fields().items() if setting.link is None]
        if kind.word and head.startswith(kind.word) and (_NUMBER.fullmatch(number) if main else not number):
            values = dict.fromkeys(main, _number(number) if main else None)
            return kind.model_validate(values | dict(_options(kind, options)))
    raise ValueError(f"Expected a layer; received {word!r}.")


def _options(kind: type[Kind], options: list[str]) -> Iterator[tuple[str, Any]]:
    """Reads the options of a layer, in the order of its fields."""
    remaining = list(options)
    for name, setting in kind.fields().items():
        if setting.link is not None and remaining and (value := _value(kind, name, setting, remaining[0])) is not None:
            remaining.pop(0)
            yield name, value
    if remaining:
        raise ValueError(f"Expected options of {kind.kind_name()}; received {remaining}.")


def _value(kind: type[Kind], name: str, setting: Setting, option: str) -> Any:
    field = kind.model_fields[name]
    if get_origin(field.annotation) is Literal:
        # The default is never written.
        values = {_NAMES.get(value, value): value for value in get_args(field.annotation) if value != field.default}
        return values.get(option)
    number = option.removeprefix(setting.link or "")
    return _number(number) if option.startswith(setting.link or "") and _NUMBER.fullmatch(number) else None


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _with_head(layers: list[Kind]) -> list[Kind]:
    """Adds the `Flatten` layer, which links omit."""
    heads, dense = HEAD.slots[0].kinds, DENSE.slots[0].kinds
    if any(isinstance(layer, heads) for layer in layers):
        return layers
    place = next((place for place, layer in enumerate(layers) if isinstance(layer, dense)), len(layers))
    return [*layers[:place], heads[0].start(), *layers[place:]]
