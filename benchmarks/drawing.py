"""How many drawn digits the bundled model gets right by the preparation's steps, with and without thinner strokes.

The digits are the middle lines of MNIST's test images, written with a round pen: small ones with the usual pen, which
are blobs, and others, of which nothing may be lost.
"""

import time
from collections.abc import Sequence

import numpy as np

from benchmarks.report import Figure, Report, Sample
from benchmarks.round_trip import right
from benchmarks.skeletons import Ways, canvas_of, skeletons, written
from explainer import mnist
from explainer.drawing import Steps, prepare
from explainer.predicting import Predictor
from explainer.strokes import redrawn
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from explainer.ui.components.canvas import SIZE

SMALL = (40, 24)
"""Height of the pen's way and width of the pen, in pixels."""

ENLARGED = 2
"""Test images that are enlarged onto the canvas, for each one that is redrawn."""

OTHERS = ((40, 10), (80, 24), (160, 24), (160, 40), (280, 10), (280, 24))


class Reader:
    """The bundled model, asked for drawings.

    Args:
        ways: The middle lines of each digit.
    """

    def __init__(self, ways: Sequence[Ways], labels: mnist.Labels) -> None:
        bundle = load_bundle()
        self._predictor = Predictor(bundle.config)
        self._weights = load_weights(bundle)
        self._ways = ways
        self._labels = labels

    def right(self, side: float, width: float) -> tuple[float, float]:
        """The share that is read right with the step and without it."""
        images: dict[bool, list[mnist.Images]] = {True: [], False: []}
        for ways in self._ways:
            strokes = written(ways, side, width, SIZE)
            canvas = canvas_of(strokes, SIZE)
            for thin, prepared in images.items():
                digit = prepare(canvas, Steps(thin=thin), strokes)
                if digit is None:
                    raise RuntimeError("Expected ink; received an empty canvas.")
                prepared.append(np.rint(digit.image * 255).astype(np.uint8))
        answers = {
            thin: self._predictor.predictions(np.stack(made), self._weights).answers for thin, made in images.items()
        }
        return float((answers[True] == self._labels).mean()), float((answers[False] == self._labels).mean())


def measure(repeats: int = 1_000) -> Report:
    """Writes digits of several sizes with several pens.

    Args:
        repeats: How many digits, the first of the test images.
    """
    data = mnist.load()
    ways = skeletons(data.x_test[:repeats])
    reader = Reader(ways, data.y_test[:repeats])
    found = {(side, width): reader.right(side, width) for side, width in (SMALL, *OTHERS)}
    return report(found, [_milliseconds(one) for one in ways[:100]], right(ENLARGED * repeats))


def _milliseconds(ways: Ways) -> float:
    strokes = written(ways, *SMALL, SIZE)
    started = time.perf_counter()
    redrawn(strokes, (SIZE, SIZE))
    return (time.perf_counter() - started) * 1_000


def report(
    found: dict[tuple[int, int], tuple[float, float]], milliseconds: Sequence[float], enlarged: dict[str, float]
) -> Report:
    """What follows from the shares that were right: thinned and not, by height and pen; enlarged, by the steps."""
    thinned, blobs = found[SMALL]
    lost = max(without - with_step for with_step, without in found.values())
    return Report(
        "drawing",
        (
            Sample("right, strokes thinned", tuple(100 * share for share, _ in found.values()), "%"),
            Sample("right, strokes as drawn", tuple(100 * share for _, share in found.values()), "%"),
            Sample("to draw the strokes again", tuple(milliseconds)),
        ),
        (
            Figure("40 px high, pen of 24 px", 100 * thinned, at_least=90, unit="%"),
            Figure("the same, strokes as drawn", 100 * blobs, unit="%"),
            Figure("test images enlarged, all steps", 100 * enlarged["all steps"], at_least=98, unit="%"),
            Figure("the same without centring", 100 * enlarged["without centring"], unit="%"),
            Figure("most lost by thinning at any size", 100 * lost, at_most=0.5, unit="%"),
            *(
                Figure(f"{side} px high, pen of {width} px", 100 * share, unit="%")
                for (side, width), (share, _) in found.items()
                if (side, width) != SMALL
            ),
        ),
    )
