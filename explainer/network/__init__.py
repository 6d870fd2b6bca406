"""A network as a configuration: its layers, shapes, parameters, cost, source code and Keras models."""

from __future__ import annotations

from explainer.network.config import (
    ConvolutionBlock,
    DenseLayer,
    NetworkConfig,
    Pooling,
)
from explainer.network.layers import Layer, Stage, output_size
from explainer.network.models import keras_model, twin_model
from explainer.network.planning import Misfit, Plan, plan
from explainer.network.presets import ARTICLE, PRESETS
from explainer.network.source import INPUT_SOURCE, keras_source, layer_source

__all__ = [
    "ARTICLE",
    "INPUT_SOURCE",
    "PRESETS",
    "ConvolutionBlock",
    "DenseLayer",
    "Layer",
    "Misfit",
    "NetworkConfig",
    "Plan",
    "Pooling",
    "Stage",
    "keras_model",
    "keras_source",
    "layer_source",
    "output_size",
    "plan",
    "twin_model",
]
