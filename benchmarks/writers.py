"""Made-up writers: each has forms of the digits, a slant, a width and a pen of their own, as if drawn with a mouse."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.skeletons import canvas_of
from explainer.classroom import ClassDigits
from explainer.drawing import prepare
from explainer.mnist import CLASSES, Images, unscale
from explainer.own_digits import OwnDigits
from explainer.strokes import Stroke
from explainer.ui.components.canvas import SIZE

Points = npt.NDArray[np.float64]
Way = tuple[tuple[float, float], ...]
"""Points that the pen goes through in a curve, x to the right and y down, each 0 to 1."""

OVAL: Way = ((0.5, 0), (0.15, 0.2), (0.1, 0.6), (0.3, 0.95), (0.6, 0.98), (0.88, 0.7), (0.85, 0.25), (0.5, 0))
LOOP: Way = ((0.85, 0.25), (0.5, 0), (0.12, 0.2), (0.3, 0.5), (0.7, 0.48), (0.85, 0.25))
BELLY: Way = ((0.42, 0.4), (0.8, 0.5), (0.88, 0.78), (0.5, 1), (0.1, 0.9))
TOP: Way = ((0.1, 0), (0.9, 0))
LEG: Way = ((0.9, 0), (0.4, 1))
FLAG: tuple[Way, ...] = (((0.2, 0.3), (0.5, 0)), ((0.5, 0), (0.5, 1)))

FORMS: tuple[tuple[tuple[Way, ...], ...], ...] = (
    ((OVAL,), (OVAL, ((0.85, 0.1), (0.15, 0.9)))),
    ((((0.5, 0), (0.5, 1)),), FLAG, (*FLAG, ((0.2, 1), (0.8, 1)))),
    (
        (((0.12, 0.25), (0.3, 0.03), (0.7, 0.03), (0.85, 0.3), (0.5, 0.65), (0.1, 1)), ((0.1, 1), (0.9, 1))),
        (((0.12, 0.25), (0.4, 0), (0.8, 0.2), (0.6, 0.65), (0.2, 0.95), (0.1, 0.8), (0.35, 0.8), (0.95, 0.95)),),
    ),
    (
        (((0.15, 0.12), (0.5, 0), (0.85, 0.2), (0.7, 0.36), (0.42, 0.4)), BELLY),
        (((0.12, 0), (0.85, 0)), ((0.85, 0), (0.42, 0.4)), BELLY),
    ),
    (
        (((0.3, 0), (0.1, 0.6)), ((0.1, 0.6), (0.95, 0.6)), ((0.65, 0.25), (0.62, 1))),
        (((0.7, 0), (0.05, 0.65)), ((0.05, 0.65), (0.95, 0.65)), ((0.7, 0), (0.7, 1))),
    ),
    (
        (((0.2, 0), (0.15, 0.45)), ((0.15, 0.45), (0.55, 0.38), (0.9, 0.62), (0.7, 0.95), (0.1, 0.93)), TOP),
        (((0.85, 0.03), (0.4, 0.02), (0.2, 0.2), (0.3, 0.42), (0.7, 0.52), (0.85, 0.75), (0.6, 1), (0.1, 0.92)),),
    ),
    (
        (((0.7, 0), (0.3, 0.3), (0.12, 0.7), (0.35, 1), (0.75, 0.95), (0.85, 0.7), (0.6, 0.52), (0.18, 0.68)),),
        (((0.5, 0), (0.15, 0.6)), ((0.15, 0.6), (0.2, 0.95), (0.6, 1), (0.85, 0.75), (0.6, 0.55), (0.15, 0.72))),
    ),
    (
        (TOP, LEG),
        (((0.1, 0.28), (0.1, 0)), TOP, ((0.9, 0), (0.62, 0.4), (0.5, 1))),
        (TOP, LEG, ((0.35, 0.5), (0.9, 0.5))),
    ),
    (
        (((0.8, 0.12), (0.45, 0), (0.15, 0.2), (0.5, 0.48), (0.85, 0.75), (0.5, 1), (0.15, 0.78), (0.8, 0.12)),),
        (
            ((0.5, 0), (0.2, 0.2), (0.5, 0.42), (0.8, 0.2), (0.5, 0)),
            ((0.5, 0.42), (0.12, 0.7), (0.5, 1), (0.88, 0.7), (0.5, 0.42)),
        ),
    ),
    (
        (LOOP, ((0.85, 0.25), (0.8, 1))),
        (LOOP, ((0.85, 0.25), (0.85, 0.7), (0.6, 1), (0.2, 0.92))),
    ),
)
"""The forms of each digit, as their strokes."""

PIECES = 8
"""Straight pieces between two points of a way."""
HABIT, JITTER = 0.08, 0.05
"""How far a writer's points are from a form's, and a drawing's from a writer's, as standard deviations."""
HEIGHTS = (120.0, 220.0)
"""Pixels of the canvas."""


@dataclass(frozen=True)
class Writer:
    """Somebody with a way of writing.

    Attributes:
        forms: Of each digit, its strokes as points, `(n, 2)`.
        slant: By how much the top is to the right, in heights.
        width: In heights.
        pen: Its width, in pixels of the canvas.
    """

    name: str
    forms: tuple[tuple[Points, ...], ...]
    slant: float
    width: float
    pen: float

    def draws(self, digit: int, numbers: np.random.Generator) -> Images:
        """A drawing as the Draw page prepares it, `(28, 28)`.

        Args:
            numbers: Make it differ from the writer's others.
        """
        height = numbers.uniform(*HEIGHTS)
        ways = [_curve(points + numbers.normal(0, JITTER, points.shape)) - 0.5 for points in self.forms[digit]]
        bent = [np.stack([x * self.width - self.slant * y, y], axis=1) for x, y in (way.T for way in ways)]
        lines = [way * height + SIZE / 2 for way in bent]
        strokes = tuple(Stroke(line[place : place + 2], self.pen) for line in lines for place in range(len(line) - 1))
        prepared = prepare(canvas_of(strokes, SIZE), strokes=strokes)
        if prepared is None:
            raise RuntimeError("Expected ink; received an empty canvas.")
        return unscale(prepared.image)


def writer(name: str, seed: Sequence[int]) -> Writer:
    """Makes up a writer."""
    numbers = np.random.default_rng(seed)
    chosen = [int(numbers.integers(len(forms))) for forms in FORMS]
    forms = tuple(
        tuple(np.array(way) + numbers.normal(0, HABIT, (len(way), 2)) for way in forms[form])
        for forms, form in zip(FORMS, chosen, strict=True)
    )
    return Writer(name, forms, numbers.uniform(-0.4, 0.7), numbers.uniform(0.4, 1.2), numbers.uniform(10, 34))


def class_of(writers: int, seed: int) -> ClassDigits:
    """A class in which everybody has written each digit once."""
    images, labels, names = [], [], []
    for number in range(writers):
        one = writer(f"writer {seed}-{number}", (seed, number))
        numbers = np.random.default_rng((seed, number, 1))
        for digit in range(CLASSES):
            images.append(one.draws(digit, numbers))
            labels.append(digit)
            names.append(one.name)
    return ClassDigits(OwnDigits(np.stack(images), np.array(labels, np.uint8)), tuple(names))


def _curve(points: Points) -> Points:
    """A Catmull–Rom curve through points."""
    rimmed = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    before, start, end, after = (rimmed[place : len(rimmed) - 3 + place, np.newaxis] for place in range(4))
    t = (np.arange(PIECES) / PIECES)[:, np.newaxis]
    curve = start + 0.5 * t * (
        end - before + t * (2 * before - 5 * start + 4 * end - after + t * (3 * (start - end) + after - before))
    )
    return np.concatenate([curve.reshape(-1, 2), points[-1:]])
