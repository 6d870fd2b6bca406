"""What is looked at of an evaluation, and how a link writes it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from typing import Self

from explainer.evaluation.abstaining import THRESHOLDS, USUAL
from explainer.mnist import CLASSES

KINDS = ("all", "right", "wrong")
"""Which images are browsed."""

GROUPS = ("only_first", "only_second", "both_wrong", "both_right")
"""Into which images fall that two networks answer."""

LAST_PAGE = 9_999
_PART = re.compile(r"([a-z_]+?)([0-9]{1,4})", re.ASCII)


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

    label: int = CLASSES
    answer: int = CLASSES
    cell: int = 0
    shares: int = 0
    mistake: int = 0
    own: int = 0
    threshold: int = USUAL
    group: int = 0
    pair: int = 0
    kind: int = 0
    digit: int = CLASSES
    page: int = 0

    @classmethod
    def parse(cls, word: str) -> Self | None:
        """Reads what `str` writes, such as `label6-answer5`; `None` for anything else."""
        found = [_PART.fullmatch(part) for part in word.split("-")]
        parts = [(match[1], int(match[2])) for match in found if match is not None]
        is_known = all(name in _LIMITS and value in _LIMITS[name] for name, value in parts)
        if len(parts) < len(found) or len(dict(parts)) < len(parts) or not is_known:
            return None
        return cls(**dict(parts))

    def __str__(self) -> str:
        defaults = {field.name: field.default for field in fields(self)}
        parts = [f"{name}{value}" for name, value in asdict(self).items() if value != defaults[name]]
        return "-".join(parts) or "cell0"


_PAGES = range(LAST_PAGE + 1)
_LIMITS = {
    "label": range(CLASSES + 1),
    "answer": range(CLASSES + 1),
    "cell": _PAGES,
    "shares": range(2),
    "mistake": _PAGES,
    "own": _PAGES,
    "threshold": THRESHOLDS,
    "group": range(len(GROUPS)),
    "pair": _PAGES,
    "kind": range(len(KINDS)),
    "digit": range(CLASSES + 1),
    "page": _PAGES,
}
