"""Global average pooling: each map becomes one number, its mean."""

from typing import Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.ui.components.payload import Scene
from explainer.ui.pictures.scales import Scale, scale_of
from explainer.ui.pictures.stage import StageContext, StageMeta


class Meta(StageMeta):
    """What the picture shows beside its numbers."""

    filter: int
    scales: dict[Literal["maps", "means"], Scale]
    text: dict[Literal["whole_map", "transport"], dict[str, str]]


class Arrays(TypedDict):
    """All maps `(height, width, maps)`, so that any can be chosen at once, and their means `(maps,)`."""

    maps: NDArray[np.float32]
    means: NDArray[np.float32]


def scene(context: StageContext) -> Scene:
    """Describes the stage for its component.

    Args:
        context: The stage; `filter` is the map in focus.
    """
    trace, stage = context.trace, context.stage
    meta: Meta = {
        "identity": context.identity,
        "stage": stage.name,
        "filter": context.filter,
        "scales": {"maps": scale_of(trace, trace.before(stage.name).name), "means": scale_of(trace, stage.name)},
        "text": context.tables("whole_map", "transport"),
    }
    arrays: Arrays = {"maps": trace.input_of(stage.name), "means": context.traced.output}
    return meta, arrays
