"""A twin: a training that differs from another one in one thing."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pydantic import ValidationError

from explainer.comparing import Design
from explainer.network import Architecture, NetworkConfig, converted_layer, replaced
from explainer.network.kinds import CHOSEN, KINDS, SECTIONS
from explainer.optimizers import OPTIMIZERS, Optimizer
from explainer.training.recipes.changes import with_changes
from explainer.training.recipes.recipe import REPEATS, Recipe

TwinValue = str | int | float

NONE = "none"
"""The value of a slot that is empty."""


def _of_slots() -> dict[str, tuple[TwinValue, ...]]:
    """What may stand in each slot where there is a choice."""
    return {
        f"{section.prefix}{slot.name}": (*(kind.kind_name() for kind in slot.kinds), *[NONE] * slot.is_optional)
        for section in SECTIONS
        for slot in section.slots
        if slot.is_choice
    }


def _of_layers() -> dict[str, tuple[TwinValue, ...]]:
    """The values of each field that is an experiment of its own."""
    found: dict[str, tuple[TwinValue, ...]] = {}
    for kind in CHOSEN:
        found |= {setting.name: setting.twins for setting in kind.fields().values() if setting.twins}
    return found


OF_SLOTS = _of_slots()
OF_LAYERS = _of_layers()

TWIN_VALUES: Mapping[str, tuple[TwinValue, ...]] = MappingProxyType(
    OF_LAYERS
    | OF_SLOTS
    | {
        "dropout": (0.0, 0.25, 0.5),
        "optimizer": tuple(OPTIMIZERS),
        "learning_rate": Optimizer.described()["learning_rate"].twins,
    }
    | {name: setting.twins for name, setting in Recipe.described().items() if setting.twins}
    | {"own_repeats": (0, *REPEATS)}
)
"""What a twin may have otherwise: fields of the first layer that has them, activation and what stands in a slot of all
layers, dropout as in `with_changes`, and the training fields."""


OF_NETWORK = (OF_LAYERS.keys() | OF_SLOTS.keys()) - {"activation"}
"""Of all of these, what `with_changes` does not know."""


def twin_choices(design: Design) -> dict[str, tuple[TwinValue, ...]]:
    """What can be changed about a training, each with the values that are possible and another's."""
    choices = {name: tuple(_possible(design, name)) for name in TWIN_VALUES}
    return {name: values for name, values in choices.items() if values}


def _possible(design: Design, name: str) -> Iterator[TwinValue]:
    for value in TWIN_VALUES[name]:
        try:
            if _settings(twin(design, name, value)) != _settings(design):
                yield value
        except ValidationError:
            continue


def _settings(design: Design) -> tuple[NetworkConfig, Recipe]:
    return design.config, design.recipe.model_copy(update={"name": "own"})


def twin(design: Design, name: str, value: TwinValue) -> Design:
    """Copies a training and changes one thing about it; the seed stays.

    Args:
        name: A key of `TWIN_VALUES`.

    Returns:
        The twin; its recipe is called `"own"` if it has become another.

    Raises:
        pydantic.ValidationError: If they do not go together.
        ValueError: For any other name.
    """
    if name in OF_NETWORK:
        return Design(_network(design.config, name, value), design.recipe, design.seed)
    config, recipe = with_changes(design.config, design.recipe, {name: value})
    return Design(config, recipe, design.seed)


def _network(config: NetworkConfig, name: str, value: TwinValue) -> NetworkConfig:
    changed = _with_slot(config, name, value) if name in OF_SLOTS else _with_field(config, name, value)
    return NetworkConfig(layers=changed.layers)


def _with_slot(config: NetworkConfig, name: str, value: TwinValue) -> Architecture:
    """The same layer in a slot of all blocks; what it shares with the one before stays."""
    changed: Architecture = config
    for group in config.groups:
        for slot, old in zip(group.section.slots, group.layers, strict=True):
            if f"{group.section.prefix}{slot.name}" == name:
                new = None if value == NONE else converted_layer(old, KINDS[str(value)])
                changed = changed.with_layer(group.section, group.number, slot.name, new)
    return changed


def _with_field(config: NetworkConfig, name: str, value: TwinValue) -> Architecture:
    """The first layer that has a field, with another value of it."""
    for group in config.groups:
        fields = {setting.name: field for field, setting in group.lead.fields().items()}
        if name in fields:
            lead = replaced(group.lead, **{fields[name]: value})
            return config.with_layer(group.section, group.number, group.section.slots[0].name, lead)
    return config
