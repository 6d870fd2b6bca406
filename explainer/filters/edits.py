"""A filter changed by hand: which of its weights, and its bias, to what; how a link writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

import numpy as np

from explainer.errors import ExplainerError
from explainer.network.kinds import LayerWeights
from explainer.tracing import Array, Weights

MOST_WEIGHT = 9.999
"""The largest weight or bias that can be set, either sign."""

MOST_CHANGES = 196
"""The most numbers that can be changed at once, so that a link holds them: four slices of the largest kernel."""

_BIAS = re.compile(r"b~(-?[0-9]{1,4})", re.ASCII)
_CHANGE = re.compile(r"([0-9]{1,5})~(-?[0-9]{1,4})", re.ASCII)
_THOUSAND = 1_000


@dataclass(frozen=True)
class FilterEdit:
    """Some numbers of one filter, changed by hand.

    Attributes:
        changes: Places in the kernel `(height, width, channels)`, counted in that order, ascending, each with its new
            weight in thousandths.
        bias: The new bias in thousandths; `None` for the one that was learned.
    """

    changes: tuple[tuple[int, int], ...]
    bias: int | None = None

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """Reads the bias, if it is changed, and places and weights, in thousandths, such as `b~40.6~0.7~-125`.

        Returns:
            The edit; `None` if it makes no sense.
        """
        parts = value.split(".", MOST_CHANGES)
        bias = _BIAS.fullmatch(parts[0])
        found = [_CHANGE.fullmatch(part) for part in (parts if bias is None else parts[1:])]
        changes = [(int(match[1]), int(match[2])) for match in found if match is not None]
        places = [place for place, _ in changes]
        if len(changes) < len(found) or len(parts) > MOST_CHANGES or sorted({*places}) != places:
            return None
        return cls(tuple(changes), None if bias is None else int(bias[1]))

    def __str__(self) -> str:
        bias = [] if self.bias is None else [f"b~{self.bias}"]
        return ".".join(bias + [f"{place}~{thousandths}" for place, thousandths in self.changes])

    @property
    def count(self) -> int:
        """How many numbers are changed."""
        return len(self.changes) + (self.bias is not None)

    def fits(self, kernel: Array) -> bool:
        """Whether a kernel `(height, width, channels)` has all of these places."""
        return all(place < kernel.size for place, _ in self.changes)

    def outside(self, channel: int, channels: int) -> Self | None:
        """Which weights are changed over other input maps; `None` if none is.

        Args:
            channel: An input map.
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


def with_edit(weights: Weights, stage: str, index: int, edit: FilterEdit) -> Weights:
    """A network's weights with one filter changed.

    Args:
        edit: What is changed in its kernel and its bias.

    Raises:
        ExplainerError: `edit_does_not_fit`, if the kernel has fewer weights.
    """
    layer = weights[stage]
    if not edit.fits(layer.kernel[..., index]):
        size = layer.kernel[..., index].size
        raise ExplainerError("edit_does_not_fit", f"Expected places below {size}; received {edit}.", count=size)
    kernel, bias = layer.kernel.copy(), layer.bias.copy()
    kernel[..., index] = edit.applied(np.ascontiguousarray(kernel[..., index]))
    if edit.bias is not None:
        bias[index] = edit.bias / _THOUSAND
    for array in (kernel, bias):
        array.flags.writeable = False
    return Weights({**weights, stage: LayerWeights({**layer, "kernel": kernel, "bias": bias})})
