"""What is looked at of an evaluation, and how a link writes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Self

from explainer.evaluation.abstaining import THRESHOLDS, USUAL
from explainer.evaluation.pairs import GROUPS
from explainer.mnist import CLASSES, TEST_IMAGES

KINDS = ("all", "right", "wrong")
"""Which images are browsed."""

_PAGES = range(TEST_IMAGES)
_PART = re.compile(r"([a-z_]+?)([0-9]{1,4})", re.ASCII)


def _among(known: Sequence[int], default: int = 0) -> int:
    """A field, with all that it may be."""
    return field(default=default, metadata={"known": known})


@dataclass(frozen=True)
class View:
    """What is looked at; whole numbers only, each as it is before anything is chosen.

    Attributes:
        label: The row of the opened cell of the confusion matrix; `CLASSES` before one was chosen.
        answer: Its column, likewise.
        cell: The page of the cell's images, from 0. Likewise `mistake`, `own`, `pair` and `page`.
        shares: 1 for shares of a row in the matrix instead of counts.
        mistake: See `cell`.
        own: See `cell`.
        threshold: Below which no answer is given, in thousandths.
        group: Which of `GROUPS` is shown.
        pair: See `cell`.
        kind: Which of `KINDS` is browsed.
        digit: The label of the images that are browsed; `CLASSES` for any.
        page: See `cell`.
    """

    label: int = _among(range(CLASSES + 1), CLASSES)
    answer: int = _among(range(CLASSES + 1), CLASSES)
    cell: int = _among(_PAGES)
    shares: int = _among(range(2))
    mistake: int = _among(_PAGES)
    own: int = _among(_PAGES)
    threshold: int = _among(THRESHOLDS, USUAL)
    group: int = _among(range(len(GROUPS)))
    pair: int = _among(_PAGES)
    kind: int = _among(range(len(KINDS)))
    digit: int = _among(range(CLASSES + 1), CLASSES)
    page: int = _among(_PAGES)

    @classmethod
    def parse(cls, word: str) -> Self | None:
        """Reads what `str` writes, such as `label6-answer5`; `None` for anything else."""
        known = {one.name: one.metadata["known"] for one in fields(cls)}
        found = [_PART.fullmatch(part) for part in word.split("-")]
        parts = [(match[1], int(match[2])) for match in found if match is not None]
        is_known = all(value in known.get(name, ()) for name, value in parts)
        if len(parts) < len(found) or len(dict(parts)) < len(parts) or not is_known:
            return None
        return cls(**dict(parts))

    def __str__(self) -> str:
        defaults = {one.name: one.default for one in fields(self)}
        parts = [f"{name}{value}" for name, value in asdict(self).items() if value != defaults[name]]
        return "-".join(parts) or "cell0"
