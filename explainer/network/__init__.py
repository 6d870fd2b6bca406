"""A network as a configuration: its layers, shapes, parameters, cost, source code and Keras models."""

from __future__ import annotations

from explainer.network.config import (
    ConvolutionBlock,
    DenseLayer,
    NetworkConfig,
    Pooling,
)
from explainer.network.keras_model import keras_model, twin_model
from explainer.network.layers import Layer, Stage, output_size
from explainer.network.plan import Misfit, Plan, plan
from explainer.network.presets import ARTICLE, PRESETS
from explainer.network.source import keras_source, layer_source

__all__ = [
    "ARTICLE",
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
