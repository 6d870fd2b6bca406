"""Softmax: ten scores become ten probabilities."""

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.ui.components.payload import Scene
from explainer.ui.pictures.stage import StageContext, StageMeta


class Meta(StageMeta):
    """What the picture shows beside its numbers: the class in focus, the answer, and the right one if it is known."""

    focus: int
    prediction: int
    label: int | None
    text: dict[str, str]


class Arrays(TypedDict):
    """Scores and probabilities, `(10,)` each."""

    logits: NDArray[np.float32]
    probabilities: NDArray[np.float32]


def scene(context: StageContext) -> Scene:
    """Describes the softmax stage for its component.

    Args:
        context: The stage; `filter` is the class in focus, `label` the right answer if it is known.
    """
    trace = context.trace
    meta: Meta = {
        "identity": context.identity,
        "stage": context.stage.name,
        "focus": context.filter,
        "prediction": trace.prediction,
        "label": context.label,
        "text": context.text.table("component.softmax"),
    }
    arrays: Arrays = {"logits": trace.logits, "probabilities": trace.probabilities}
    return meta, arrays
