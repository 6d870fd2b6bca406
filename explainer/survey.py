"""What there is to know of the data before any network: which images, how many, their means, how they are prepared."""

import math
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import keras
import numpy as np
import numpy.typing as npt

from explainer.link_words import LinkWord, number, one_of
from explainer.mnist import (
    CHANNEL_SOURCE,
    CLASSES,
    LABELS_SOURCE,
    LOADING_SOURCE,
    SCALE_SOURCE,
    Dataset,
    Images,
    Labels,
)

Part = Literal["train", "test"]
PARTS: tuple[Part, ...] = ("train", "test")
A_PAGE = 120
"""Images on a page of the mosaic."""

SAMPLED = 8
"""Images that a step is tried on; only the length of its result differs."""


@dataclass(frozen=True)
class Browse(LinkWord, link="{part}-{digit}-{page}"):
    """Which images of the data set are looked at. In a link it is a word such as `test-7-0` or `train-all-12`.

    Attributes:
        part: Those to learn from, or those to test with.
        digit: The class; `None` for all.
        page: Which `A_PAGE` of them, from 0.
    """

    part: Part = "test"
    digit: Annotated[int | None, one_of({"all": None} | {str(digit): digit for digit in range(CLASSES)})] = None
    page: Annotated[int, number("0|[1-9][0-9]{0,2}")] = 0


def part_of(dataset: Dataset, part: Part) -> tuple[Images, Labels]:
    """The images and labels to learn from, or to test with."""
    return (dataset.x_train, dataset.y_train) if part == "train" else (dataset.x_test, dataset.y_test)


def places(labels: Labels, digit: int | None) -> npt.NDArray[np.int64]:
    """The indices of a class, in order.

    Args:
        digit: The class; `None` for all.
    """
    return np.arange(labels.size) if digit is None else np.flatnonzero(labels == digit)


def counts(labels: Labels) -> list[int]:
    """How many images each of the ten classes has."""
    return [int(count) for count in np.bincount(labels, minlength=CLASSES)]


def averages(images: Images, labels: Labels) -> npt.NDArray[np.float32]:
    """The mean image of each class, pixel by pixel. Returns `(10, 28, 28)`, 0 to 255."""
    return np.stack([images[labels == digit].mean(axis=0, dtype=np.float32) for digit in range(CLASSES)])


@dataclass(frozen=True)
class Step:
    """The arrays after a line of the preparation.

    Attributes:
        name: A key of `LINES`.
        line: The line as the script has it, or what it has read.
        shape: Of all training images, or of their labels.
        dtype: NumPy's name.
        least: The smallest number.
        most: The largest number.
        megabytes: Room in memory, in 10⁶ bytes.
    """

    name: str
    line: str
    shape: tuple[int, ...]
    dtype: str
    least: float
    most: float
    megabytes: float


LINES = {
    "load": LOADING_SOURCE,
    "loaded_labels": "y_train",
    "reshape": CHANNEL_SOURCE[0],
    "scale": SCALE_SOURCE[0],
    "labels": LABELS_SOURCE[0],
}


def preparation(dataset: Dataset) -> tuple[Step, ...]:
    """The training images and labels after each step.

    Each step is tried on a few images, since all of them as numbers from 0 to 1 are 188 MB; the length is the real one.
    """
    images, labels = dataset.x_train[:SAMPLED], dataset.y_train[:SAMPLED]
    count = len(dataset.x_train)
    reshaped = images.reshape(-1, 28, 28, 1)
    scaled = reshaped.astype("float32") / 255
    written = keras.utils.to_categorical(labels, CLASSES)
    return tuple(
        _step(name, array, count)
        for name, array in zip(LINES, (images, labels, reshaped, scaled, written), strict=True)
    )


def _step(name: str, array: npt.NDArray[Any], count: int) -> Step:
    shape = (count, *array.shape[1:])
    room = math.prod(shape) * array.dtype.itemsize / 1e6
    return Step(name, LINES[name], shape, array.dtype.name, float(array.min()), float(array.max()), room)
