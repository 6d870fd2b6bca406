"""The outcome of all images at each confidence threshold below which no answer is given."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from explainer.evaluation.abstaining import THRESHOLDS, Outcome
from explainer.text import Text
from explainer.ui.components.payload import Scene
from explainer.ui.numbers import PERCENT

TEXT = "component.abstain"


class Meta(TypedDict):
    """The payload's header: the thresholds as percentages, and the index of the chosen one (`place`)."""

    identity: str
    names: list[str]
    place: int
    text: dict[str, str]


class Arrays(TypedDict):
    """Counts `(thresholds, 4)`: given right, given wrong, withheld right, withheld wrong."""

    counts: npt.NDArray[np.int32]


def scene(outcomes: Sequence[Outcome], threshold: int, text: Text) -> Scene:
    """Builds the component's payload.

    Args:
        outcomes: One for each of `THRESHOLDS`.
        threshold: One of `THRESHOLDS`, in thousandths.
    """
    meta: Meta = {
        "identity": f"abstain {text.language}",
        "names": [f"{one / 10:g}{PERCENT}" for one in THRESHOLDS],
        "place": THRESHOLDS.index(threshold),
        "text": text.table(TEXT),
    }
    arrays: Arrays = {"counts": np.array([astuple(outcome) for outcome in outcomes], dtype=np.int32)}
    return meta, arrays
