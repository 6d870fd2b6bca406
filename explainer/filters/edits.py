"""A filter changed by hand: which of its weights, and its bias, to what; how a link writes it."""

from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np

from explainer.errors import ExplainerError
from explainer.link_words import LinkWord, Value, many, number
from explainer.network.kinds import LayerWeights
from explainer.tracing import Array, Weights

MOST_WEIGHT = 9.999
"""The largest weight or bias that can be set, either sign."""

MOST_CHANGES = 196
"""The most numbers that can be changed at once, so that a link holds them: four slices of the largest kernel."""

_CHANGE = Value(
    "[0-9]{1,5}~-?[0-9]{1,4}", lambda text: tuple(map(int, text.split("~"))), lambda change: "~".join(map(str, change))
)
_THOUSAND = 1_000


@dataclass(frozen=True)
class FilterEdit(LinkWord, link="b~{bias}.{changes}|b~{bias}|{changes}"):
    """Some numbers of one filter, changed by hand. In a link they are a word such as `b~40.6~0.7~-125`.

    Attributes:
        changes: Places in the kernel `(height, width, channels)`, counted in that order, ascending, each with its new
            weight in thousandths.
        bias: The new bias in thousandths; `None` for the one that was learned.

    Raises:
        ValueError: If the places do not ascend, or if there are more than `MOST_CHANGES` changes.
    """

    changes: Annotated[tuple[tuple[int, int], ...], many(_CHANGE, ".", least=1, most=MOST_CHANGES)] = ()
    bias: Annotated[int | None, number("-?[0-9]{1,4}")] = None

    def __post_init__(self) -> None:
        places = [place for place, _ in self.changes]
        if sorted({*places}) != places or self.count > MOST_CHANGES:
            raise ValueError(f"Expected at most {MOST_CHANGES} ascending places; received {self.changes}.")

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
