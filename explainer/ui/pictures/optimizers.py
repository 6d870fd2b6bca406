"""Five optimizers going down one loss surface: all that the browser needs to play it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.experiments import OPTIMIZERS
from explainer.laboratory.settings import RATES, OptimizerChoice, Update
from explainer.lessons.optimizers import (
    BATCH_SIZE,
    BRIGHTEST,
    DIGITS,
    HIGH,
    LOW,
    Trajectory,
    surface,
    trajectory,
)
from explainer.text import Text
from explainer.training.worker.restart import keras_optimizer
from explainer.ui.components.payload import Scene

TEXT = "page.lab.optimizers"
KEPT = 2
"""The most numbers that an optimizer keeps of a weight."""


class Focus(TypedDict):
    """What is looked at: an optimizer and a rate by their places, and how many updates have been made."""

    optimizer: int
    rate: int
    number: int


class Ball(TypedDict):
    """An optimizer: its name, its sentence, and what Keras sets besides the learning rate, by Keras's names."""

    id: OptimizerChoice
    name: str
    sentence: str
    settings: Mapping[str, float]


class Texts(TypedDict):
    """What a visitor reads."""

    optimizers: dict[str, str]
    transport: dict[str, str]


class Meta(TypedDict):
    """The surface's ends and its bottom `(upper, lower)`, and who goes down it."""

    identity: str
    focus: Focus
    balls: Sequence[Ball]
    rates: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    lowest: Sequence[float]
    least: float
    note: str
    text: Texts


class Arrays(TypedDict):
    """By optimizer: `weights` `(5, updates + 1, 2)`, `losses` `(5, updates + 1)`, `gradients` and `memory` by update.

    `surface` is `(places, places)`; `memory` `(5, updates, 2, 2)`: what is kept, then of which weight.
    """

    surface: NDArray[np.float32]
    weights: NDArray[np.float32]
    losses: NDArray[np.float32]
    gradients: NDArray[np.float32]
    memory: NDArray[np.float32]


def scene(update: Update, text: Text) -> Scene:
    """Describes the surface and the five ways down for their component.

    Raises:
        ExplainerError: If the data set cannot be read.
    """
    ground = surface()
    found = [trajectory(name, update.rate) for name in OPTIMIZERS]
    names = list(OPTIMIZERS)
    meta: Meta = {
        "identity": f"optimizers {text.language}",
        "focus": {
            "optimizer": names.index(update.optimizer),
            "rate": RATES.index(update.rate),
            "number": update.number,
        },
        "balls": [_ball(name, update.rate, text) for name in names],
        "rates": RATES,
        "low": LOW,
        "high": HIGH,
        "lowest": ground.lowest,
        "least": ground.least,
        "note": text(
            f"{TEXT}.note",
            images=ground.images,
            first=DIGITS[0],
            second=DIGITS[1],
            brightest=BRIGHTEST,
            batch_size=BATCH_SIZE,
        ),
        "text": {"optimizers": text.table("component.optimizers"), "transport": _transport(text)},
    }
    arrays: Arrays = {
        "surface": ground.losses,
        "weights": np.stack([way.weights for way in found]),
        "losses": np.stack([way.losses for way in found]),
        "gradients": np.stack([way.gradients for way in found]),
        "memory": np.stack([_padded(way) for way in found]),
    }
    return meta, arrays


def _ball(name: OptimizerChoice, rate: float, text: Text) -> Ball:
    return {
        "id": name,
        "name": text(f"{TEXT}.name_{name}"),
        "sentence": text(f"{TEXT}.sentence_{name}"),
        "settings": _settings(rate, name),
    }


def _settings(rate: float, name: OptimizerChoice) -> dict[str, float]:
    configuration = keras_optimizer(OPTIMIZERS[name], rate).get_config()
    known = ("momentum", "beta_1", "beta_2", "rho", "epsilon", "initial_accumulator_value")
    return {setting: float(configuration[setting]) for setting in known if configuration.get(setting)}


def _transport(text: Text) -> dict[str, str]:
    """Updates instead of cells."""
    return text.table("component.transport") | text.table("component.optimizers_transport")


def _padded(way: Trajectory) -> NDArray[np.float32]:
    updates, kept, weights = way.memory.shape
    return np.concatenate([way.memory, np.zeros((updates, KEPT - kept, weights), np.float32)], axis=1)
