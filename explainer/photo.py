"""Extraction of a handwritten digit from a photo or scan, as ink on a canvas."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from explainer.errors import ExplainerError
from explainer.strokes import Picture
from explainer.uploads.guard import GUARD, Task
from explainer.uploads.refusals import DAMAGED, GIGANTIC, NOT_A_PICTURE

SIDE = 320
"""Maximum pixels along an axis after scaling, equal to the canvas's size."""
MAX_MEGABYTES = 5
MAX_PIXELS = 20_000_000
MEMORY_BYTES = 384 * 2**20
"""Four copies of `MAX_PIXELS` pixels of four bytes: two in the WebP decoder, two in Pillow."""
FACTS = 7

PAPER_STEP = 4
"""Every fourth pixel along an axis is used to estimate the paper's brightness."""
ROUNDS = 6
"""Iterations of the fit of the paper's brightness, each without the outliers of the previous one."""
SPREAD = 2.5
"""Pixels beyond this multiple of the median distance are outliers."""
LEAST_CONTRAST = 0.12
"""Minimum contrast between ink and paper, as a share of the range from black to white."""
SMALLEST_PART = 0.1
"""Spots with less than this share of the largest spot's ink are removed as dirt."""
THINNEST = 1 / 13
"""Minimum stroke width as a share of the digit's longer side. Thinner strokes would nearly vanish in 20×20 pixels;
MNIST's have about 1/8."""


@dataclass(frozen=True)
class Photo:
    """The ink of a photo, as input for `drawing.prepare`.

    Attributes:
        ink: `(320, 320)`, `float32`, 0 (paper) to 1 (ink), read-only, with the photo in the middle.
        brightness: The scaled photo, `(height, width)`, 0 (black) to 255, read-only.
        frame: First and last row, first and last column of the ink in the photo.
        size: Width and height of the file's picture, in pixels.
        is_dark_on_light: Whether the ink was darker than the paper.
        was_turned: Whether the photo was rotated according to its EXIF orientation.
        moves: Whether it is the first frame of several.
    """

    ink: Picture
    brightness: npt.NDArray[np.uint8]
    frame: tuple[int, int, int, int]
    size: tuple[int, int]
    is_dark_on_light: bool
    was_turned: bool
    shows_through: bool
    moves: bool
    is_bolder: bool


def read_photo(content: bytes) -> Photo:
    """Reads an untrusted picture in a separate process.

    Args:
        content: A PNG, JPEG or WebP file.

    Raises:
        ExplainerError: `photo_too_large`, `photo_kind`, `photo_broken`, `photo_gigantic` or `photo_empty`;
            `upload_unreadable`, `upload_too_much` or `upload_busy`.
    """
    if len(content) > MAX_MEGABYTES * 10**6:
        raise ExplainerError(
            "photo_too_large",
            f"Expected a file of at most {MAX_MEGABYTES} MB; received {len(content):,} bytes.",
            limit=MAX_MEGABYTES,
        )
    task = Task(
        reader="picture",
        answer_bytes=4 * FACTS + SIDE * SIDE,
        details={"side": SIDE, "most_pixels": MAX_PIXELS},
        refusals={DAMAGED: "photo_broken", NOT_A_PICTURE: "photo_kind", GIGANTIC: "photo_gigantic"},
        memory_bytes=MEMORY_BYTES,
    )
    answer = GUARD.read(task, content)
    height, width, *size, turned, through, moves = np.frombuffer(answer, "<i4", FACTS).tolist()
    brightness = np.frombuffer(answer, np.uint8, offset=4 * FACTS).reshape(SIDE, SIDE)[:height, :width]
    ink, is_dark_on_light = ink_of(brightness)
    bolder = _bolder(ink)
    canvas = np.zeros((SIDE, SIDE), dtype=np.float32)
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    canvas[top : top + height, left : left + width] = bolder
    canvas.flags.writeable = False
    return Photo(
        ink=canvas,
        brightness=brightness,
        frame=_frame(ink),
        size=(size[0], size[1]),
        is_dark_on_light=is_dark_on_light,
        was_turned=bool(turned),
        shows_through=bool(through),
        moves=bool(moves),
        is_bolder=bolder is not ink,
    )


