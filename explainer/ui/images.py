"""The image in use: a digit of MNIST, or a drawing."""

import functools
from dataclasses import dataclass

import numpy as np

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.tracing import Array
from explainer.ui import caches
from explainer.ui.drawings import identifier_of
from explainer.ui.references import LATEST, START_IMAGE, ImageReference


@dataclass(frozen=True)
class ImageInUse:
    """The image in use, as input of a network.

    Attributes:
        pixels: `(28, 28)`, `float32`, 0 to 1, white on black.
        label: Its label in the data set, 0 to 9; `None` for drawings.
    """

    reference: ImageReference
    pixels: Array
    label: int | None


def find(reference: ImageReference, visitor: str, latest: str | None = None) -> ImageInUse:
    """Finds an image.

    Args:
        latest: Id of the latest drawing of this tab; `None` for the visitor's latest drawing in any tab.

    Raises:
        ExplainerError: If the data set is missing or altered; `drawing_unknown` if the drawing is not the visitor's
            or is no longer kept.
    """
    if reference.source == "drawing" and reference.drawn is not None:
        known = ImageReference("drawing", _kept(visitor, reference.drawn))
        return ImageInUse(known, reference.drawn, None)
    if reference.source == "drawing":
        drawings = caches.drawings()
        identifier = (latest or drawings.latest(visitor)) if reference.key == LATEST else str(reference.key)
        drawing = drawings.find(visitor, identifier) if identifier else None
        if drawing is None:
            raise ExplainerError("drawing_unknown", f"Expected one of the visitor's drawings; received {reference}.")
        return ImageInUse(ImageReference("drawing", str(identifier)), drawing, None)
    dataset = mnist.load()
    index = int(reference.key)
    images, labels = (
        (dataset.x_test, dataset.y_test) if reference.source == "test" else (dataset.x_train, dataset.y_train)
    )
    return ImageInUse(reference, mnist.scale(images[index]), int(labels[index]))


def _kept(visitor: str, drawn: Array) -> str:
    """Stores a drawing from a link unless it is already stored, which would make it the visitor's latest again."""
    identifier, drawings = identifier_of(drawn), caches.drawings()
    return identifier if drawings.find(visitor, identifier) is not None else drawings.keep(visitor, drawn)


@functools.cache
def examples() -> tuple[ImageReference, ...]:
    """Example test images: the start image, and the first of each class."""
    _, first = np.unique(mnist.load().y_test, return_index=True)
    return (START_IMAGE, *(ImageReference("test", int(index)) for index in first))


def next_of_class(reference: ImageReference, digit: int | None, step: int) -> ImageReference:
    """The next test image of a class; after the last one, the first.

    Args:
        reference: Where to start; a drawing or a training image counts as the first test image.
        digit: The class; `None` for any.
        step: 1 for the next, -1 for the one before.
    """
    labels = mnist.load().y_test
    candidates = np.arange(labels.size) if digit is None else np.flatnonzero(labels == digit)
    start = int(reference.key) if reference.source == "test" else 0
    if step < 0:
        place = int(np.searchsorted(candidates, start)) - 1
    else:
        place = int(np.searchsorted(candidates, start, side="right"))
    return ImageReference("test", int(candidates[place % candidates.size]))


def random_of_class(digit: int | None) -> ImageReference:
    """A random test image.

    Args:
        digit: Its class; `None` for any.
    """
    labels = mnist.load().y_test
    candidates = np.arange(labels.size) if digit is None else np.flatnonzero(labels == digit)
    return ImageReference("test", int(np.random.default_rng().choice(candidates)))
