"""Strokes that are thick for the digit are drawn again with a thinner pen, on the same way."""

import numpy as np
import pytest
from scipy import ndimage

from explainer.drawing import Steps, prepare
from explainer.strokes import THICKEST, Stroke, redrawn

SHAPE = (320, 320)


def ring(radius: float, width: float, middle: float = 160) -> Stroke:
    angles = np.linspace(0, 2 * np.pi, 60)
    return Stroke(middle + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1), width)


def drawn(stroke: Stroke) -> np.ndarray:
    """The pen's ink by its definition: all pixels that are no further from the way than half the pen's width."""
    rows, columns = np.indices(SHAPE) + 0.5
    distance = np.full(SHAPE, np.inf)
    for x, y in np.linspace(stroke.points[:-1], stroke.points[1:], 6).reshape(-1, 2):
        np.minimum(distance, np.hypot(columns - x, rows - y), out=distance)
    return (distance <= stroke.width / 2).astype(np.float32)


def test_a_small_ring_gets_its_hole_back() -> None:
    stroke = ring(14, 32)
    blob = drawn(stroke)
    assert ndimage.label(blob == 0)[1] == 1
    thinner = redrawn([stroke], SHAPE)
    assert thinner is not None
    assert ndimage.label(thinner < 0.5)[1] == 2


def test_it_goes_the_same_way_with_an_eighth_of_the_side() -> None:
    stroke = ring(30, 24)
    thinner = redrawn([stroke], SHAPE)
    assert thinner is not None
    expected = drawn(Stroke(stroke.points, 60 * THICKEST))
    assert np.abs(thinner - expected).mean() / expected.mean() < 0.2
    assert (thinner > 0.5).sum() == pytest.approx(expected.sum(), rel=0.1)


@pytest.mark.parametrize(
    "strokes", [[], [ring(100, 24)], [ring(97, 24)], [ring(4, 24)], [Stroke(np.zeros((1, 2)), 40)]]
)
def test_what_is_thin_enough_or_a_dot_stays(strokes: list[Stroke]) -> None:
    assert redrawn(strokes, SHAPE) is None


def test_a_finer_stroke_of_the_same_drawing_stays_as_fine() -> None:
    fine = Stroke(np.array([[100.0, 100.0], [100.0, 140.0]]), 2)
    thick = Stroke(np.array([[140.0, 100.0], [140.0, 140.0]]), 24)
    thinner = redrawn([fine, thick], SHAPE)
    assert thinner is not None
    assert thinner[120, 90:110].sum() == pytest.approx(2, abs=0.5)
    assert thinner[120, 120:160].sum() == pytest.approx(40 * THICKEST, abs=0.5)


def test_the_preparation_thins_only_when_asked() -> None:
    stroke = ring(14, 32)
    canvas = drawn(stroke)
    asked, not_asked = prepare(canvas, Steps(), [stroke]), prepare(canvas, Steps(thin=False), [stroke])
    assert asked is not None
    assert not_asked is not None
    assert asked.is_thinned
    assert not not_asked.is_thinned
    assert asked.frame == not_asked.frame
    assert asked.image[13:15, 13:15].max() < 0.1
    assert not_asked.image[13:15, 13:15].min() == 1
    assert max(asked.fitted.shape) == 20


def test_a_large_digit_is_prepared_as_without_strokes() -> None:
    stroke = ring(110, 24)
    with_strokes, without = prepare(drawn(stroke), Steps(), [stroke]), prepare(drawn(stroke))
    assert with_strokes is not None
    assert without is not None
    np.testing.assert_array_equal(with_strokes.image, without.image)


def test_strokes_beside_the_canvas_do_not_empty_it() -> None:
    stroke = Stroke(np.array([[-400.0, 100.0], [-400.0, 130.0]]), 24)
    canvas = drawn(ring(10, 8))
    digit = prepare(canvas, Steps(), [stroke])
    assert digit is not None
    assert digit.image.max() > 0
