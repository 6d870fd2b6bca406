"""What is looked at of where a network looked, and how a link writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from explainer.attribution.occlusion import SIZES
from explainer.mnist import IMAGE_SIZE

PREDICTED = "predicted"
_WORD = re.compile(r"(?:([0-9])|predicted)-([357])(?:-([0-9]{1,2})-([0-9]{1,2}))?", re.ASCII)


@dataclass(frozen=True)
class Look:
    """What is looked at.

    Attributes:
        digit: The class whose score it is about; `None` for the predicted one.
        size: Side of the square that covers, one of `SIZES`.
        place: Row and column of its middle, 0 to 27; `None` for where the score loses most.
    """

    digit: int | None = None
    size: int = SIZES[1]
    place: tuple[int, int] | None = None

    @classmethod
    def parse(cls, word: str) -> Self | None:
        """Reads what `str` writes, such as `predicted-5` or `7-3-12-9`; `None` for anything else."""
        match = _WORD.fullmatch(word)
        if match is None:
            return None
        digit = None if match[1] is None else int(match[1])
        place = None if match[3] is None else (int(match[3]), int(match[4]))
        if place is not None and max(place) >= IMAGE_SIZE:
            return None
        return cls(digit, int(match[2]), place)

    def __str__(self) -> str:
        parts = (PREDICTED if self.digit is None else self.digit, self.size, *(self.place or ()))
        return "-".join(map(str, parts))
