"""Optimizers going down one loss surface: all that the browser needs to play it."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.laboratory.settings import RATES, Update
from explainer.lessons.descent import BATCH_SIZE, BRIGHTEST, DIGITS, HIGH, LOW, Trajectory, surface, trajectory
from explainer.optimizers import VARIANTS, Optimizer
from explainer.text import Text
from explainer.ui.components.payload import Scene

TEXT = "page.lab.optimizers"


class Focus(TypedDict):
    """What is looked at: an optimizer and a rate by their places, and how many updates have been made."""

    optimizer: int
    rate: int
    number: int


class Line(TypedDict):
    """A line of an update rule: its words, and what it computes, in braces by the name of a value."""

    title: str
    formula: str


class Ball(TypedDict):
    """An optimizer: its name, its sentence, its update rule, and the names of its values in their order.

    The last line of the rule is how the step comes about; `note` may be empty.
    """

    name: str
    sentence: str
    rule: Sequence[Line]
    values: Sequence[str]
    note: str


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
    """By optimizer: `weights` `(optimizers, updates + 1, 2)`, `losses` `(optimizers, updates + 1)`.

    `surface` is `(places, places)`; `values` `(optimizers, updates, values, 2)`: which one, then of which weight.
    """

    surface: NDArray[np.float32]
    weights: NDArray[np.float32]
    losses: NDArray[np.float32]
    values: NDArray[np.float32]


def scene(update: Update, text: Text) -> Scene:
    """Describes the surface and the ways down for their component.

    Raises:
        ExplainerError: If the data set cannot be read.
    """
    ground = surface()
    ways = {name: trajectory(name, update.rate) for name in VARIANTS}
    names = list(VARIANTS)
    meta: Meta = {
        "identity": f"optimizers {text.language}",
        "focus": {
            "optimizer": names.index(update.optimizer),
            "rate": RATES.index(update.rate),
            "number": update.number,
        },
        "balls": [_ball(name, way, update.rate, text) for name, way in ways.items()],
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
        "text": {
            "optimizers": text.table("component.optimizers"),
            # Updates instead of cells.
            "transport": text.table("component.transport") | text.table("component.optimizers_transport"),
        },
    }
    arrays: Arrays = {
        "surface": ground.losses,
        "weights": np.stack([way.weights for way in ways.values()]),
        "losses": np.stack([way.losses for way in ways.values()]),
        "values": _values(list(ways.values())),
    }
    return meta, arrays


def _ball(name: str, way: Trajectory, rate: float, text: Text) -> Ball:
    optimizer = VARIANTS[name]
    numbers = optimizer.arguments | {"learning_rate": rate}
    epsilon = optimizer.constants.get("epsilon")
    return {
        "name": text(f"optimizer.{name}.name"),
        "sentence": text(f"optimizer.{name}.sentence"),
        "rule": _rule(optimizer, numbers, text),
        "values": list(way.values),
        "note": "" if epsilon is None else text("component.optimizers.epsilon", epsilon=f"{epsilon:.7f}"),
    }


def _rule(optimizer: Optimizer, numbers: Mapping[str, float], text: Text) -> list[Line]:
    """What each line computes; of the last, which is the step, also how."""
    *lines, step = optimizer.formula
    formula = step.formula
    for name, number in numbers.items():
        formula = formula.replace(f"{{{name}}}", f"{number:g}")
    shown = [*((line.name, f"{{{line.name}}}") for line in lines), (step.name, formula)]
    return [{"title": text(f"component.optimizers.{name}", **numbers), "formula": each} for name, each in shown]


def _values(ways: Sequence[Trajectory]) -> NDArray[np.float32]:
    """All values of all optimizers, filled up with zeros where there are fewer."""
    updates, weights = len(ways[0].weights) - 1, 2
    found = np.zeros((len(ways), updates, max(len(way.values) for way in ways), weights), np.float32)
    for place, way in enumerate(ways):
        found[place, :, : len(way.values)] = np.stack(list(way.values.values()), axis=1)
    return found
