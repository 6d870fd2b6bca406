"""A kernel changed by hand: which of its weights, to what; how a link writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

import numpy as np

from explainer.errors import ExplainerError
from explainer.network.kinds import LayerWeights
from explainer.tracing import Array, Weights

MOST_WEIGHT = 9.999
"""The largest weight that can be set, either sign."""

MOST_CHANGES = 196
"""The most weights that can be changed at once, so that a link holds them: four slices of the largest kernel."""

_CHANGE = re.compile(r"([0-9]{1,5})~(-?[0-9]{1,4})", re.ASCII)
_THOUSAND = 1_000


@dataclass(frozen=True)
class KernelEdit:
    """Some weights of one filter, changed by hand.

    Attributes:
        changes: Places in the kernel `(height, width, channels)`, counted in that order, ascending, each with its new
            weight in thousandths.
    """

    changes: tuple[tuple[int, int], ...]

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """Reads places and weights in thousandths, such as `6~0.7~-125`.

        Args:
            value: What a link says.

        Returns:
            The edit; `None` if it makes no sense.
        """
        found = [_CHANGE.fullmatch(part) for part in value.split(".", MOST_CHANGES)]
        changes = [(int(match[1]), int(match[2])) for match in found if match is not None]
        places = [place for place, _ in changes]
        if len(changes) < len(found) or len(found) > MOST_CHANGES or sorted({*places}) != places:
            return None
        return cls(tuple(changes))

    def __str__(self) -> str:
        return ".".join(f"{place}~{thousandths}" for place, thousandths in self.changes)

    def fits(self, kernel: Array) -> bool:
        """Whether a kernel `(height, width, channels)` has all of these places."""
        return all(place < kernel.size for place, _ in self.changes)

    def outside(self, channel: int, channels: int) -> Self | None:
        """What is changed in other input maps; `None` if nothing is.

        Args:
            channel: An input map.
            channels: How many there are.
        """
        changes = tuple(change for change in self.changes if change[0] % channels != channel)
        return type(self)(changes) if changes else None

    def applied(self, kernel: Array) -> Array:
        """A changed copy of a kernel.

        Args:
            kernel: `(height, width, channels)`.
        """
        changed = kernel.copy()
        for place, thousandths in self.changes:
            changed.flat[place] = thousandths / _THOUSAND
        return changed


def with_edit(weights: Weights, stage: str, index: int, edit: KernelEdit) -> Weights:
    """A network's weights with one filter changed.

    Args:
        weights: As learned.
        stage: Name of the convolution.
        index: The filter.
        edit: What is changed.

    Raises:
        ExplainerError: `edit_does_not_fit`, if the kernel has fewer weights.
    """
    layer = weights[stage]
    if not edit.fits(layer.kernel[..., index]):
        size = layer.kernel[..., index].size
        raise ExplainerError("edit_does_not_fit", f"Expected places below {size}; received {edit}.", count=size)
    kernel = layer.kernel.copy()
    kernel[..., index] = edit.applied(np.ascontiguousarray(kernel[..., index]))
    kernel.flags.writeable = False
    return Weights({**weights, stage: LayerWeights({**layer, "kernel": kernel})})
