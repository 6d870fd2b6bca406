"""A network with random weights that has answered a random image, as the tests of pictures look at it."""

from functools import cache

import numpy as np

from explainer.network import NetworkConfig, keras_model
from explainer.text import Text
from explainer.tracing import Trace, Weights, as_weights
from explainer.ui.pictures.stage import StageContext
from tests.networks import random_arrays, tracer_of


@cache
def traced(config: NetworkConfig) -> tuple[Trace, Weights]:
    weights = as_weights(config, random_arrays(keras_model(config), 5))
    image = np.random.default_rng(5).integers(0, 256, (28, 28)).astype(np.float32) / np.float32(255)
    return tracer_of(config).trace(image, weights), weights


def context_of(config: NetworkConfig, name: str, language: str = "en", **focus: int) -> StageContext:
    trace, weights = traced(config)
    return StageContext(trace=trace, weights=weights, stage=trace[name].stage, text=Text(language), **focus)
