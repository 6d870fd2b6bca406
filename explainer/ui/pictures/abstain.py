"""The threshold below which no answer is given, and what becomes of all images at each."""

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
    """The thresholds as they are written, and the place of the chosen one."""

    identity: str
    names: list[str]
    place: int
    text: dict[str, str]


class Arrays(TypedDict):
    """For each threshold right and wrong answers that are given, then those that are withheld, `(thresholds, 4)`."""

    counts: npt.NDArray[np.int32]


def scene(outcomes: Sequence[Outcome], threshold: int, text: Text) -> Scene:
    """Describes the outcomes for their component.

    Args:
        outcomes: One for each of `THRESHOLDS`.
    """
    meta: Meta = {
        "identity": f"abstain {text.language}",
        "names": [f"{one / 10:g}{PERCENT}" for one in THRESHOLDS],
        "place": THRESHOLDS.index(threshold),
        "text": text.table(TEXT),
    }
    arrays: Arrays = {"counts": np.array([astuple(outcome) for outcome in outcomes], dtype=np.int32)}
    return meta, arrays
