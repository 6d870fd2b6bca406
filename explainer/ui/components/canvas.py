"""The drawing canvas: a wrapper of `streamlit-drawable-canvas` and of the component `canvas`, which fixes it."""

import base64
import binascii
import functools
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypedDict

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from explainer.drawing import ink
from explainer.figures.palette import COLOURS
from explainer.strokes import Picture, Stroke
from explainer.text import Text
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.components.payload import Scene
from explainer.ui.server.messages import REFUSED

SIZE = 320
"""Height and width of the canvas, in CSS pixels: fits a phone."""

DATA_URL = "data:image/png;base64,"
MAX_DATA_CHARACTERS = SIZE * SIZE * 4 * 3 // 2
"""Four uncompressed bytes per pixel, and more than the overhead of base64 and PNG."""
MAX_STEPS = 5_000
"""Maximum number of steps of all strokes; a digit has about a hundred."""

MAX_CHARACTERS = 600_000
"""Maximum length of the canvas's content as JSON: some minutes of continuous drawing."""
MAX_OBJECTS = 2_000
"""Maximum number of strokes. (Forged strokes without points would take few characters.)"""

MAX_PLACE = 10_000
"""Maximum coordinate of a stroke that leaves the canvas, in pixels."""

GROUND = COLOURS["drawing"]["ground"]
EMPTY: Mapping[str, Any] = {"objects": []}
WITHOUT_TOOLBAR = '<style>.dc-toolbar { display: none !important; }</style><div class="canvas-root"></div>'
"""The library's own HTML, with a style that hides its toolbar from the start."""

FRAME = "canvas-frame"
"""Key of the container in which the canvas is drawn."""


class Way(TypedDict):
    """One stroke: the number of its points, and the pen's width in pixels."""

    count: int
    width: float


class Meta(TypedDict):
    """The header of the component beside the canvas.

    Attributes:
        frame: Key of the container around canvas and component.
        name: Name of the canvas.
        undo: Label of the button that removes the last stroke.
        clear: Label of the button that removes all strokes.
        strokes: The number of strokes with which the canvas began.
        width: The pen's width, in pixels.
        erases: Whether the pen is an eraser.
        ways: The strokes on the canvas now; `None` if its content cannot be redrawn from strokes.
    """

    identity: str
    frame: str
    name: str
    undo: str
    clear: str
    strokes: int
    width: int
    erases: bool
    ways: list[Way] | None


class Arrays(TypedDict):
    """The points of all strokes, concatenated: `(n, 2)`, x and y in pixels."""

    points: NDArray[np.float32]


@dataclass(frozen=True)
class Sketch:
    """The content of the canvas.

    Attributes:
        ink: `(height, width)`, `float32`, 0 (black) to 1 (ink).
        strokes: The library's data, with which the canvas can be continued.
    """

    ink: Picture
    strokes: Mapping[str, Any]


def canvas(
    strokes: Mapping[str, Any],
    text: Text,
    *,
    drawn: Sequence[Stroke] | None,
    stroke_width: int,
    erases: bool,
    key: str,
    on_change: Callable[[], None],
    on_fewer: Callable[[Mapping[str, Any]], None],
) -> None:
    """Shows the canvas, with white ink on black as in MNIST, and buttons for undo and clear.

    It sends its content after each stroke; `read` reads it. Call this inside a container with the key `FRAME`.

    Args:
        strokes: The initial content. The canvas is redrawn if, and only if, this changes.
        drawn: The strokes on the canvas now, from `strokes_drawn`.
        stroke_width: In CSS pixels.
        erases: Whether the pen has the background's colour. Undo removes such a stroke like any other.
        on_change: Called after each stroke or undo, before the rerun.
        on_fewer: Called with the new content when undo or clear removes strokes of the initial content.
    """
    count = len(strokes["objects"])

    def take_back(answer: Mapping[str, object]) -> None:
        keep = index_in(answer, "keep", count)
        if keep is not None:
            on_fewer({**strokes, "objects": strokes["objects"][:keep]})

    with st.container(key="canvas-care"):
        mount("canvas", *_care(text, count, stroke_width, erases, drawn), key=f"{key}_care", on_choice=take_back)
    _library().st_canvas(
        stroke_width=stroke_width,
        stroke_color=GROUND if erases else COLOURS["drawing"]["pen"],
        background_color=GROUND,
        width=SIZE,
        height=SIZE,
        initial_drawing=dict(strokes),
        return_image_data=True,
        key=key,
        on_change=on_change,
    )


@functools.cache
def _library() -> ModuleType:
    """Imports the library and registers its component, which requires a running server."""
    import streamlit_drawable_canvas as library  # noqa: PLC0415

    name = "streamlit-drawable-canvas.streamlit_drawable_canvas"
    library.out = st.components.v2.component(
        name, js="index-*.js", css="index-*.css", html=WITHOUT_TOOLBAR, isolate_styles=True
    )
    return library  # type: ignore[no-any-return]


