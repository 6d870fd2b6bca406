"""Flatten: maps become one row of numbers."""

from typing import Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.ui.components.payload import Scene
from explainer.ui.pictures.scales import Scale, scale_of
from explainer.ui.pictures.stage import StageContext, StageMeta


class Meta(StageMeta):
    """What the picture shows beside its numbers; the focus is a place in the row, from 0."""

    focus: dict[Literal["filter"], int]
    scale: Scale
    text: dict[str, str]


class Arrays(TypedDict):
    """The maps `(height, width, channels)`: read one after another, their cells are the row."""

    values: NDArray[np.float32]


def scene(context: StageContext) -> Scene:
    """Describes a flatten stage for its component.

    Args:
        context: The stage; `filter` is the place in the row in focus, from 0.
    """
    stage = context.stage
    meta: Meta = {
        "identity": context.identity,
        "stage": stage.name,
        "focus": {"filter": context.filter},
        "scale": scale_of(context.trace, stage.name),
        "text": context.text.table("component.flatten"),
    }
    arrays: Arrays = {"values": context.trace.input_of(stage.name)}
    return meta, arrays