def _frame(ink: Picture) -> tuple[int, int, int, int]:
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    return int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1])


def ink_of(brightness: npt.NDArray[np.uint8]) -> tuple[Picture, bool]:
    """Separates ink from paper under uneven light.

    Args:
        brightness: `(height, width)`, 0 (black) to 255.

    Returns:
        `(height, width)`, 0 (paper) to 1 (ink), and whether the ink is darker than the paper.

    Raises:
        ExplainerError: `photo_empty` if the contrast is too low.
    """
    seen = brightness.astype(np.float32) / np.float32(255)
    apart = ndimage.gaussian_filter(seen - _paper(seen), 0.7)
    # Ink differs strongly from the paper in one direction; remaining unevenness of the light differs slightly in both.
    is_dark = bool((apart.astype(np.float64) ** 3).sum() < 0)
    ink = np.maximum(-apart if is_dark else apart, 0)
    strongest = float(np.quantile(ink, 0.998)) if ink.size else 0.0
    noise = float(np.median(np.abs(apart)))
    if strongest < max(LEAST_CONTRAST, 4 * noise):
        message = f"Expected ink that differs from paper by {LEAST_CONTRAST}; received {strongest:.3f}."
        raise ExplainerError("photo_empty", message)
    level = _level(ink, strongest)
    return _without_dirt(np.clip((ink - 0.6 * level) / (strongest - 0.6 * level), 0, 1)), is_dark


def _paper(seen: Picture) -> Picture:
    """The brightness of the paper at each pixel: a quadratic surface fitted without the ink."""
    rows, columns = (np.linspace(-1, 1, length, dtype=np.float32) for length in seen.shape)
    row, column = np.meshgrid(rows, columns, indexing="ij")
    terms = np.stack([np.ones_like(row), row, column, row * column, row**2, column**2], axis=-1)
    some, values = (each[::PAPER_STEP, ::PAPER_STEP] for each in (terms, seen))
    apart = np.abs(values - np.median(values))
    for _ in range(ROUNDS):
        is_paper = apart <= max(SPREAD * float(np.median(apart)), 0.02)
        weights, *_ = np.linalg.lstsq(some[is_paper], values[is_paper], rcond=None)
        apart = np.abs(values - some @ weights)
    return np.asarray(terms @ weights, dtype=np.float32)


def _level(ink: Picture, strongest: float) -> float:
    """The threshold between paper and ink (Otsu 1979, "A threshold selection method from gray-level histograms")."""
    counts, edges = np.histogram(ink, bins=128, range=(0, strongest))
    middles = (edges[:-1] + edges[1:]) / 2
    below, sums = np.cumsum(counts), np.cumsum(counts * middles)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(edges[1 + int(np.nanargmax(between))])


def _without_dirt(ink: Picture) -> Picture:
    """Removes small spots, and parts that touch the edge, such as a table or a shadow."""
    parts, count = ndimage.label(ink > 0, np.ones((3, 3)))
    amounts = np.concatenate([[0.0], ndimage.sum_labels(ink, parts, np.arange(1, count + 1))])
    at_edge = np.unique(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]))
    inside = amounts.copy()
    inside[at_edge] = 0
    chosen = inside if inside.max() > 0.02 * amounts.max() else amounts
    return np.where((chosen >= SMALLEST_PART * chosen.max())[parts] & (parts > 0), ink, np.float32(0))


def _bolder(ink: Picture) -> Picture:
    """Thickens strokes that are thinner than `THINNEST`; otherwise returns the same array."""
    marked = ink > 0.5
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    if rows.size == 0:
        return ink
    side = max(np.ptp(rows), np.ptp(columns)) + 1
    # In a long stroke of width w, the distances to the edge reach w/2, and their mean is w/4.
    width = 4 * float(ndimage.distance_transform_edt(marked)[marked].mean()) - 1
    missing = THINNEST * side - width
    if missing < 1:
        return ink
    return np.asarray(ndimage.grey_dilation(ink, footprint=_disc(missing / 2)), dtype=np.float32)


def _disc(radius: float) -> npt.NDArray[np.bool_]:
    reach = np.arange(-round(radius), round(radius) + 1)
    return np.asarray(np.hypot(*np.meshgrid(reach, reach)) <= max(radius, 1))
