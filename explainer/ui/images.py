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
    """An image, ready for the network.

    Attributes:
        pixels: `(28, 28)`, `float32`, 0 to 1, white on black.
        label: The digit that it shows; `None` for drawings.
    """

    reference: ImageReference
    pixels: Array
    label: int | None


def find(reference: ImageReference, visitor: str, latest: str | None = None) -> ImageInUse:
    """Finds an image.

    Args:
        latest: Id of the latest drawing in this tab; `None` for the visitor's latest drawing in any tab.

    Raises:
        ExplainerError: If the data set is missing or altered; `drawing_unknown` if the drawing belongs to another
            visitor or is no longer kept.
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
    """Stores a drawing from a link, unless it is already stored. Returns its id."""
    identifier, drawings = identifier_of(drawn), caches.drawings()
    return identifier if drawings.find(visitor, identifier) is not None else drawings.keep(visitor, drawn)


@functools.cache
def examples() -> tuple[ImageReference, ...]:
    """Test images to choose from: the image of a first visit, and the first one of each class."""
    _, first = np.unique(mnist.load().y_test, return_index=True)
    return (START_IMAGE, *(ImageReference("test", int(index)) for index in first))


def next_of_class(reference: ImageReference, digit: int | None, step: int) -> ImageReference:
    """The next or previous test image of a class; the first one follows the last.

    Args:
        reference: The current image; a drawing or a training image counts as the first test image.
        digit: The class; `None` for any.
        step: 1 for the next, -1 for the previous image.
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
