"""The digit that the browser makes of a canvas while the pen is down, against the one that is answered afterwards."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from PIL import Image

from explainer import mnist
from explainer.drawing import Steps, ink, prepare
from explainer.strokes import Stroke

Evaluate = Callable[..., Any]
SIZE = 320
ROUNDING = 0.5 / 255
BODY = """
  return given.map(({ pixels, strokes, steps, size }) => {
    const grey = Uint8Array.from(pixels.match(/../g), (pair) => parseInt(pair, 16));
    const rgba = Uint8Array.from({ length: 4 * grey.length }, (_, place) => place % 4 === 3 ? 255 : grey[place >> 2]);
    return prepare({ pixels: rgba, width: size, height: size, strokes }, steps);
  });
"""


def in_browser(evaluate: Evaluate, cases: Sequence[tuple[np.ndarray, Sequence[Stroke], Steps]]) -> list[np.ndarray]:
    given = [
        {
            "pixels": canvas.tobytes().hex(),
            "size": len(canvas),
            "strokes": [{"points": one.points.ravel().tolist(), "width": one.width} for one in strokes],
            "steps": asdict(steps),
        }
        for canvas, strokes, steps in cases
    ]
    return evaluate(BODY, given, "forward")


def here(canvas: np.ndarray, strokes: Sequence[Stroke], steps: Steps) -> np.ndarray | None:
    digit = prepare(ink(np.dstack([canvas] * 3 + [np.full_like(canvas, 255)])), steps, strokes)
    return None if digit is None else digit.image


def enlarged(digits: int) -> list[np.ndarray]:
    """Test images somewhere on a canvas, each in a size of its own."""
    generator = np.random.default_rng(5)
    canvases = []
    for image in mnist.load().x_test[:digits]:
        side = int(generator.integers(90, 300))
        top, left = generator.integers(0, SIZE - side, 2)
        canvas = np.zeros((SIZE, SIZE), np.uint8)
        canvas[top : top + side, left : left + side] = Image.fromarray(image).resize((side, side))
        canvases.append(canvas)
    return canvases


def scribble(seed: int, side: float, width: float) -> tuple[np.ndarray, list[Stroke]]:
    generator = np.random.default_rng(seed)
    way = np.cumsum(generator.normal(0, 1, (60, 2)), axis=0)
    way = (way - way.min(axis=0)) / np.ptp(way, axis=0).max() * side + generator.uniform(0, SIZE - side, 2)
    canvas = np.zeros((SIZE, SIZE), np.uint8)
    for x, y in way.astype(int):
        canvas[max(y - 4, 0) : y + 4, max(x - 4, 0) : x + 4] = 255
    return canvas, [Stroke(way[:40], width), Stroke(way[40:41], width), Stroke(way[41:], width / 2)]


@pytest.mark.parametrize("seed", range(2))
def test_test_images_become_the_same_digits(evaluate: Evaluate, seed: int) -> None:
    every = [Steps(True, True, fit, centre) for fit, centre in itertools.product((True, False), repeat=2)]
    canvases = enlarged(24)[seed::2]
    cases: list[Any] = [(canvas, [], every[place % 4]) for place, canvas in enumerate(canvases)]
    cases.append((canvases[0], [], Steps(crop=False)))
    for case, found in zip(cases, in_browser(evaluate, cases), strict=True):
        assert np.abs(np.reshape(found, (28, 28)) - here(*case)).max() < ROUNDING


def test_strokes_are_thinned_as_on_the_server(evaluate: Evaluate) -> None:
    cases: list[Any] = []
    for seed, (side, width) in enumerate([(40, 24), (60, 10), (150, 40), (30, 40), (10, 24), (250, 10)]):
        canvas, strokes = scribble(seed, side, width)
        cases += [(canvas, strokes, Steps()), (canvas, strokes, Steps(thin=False))]
    found = in_browser(evaluate, cases)
    for case, image in zip(cases, found, strict=True):
        assert np.abs(np.reshape(image, (28, 28)) - here(*case)).max() < ROUNDING
    assert np.abs(np.subtract(found[0], found[1])).max() > 0.1


def test_what_is_not_there_or_hardly_there(evaluate: Evaluate) -> None:
    """An empty canvas, one bright pixel in a corner, a line one pixel wide, a tie between two places."""
    empty, corner, line, tie = (np.zeros((SIZE, SIZE), np.uint8) for _ in range(4))
    corner[-1, -1] = 255
    line[40:41, 10:300] = 255
    tie[50:60, 50:74] = 255
    cases: list[Any] = [(canvas, [], Steps()) for canvas in (empty, corner, line, tie)]
    first, *others = in_browser(evaluate, cases)
    assert first is None
    for case, found in zip(cases[1:], others, strict=True):
        assert np.abs(np.reshape(found, (28, 28)) - here(*case)).max() < ROUNDING
