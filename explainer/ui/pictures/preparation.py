"""How a drawing is prepared, in four pictures."""

from typing import Literal, TypedDict

import numpy as np
from PIL import Image

from explainer.drawing import Digit, Steps
from explainer.strokes import Picture
from explainer.text import Text
from explainer.tracing import Trace
from explainer.ui.components.payload import Quantized, Scene, quantize

Lines = Literal["pen", "photo", "bolder"]
"""As the pen drew them, as a photo shows them, or a photo's made bolder."""

SMALL_SIZE = 100
"""Pixels, along an axis, of the small copies of the canvas and of what is cut out of it."""


class StepsDone(TypedDict):
    """Which steps are done."""

    crop: bool
    thin: bool
    fit: bool
    centre: bool


class Answer(TypedDict):
    """The most probable class."""

    digit: int
    probability: float


class Meta(TypedDict):
    """The frame cut out, as shares of the canvas (top, left, bottom, right), and the digit's centre (row, column).

    The answer is for phones, where the one beside all layers is out of sight.
    """

    identity: str
    frame: list[float]
    centre: tuple[float, float]
    steps: StepsDone
    is_thinned: bool
    answer: Answer
    text: dict[str, str]


class Arrays(TypedDict):
    """The canvas, what is cut out, the digit at its size in the image, and the image; `(rows, columns)`, 0 to 1."""

    canvas: Quantized
    cut: Quantized
    fitted: Quantized
    image: Quantized


def scene(digit: Digit, steps: Steps, trace: Trace, text: Text, *, lines: Lines, is_odd: bool) -> Scene:
    """Describes the frame that is cut out, its thinner strokes, what is made of it, and where it is placed.

    Args:
        lines: Where they are from: only where the way of the pen is known, they can be thinned.
        is_odd: Whether it is no digit at all.
    """
    words = text.table("component.preparation")
    words |= {} if lines == "pen" else {"thin_enough": words[f"thin_{lines}"]}
    words |= {"answer": words["answer_odd"]} if is_odd else {}
    height, width = digit.canvas.shape
    top, left, bottom, right = digit.frame
    meta: Meta = {
        "identity": "preparation",
        "frame": [top / height, left / width, bottom / height, right / width],
        "centre": digit.centre_of_mass,
        "steps": {"crop": steps.crop, "thin": steps.thin, "fit": steps.fit, "centre": steps.centre},
        "is_thinned": digit.is_thinned,
        "answer": {"digit": trace.prediction, "probability": float(trace.probabilities[trace.prediction])},
        "text": words,
    }
    arrays: Arrays = {
        "canvas": quantize(_small(digit.canvas)),
        "cut": quantize(_small(digit.cut)),
        "fitted": quantize(digit.fitted),
        "image": quantize(digit.image),
    }
    return meta, arrays


def _small(picture: Picture) -> Picture:
    """In the middle of a square, at a size for the screen."""
    rows, columns = picture.shape
    side = max(rows, columns)
    top, left = (side - rows) // 2, (side - columns) // 2
    square = np.pad(picture, ((top, side - rows - top), (left, side - columns - left)))
    small = Image.fromarray(square).resize((SMALL_SIZE, SMALL_SIZE), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float32).clip(0, 1)
