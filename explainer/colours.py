"""A small colour picture that shows what channels are, since MNIST's images have only one."""

from functools import cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from explainer.mnist import IMAGE_SIZE

FINER = 8
"""Factor of supersampling for antialiased edges."""

SKY = (142, 203, 255)
SAND = (242, 210, 139)
LEAF = (47, 158, 68)
TRUNK = (122, 74, 33)
SUN = (255, 207, 51)
SEA = (27, 111, 194)


@cache
def picture() -> npt.NDArray[np.uint8]:
    """A beach with a palm tree: `(28, 28, 3)`, 0 to 255, read-only."""
    side = IMAGE_SIZE * FINER
    canvas = Image.new("RGB", (side, side), SKY)
    pen = ImageDraw.Draw(canvas)

    def box(left: float, top: float, right: float, bottom: float) -> list[float]:
        return [FINER * edge for edge in (left, top, right, bottom)]

    pen.ellipse(box(2, 2, 9, 9), fill=SUN)
    pen.rectangle(box(0, 15, 28, 22), fill=SEA)
    pen.ellipse(box(-8, 19, 36, 40), fill=SAND)
    pen.line(box(18, 9, 16, 22), fill=TRUNK, width=2 * FINER)
    for left, top, right, bottom in ((10, 6, 19, 11), (17, 6, 26, 11), (12, 3, 19, 9), (17, 3, 24, 9)):
        pen.ellipse(box(left, top, right, bottom), fill=LEAF)
    small = np.array(canvas.resize((IMAGE_SIZE, IMAGE_SIZE), Image.Resampling.BOX))
    small.flags.writeable = False
    return small
