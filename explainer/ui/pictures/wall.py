"""The digits of a class, a row for each label or all in one order, with the model's answer where it is wrong."""

from typing import Literal, TypedDict

import numpy as np
import numpy.typing as npt

from explainer.evaluation.scores import Evaluation, Indices
from explainer.mnist import CLASSES
from explainer.own_digits import OwnDigits
from explainer.text import Text
from explainer.ui.components.payload import Scene
from explainer.ui.numbers import probability

TEXT = "component.wall"
Order = Literal["label", "arrival", "confidence"]


class Meta(TypedDict):
    """The digits in the order in which they are shown.

    Attributes:
        counts: How many digits each label has, or how many there are, where they do not stand in rows of their labels.
        labels: What the writer says that each digit is.
        names: What each digit is called.
        wrong: The model's answer where it is wrong, null where it is right or not known.
        chosen: The place of the one that is looked at.
    """

    identity: str
    counts: list[int]
    labels: list[int]
    names: list[str]
    wrong: list[int | None]
    chosen: int | None
    text: dict[str, str]


class Arrays(TypedDict):
    """`(digits, 28, 28)`, 0 to 255."""

    images: npt.NDArray[np.uint8]


def arranged(digits: OwnDigits, order: Order, evaluation: Evaluation | None) -> Indices:
    """The places of the digits in the order in which they are shown; among equals, in the order in which they came.

    Args:
        evaluation: What the model says of them. Before that is known, they cannot be in the order of confidence.
    """
    if order == "label":
        return np.argsort(digits.labels, kind="stable")
    return np.arange(len(digits.labels)) if order == "arrival" or evaluation is None else evaluation.surest_first()


def scene(
    digits: OwnDigits, order: Order, places: Indices, evaluation: Evaluation | None, chosen: int | None, text: Text
) -> Scene:
    """Describes the digits for their component: 784 bytes for each, and some words.

    Args:
        places: `arranged` in this order.
        evaluation: What the model says of them, once that is known.
        chosen: The place, among all in their own order, of the one that is looked at.
    """
    here = [] if chosen is None else np.flatnonzero(places == chosen).tolist()
    by_label = np.bincount(digits.labels, minlength=CLASSES).tolist()
    meta: Meta = {
        "identity": f"wall {order} {text.language}",
        "counts": by_label if order == "label" else [len(places)],
        "labels": digits.labels[places].tolist(),
        "names": [_name(place, int(digits.labels[place]), evaluation, text) for place in places.tolist()],
        "wrong": [_wrong(place, evaluation) for place in places.tolist()],
        "chosen": here[0] if here else None,
        "text": text.table(TEXT),
    }
    arrays: Arrays = {"images": digits.images[places]}
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
