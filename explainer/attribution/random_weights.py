"""The same network before it has learned anything: weights as Keras's own initializers make them."""

from itertools import count
from typing import Any

import numpy as np

from explainer.network import NetworkConfig
from explainer.tracing import Weights, as_weights

SEEDS = (0, 1_000, 2_000, 3_000, 4_000)
"""Of the draws that a map is compared with: always the same ones, so that everybody reads the same of them."""


def random_weights(config: NetworkConfig, seed: int = SEEDS[0]) -> Weights:
    """Initializes a network without Keras's global random state, which other threads share."""
    seeds = count(seed)
    arrays = []
    for stage in config.stages:
        layer = stage.settings.build(stage.name) if stage.settings.roles else None
        for role, shape in zip(stage.settings.roles, stage.weight_shapes, strict=True):
            initializer = _seeded(stage.settings.initializer(layer, role), next(seeds))
            arrays.append(np.array(initializer(shape, dtype="float32")))
    return as_weights(config, arrays)


def _seeded(initializer: Any, seed: int) -> Any:
    settings = initializer.get_config()
    return type(initializer).from_config(settings | {"seed": seed}) if "seed" in settings else initializer
