"""Network configurations: layers, shapes, parameters, cost, Keras source code and Keras models."""

from explainer.network.architecture import Architecture, Excess, NetworkConfig, in_place_of, replaced
from explainer.network.groups import LayerGroup
from explainer.network.layers import LOGITS, Layer, Stage
from explainer.network.models import keras_model, twin_model
from explainer.network.notation import network, read_network, write_network
from explainer.network.planning import WindowTooLarge
from explainer.network.presets import ARTICLE, PRESETS
from explainer.network.program import Instruction, program
from explainer.network.source import INPUT_SOURCE, keras_source

__all__ = [
    "ARTICLE",
    "INPUT_SOURCE",
    "LOGITS",
    "PRESETS",
    "Architecture",
    "Excess",
    "Instruction",
    "Layer",
    "LayerGroup",
    "NetworkConfig",
    "Stage",
    "WindowTooLarge",
    "in_place_of",
    "keras_model",
    "keras_source",
    "network",
    "program",
    "read_network",
    "replaced",
    "twin_model",
    "write_network",
]
