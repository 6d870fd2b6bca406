"""The structure of a network: an immutable, validated list of layers, and what follows from it."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Self, Union

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from explainer.frozen import Frozen
from explainer.network.groups import LayerGroup, groups_of
from explainer.network.kinds import BLOCK, CHOSEN, SECTIONS, Flatten, Kind, Section
from explainer.network.planning import PlacedLayer, Plan, plan

if TYPE_CHECKING:
    from explainer.network.layers import Layer, Stage
    from explainer.network.planning import WindowTooLarge

    AnyKind = Kind
else:
    AnyKind = Annotated[Union[CHOSEN], Field(discriminator="kind")]  # noqa: UP007 (made of a tuple)

MAX_PARAMETERS = 20_000_000
"""Some 250 MB with the two numbers per parameter that Adam keeps, so one visitor cannot fill the server's memory."""
MAX_MULTIPLY_ADDS = 1_000_000_000
"""About 400 times the article's network, which takes at most a second per image."""
LIMITS = {"parameters": MAX_PARAMETERS, "multiply_adds": MAX_MULTIPLY_ADDS}


@dataclass(frozen=True)
class Excess:
    """The limit that a buildable network exceeds.

    Attributes:
        what: `"parameters"` or `"multiply_adds"`.
    """

    what: str
    limit: int
    received: int


class Architecture(Frozen):
    """A network for 28×28×1 images and 10 classes. Each field is in its range, but the network may not be buildable.

    The final layer, `Dense(10, activation="softmax")`, is added to every network and is not listed in `layers`.

    Attributes:
        layers: Up to three convolution blocks, a flattening or global pooling layer, and up to two dense layers; see
            `SECTIONS`.

    Raises:
        pydantic.ValidationError: For unknown or out-of-range fields, by name; of type `layers_out_of_order` if the
            layers are in an invalid order (context `place`, `kind`); of type `too_many_layers` if there are too many.
    """

    layers: Annotated[tuple[AnyKind, ...], Field(strict=False)] = (Flatten(),)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _ = self.groups
        return self

    @functools.cached_property
    def groups(self) -> tuple[LayerGroup, ...]:
        """The layers, grouped into blocks, the head and dense parts."""
        return groups_of(self.layers)

    @functools.cached_property
    def plan(self) -> Plan:
        """The layers with their shapes, up to the first one that cannot be built."""
        return plan(
            PlacedLayer(layer, group.number if group.section is BLOCK else None)
            for group in self.groups
            for layer in group
        )

    @property
    def built(self) -> tuple[Layer, ...]:
        """The layers in the order of `model.summary()`, without the input."""
        return self.plan.layers

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of `twin_model`: the input first, softmax last, with each activation as a separate stage."""
        return self.plan.stages

    def stage(self, name: object) -> Stage | None:
        """The stage with this name, which may come from a link or the browser; `None` if there is none."""
        return next((stage for stage in self.stages if stage.name == name), None)

    @property
    def first_convolution(self) -> Stage | None:
        """The first convolution, which reads the image; `None` in a network without convolutions."""
        return next(iter(self.convolutions), None)

    def output_stage(self, stage: Stage) -> Stage:
        """The last stage of the same layer: its activation if it has one, otherwise the stage itself."""
        return [other for other in self.stages if other.layer == stage.layer][-1]

    @property
    def blocks(self) -> tuple[LayerGroup, ...]:
        """The convolution blocks, in order."""
        return self.of(BLOCK)

    @property
    def convolutions(self) -> tuple[Stage, ...]:
        """The convolution stage of each block that can be built, before its activation."""
        return tuple(stage for stage in self.stages if stage.settings.opens_block)

    @property
    def too_large(self) -> WindowTooLarge | None:
        """The first window that is larger than its input map, or `None`."""
        return self.plan.too_large

    @property
    def parameters(self) -> int:
        """Number of weights and biases of the layers that can be built."""
        return sum(layer.parameters for layer in self.built)

    @property
    def trainable_parameters(self) -> int:
        """Number of parameters that are updated by gradients."""
        return self.parameters - sum(layer.non_trainable_parameters for layer in self.built)

    @property
    def multiply_adds(self) -> int:
        """Multiply-adds per image of the layers that can be built."""
        return sum(layer.multiply_adds for layer in self.built)

    @property
    def excess(self) -> Excess | None:
        """The first limit that is exceeded; `None` if there is none, or while `too_large` has to be fixed first."""
        if self.too_large is not None:
            return None
        sizes = ((what, limit, getattr(self, what)) for what, limit in LIMITS.items())
        return next((Excess(what, limit, received) for what, limit, received in sizes if received > limit), None)

    @functools.cached_property
    def config(self) -> NetworkConfig | None:
        """The network as a `NetworkConfig`; `None` if it cannot be trained."""
        if self.too_large is not None or self.excess is not None:
            return None
        return NetworkConfig(layers=self.layers)

    @functools.cached_property
    def fingerprint(self) -> str:
        """A short hash of the configuration, the same in every process."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def of(self, section: Section) -> tuple[LayerGroup, ...]:
        """The groups of one section, in order."""
        return tuple(group for group in self.groups if group.section is section)

    def with_layer(self, section: Section, number: int, slot: str, layer: Kind | None) -> Architecture:
        """Returns a copy with another layer in a slot.

        Args:
            number: The group's index in the section, from 0.
            layer: The new layer; `None` empties the slot.
        """
        place = [one.name for one in section.slots].index(slot)
        return Architecture(
            layers=tuple(
                one
                for group in self.groups
                for index, one in enumerate(group.layers)
                for one in [layer if (group.section, group.number, index) == (section, number, place) else one]
                if one is not None
            )
        )

    def with_count(self, section: Section, count: int) -> Architecture:
        """Returns a copy with `count` groups in a section: the last ones are removed, or default ones are appended."""
        new = tuple(slot.kinds[0].start() for slot in section.slots if slot.starts_filled)
        kept: list[Kind] = []
        for other in SECTIONS:
            groups = [tuple(group) for group in self.of(other)]
            if other is section:
                groups = [*groups[:count], *[new] * (count - len(groups))]
            kept += [layer for group in groups for layer in group]
        return Architecture(layers=tuple(kept))

    def without(self, section: Section, number: int) -> Architecture:
        """Returns a copy without one group.

        Args:
            number: The group's index in the section, from 0.
        """
        return Architecture(
            layers=tuple(
                layer for group in self.groups if (group.section, group.number) != (section, number) for layer in group
            )
        )

    def changed(self, change: Callable[[Kind], Kind]) -> Architecture:
        """Returns a copy with `change` applied to every layer."""
        return Architecture(layers=tuple(change(layer) for layer in self.layers))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Architecture) and self.layers == other.layers

    def __hash__(self) -> int:
        return hash(self.layers)


