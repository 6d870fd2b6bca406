"""The grouping of layers into blocks, head and dense parts, which also checks their order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from explainer.network.kinds import HEAD, SECTIONS, Kind, Section


@dataclass(frozen=True)
class LayerGroup:
    """The layers of one block, of the head or of one dense part.

    Attributes:
        number: Its index in the section, from 0.
        layers: The layer in each slot of the section; `None` for an empty slot.
    """

    section: Section
    number: int
    layers: tuple[Kind | None, ...]

    @property
    def lead(self) -> Kind:
        """The layer in the first slot, which is never empty."""
        assert self.layers[0] is not None
        return self.layers[0]

    def __iter__(self) -> Iterator[Kind]:
        return (layer for layer in self.layers if layer is not None)


def groups_of(layers: Sequence[Kind]) -> tuple[LayerGroup, ...]:
    """Groups layers into blocks, head and dense parts.

    Raises:
        PydanticCustomError: `too_many_layers` or `layers_out_of_order`.
    """
    groups: list[LayerGroup] = []
    place = 0
    for section in SECTIONS:
        number = 0
        while place < len(layers) and isinstance(layers[place], section.slots[0].kinds):
            taken: list[Kind | None] = []
            for slot in section.slots:
                fits = place < len(layers) and isinstance(layers[place], slot.kinds)
                taken.append(layers[place] if fits else None)
                place += fits
            groups.append(LayerGroup(section, number, tuple(taken)))
            number += 1
        if number > section.most:
            raise PydanticCustomError(
                "too_many_layers",
                "Expected at most {limit} of {section}; received {received}.",
                {"section": section.name, "limit": section.most, "received": number},
            )
        if number < section.least:
            break
    if place < len(layers) or not any(group.section is HEAD for group in groups):
        kind = layers[place].kind if place < len(layers) else "nothing"
        raise PydanticCustomError(
            "layers_out_of_order",
            "Expected blocks, then what flattens, then dense layers; received {kind} at place {place}.",
            {"kind": kind, "place": place},
        )
    return tuple(groups)
