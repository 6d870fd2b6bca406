"""Reads a PNG, JPEG or WebP, in the process that opens uploads."""

import io
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

# All that Pillow would load on demand: once the limits are set, no file can be opened any more.
from PIL import (
    ExifTags,
    Image,
    ImageFile,
    ImagePalette,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from explainer.uploads.refusals import DAMAGED, GIGANTIC, NOT_A_PICTURE, TOO_MUCH, RefusedError

Image.preinit()

PLUGINS = (PngImagePlugin.PngImageFile, JpegImagePlugin.JpegImageFile, WebPImagePlugin.WebPImageFile)
STARTS = (b"\x89PNG", b"\xff\xd8", b"RIFF")
"""How a file of each begins, however it may go on."""
LOADED = (ImagePalette, TiffImagePlugin)
"""Of a palette's colours and of what a camera notes."""

SCAN = b"\xff\xda"
"""How each scan of a JPEG begins; among its numbers this cannot stand."""
MOST_SCANS = 100
"""A progressive JPEG has ten; each goes through the whole picture once more."""

UPRIGHT: Mapping[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright again, by EXIF's number for how the camera was held."""


def read(content: bytes, details: Mapping[str, Any]) -> Iterator[npt.NDArray[Any]]:
    """The brightness of a PNG, JPEG or WebP, upright, no larger than the side that is asked for.

    Of several pictures in one file it is the first; what shows through is filled with black behind light ink, and with
    white behind dark ink.

    Args:
        details: `side`, in pixels, and `most_pixels`.

    Yields:
        Seven little-endian `int32`: height and width of the answer, width and height of the file's picture, and 1 or
        0 for whether it had to be turned, shows through, and moves. Then `uint8`, `(side, side)`, 0 (black) to 255, the
        picture in the upper left corner.

    Raises:
        RefusedError: With `NOT_A_PICTURE`, `GIGANTIC` or `TOO_MUCH`.
    """
    side = details["side"]
    file = _opened(content, details["most_pixels"])
    size, orientation = file.size, file.getexif().get(ExifTags.Base.Orientation, 1)
    # A JPEG may be read at a half, a quarter or an eighth of its size, which saves most of the memory and time.
    file.draft(None, (side, side))
    layered = _layered(file)
    small = layered.reduce(max(1, max(layered.size) // side))
    if orientation in UPRIGHT:
        small = small.transpose(UPRIGHT[orientation])
    small.thumbnail((side, side), Image.Resampling.BOX)
    found, shows_through = _filled(small)
    moves = getattr(file, "is_animated", False) and not isinstance(file, MpoImagePlugin.MpoImageFile)
    facts = (*found.shape, *size, orientation in UPRIGHT, shows_through, moves)
    yield np.array(facts, dtype="<i4")
    answer = np.zeros((side, side), dtype=np.uint8)
    answer[: found.shape[0], : found.shape[1]] = found
    yield answer


def _opened(content: bytes, most_pixels: int) -> ImageFile.ImageFile:
    # Another limit than Pillow's own, and one that is checked before a pixel is read.
    Image.MAX_IMAGE_PIXELS = None
    # They say "not mine" themselves; what else they raise means a damaged file.
    try:
        file = Image.open(io.BytesIO(content), formats=[plugin.format for plugin in PLUGINS])
    except UnidentifiedImageError as error:
        is_known = any(content.startswith(start) for start in STARTS)
        raise RefusedError(DAMAGED if is_known else NOT_A_PICTURE) from error
    if math.prod(file.size) > most_pixels:
        raise RefusedError(GIGANTIC)
    if isinstance(file, JpegImagePlugin.JpegImageFile) and content.count(SCAN) > MOST_SCANS:
        raise RefusedError(TOO_MUCH)
    return file


def _layered(file: ImageFile.ImageFile) -> Image.Image:
    """A picture's brightness, or its colours with their opacity where something shows through."""
    if file.mode.startswith("I"):
        return Image.fromarray((np.asarray(file) >> 8).astype(np.uint8))
    if not file.has_transparency_data:
        return file.convert("L")
    file.load()
    return file if file.mode == "RGBA" else file.convert("RGBA")


def _filled(small: Image.Image) -> tuple[npt.NDArray[np.uint8], bool]:
    """The brightness with what shows through filled, and whether anything does."""
    brightness = np.asarray(small.convert("L"))
    if small.mode == "L":
        return brightness, False
    opacity = np.asarray(small.getchannel("A")) / 255
    is_light = (brightness * opacity).sum() > 127.5 * opacity.sum()
    filled = brightness * opacity + (0 if is_light else 255) * (1 - opacity)
    return np.rint(filled).astype(np.uint8), bool(opacity.min() < 1)
