"""What comes back from the canvas is checked before it is believed."""

import base64
import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from explainer.ui.components.canvas import (
    DATA_URL,
    MAX_CHARACTERS,
    MAX_OBJECTS,
    MAX_STEPS,
    Sketch,
    is_overfull,
    pen_strokes,
    read,
)


def encoded(pixels: np.ndarray, form: str = "PNG") -> str:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, format=form)
    return DATA_URL + base64.b64encode(file.getvalue()).decode()


def white(size: int = 320) -> np.ndarray:
    return np.full((size, size, 4), 255, np.uint8)


def test_a_sketch_is_read() -> None:
    sketch = read({"drawing": {"data": encoded(white()), "raw": {"objects": [1, 2]}}})
    assert sketch is not None
    assert sketch.ink.shape == (320, 320)
    assert sketch.ink.min() == 1


@pytest.mark.parametrize(
    "state",
    [
        None,
        "nonsense",
        {},
        {"drawing": None},
        {"drawing": {"data": None, "raw": {"objects": []}}},
        {"drawing": {"data": "data:text/html,hello", "raw": {"objects": []}}},
        {"drawing": {"data": DATA_URL + "!!!", "raw": {"objects": []}}},
        {"drawing": {"data": DATA_URL + base64.b64encode(b"no picture").decode(), "raw": {"objects": []}}},
        {"drawing": {"data": encoded(white()[:, :, :3], "JPEG"), "raw": {"objects": []}}},
        {"drawing": {"data": encoded(white(321)), "raw": {"objects": []}}},
        {"drawing": {"data": encoded(white()) + "A" * 1_000_000, "raw": {"objects": []}}},
        {"drawing": {"data": encoded(white()), "raw": "x"}},
        {"drawing": {"data": encoded(white()), "raw": {"objects": "x"}}},
    ],
)
def test_nonsense_is_no_sketch(state: object) -> None:
    assert read(state) is None


def deep() -> list[object]:
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    return nested


@pytest.mark.parametrize(
    "objects",
    [lambda: [{}] * (MAX_OBJECTS + 1), lambda: ["x" * MAX_CHARACTERS], lambda: [{"path": [[1] * 300_000]}], deep],
    ids=["objects", "characters", "steps", "depth"],
)
def test_more_than_a_hand_draws_is_not_taken(objects: Callable[[], list[object]]) -> None:
    state = {"drawing": {"data": encoded(white()), "raw": {"objects": objects()}}}
    assert read(state) is None
    assert is_overfull(state)


def test_what_was_too_large_to_arrive_is_known() -> None:
    assert is_overfull({"refused": True})


@pytest.mark.parametrize("state", [None, {}, {"drawing": {"data": encoded(white()), "raw": {"objects": [{}]}}}])
def test_a_usual_canvas_is_not_overfull(state: object) -> None:
    assert not is_overfull(state)


def test_a_truncated_picture_is_no_sketch() -> None:
    data = encoded(white())
    assert read({"drawing": {"data": data[: len(DATA_URL) + 100], "raw": {"objects": []}}}) is None


def sketch_of(*objects: object) -> Sketch:
    return Sketch(np.zeros((320, 320), np.float32), {"objects": list(objects)})


def test_the_pens_ways_are_read() -> None:
    path = [["M", 10, 20], ["Q", 10, 20, 30, 20], ["Q", 50, 20, 50, 40], ["L", 50, 60]]
    (stroke,) = pen_strokes(sketch_of({"type": "Path", "strokeWidth": 24, "path": path}))
    assert stroke.width == 24
    expected = [[10, 20], [15, 20], [30, 20], [45, 25], [50, 40], [50, 60]]
    np.testing.assert_allclose(stroke.points, expected)


@pytest.mark.parametrize(
    "nonsense",
    [
        1,
        {},
        {"path": [["M", 1, 2]]},
        {"path": [], "strokeWidth": 24},
        {"path": "M 1 2", "strokeWidth": 24},
        {"path": [["M", 1, 2]], "strokeWidth": "wide"},
        {"path": [["M", 1, 2]], "strokeWidth": 1e9},
        {"path": [["M", 1, 2]], "strokeWidth": float("nan")},
        {"path": [["M", 1]], "strokeWidth": 24},
        {"path": [["M", 1, float("nan")]], "strokeWidth": 24},
        {"path": [["M", 1, 1e300]], "strokeWidth": 24},
        {"path": [["Q", 1, 2, 3, 4]], "strokeWidth": 24},
        {"path": [["M", 1, 2], ["Q", 1, 2]], "strokeWidth": 24},
        {"path": [None], "strokeWidth": 24},
        {"path": [[]], "strokeWidth": 24},
        {"path": [["M", [1], {}]], "strokeWidth": 24},
        {"path": [["M", 1, 2]] * (MAX_STEPS + 1), "strokeWidth": 24},
    ],
)
def test_nonsense_is_no_stroke(nonsense: object) -> None:
    assert pen_strokes(sketch_of({"path": [["M", 1, 2]], "strokeWidth": 24}, nonsense)) == ()
