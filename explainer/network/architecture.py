"""What a learner may choose about a network, validated and immutable: the one owner of a network's structure."""

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
"""With the optimizer's two numbers for each, some 250 MB: no single learner fills a classroom's server."""
MAX_MULTIPLY_ADDS = 1_000_000_000
"""Some 400 times the article's network: still a second or less for one image."""
LIMITS = {"parameters": MAX_PARAMETERS, "multiply_adds": MAX_MULTIPLY_ADDS}


@dataclass(frozen=True)
class Excess:
    """A network that fits together but is larger than allowed.

    Attributes:
        what: `"parameters"` or `"multiply_adds"`.
    """

    what: str
    limit: int
    received: int


class Architecture(Frozen):
    """A network for 28×28×1 images and 10 classes, every field in its range, but perhaps not fitting together.

    The last layer, `Dense(10, activation="softmax")`, is always there and not part of the choice.

    Attributes:
        layers: Up to three convolution blocks, what makes a row of numbers of maps, up to two dense layers; see
            `SECTIONS`.

    Raises:
        pydantic.ValidationError: For unknown or out-of-range fields, by name; of type `layers_out_of_order` if the
            layers cannot follow one another (context `place`, `kind`), of type `too_many_layers` if there are too many.
    """

    layers: Annotated[tuple[AnyKind, ...], Field(strict=False)] = (Flatten(),)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _ = self.groups
        return self

    @functools.cached_property
    def groups(self) -> tuple[LayerGroup, ...]:
        """The layers by blocks, head and dense parts, in order."""
        return groups_of(self.layers)

    @functools.cached_property
    def plan(self) -> Plan:
        """Its layers with their shapes, up to the first that cannot be built."""
        return plan(
            PlacedLayer(layer, group.number if group.section is BLOCK else None)
            for group in self.groups
            for layer in group
        )

    @property
    def built(self) -> tuple[Layer, ...]:
        """The layers as `model.summary()` lists them, without the input."""
        return self.plan.layers

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The steps of the traced twin: input first, softmax last, each activation a step of its own."""
        return self.plan.stages

    def stage(self, name: object) -> Stage | None:
        """The stage of that name, such as a link or a browser says it, or `None`."""
        return next((stage for stage in self.stages if stage.name == name), None)

    @property
    def first_convolution(self) -> Stage | None:
        """The stage whose kernels lie on the image itself; `None` in a network without a convolution."""
        return next(iter(self.convolutions), None)

    def output_stage(self, stage: Stage) -> Stage:
        """The stage that returns what the layer of a stage returns: its activation, if it has one."""
        return [other for other in self.stages if other.layer == stage.layer][-1]

    @property
    def blocks(self) -> tuple[LayerGroup, ...]:
        """The convolution blocks, in order."""
        return self.of(BLOCK)

    @property
    def convolutions(self) -> tuple[Stage, ...]:
        """The stage that each block begins with, before its activation, as far as they can be built."""
        return tuple(stage for stage in self.stages if stage.settings.opens_block)

    @property
    def too_large(self) -> WindowTooLarge | None:
        """The window that is larger than its map, or `None`."""
        return self.plan.too_large

    @property
    def parameters(self) -> int:
        """Number of weights and biases of the layers that can be built."""
        return sum(layer.parameters for layer in self.built)

    @property
    def trainable_parameters(self) -> int:
        """How many of them gradients change."""
        return self.parameters - sum(layer.non_trainable_parameters for layer in self.built)

    @property
    def multiply_adds(self) -> int:
        """Multiply-adds of the layers that can be built, for one image."""
        return sum(layer.multiply_adds for layer in self.built)

    @property
    def excess(self) -> Excess | None:
        """In what it is larger than allowed, or `None`; a window that is too large is to be mended first."""
        if self.too_large is not None:
            return None
        sizes = ((what, limit, getattr(self, what)) for what, limit in LIMITS.items())
        return next((Excess(what, limit, received) for what, limit, received in sizes if received > limit), None)

    @functools.cached_property
    def config(self) -> NetworkConfig | None:
        """The network, if it can be trained."""
        if self.too_large is not None or self.excess is not None:
            return None
        return NetworkConfig(layers=self.layers)

    @functools.cached_property
    def fingerprint(self) -> str:
        """A short hash of the configuration, the same in every process."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def of(self, section: Section) -> tuple[LayerGroup, ...]:
        """The groups of a section, in order."""
        return tuple(group for group in self.groups if group.section is section)

    def with_layer(self, section: Section, number: int, slot: str, layer: Kind | None) -> Architecture:
        """The same with another layer in a slot.

        Args:
            number: Which of its groups, from 0.
            layer: What comes there; `None` leaves it empty.
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
        """The same with so many groups of a section: the last ones go, or new ones come."""
        new = tuple(slot.kinds[0].start() for slot in section.slots if slot.starts_filled)
        kept: list[Kind] = []
        for other in SECTIONS:
            groups = [tuple(group) for group in self.of(other)]
            if other is section:
                groups = [*groups[:count], *[new] * (count - len(groups))]
            kept += [layer for group in groups for layer in group]
        return Architecture(layers=tuple(kept))

    def without(self, section: Section, number: int) -> Architecture:
        """The same without one group.

        Args:
            number: Its place there, from 0.
        """
        return Architecture(
            layers=tuple(
                layer for group in self.groups if (group.section, group.number) != (section, number) for layer in group
            )
        )

    def changed(self, change: Callable[[Kind], Kind]) -> Architecture:
        """The same with every layer changed.

        Args:
            change: Gives the new layer for an old one.
        """
        return Architecture(layers=tuple(change(layer) for layer in self.layers))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Architecture) and self.layers == other.layers

    def __hash__(self) -> int:
        return hash(self.layers)


class NetworkConfig(Architecture):
    """An architecture that is known to fit together.

    Raises:
        pydantic.ValidationError: As `Architecture` does; of type `layer_does_not_fit`, with the fields of a
            `WindowTooLarge` as context, if a window is larger than the map it slides over; of type
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
    """A layer with some fields changed, validated.

    Args:
        **values: The fields and their new values; those that its kind does not have are left out.

    Raises:
        pydantic.ValidationError: If a value is out of range.
    """
    known = {name: value for name, value in values.items() if name in type(layer).model_fields}
    return type(layer).model_validate({**layer.model_dump(), **known})


def in_place_of(old: Kind | None, kind: type[Kind]) -> Kind:
    """A layer of a kind for a place where another one stood: fields that both have keep their values.

    Args:
        old: What stood there, `None` if nothing did.
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
