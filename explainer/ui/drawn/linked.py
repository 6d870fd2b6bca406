"""A drawing that comes by its link, back on the canvas: after a restart of the server, or from somebody else."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image

from explainer.drawing import Steps, prepare, rounded
from explainer.mnist import IMAGE_SIZE, unscale
from explainer.strokes import Picture
from explainer.ui import session
from explainer.ui.components.canvas import DATA_URL, SIZE, Sketch, pen_strokes

ENLARGED = SIZE // IMAGE_SIZE
"""Pixels of the canvas, along an axis, for each of the drawing's."""


def linked_sketch(known: Sketch | None, steps: Steps) -> Sketch | None:
    """What the canvas begins with in a new tab.

    Args:
        known: What the visitor's canvas had last, as long as the server knows it.
        steps: Which steps of the preparation are done.

    Returns:
        The same; or the link's drawing, enlarged as one picture, if it is another one.
    """
    drawn = session.current().image.drawn
    if drawn is None:
        return known
    digit = None if known is None else prepare(known.ink, steps, pen_strokes(known))
    if digit is not None and np.array_equal(rounded(digit.image), drawn):
        return known
    return enlarged(drawn)


def enlarged(drawn: Picture) -> Sketch:
    """A canvas with an image on it.

    Args:
        drawn: `(28, 28)`, 0 to 1.
    """
    edge = (SIZE - ENLARGED * IMAGE_SIZE) // 2
    ink = np.pad(drawn.repeat(ENLARGED, axis=0).repeat(ENLARGED, axis=1), edge)
    ink.flags.writeable = False
    file = io.BytesIO()
    Image.fromarray(unscale(ink)).save(file, format="PNG")
    source = DATA_URL + base64.b64encode(file.getvalue()).decode()
    place = {"left": 0, "top": 0, "originX": "left", "originY": "top", "width": SIZE, "height": SIZE}
    picture = {"type": "image", **place, "src": source}
    return Sketch(ink, {"objects": [picture]})
