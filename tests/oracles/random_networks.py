"""Networks drawn by chance: any kind in any slot, any value of any field."""

from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

import numpy as np

from explainer.network import Architecture, NetworkConfig
from explainer.network.kinds import SECTIONS, Kind, Section


def random_network(
    generator: np.random.Generator, blocks: int | None = None, limits: Mapping[str, int] | None = None
) -> NetworkConfig:
    """A network that fits together.

    Args:
        blocks: Its convolution blocks; by default as many as comes.
        limits: The largest value of a field, by name, where it is to be less than what is allowed.
    """
    while True:
        layers: list[Kind] = []
        for section in SECTIONS:
            count = int(generator.integers(section.least, section.most + 1))
            for _ in range(blocks if section is SECTIONS[0] and blocks is not None else count):
                layers += _random_group(generator, section, limits or {})
        config = Architecture(layers=tuple(layers)).config
        if config is not None:
            return config


def _random_group(generator: np.random.Generator, section: Section, limits: Mapping[str, int]) -> list[Kind]:
    layers = []
    for slot in section.slots:
        if slot.is_optional and generator.random() < 1 / 3:
            continue
        kind = slot.kinds[int(generator.integers(len(slot.kinds)))]
        values = {name: _random_value(generator, kind, name, limits) for name in kind.fields()}
        layers.append(kind.model_validate(values))
    return layers


def _random_value(generator: np.random.Generator, kind: type[Kind], name: str, limits: Mapping[str, int]) -> Any:
    field = kind.model_fields[name]
    if get_origin(field.annotation) is Literal:
        choices = get_args(field.annotation)
        return choices[int(generator.integers(len(choices)))]
    bounds = kind.bounds(name)
    if field.annotation is float:
        return float(generator.choice((0.25, bounds["le"])))
    if field.default is None and generator.random() < 1 / 2:
        return None
    return int(generator.integers(bounds["ge"], min(bounds["le"], limits.get(name, bounds["le"])) + 1))
