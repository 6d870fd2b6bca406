"""Two networks on the same images: who is right where, and whether chance explains the difference."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from explainer.evaluation.scores import Indices

Mask = npt.NDArray[np.bool_]

GroupName = Literal["only_first", "only_second", "both_wrong", "both_right"]
"""Who gets an image right: only the first of two networks, only the second, neither, or both."""
GROUPS: tuple[GroupName, ...] = get_args(GroupName)

CHANCE_LEVEL = 0.05
"""From this p-value on, chance explains a difference: the usual convention, and no more than that."""


@dataclass(frozen=True, eq=False)
class Agreement:
    """Who of two is right on which images.

    Attributes:
        groups: The images of each of `GROUPS`, in that order: by index, ascending, every image in one of them.
    """

    groups: Mapping[GroupName, Indices]

    @property
    def split(self) -> int:
        """On how many images exactly one of them is right."""
        return len(self.groups["only_first"]) + len(self.groups["only_second"])

    @property
    def lead(self) -> int:
        """How many more the first gets right; negative if it is fewer."""
        return len(self.groups["only_first"]) - len(self.groups["only_second"])

    @property
    def p_value(self) -> float:
        """How often two equally good networks would differ at least this much; see `mcnemar`."""
        return mcnemar(len(self.groups["only_first"]), len(self.groups["only_second"]))

    @property
    def is_chance(self) -> bool:
        """Whether chance explains the difference."""
        return self.p_value >= CHANCE_LEVEL


def agreement(first: Mask, second: Mask) -> Agreement:
    """Sorts images by which of two networks is right.

    Args:
        first: Whether one network is right, `(n,)`.
        second: Whether the other is, on the same images.

    Raises:
        ValueError: If they are not equally many.
    """
    if first.shape != second.shape:
        raise ValueError(f"Expected as many answers of both; received {first.shape} and {second.shape}.")
    groups = first & ~second, second & ~first, ~(first | second), first & second
    return Agreement(dict(zip(GROUPS, map(np.flatnonzero, groups), strict=True)))


def mcnemar(only_first: int, only_second: int) -> float:
    """McNemar's exact test (McNemar 1947; exact form after Mosteller 1952).

    Images on which both are right, or both wrong, say nothing about which is better. Of the others, two equally good
    networks would each win about half, like heads and tails.

    Args:
        only_first: Images that only one gets right, 0 or more.
        only_second: Images that only the other gets right.

    Returns:
        The two-sided probability of a split at least this uneven, 0 to 1; 1 if there is nothing to split.
    """
    total, fewer = only_first + only_second, min(only_first, only_second)
    term, tail = 1, 1
    # Whole numbers of any length: floats would underflow from some 1,000 images on.
    for heads in range(fewer):
        term = term * (total - heads) // (heads + 1)
        tail += term
    return min(1.0, 2 * tail / 2**total) if total else 1.0
