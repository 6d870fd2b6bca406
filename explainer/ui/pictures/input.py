"""The input: 28×28 numbers from 0 to 1."""

from typing import Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer import mnist
from explainer.ui.components.payload import Scene
from explainer.ui.pictures.stage import StageContext, StageMeta


class Meta(StageMeta):
    """What the picture shows beside its pixels.

    Attributes:
        stored: Whether they are whole numbers from 0 to 255 divided by 255, as in the data set; of a drawing they may
            be anything between.
        label: The digit that the image is said to show.
    """

    focus: dict[Literal["row", "column"], int]
    stored: bool
    label: int | None
    text: dict[str, str]


class Arrays(TypedDict):
    """The pixels `(28, 28)`, 0 to 1."""

    pixels: NDArray[np.float32]


def scene(context: StageContext) -> Scene:
    """Describes the input stage for its component.

    Args:
        context: The stage and the pixel in focus.
    """
    pixels = np.ascontiguousarray(context.traced.output[..., 0])
    stored = bool(np.array_equal(mnist.scale(mnist.unscale(pixels)), pixels))
    meta: Meta = {
        "identity": f"{context.identity} {stored}",
        "stage": context.stage.name,
        "focus": {"row": context.row, "column": context.column},
        "stored": stored,
        "label": context.label,
        "text": context.text.table("component.input"),
    }
    arrays: Arrays = {"pixels": pixels}
    return meta, arrays
