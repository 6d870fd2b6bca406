"""What is looked at of an evaluation, and how a link writes it."""

from dataclasses import dataclass
from typing import Annotated, Self

from explainer.evaluation.abstaining import THRESHOLDS, USUAL
from explainer.evaluation.pairs import GROUPS
from explainer.link_words import LinkWord, number
from explainer.mnist import CLASSES, TEST_IMAGES

KINDS = ("all", "right", "wrong")
"""Which images are browsed."""

_PAGE = number("[0-9]{1,4}", range(TEST_IMAGES))
_CLASS = number("[0-9]{1,4}", range(CLASSES + 1))
_FIELDS = ["label", "answer", "cell", "shares", "mistake", "own", "threshold", "group", "pair", "kind", "digit", "page"]


def _place(part: str) -> int:
    return _FIELDS.index(part.rstrip("0123456789"))


@dataclass(frozen=True)
class EvaluationView(LinkWord, link="".join(f"[-{name}{{{name}}}]" for name in _FIELDS)):
    """What is looked at; whole numbers only, each as it is before anything is chosen.

    In a link it is a word such as `label6-answer5`.

    Attributes:
        label: The row of the opened cell of the confusion matrix; `CLASSES` before one was chosen.
        answer: Its column, likewise.
        cell: The page of the cell's images, from 0. Likewise `mistake`, `own`, `pair` and `page`.
        shares: 1 for shares of a row in the matrix instead of counts.
        threshold: Below which no answer is given, in thousandths.
        group: Which of `GROUPS` is shown.
        kind: Which of `KINDS` is browsed.
        digit: The label of the images that are browsed; `CLASSES` for any.
    """

    label: Annotated[int, _CLASS] = CLASSES
    answer: Annotated[int, _CLASS] = CLASSES
    cell: Annotated[int, _PAGE] = 0
    shares: Annotated[int, number(within=range(2))] = 0
    mistake: Annotated[int, _PAGE] = 0
    own: Annotated[int, _PAGE] = 0
    threshold: Annotated[int, number(within=THRESHOLDS)] = USUAL
    group: Annotated[int, number(within=range(len(GROUPS)))] = 0
    pair: Annotated[int, _PAGE] = 0
    kind: Annotated[int, number(within=range(len(KINDS)))] = 0
    digit: Annotated[int, _CLASS] = CLASSES
    page: Annotated[int, _PAGE] = 0

    @classmethod
    def read(cls, word: str) -> Self:
        """Reads its word: what is chosen, joined by `-`; `cell0` where nothing is."""
        return super().read("".join(f"-{part}" for part in sorted(word.split("-"), key=_place)))

    def __str__(self) -> str:
        return super().__str__().removeprefix("-") or "cell0"
