"""Differences between the settings of training runs."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from explainer.network import PRESETS, Architecture, LayerGroup, NetworkConfig
from explainer.network.kinds import LEADING_SETTINGS
from explainer.training.recipes.recipe import RECIPES, Recipe

Value = str | int | float | tuple[int, ...]


class Aspect(NamedTuple):
    """A setting that can differ.

    Attributes:
        name: Its name in text ids.
        number: Number of the convolution block or dense part, from 1; 0 for the whole network or run.
    """

    name: str
    number: int = 0


@dataclass(frozen=True)
class Design:
    """The network, recipe and seed of a training run."""

    config: NetworkConfig
    recipe: Recipe
    seed: int

    @property
    def settings(self) -> dict[Aspect, Value]:
        """All settings that affect the result, in the order of the layers.

        The schedule of evaluations on test images is not included. If the recipe is unknown, only the network is
        included.
        """
        network = network_settings(self.config)
        return network | recipe_settings(self.recipe) | {Aspect("seed"): self.seed} if self.recipe.is_known else network

    @property
    def consequences(self) -> dict[Aspect, Value]:
        """Quantities computed from the settings: shapes, parameters and cost."""
        outputs = [layer.output_shape for layer in self.config.convolutions]
        found: dict[Aspect, Value] = {Aspect("output", number): shape for number, shape in enumerate(outputs, start=1)}
        return found | {
            Aspect("parameters"): self.config.parameters,
            Aspect("multiply_adds"): self.config.multiply_adds,
        }


def network_settings(architecture: Architecture) -> dict[Aspect, Value]:
    """All settings of a network, in the order of its layers."""
    found: dict[Aspect, Value] = {}
    for group in architecture.groups:
        prefix = group.section.prefix
        found |= {Aspect(f"{prefix}{name}", group.number + 1): value for name, value in _of_group(group)}
    return found


def recipe_settings(recipe: Recipe) -> dict[Aspect, Value]:
    """All settings of a recipe that affect training."""
    return {Aspect(name): value for name, value in _of_recipe(recipe)}


def _of_group(group: LayerGroup) -> Iterator[tuple[str, Value]]:
    """The layer type of each slot that offers a choice, and each layer's fields."""
    for slot, layer in zip(group.section.slots, group.layers, strict=True):
        if layer is None:
            continue
        if slot.is_choice:
            yield slot.name, layer.keras_name
        for field, setting in layer.fields().items():
            yield setting.name, layer.effective(field)


def _of_recipe(recipe: Recipe) -> Iterator[tuple[str, Value]]:
    shown = recipe.described()
    for field in Recipe.model_fields:
        if field in shown:
            yield field, getattr(recipe, field)
        elif field == "optimizer":
            yield field, recipe.optimizer.name
            yield from recipe.optimizer.settings.items()
    digits = recipe.own_digits
    yield "own_images", 0 if digits is None else (digits.images, digits.repeats)
    if digits is not None:
        yield "own_digits", digits.digest


@dataclass(frozen=True)
class Difference:
    """A setting that differs between training runs.

    Attributes:
        values: One per run; `None` if it has no such layer.
    """

    aspect: Aspect
    values: tuple[Value | None, ...]


def differing(columns: Sequence[Mapping[Aspect, Value]]) -> tuple[Difference, ...]:
    """Returns the settings that are not equal in all training runs.

    Args:
        columns: The settings of each run.

    Returns:
        Differences in the order of the first run's settings, followed by settings that only later runs have.
    """
    aspects = dict.fromkeys(aspect for column in columns for aspect in column)
    rows = (Difference(aspect, tuple(column.get(aspect) for column in columns)) for aspect in aspects)
    return tuple(row for row in rows if _differs(row))


def _differs(row: Difference) -> bool:
    values = row.values
    if row.aspect.name not in LEADING_SETTINGS:
        values = tuple(value for value in values if value is not None)
    return len(set(values)) > 1


@dataclass(frozen=True)
class Closest:
    """The closest preset or built-in recipe.

    Attributes:
        name: The preset or recipe with the fewest different settings; the first one in case of a tie.
        differences: Each with the preset's value first.
    """

    name: str
    differences: tuple[Difference, ...]


@functools.lru_cache(maxsize=1_024)
def closest_preset(architecture: Architecture) -> Closest:
    """The preset that is closest to a network."""
    return _closest(network_settings(architecture), {name: network_settings(it) for name, it in PRESETS.items()})


@functools.lru_cache(maxsize=1_024)
def closest_recipe(recipe: Recipe) -> Closest:
    """The built-in recipe that is closest to a recipe."""
    return _closest(recipe_settings(recipe), {name: recipe_settings(it) for name, it in RECIPES.items()})


def _closest(settings: Mapping[Aspect, Value], known: Mapping[str, Mapping[Aspect, Value]]) -> Closest:
    found = (Closest(name, differing([other, settings])) for name, other in known.items())
    return min(found, key=lambda closest: len(closest.differences))
