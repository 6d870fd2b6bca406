"""Which map of the images is looked at, and how a link writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Self

WAYS = ("pca", "tsne")
"""How numbers become two: `explainer.embedding.axes` and `explainer.embedding.tsne`."""

SPACES = ("vectors", "pixels")
"""What an image is taken by: the numbers before the ten scores, or its pixels."""

_VIEW = re.compile(r"(pca|tsne)(-pixels)?(?:-([0-9]{1,4}))?", re.ASCII)


@dataclass(frozen=True)
class View:
    """What is looked at.

    Attributes:
        way: One of `WAYS`.
        space: One of `SPACES`.
        opened: Index of the test image whose point is open; `None` for that of the image in use.
    """

    way: Literal["pca", "tsne"] = "pca"
    space: Literal["vectors", "pixels"] = "vectors"
    opened: int | None = None

    @classmethod
    def parse(cls, word: str) -> Self | None:
        """Reads what `str` writes, such as `tsne-pixels-1014`; `None` for anything else."""
        match = _VIEW.fullmatch(word)
        if match is None:
            return None
        opened = None if match[3] is None else int(match[3])
        return cls("tsne" if match[1] == "tsne" else "pca", "pixels" if match[2] else "vectors", opened)

    def __str__(self) -> str:
        parts = [self.way, "pixels" if self.space == "pixels" else None, self.opened]
        return "-".join(str(part) for part in parts if part is not None)
