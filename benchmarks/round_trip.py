"""MNIST's digits on the canvas: enlarged with a pen's edges, shrunk and moved at random, and prepared again."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from explainer import mnist
from explainer.drawing import Steps, prepare, rounded
from explainer.predicting import Predictor
from explainer.strokes import Picture
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights

SIDE = 280
SMALLEST = 0.4
SEED = 18
EDGE = 2.0
"""Pixels of the canvas over which a pen's edge goes from ink to none."""


def right(count: int) -> dict[str, float]:
    """The shares of the test images that are read right after the round trip.

    Args:
        count: How many, the first.

    Returns:
        0 to 1, with all steps of the preparation and without centring.
    """
    data, numbers, bundle = mnist.load(), np.random.default_rng(SEED), load_bundle()
    predictor, weights = Predictor(bundle.config), load_weights(bundle)
    canvases = [on_canvas(image, numbers) for image in data.x_test[:count]]
    shares = {}
    for name, steps in (("all steps", Steps()), ("without centring", Steps(centre=False))):
        prepared = np.stack([_prepared(canvas, steps) for canvas in canvases])
        answers = predictor.predictions(prepared, weights).answers
        shares[name] = float((answers == data.y_test[:count]).mean())
    return shares


def on_canvas(image: mnist.Images, numbers: np.random.Generator) -> Picture:
    """A digit on the canvas as a pen would have drawn it.

    Args:
        image: `(28, 28)`, 0 to 255.
        numbers: How large it is, and where.

    Returns:
        `(280, 280)`, 0 to 1.
    """
    side = round(SIDE * numbers.uniform(SMALLEST, 1))
    large = np.asarray(Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC), np.float32) / 255
    # An enlarged edge is as wide as a pixel was; a pen's is not.
    steepness = side / mnist.IMAGE_SIZE / EDGE
    ink = ((large - 0.5) * max(steepness, 1) + 0.5).clip(0, 1)
    top, left = numbers.integers(0, SIDE - side + 1, 2)
    canvas = np.zeros((SIDE, SIDE), np.float32)
    canvas[top : top + side, left : left + side] = ink
    return canvas


def _prepared(canvas: Picture, steps: Steps) -> npt.NDArray[np.uint8]:
    digit = prepare(canvas, steps)
    if digit is None:
        raise RuntimeError("Expected ink; received an empty canvas.")
    return np.rint(rounded(digit.image) * 255).astype(np.uint8)
