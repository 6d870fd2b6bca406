"""The digits on a class's wall."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from explainer.mnist import IMAGE_SIZE
from explainer.own_digits import OwnDigits

HELD_OUT = 4
"""Every fourth writer's digits are held out."""


@dataclass(frozen=True)
class ClassDigits:
    """Digits with their writers, in the order in which they came; immutable.

    Attributes:
        writers: The name of the member who drew each; it is the same for no two members and says nothing about them.
    """

    digits: OwnDigits
    writers: tuple[str, ...]

    @classmethod
    def empty(cls) -> ClassDigits:
        """None."""
        return cls(OwnDigits.empty(), ())

    def __len__(self) -> int:
        return len(self.writers)

    def of(self, writer: str) -> ClassDigits:
        """The digits of one writer."""
        return self.chosen(np.array([name == writer for name in self.writers], dtype=bool))

    def chosen(self, marks: npt.NDArray[np.bool_]) -> ClassDigits:
        """Some of the digits.

        Args:
            marks: Which, `(n,)`.
        """
        writers = tuple(name for name, mark in zip(self.writers, marks, strict=True) if mark)
        return ClassDigits(OwnDigits(self.digits.images[marks], self.digits.labels[marks]), writers)

    @cached_property
    def held_out(self) -> npt.NDArray[np.bool_]:
        """Which digits are held out of a training, `(n,)`: all of some writers, so that no writer is on both sides.

        With a single writer, none.
        """
        names = sorted(set(self.writers))
        held = set(names[::HELD_OUT]) if len(names) > 1 else set()
        return np.array([name in held for name in self.writers], dtype=bool)

    def of_others(self, learned: OwnDigits) -> ClassDigits:
        """The digits of those writers of whom a model has learned nothing.

        Args:
            learned: What it has learned from.
        """
        seen = {name for name, known in zip(self.writers, learned.contains(self.digits.images), strict=True) if known}
        return self.chosen(np.array([name not in seen for name in self.writers], dtype=bool))


def from_bytes(content: bytes) -> npt.NDArray[np.uint8]:
    """The image of a drawing as it is kept, `(28, 28)`, 0 to 255."""
    return np.frombuffer(content, np.uint8).reshape(IMAGE_SIZE, IMAGE_SIZE)
