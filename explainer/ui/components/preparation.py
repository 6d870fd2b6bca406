"""How a drawing is prepared, in three pictures."""

from __future__ import annotations

import numpy as np
from PIL import Image

from explainer.drawing import Digit, Steps
from explainer.text import Text
from explainer.ui.components.mounting import mount
from explainer.ui.components.payload import quantize

CANVAS_SIZE = 100
"""Pixels of the small copy of the canvas."""


def preparation(digit: Digit, steps: Steps, text: Text, *, key: str) -> None:
    """Shows the frame that is cut out, what is made of it, and where it is placed.

    Args:
        digit: The drawing with its steps.
        steps: Which steps are done.
        text: The catalogue.
        key: Streamlit's key.
    """
    small = Image.fromarray(digit.canvas).resize((CANVAS_SIZE, CANVAS_SIZE), Image.Resampling.BOX)
    height, width = digit.canvas.shape
    top, left, bottom, right = digit.frame
    mount(
        "preparation",
        {
            "identity": "preparation",
            "frame": [top / height, left / width, bottom / height, right / width],
            "centre": digit.centre_of_mass,
            "steps": vars(steps),
            "text": text.table("component.preparation"),
        },
        {
            "canvas": quantize(np.asarray(small).clip(0, 1)),
            "fitted": quantize(digit.fitted),
            "image": quantize(digit.image),
        },
        key=key,
    )
