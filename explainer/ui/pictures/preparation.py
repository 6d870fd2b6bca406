"""How a drawing is prepared, in three pictures."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
from PIL import Image

from explainer.drawing import Digit, Steps
from explainer.text import Text
from explainer.ui.components.mounting import mount
from explainer.ui.components.payload import Quantized, quantize

CANVAS_SIZE = 100
"""Pixels of the small copy of the canvas."""


class StepsDone(TypedDict):
    """Which steps are done."""

    crop: bool
    fit: bool
    centre: bool


class Meta(TypedDict):
    """The frame cut out, as shares of the canvas (top, left, bottom, right), and the digit's centre (row, column)."""

    identity: str
    frame: list[float]
    centre: tuple[float, float]
    steps: StepsDone
    text: dict[str, str]


class Arrays(TypedDict):
    """The canvas, the digit at its size in the image, and the image; each `(rows, columns)`, 0 to 1."""

    canvas: Quantized
    fitted: Quantized
    image: Quantized


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
    meta: Meta = {
        "identity": "preparation",
        "frame": [top / height, left / width, bottom / height, right / width],
        "centre": digit.centre_of_mass,
        "steps": {"crop": steps.crop, "fit": steps.fit, "centre": steps.centre},
        "text": text.table("component.preparation"),
    }
    arrays: Arrays = {
        "canvas": quantize(np.asarray(small).clip(0, 1)),
        "fitted": quantize(digit.fitted),
        "image": quantize(digit.image),
    }
    mount("preparation", meta, arrays, key=key)
