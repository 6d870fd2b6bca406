"""A change to a network and to how it is trained, as data: what a button sets up."""

from collections.abc import Mapping
from typing import Any

from explainer.network import Architecture, NetworkConfig, replaced
from explainer.network.kinds import BLOCK, DENSE, Dropout
from explainer.optimizers import ALL, OPTIMIZERS, Optimizer
from explainer.training.recipes.recipe import OWN, AddedDigits, Recipe, possible

Changes = Mapping[str, float | int | str]
"""New values by name: fields of the recipe (those of `Recipe.described`); `own_repeats`, how often each of one's own
digits stands in an epoch, 0 for not at all, if there are any; `optimizer` (its name) and fields of the optimizer;
`activation` of all convolutions and dense layers; `dropout` of the dense layers, or of the blocks where there are
none."""

_OF_RECIPE = tuple(Recipe.described())
_OF_DIGITS = "own_repeats"
_OPTIMIZER = "optimizer"
_OF_OPTIMIZER = {_OPTIMIZER} | {field for kind in ALL for field in kind.model_fields} - {"name"}
_OF_NETWORK = ("activation", "dropout")


def with_changes(config: NetworkConfig, recipe: Recipe, changes: Changes) -> tuple[NetworkConfig, Recipe]:
    """Applies changes.

    Returns:
        The new network and the new recipe. A recipe that has become another is called `"own"`.

    Raises:
        pydantic.ValidationError: If they do not go together; see `NetworkConfig` and `Recipe`.
        ValueError: For a name that is none of those above.
    """
    unknown = set(changes) - {*_OF_RECIPE, _OF_DIGITS, *_OF_OPTIMIZER, *_OF_NETWORK}
    if unknown:
        raise ValueError(f"Expected names of settings; received {sorted(unknown)}.")
    return _network(config, changes), possible(changed_recipe(recipe, changes))


def changed_recipe(recipe: Recipe, changes: Changes) -> Recipe:
    """Applies changes to a recipe alone, which may become too much; names of other settings are ignored.

    Raises:
        pydantic.ValidationError: For a value that is out of its range.
    """
    of_recipe: dict[str, Any] = {name: changes[name] for name in _OF_RECIPE if name in changes}
    if recipe.own_digits is not None and _OF_DIGITS in changes:
        repeats = changes[_OF_DIGITS]
        of_recipe["own_digits"] = AddedDigits(**{**dict(recipe.own_digits), "repeats": repeats}) if repeats else None
    changed = Recipe(**{**dict(recipe), **of_recipe, "optimizer": _optimizer(recipe.optimizer, changes)})
    return recipe if changed == recipe else changed.model_copy(update={"name": OWN})


def _optimizer(old: Optimizer, changes: Changes) -> Optimizer:
    """What both optimizers have stays; the options of another one are its defaults."""
    kind = OPTIMIZERS[str(changes.get(_OPTIMIZER, old.name))]
    kept = {field: value for field, value in dict(old).items() if field in kind.model_fields and field != "name"}
    return kind(**{**kept, **{name: changes[name] for name in _OF_OPTIMIZER - {_OPTIMIZER} if name in changes}})


def _network(config: NetworkConfig, changes: Changes) -> NetworkConfig:
    changed: Architecture = config
    if "activation" in changes:
        changed = changed.changed(lambda layer: replaced(layer, activation=changes["activation"]))
    if "dropout" in changes:
        section = DENSE if changed.of(DENSE) else BLOCK
        rate = changes["dropout"]
        layer = Dropout.model_validate({"rate": rate}) if rate else None
        for number in range(len(changed.of(section))):
            changed = changed.with_layer(section, number, "dropout", layer)
    return NetworkConfig(layers=changed.layers)
