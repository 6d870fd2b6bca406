"""Dropout: numbers dropped while training, all of them kept when answering."""

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.ui.components.payload import Scene
from explainer.ui.pictures.scales import Scale, scale_of
from explainer.ui.pictures.stage import StageContext, StageMeta


class Meta(StageMeta):
    """What the picture shows beside its numbers; the rate is the share that is dropped."""

    rate: float
    scale: Scale
    text: dict[str, str]


class Arrays(TypedDict):
    """What comes in and, when answering, goes out: `(height, width, channels)` or `(length,)`."""

    values: NDArray[np.float32]


def scene(context: StageContext) -> Scene:
    """Describes a dropout stage for its component."""
    stage = context.stage
    meta: Meta = {
        "identity": context.identity,
        "stage": stage.name,
        "rate": stage.settings.dropped_share,
        "scale": scale_of(context.trace, stage.name),
        "text": context.text.table("component.dropout"),
    }
    arrays: Arrays = {"values": context.traced.output}
    return meta, arrays
