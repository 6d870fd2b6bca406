"""The digits of a class, a row for each label, with the model's answer where it is wrong."""

from typing import TypedDict

import numpy as np
import numpy.typing as npt

from explainer.evaluation.scores import Evaluation, Indices
from explainer.mnist import CLASSES
from explainer.own_digits import OwnDigits
from explainer.text import Text
from explainer.ui.components.payload import Scene
from explainer.ui.numbers import probability

TEXT = "component.wall"


class Meta(TypedDict):
    """The digits in the order of their labels.

    Attributes:
        counts: How many digits each label has, in order.
        names: What each digit is called.
        wrong: The model's answer where it is wrong, null where it is right or not known.
        chosen: The place of the one that is looked at.
    """

    identity: str
    counts: list[int]
    names: list[str]
    wrong: list[int | None]
    chosen: int | None
    text: dict[str, str]


class Arrays(TypedDict):
    """`(digits, 28, 28)`, 0 to 255."""

    images: npt.NDArray[np.uint8]


def scene(digits: OwnDigits, order: Indices, evaluation: Evaluation | None, chosen: int | None, text: Text) -> Scene:
    """Describes the digits for their component: 784 bytes for each, and some words.

    Args:
        order: Their places in the order of their labels.
        evaluation: What the model says of them, once that is known.
        chosen: The place, among all in their own order, of the one that is looked at.
    """
    here = [] if chosen is None else np.flatnonzero(order == chosen).tolist()
    meta: Meta = {
        "identity": f"wall {text.language}",
        "counts": np.bincount(digits.labels, minlength=CLASSES).tolist(),
        "names": [_name(place, int(digits.labels[place]), evaluation, text) for place in order.tolist()],
        "wrong": [_wrong(place, evaluation) for place in order.tolist()],
        "chosen": here[0] if here else None,
        "text": text.table(TEXT),
    }
    arrays: Arrays = {"images": digits.images[order]}
    return meta, arrays


def _wrong(place: int, evaluation: Evaluation | None) -> int | None:
    if evaluation is None or evaluation.is_right[place]:
        return None
    return int(evaluation.predictions.answers[place])


def _name(place: int, label: int, evaluation: Evaluation | None, text: Text) -> str:
    if evaluation is None:
        return text(f"{TEXT}.name", label=label)
    answer, share = int(evaluation.predictions.answers[place]), float(evaluation.predictions.confidences[place])
    return text(f"{TEXT}.name_answered", label=label, answer=answer, share=probability(share))
