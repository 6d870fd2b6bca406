"""Changes that a visitor can make in a line of the script, and their effect on the network and the recipe."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, get_args

from explainer.lessons.script import Line
from explainer.mnist import TRAINING_IMAGES
from explainer.network import Architecture, LayerGroup, replaced
from explainer.network.kinds import Kind, Setting, Slot
from explainer.network.worked import worked
from explainer.optimizers import OPTIMIZERS
from explainer.training.recipes.changes import changed_recipe
from explainer.training.recipes.recipe import MAX_EPOCHS, SPLITS, Recipe

Value = Any
EPOCHS = (1, 2, 3, 5, 8, 10, 15, 20, 30, 50, MAX_EPOCHS)
SPLIT = "fit.validation_split"
AFTER = "after"
"""Prefix of a choice that inserts a layer after this one, e.g. `after.dropout`."""


@dataclass(frozen=True)
class Choice:
    """The values that an argument may have.

    Attributes:
        name: Call and argument, e.g. `Conv2D.kernel_size`.
        options: Values of the network's or the recipe's field; `None` for no layer.
        current: Index of the current value.
    """

    name: str
    options: tuple[Value, ...]
    current: int


def choices(line: Line, network: Architecture, recipe: Recipe) -> tuple[Choice, ...]:
    """Returns the choices of a line."""
    if line.layer is not None:
        return _of_layer(line.layer, network)
    known = {"compile": _of_compile, "fit": _of_fit}
    return known[line.id](recipe) if line.id in known else ()


def changed(
    choice: Choice, option: int, line: Line, network: Architecture, recipe: Recipe
) -> tuple[Architecture, Recipe]:
    """Applies a change. Returns the new network, which may not be buildable, and the new recipe.

    Args:
        option: Index of the new value in `choice.options`.
    """
    call, _, argument = choice.name.partition(".")
    value = choice.options[option]
    if line.layer is not None:
        return _changed_layer(line.layer, call, argument, value, network), recipe
    changes = {argument: value}
    if choice.name == SPLIT:
        held_out = round((value or 0) * TRAINING_IMAGES)
        changes = {"training_images": TRAINING_IMAGES - held_out, "validation_images": held_out}
    if argument == "optimizer":
        changes["learning_rate"] = OPTIMIZERS[value].model_fields["learning_rate"].default
    return network, changed_recipe(recipe, changes)


def _changed_layer(name: str, call: str, argument: str, value: Value, network: Architecture) -> Architecture:
    place = _place(name, network)
    group, number = _slot(place, network)
    if call == AFTER:
        slot = next(slot for slot in group.section.slots if slot.name == argument)
        return _with_share(group, slot, value, network)
    if value is None:
        return _with_share(group, group.section.slots[number], None, network)
    layer = replaced(network.layers[place], **{argument: value}).simplest()
    return Architecture(layers=(*network.layers[:place], layer, *network.layers[place + 1 :]))


def _place(layer: str, network: Architecture) -> int:
    """The index of a layer; the final layer comes after `network.layers`."""
    return next(place for place, row in enumerate(worked(network)) if row.layer.name == layer)


def _of_layer(name: str, network: Architecture) -> tuple[Choice, ...]:
    place = _place(name, network)
    if place == len(network.layers):
        return ()
    layer = network.layers[place]
    group, slot = _slot(place, network)
    fields = [
        _choice(f"{layer.keras_name}.{field}", _values(layer, field), layer.effective(field))
        for field in layer.fields()
    ]
    return (*fields, *_empty_slots_after(group, slot))


def _values(layer: Kind, field: str) -> tuple[Value, ...]:
    setting, bounds = layer.fields()[field], layer.bounds(field)
    if setting.is_share:
        return _shares(setting)
    if setting.steps:
        return setting.steps
    choice = get_args(type(layer).model_fields[field].annotation)
    return tuple(range(bounds["ge"], bounds["le"] + 1)) if bounds else choice


def _shares(setting: Setting) -> tuple[Value, ...]:
    """The options of a share; 0 is replaced by `None`, which removes the layer."""
    return None, *(step for step in setting.steps if step)


def _slot(place: int, network: Architecture) -> tuple[LayerGroup, int]:
    """The group and the slot index of a layer."""
    groups = ((group, slot) for group in network.groups for slot, one in enumerate(group.layers) if one is not None)
    return next(islice(groups, place, None))


def _empty_slots_after(group: LayerGroup, slot: int) -> Iterator[Choice]:
    """Choices that insert a layer such as dropout right after a layer."""
    for other, layer in zip(group.section.slots[slot + 1 :], group.layers[slot + 1 :], strict=True):
        if layer is not None:
            return
        for setting in other.kinds[0].fields().values():
            if setting.is_share:
                yield Choice(f"{AFTER}.{other.name}", _shares(setting), 0)


def _with_share(group: LayerGroup, slot: Slot, share: float | None, network: Architecture) -> Architecture:
    """The network with a layer with this share in a slot, or without one."""
    kind = slot.kinds[0]
    layer = None if share is None else replaced(kind.start(), **dict.fromkeys(kind.fields(), share))
    return network.with_layer(group.section, group.number, slot.name, layer)


def _of_compile(recipe: Recipe) -> tuple[Choice, ...]:
    optimizer = recipe.optimizer
    name = optimizer.keras_name
    found = [
        _choice("compile.optimizer", tuple(OPTIMIZERS), optimizer.name),
        _choice("compile.loss", Recipe.words("loss"), recipe.loss),
    ]
    if optimizer.schedule == "constant":
        steps = optimizer.described()["learning_rate"].steps
        found.append(_choice(f"{name}.learning_rate", steps, optimizer.learning_rate))
    options = type(optimizer).options().items()
    return (*found, *(_choice(f"{name}.{field}", known.steps, getattr(optimizer, field)) for field, known in options))


def _of_fit(recipe: Recipe) -> tuple[Choice, ...]:
    sizes = Recipe.described()["batch_size"].steps
    epochs = tuple(count for count in EPOCHS if count <= recipe.most_epochs)
    found = _choice("fit.epochs", epochs, recipe.epochs), _choice("fit.batch_size", sizes, recipe.batch_size)
    if recipe.validation_split is None and (recipe.validation_images or recipe.training_images != TRAINING_IMAGES):
        return found
    return (*found, Choice(SPLIT, (None, *SPLITS), (None, *SPLITS).index(recipe.validation_split)))


def _choice(name: str, options: tuple[Value, ...], value: Value) -> Choice:
    """Creates a choice; a current value that is not among the options is inserted in order."""
    if value not in options:
        options = tuple(sorted({*options, value}, key=lambda option: (option is not None, option)))
    return Choice(name, options, options.index(value))
