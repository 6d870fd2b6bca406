"""The one place that knows `streamlit-drawable-canvas`, with the component `canvas` that mends it in the browser."""

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
"""Four bytes a pixel, as they are before any compression, and more than base64 and PNG add to them."""
MAX_STEPS = 5_000
"""Steps of all strokes together: a digit has some hundred."""

MAX_CHARACTERS = 600_000
"""Of all that is on the canvas, as JSON: some minutes of drawing without a pause."""
MAX_OBJECTS = 2_000
"""Strokes; one without any point, which no pen draws, takes few characters."""

MAX_PLACE = 10_000
"""How far a pen that left the canvas may have gone, in pixels."""

GROUND = COLOURS["drawing"]["ground"]
EMPTY: Mapping[str, Any] = {"objects": []}
WITHOUT_TOOLBAR = '<style>.dc-toolbar { display: none !important; }</style><div class="canvas-root"></div>'
"""The library's own HTML, with its toolbar taken away before anything is drawn."""

FRAME = "canvas-frame"
"""Streamlit's key of the container that the canvas is drawn into."""


class Way(TypedDict):
    """One stroke: how many of the points are its own, and its pen's width in pixels."""

    count: int
    width: float


class Meta(TypedDict):
    """What the component beside the canvas is told.

    Attributes:
        frame: The key of the container around both.
        undo: What is written on the button that takes a stroke back.
        clear: And on the one that takes all back.
        width: The pen's.
        erases: Whether the pen is an eraser.
        ways: The strokes that are on it now; `None` if there is more on it than strokes that can be drawn again.
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
    """The points of all ways, one after the other: `(n, 2)`, x and y in pixels."""

    points: NDArray[np.float32]


@dataclass(frozen=True)
class Sketch:
    """What is on the canvas.

    Attributes:
        ink: `(height, width)`, `float32`, 0 (black) to 1 (ink).
        strokes: What the canvas needs to go on drawing.
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
    """Shows the canvas, white ink on black as MNIST's digits are, with a button for undo and one for clear.

    It answers as soon as the pen goes up; `read` says what is on it. It is to be drawn into a container of key `FRAME`.

    Args:
        strokes: What is on it at first; it is drawn anew whenever this changes, and only then.
        drawn: The strokes that are on it now, as `strokes_drawn` finds them.
        stroke_width: In CSS pixels.
        erases: Whether it draws with the ground's colour. Such a stroke is one like any other: undo takes it back.
        on_change: Called after each stroke, and after one was taken back, before the rerun.
        on_fewer: Called with what is to be on it if strokes are taken back that it began with.
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
    """The library, which registers its component when it is imported, which needs a running server."""
    import streamlit_drawable_canvas as library  # noqa: PLC0415

    name = "streamlit-drawable-canvas.streamlit_drawable_canvas"
    library.out = st.components.v2.component(
        name, js="index-*.js", css="index-*.css", html=WITHOUT_TOOLBAR, isolate_styles=True
    )
    return library  # type: ignore[no-any-return]


def _care(text: Text, count: int, width: int, erases: bool, drawn: Sequence[Stroke] | None) -> Scene:
    """What the component beside a canvas is told that began with so many strokes."""
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
    """Reads what is on the canvas out of its state in the session.

    Args:
        state: Whatever the session holds under the canvas's key.

    Returns:
        The sketch; `None` if the canvas has not answered yet, with nonsense, or with more than is taken.
    """
    data, strokes = _answer(state)
    if not isinstance(data, str) or strokes is None or not _is_small(strokes):
        return None
    picture = _ink_of(data) if len(data) <= MAX_DATA_CHARACTERS else None
    return None if picture is None else Sketch(picture, strokes)


def is_overfull(state: object) -> bool:
    """Whether there is more on the canvas than is taken.

    Args:
        state: As of `read`.
    """
    if isinstance(state, Mapping) and state.get(REFUSED):
        return True
    _, strokes = _answer(state)
    return strokes is not None and not _is_small(strokes)


def _answer(state: object) -> tuple[object, Mapping[str, Any] | None]:
    """The picture and the strokes that a canvas has answered with, unless that is nonsense."""
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
    """The ways of the pen, unless there is anything else on the canvas, as what was erased, or more than a hand draws.

    Args:
        sketch: What is on the canvas, which anybody may have made.

    Returns:
        All strokes, or none.
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
    """The strokes that are on the canvas; `None` if there is something that cannot be drawn again.

    Args:
        sketch: What is on the canvas, `None` for nothing.
    """
    if sketch is None or not sketch.strokes["objects"]:
        return ()
    return pen_strokes(sketch) or None


def _stroke(steps: list[Any], width: float) -> Stroke:
    """A path of SVG's commands M, L and Q with absolute places; of a curve, its middle and its end."""
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


# A stroke is asked for by its callback and by several parts of the page: it is decoded once. Each takes 1 MB at most.
@functools.lru_cache(maxsize=16)
def _ink_of(data: str) -> Picture | None:
    """The ink of a canvas's data URL, read-only; `None` if it is no picture of a sensible size."""
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
