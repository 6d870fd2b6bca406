"""Drawings belong to their visitor and are kept in memory."""

import numpy as np
import pytest

from explainer.ui import drawings as module
from explainer.ui.components.canvas import Sketch
from explainer.ui.drawings import DRAWINGS, VISITORS, Drawings


def picture(value: float) -> np.ndarray:
    return np.full((28, 28), value, np.float32)


def test_a_drawing_is_found_by_its_visitor_only() -> None:
    drawings = Drawings()
    identifier = drawings.keep("anna", picture(0.5))
    found = drawings.find("anna", identifier)
    assert found is not None
    assert np.array_equal(found, picture(0.5))
    assert not found.flags.writeable
    assert drawings.find("ben", identifier) is None
    assert drawings.latest("ben") is None


def test_the_latest_is_the_last_one_drawn_also_when_drawn_again() -> None:
    drawings = Drawings()
    first = drawings.keep("anna", picture(0.1))
    second = drawings.keep("anna", picture(0.2))
    assert drawings.latest("anna") == second
    assert drawings.keep("anna", picture(0.1)) == first
    assert drawings.latest("anna") == first


def test_a_busy_visitor_cannot_push_out_another_s_drawing() -> None:
    drawings = Drawings()
    kept = drawings.keep("anna", picture(0.5))
    for count in range(3 * DRAWINGS):
        last = drawings.keep("ben", picture(count))
    assert drawings.find("anna", kept) is not None
    assert drawings.find("ben", last) is not None


def test_memory_is_bounded() -> None:
    drawings = Drawings()
    first = drawings.keep("visitor-0", picture(0.5))
    for count in range(1, VISITORS + 1):
        drawings.keep(f"visitor-{count}", picture(0.5))
    assert drawings.find("visitor-0", first) is None
    assert drawings.find(f"visitor-{VISITORS}", first) is not None


def test_a_canvas_is_kept_for_its_visitor() -> None:
    drawings = Drawings()
    sketch = Sketch(np.zeros((320, 320), np.float32), {"objects": []})
    drawings.keep_sketch("anna", sketch)
    kept = drawings.sketch("anna")
    assert kept is not None
    assert kept.ink is sketch.ink
    assert kept.strokes == sketch.strokes
    assert drawings.sketch("ben") is None


def test_the_oldest_canvases_go_when_all_take_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SKETCH_BYTES", 3_500_000)
    drawings = Drawings()
    ink = np.zeros((320, 320), np.float32)
    for visitor in ("anna", "ben", "chen", "ben", "dora"):
        drawings.keep_sketch(visitor, Sketch(ink, {"objects": ["x" * 1_000_000]}))
    assert [visitor for visitor in ("anna", "ben", "chen", "dora") if drawings.sketch(visitor)] == ["ben", "dora"]
