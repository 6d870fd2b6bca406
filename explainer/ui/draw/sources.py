"""Sources of the digit: the pen, an image file, the camera, or a link."""

import base64
import io
from collections.abc import Callable, Iterator

import numpy as np
import streamlit as st
from PIL import Image, ImageDraw

from explainer.drawing import Steps, prepare, rounded
from explainer.figures.palette import COLOURS
from explainer.mnist import IMAGE_SIZE, unscale
from explainer.photo import MAX_MEGABYTES, Photo, read_photo
from explainer.strokes import Picture
from explainer.text import Text
from explainer.ui import session
from explainer.ui.components.canvas import DATA_URL, SIZE, Sketch, pen_strokes
from explainer.ui.pictures.preparation import Lines
from explainer.ui.uploads import UploadResult, camera_field, upload_field
from explainer.ui.widgets import segments

ENLARGED = SIZE // IMAGE_SIZE
"""Canvas pixels per image pixel along an axis."""
PEN = "pen"
SOURCES = (PEN, "file", "camera")
SOURCE = "draw_source"
PHOTO_WIDTH = 200
FRAME_WIDTH = 4
PHOTO = "draw_photo"
"""Session key: the tab's last photo."""


def linked_sketch(known: Sketch | None, steps: Steps) -> Sketch | None:
    """The initial sketch of the canvas in a new tab.

    Args:
        known: The visitor's last sketch; `None` if the server has none.

    Returns:
        The link's drawing, enlarged as one picture, if it differs from the digit of `known`; otherwise `known`.
    """
    drawn = session.current().image.drawn
    if drawn is None:
        return known
    digit = None if known is None else prepare(known.ink, steps, pen_strokes(known))
    if digit is not None and np.array_equal(rounded(digit.image), drawn):
        return known
    return enlarged(drawn)


def enlarged(drawn: Picture) -> Sketch:
    """A sketch that consists of an enlarged image.

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


def choose_source(text: Text, on_change: Callable[[], None]) -> None:
    """Draws the choice between pen, file and camera."""

    def keep(name: str) -> None:
        session.remember(SOURCE, name)
        on_change()

    segments(
        text("page.draw.source"),
        SOURCES,
        source(),
        keep,
        key=f"{SOURCE}_choice",
        words=lambda name: text(f"page.draw.source_{name}"),
        label_visibility="collapsed",
    )


def source() -> str:
    """The chosen one of `SOURCES`."""
    chosen = session.remembered(SOURCE, PEN)
    return chosen if chosen in SOURCES else PEN


def photo() -> Photo | None:
    """The current photo; `None` while the pen is chosen, or without a photo."""
    return None if source() == PEN else session.remembered(PHOTO, None)


def lines() -> Lines:
    """The kind of the lines: drawn by pen, photographed, or photographed and thickened."""
    shown = photo()
    return "pen" if shown is None else "bolder" if shown.is_bolder else "photo"


def photo_field(text: Text, on_new: Callable[[], None]) -> None:
    """Draws a field for a photo, and the photo with the region that was cut out."""
    brought = _asked(text)
    if brought is not None and brought.value is not session.remembered(PHOTO, None):
        session.remember(PHOTO, brought.value)
        on_new()
        # The rest of the page shows which image is in use.
        st.rerun()
    shown = photo()
    if shown is not None:
        st.image(_framed(shown), caption=text("page.draw.photo_cut"), width=PHOTO_WIDTH)
        st.caption("  \n".join(_photo_words(shown, text)))


def _framed(photo: Photo) -> Image.Image:
    """The photo in grey, with a frame around the region that was cut out."""
    picture = Image.fromarray(photo.brightness).convert("RGB")
    top, bottom, left, right = photo.frame
    ImageDraw.Draw(picture).rectangle(
        (left - FRAME_WIDTH, top - FRAME_WIDTH, right + FRAME_WIDTH, bottom + FRAME_WIDTH),
        outline=COLOURS["light"]["focus"],
        width=FRAME_WIDTH,
    )
    return picture


def _asked(text: Text) -> UploadResult[Photo] | None:
    if source() == "camera":
        return camera_field(text, "draw_camera", text("page.draw.camera"), lambda _, content: read_photo(content))
    label = text("page.draw.file", limit=MAX_MEGABYTES)
    return upload_field(text, "draw_file", label, MAX_MEGABYTES, lambda _, content: read_photo(content))


def _photo_words(photo: Photo, text: Text) -> Iterator[str]:
    width, height = photo.size
    yield text(f"page.draw.photo_{'dark' if photo.is_dark_on_light else 'light'}", width=width, height=height)
    if photo.was_turned:
        yield text("page.draw.photo_turned")
    if photo.shows_through:
        yield text("page.draw.photo_through")
    if photo.moves:
        yield text("page.draw.photo_moves")
    if photo.is_bolder:
        yield text("page.draw.photo_bolder")