def _care(text: Text, count: int, width: int, erases: bool, drawn: Sequence[Stroke] | None) -> Scene:
    """The data of the component beside a canvas that began with `count` strokes."""
    name, undo, clear = (text(f"page.draw.{part}") for part in ("canvas", "undo", "clear"))
    ways = None if drawn is None else [Way(count=len(one.points), width=one.width) for one in drawn]
    meta: Meta = {
        "identity": name,
        "frame": FRAME,
        "name": name,
        "undo": undo,
        "clear": clear,
        "strokes": count,
        "width": width,
        "erases": erases,
        "ways": ways,
    }
    return meta, {"points": np.concatenate([np.zeros((0, 2)), *(one.points for one in drawn or ())])}


def read(state: object) -> Sketch | None:
    """Reads the canvas's content from its state in the session.

    Args:
        state: The session's value under the canvas's key, which is not validated.

    Returns:
        The sketch; `None` if the state is missing, invalid or too large.
    """
    data, strokes = _answer(state)
    if not isinstance(data, str) or strokes is None or not _is_small(strokes):
        return None
    picture = _ink_of(data) if len(data) <= MAX_DATA_CHARACTERS else None
    return None if picture is None else Sketch(picture, strokes)


def is_overfull(state: object) -> bool:
    """Whether the canvas's content is too large.

    Args:
        state: As in `read`.
    """
    if isinstance(state, Mapping) and state.get(REFUSED):
        return True
    _, strokes = _answer(state)
    return strokes is not None and not _is_small(strokes)


def _answer(state: object) -> tuple[object, Mapping[str, Any] | None]:
    """The picture and the strokes of a canvas's state; `None` for what is missing or invalid."""
    drawing = state.get("drawing") if isinstance(state, Mapping) else None
    if not isinstance(drawing, Mapping):
        return None, None
    strokes = drawing.get("raw")
    is_sound = isinstance(strokes, Mapping) and isinstance(strokes.get("objects"), list)
    return drawing.get("data"), strokes if is_sound else None


def _is_small(strokes: Mapping[str, Any]) -> bool:
    if len(strokes["objects"]) > MAX_OBJECTS:
        return False
    try:
        return len(json.dumps(strokes)) <= MAX_CHARACTERS
    except RecursionError:
        return False


def pen_strokes(sketch: Sketch) -> tuple[Stroke, ...]:
    """The pen's strokes.

    Args:
        sketch: The content of the canvas. It may be forged.

    Returns:
        All strokes; none if the canvas contains anything else, an eraser's stroke, or more than a person draws.
    """
    paths = [path for path in sketch.strokes["objects"] if isinstance(path, Mapping)]
    steps = [path["path"] for path in paths if isinstance(path.get("path"), list)]
    if len(steps) != len(sketch.strokes["objects"]) or sum(map(len, steps)) > MAX_STEPS:
        return ()
    if any(path.get("stroke") == GROUND for path in paths):
        return ()
    try:
        return tuple(_stroke(way, float(path["strokeWidth"])) for way, path in zip(steps, paths, strict=True))
    except (KeyError, IndexError, TypeError, ValueError, OverflowError):
        return ()


def strokes_drawn(sketch: Sketch | None) -> Sequence[Stroke] | None:
    """The strokes on the canvas; `None` if its content cannot be redrawn from strokes.

    Args:
        sketch: The content of the canvas; `None` if it is empty.
    """
    if sketch is None or not sketch.strokes["objects"]:
        return ()
    return pen_strokes(sketch) or None


def _stroke(steps: list[Any], width: float) -> Stroke:
    """Reads a path of the SVG commands M, L and Q with absolute coordinates. A curve becomes its middle and its end."""
    points: list[NDArray[np.float64]] = []
    for command, *numbers in steps:
        *bends, end = np.array(numbers, dtype=np.float64).reshape(-1, 2)
        if command == "Q":
            points.append(points[-1] / 4 + bends[0] / 2 + end / 4)
        points.append(end)
    way = np.array(points)
    if not (np.abs(way).max() <= MAX_PLACE and 0 < width <= SIZE):
        raise ValueError(f"Expected a stroke near the canvas; received one {width} pixels wide.")
    return Stroke(way, width)


# The callback and several parts of the page read the same picture: it is decoded once. Each takes at most 1 MB.
@functools.lru_cache(maxsize=16)
def _ink_of(data: str) -> Picture | None:
    """The ink of a canvas's data URL, read-only; `None` if it is not a PNG of at most `SIZE` pixels per side."""
    if not data.startswith(DATA_URL):
        return None
    try:
        picture = Image.open(io.BytesIO(base64.b64decode(data.removeprefix(DATA_URL), validate=True)), formats=["PNG"])
        if max(picture.size) > SIZE:
            return None
        found = ink(np.asarray(picture.convert("RGBA")))
    except (binascii.Error, Image.DecompressionBombError, UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None
    found.flags.writeable = False
    return found
