"""What makes trainings different, what came of it, and whether chance explains that; pure functions."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from explainer.network import PRESETS, Architecture, Group, NetworkConfig
from explainer.network.kinds import LEADING_SETTINGS
from explainer.training.recipes.recipe import RECIPES, Recipe

Value = str | int | float | tuple[int, ...]

CHANCE_LEVEL = 0.05
"""From this p-value on, chance explains a difference: the usual convention, and no more than that."""


class Setting(NamedTuple):
    """One thing that can differ.

    Attributes:
        name: What it is; the catalogue's words go by it.
        number: Of which convolution block or dense layer, from 1; 0 if it is of the whole.
    """

    name: str
    number: int = 0


@dataclass(frozen=True)
class Design:
    """What a training was asked to be.

    Attributes:
        config: The network.
        recipe: How it is trained.
        seed: Start of every random number.
    """

    config: NetworkConfig
    recipe: Recipe
    seed: int

    @property
    def settings(self) -> dict[Setting, Value]:
        """Everything that was chosen, in the order of the layers.

        When the test images are evaluated is no part of it: nothing is learned from them.
        """
        return network_settings(self.config) | recipe_settings(self.recipe) | {Setting("seed"): self.seed}

    @property
    def consequences(self) -> dict[Setting, Value]:
        """What follows from the choice: shapes, parameters and cost."""
        outputs = [layer.output_shape for layer in self.config.convolutions]
        found: dict[Setting, Value] = {
            Setting("output", number): shape for number, shape in enumerate(outputs, start=1)
        }
        return found | {
            Setting("parameters"): self.config.parameters,
            Setting("multiply_adds"): self.config.multiply_adds,
        }


def network_settings(architecture: Architecture) -> dict[Setting, Value]:
    """Everything that was chosen about a network, in the order of its layers."""
    found: dict[Setting, Value] = {}
    for group in architecture.groups:
        prefix = group.section.prefix
        found |= {Setting(f"{prefix}{name}", group.number + 1): value for name, value in _of_group(group)}
    return found


def recipe_settings(recipe: Recipe) -> dict[Setting, Value]:
    """Everything that was chosen about a training and has a part in what is learned."""
    return {Setting(name): value for name, value in _of_recipe(recipe)}


def _of_group(group: Group) -> Iterator[tuple[str, Value]]:
    """Which layer stands in each slot, where there is a choice, and each of its fields."""
    for slot, layer in zip(group.section.slots, group.layers, strict=True):
        if layer is None:
            continue
        if slot.is_choice:
            yield slot.name, layer.keras_name
        for field, setting in layer.settings().items():
            yield setting.name, layer.effective(field)


def _of_recipe(recipe: Recipe) -> Iterator[tuple[str, Value]]:
    optimizer = recipe.optimizer
    yield "epochs", recipe.epochs
    yield "batch_size", recipe.batch_size
    yield "optimizer", optimizer.name
    yield "learning_rate", optimizer.learning_rate
    yield "schedule", optimizer.schedule
    if optimizer.schedule == "one_cycle":
        yield "warm_up_share", optimizer.warm_up_share
    if optimizer.name == "sgd":
        yield "momentum", optimizer.momentum
    yield "loss", recipe.loss
    yield "training_images", recipe.training_images
    yield "validation_images", recipe.validation_images
    digits = recipe.own_digits
    yield "own_images", 0 if digits is None else (digits.images, digits.repeats)
    if digits is not None:
        yield "own_digits", digits.digest


@dataclass(frozen=True)
class Difference:
    """One row of what differs.

    Attributes:
        setting: What differs.
        values: Of each training, in order; `None` where there is no such layer.
    """

    setting: Setting
    values: tuple[Value | None, ...]


def differing(columns: Sequence[Mapping[Setting, Value]]) -> tuple[Difference, ...]:
    """The settings that are not the same everywhere.

    Args:
        columns: The settings of each training.

    Returns:
        A row for each, in the order in which they stand, the later ones' own last.
    """
    settings = dict.fromkeys(setting for column in columns for setting in column)
    rows = (Difference(setting, tuple(column.get(setting) for column in columns)) for setting in settings)
    return tuple(row for row in rows if _differs(row))


def _differs(row: Difference) -> bool:
    values = row.values
    if row.setting.name not in LEADING_SETTINGS:
        values = tuple(value for value in values if value is not None)
    return len(set(values)) > 1


@dataclass(frozen=True)
class Closest:
    """What a network or a recipe is nearly.

    Attributes:
        name: Of the preset or the built-in recipe that it differs from in the fewest settings, the first of equals.
        differences: What differs, each with the value there and the value here.
    """

    name: str
    differences: tuple[Difference, ...]


@functools.lru_cache(maxsize=1_024)
def closest_preset(architecture: Architecture) -> Closest:
    """The preset that a network is nearly."""
    return _closest(network_settings(architecture), {name: network_settings(it) for name, it in PRESETS.items()})


@functools.lru_cache(maxsize=1_024)
def closest_recipe(recipe: Recipe) -> Closest:
    """The built-in recipe that a recipe is nearly."""
    return _closest(recipe_settings(recipe), {name: recipe_settings(it) for name, it in RECIPES.items()})


def _closest(settings: Mapping[Setting, Value], known: Mapping[str, Mapping[Setting, Value]]) -> Closest:
    found = (Closest(name, differing([other, settings])) for name, other in known.items())
    return min(found, key=lambda closest: len(closest.differences))


@dataclass(frozen=True)
class Agreement:
    """Who of two is right on which images.

    Attributes:
        both_right: How many images both get right.
        only_first: The images that only the first gets right, by index.
        only_second: Those that only the second gets right.
        both_wrong: How many neither gets right.
    """

    both_right: int
    only_first: tuple[int, ...]
    only_second: tuple[int, ...]
    both_wrong: int

    @property
    def lead(self) -> int:
        """How many more the first gets right; negative if it is fewer."""
        return len(self.only_first) - len(self.only_second)

    @property
    def p_value(self) -> float:
        """How often two equally good networks would differ at least this much; see `mcnemar`."""
        return mcnemar(len(self.only_first), len(self.only_second))

    @property
    def is_chance(self) -> bool:
        """Whether chance explains the difference."""
        return self.p_value >= CHANCE_LEVEL


def agreement(labels: npt.NDArray[np.uint8], first: npt.NDArray[np.uint8], second: npt.NDArray[np.uint8]) -> Agreement:
    """Compares the answers of two networks to the same images.

    Args:
        labels: `(n,)`, what the images show.
        first: `(n,)`, one network's answers.
        second: `(n,)`, the other's.

    Raises:
        ValueError: If they are not equally many.
    """
    if not labels.shape == first.shape == second.shape:
        raise ValueError(
            f"Expected as many answers as labels, {labels.shape}; received {first.shape} and {second.shape}."
        )
    one, other = first == labels, second == labels
    return Agreement(
        both_right=int(np.count_nonzero(one & other)),
        only_first=tuple(np.flatnonzero(one & ~other).tolist()),
        only_second=tuple(np.flatnonzero(other & ~one).tolist()),
        both_wrong=int(np.count_nonzero(~one & ~other)),
    )


def mcnemar(only_first: int, only_second: int) -> float:
    """McNemar's exact test (McNemar 1947; exact form after Mosteller 1952).

    Images on which both are right, or both wrong, say nothing about which is better. Of the others, two equally good
    networks would each win about half, like heads and tails.

    Args:
        only_first: Images that only one gets right, 0 or more.
        only_second: Images that only the other gets right.

    Returns:
        The two-sided probability of a split at least this uneven, 0 to 1; 1 if there is nothing to split.
    """
    total, fewer = only_first + only_second, min(only_first, only_second)
    term, tail = 1, 1
    # Whole numbers of any length: floats would underflow from some 1,000 images on.
    for heads in range(fewer):
        term = term * (total - heads) // (heads + 1)
        tail += term
    return min(1.0, 2 * tail / 2**total) if total else 1.0