class NetworkConfig(Architecture):
    """An architecture that can be built and is within the limits.

    Raises:
        pydantic.ValidationError: As `Architecture` does; of type `layer_does_not_fit`, with the fields of a
            `WindowTooLarge` as context, if a window is larger than its input map; of type
            `network_too_large` if it exceeds `MAX_PARAMETERS` or `MAX_MULTIPLY_ADDS`.
    """

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.too_large is not None:
            raise _impossible(self.too_large)
        if self.excess is not None:
            raise _too_large(self.excess)
        return self


def replaced(layer: Kind, **values: Any) -> Kind:
    """Returns a validated copy of a layer with some fields changed.

    Args:
        **values: New values by field; fields that the layer's kind does not have are ignored.

    Raises:
        pydantic.ValidationError: If a value is out of range.
    """
    known = {name: value for name, value in values.items() if name in type(layer).model_fields}
    return type(layer).model_validate({**layer.model_dump(), **known})


def in_place_of(old: Kind | None, kind: type[Kind]) -> Kind:
    """Returns a layer of another kind that keeps the values of the fields that both kinds have.

    Args:
        old: The layer to replace; `None` if the slot was empty.
    """
    return replaced(kind.start(), **({} if old is None else old.model_dump(exclude={"kind"})))


def _impossible(too_large: WindowTooLarge) -> PydanticCustomError:
    return PydanticCustomError(
        "layer_does_not_fit",
        "Expected a {field} of at most {limit} at {layer} with padding 'valid'; "
        "received {value} on a {height}×{width} map. Nearest choice: {field} {limit}, or padding 'same'.",
        too_large.as_context(),
    )


def _too_large(excess: Excess) -> PydanticCustomError:
    return PydanticCustomError(
        "network_too_large",
        "Expected at most {limit} {what}; received {received}.",
        {"what": excess.what, "limit": excess.limit, "received": excess.received},
    )
