"""The input: 28×28 numbers from 0 to 1."""

from __future__ import annotations

import numpy as np

from explainer import mnist
from explainer.ui.components.payload import Scene
from explainer.ui.pictures.stage import StageContext


def scene(context: StageContext) -> Scene:
    """Describes the input stage for its component.

    Args:
        context: The stage and the pixel in focus.

    Returns:
        The payload's meta and its array `pixels` `(28, 28)`, float32, 0 to 1. `meta["stored"]` tells whether they are
        whole numbers from 0 to 255 divided by 255, as in the data set; of a drawing they may be anything between.
    """
    pixels = np.ascontiguousarray(context.traced.output[..., 0])
    stored = bool(np.array_equal(mnist.scale(np.rint(pixels * 255).astype(np.uint8)), pixels))
    meta = {
        "identity": f"{context.identity} {stored}",
        "focus": {"row": context.row, "column": context.column},
        "stored": stored,
        "label": context.label,
        "text": context.text.table("component.input"),
    }
    return meta, {"pixels": pixels}
