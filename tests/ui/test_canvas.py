"""What comes back from the canvas is checked before it is believed."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from explainer.ui.components.canvas import DATA_URL, read, without_last_stroke


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
    assert without_last_stroke(sketch.strokes) == {"objects": [1]}


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


def test_a_truncated_picture_is_no_sketch() -> None:
    data = encoded(white())
    assert read({"drawing": {"data": data[: len(DATA_URL) + 100], "raw": {"objects": []}}}) is None
