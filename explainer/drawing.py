"""Preparation of a drawing like MNIST's digits, with the result of every step.

MNIST's digits were scaled to fit 20×20 pixels, keeping their proportions, and centred by their centre of mass in 28×28
(LeCun et al. 1998, "Gradient-based learning applied to document recognition", section III.A).
"""

import base64
import binascii
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

from explainer.mnist import IMAGE_SIZE, scale, unscale
from explainer.strokes import Picture, Stroke, redrawn

FITTED_SIZE = 20
INK_THRESHOLD = 0.02
"""Pixels up to this brightness do not count as ink; they come from antialiasing."""


@dataclass(frozen=True)
class Steps:
    """The steps of the preparation to perform.

    Attributes:
        crop: Crop to the bounding box of the ink.
        thin: Redraw strokes that are thick for the digit's size with a thinner pen.
        fit: Scale to fit 20×20 pixels.
        centre: Move the centre of mass to the middle.
    """

    crop: bool = True
    thin: bool = True
    fit: bool = True
    centre: bool = True


@dataclass(frozen=True)
class Digit:
    """A prepared drawing.

    Attributes:
        canvas: The drawing, `(height, width)`, 0 (black) to 1 (ink).
        frame: Bounding box of the ink on the canvas: top, left, bottom (exclusive) and right (exclusive), in pixels.
        cut: The cropped drawing, with thinned strokes.
        is_thinned: Whether strokes were thinned.
        fitted: `cut` after scaling.
        image: The network's input, `(28, 28)`, 0 to 1, white on black.
        centre_of_mass: Row and column in `image`, in pixels from the top left.
    """

    canvas: Picture
    frame: tuple[int, int, int, int]
    cut: Picture
    is_thinned: bool
    fitted: Picture
    image: Picture
    centre_of_mass: tuple[float, float]


def ink(rgba: npt.NDArray[np.uint8]) -> Picture:
    """The brightness of a canvas with white ink on a black or transparent background.

    Args:
        rgba: `(height, width, 4)`, 0 to 255.

    Returns:
        `(height, width)`, 0 to 1: brightness times opacity.
    """
    brightness = rgba[..., :3] @ np.full(3, 1 / (3 * 255), np.float32)
    return np.asarray(brightness * rgba[..., 3] * np.float32(1 / 255), dtype=np.float32)


def prepare(canvas: npt.NDArray[Any], steps: Steps | None = None, strokes: Sequence[Stroke] = ()) -> Digit | None:
    """Prepares a drawing as MNIST's digits were prepared.

    Args:
        canvas: `(height, width)`, 0 (black) to 1 (ink).
        steps: All steps by default.
        strokes: The strokes of the drawing, needed for thinning.

    Returns:
        The prepared digit; `None` if there is no ink.
    """
    steps = steps or Steps()
    picture = np.asarray(canvas, dtype=np.float32)
    frame = _ink_frame(picture)
    if frame is None:
        return None
    thinner = redrawn(strokes, picture.shape) if steps.thin else None
    inner = None if thinner is None else _ink_frame(thinner)
    chosen, edges = (picture, frame) if thinner is None or inner is None else (thinner, inner)
    top, left, bottom, right = edges
    cut = chosen[top:bottom, left:right] if steps.crop else chosen
    fitted = _resized(cut, FITTED_SIZE if steps.fit else IMAGE_SIZE)
    image = _placed(fitted, centre=steps.centre)
    row, column = ndimage.center_of_mass(image)
    return Digit(picture, frame, cut, chosen is thinner, fitted, image, (float(row), float(column)))


def rounded(image: Picture) -> Picture:
    """Rounds pixels to multiples of 1/255, as in MNIST, so that 784 bytes represent the image exactly.

    Args:
        image: `(28, 28)`, 0 to 1.
    """
    return scale(unscale(image))


def pack(image: Picture) -> str:
    """Encodes an image as a word for links, of about 300 characters.

    Args:
        image: `(28, 28)`, 0 to 1.
    """
    content = zlib.compress(unscale(image).tobytes(), level=9, wbits=-zlib.MAX_WBITS)
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def unpack(word: str) -> Picture | None:
    """Decodes a word of `pack` to `(28, 28)`, `float32`, 0 to 1, read-only; `None` if the word is invalid."""
    size = IMAGE_SIZE * IMAGE_SIZE
    reader = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    try:
        # Decompress at most one byte more than expected, whatever the word contains.
        content = reader.decompress(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)), size + 1)
    except (binascii.Error, ValueError, zlib.error):
        return None
    if len(content) != size or not reader.eof:
        return None
    image = scale(np.frombuffer(content, np.uint8).reshape(IMAGE_SIZE, IMAGE_SIZE))
    image.flags.writeable = False
    return image


def _ink_frame(picture: Picture) -> tuple[int, int, int, int] | None:
    marked = picture > INK_THRESHOLD
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    if rows.size == 0:
        return None
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _resized(picture: Picture, size: int) -> Picture:
    """Scales so that the longer side has `size` pixels, by averaging areas."""
    height, width = picture.shape
    factor = size / max(height, width)
    target = (max(1, round(width * factor)), max(1, round(height * factor)))
    scaled = Image.fromarray(picture).resize(target, Image.Resampling.BOX)
    return np.clip(np.asarray(scaled, dtype=np.float32), 0, 1)


def _placed(fitted: Picture, *, centre: bool) -> Picture:
    """Places the picture in 28×28 pixels, centred by its centre of mass or by its middle."""
    height, width = fitted.shape
    middle = (height / 2, width / 2)
    if centre:
        # In float64, since rounding at half a pixel must not depend on float32 errors.
        mass_row, mass_column = ndimage.center_of_mass(fitted.astype(np.float64))
        middle = (mass_row + 0.5, mass_column + 0.5)
    top = _offset(middle[0], height)
    left = _offset(middle[1], width)
    image = np.zeros((IMAGE_SIZE, IMAGE_SIZE), dtype=np.float32)
    image[top : top + height, left : left + width] = fitted
    return image


def _offset(middle: float, length: int) -> int:
    """First pixel that moves `middle` to the middle of the image, clipped so that the picture stays inside."""
    return int(np.clip(round(IMAGE_SIZE / 2 - middle), 0, IMAGE_SIZE - length))
