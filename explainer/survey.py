"""Facts about the data set: images by class, counts, mean images, and the preprocessing steps."""

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
"""Images per page of the mosaic."""

SAMPLED = 8
"""Images on which each preprocessing step is run; only the length of the result depends on it."""


@dataclass(frozen=True)
class Browse(LinkWord, link="{part}-{digit}-{page}"):
    """The images shown by the Data page. In a link it is a word such as `test-7-0` or `train-all-12`.

    Attributes:
        digit: The class; `None` for all.
        page: Page number, from 0; a page has `A_PAGE` images.
    """

    part: Part = "test"
    digit: Annotated[int | None, one_of({"all": None} | {str(digit): digit for digit in range(CLASSES)})] = None
    page: Annotated[int, number("0|[1-9][0-9]{0,2}")] = 0


def part_of(dataset: Dataset, part: Part) -> tuple[Images, Labels]:
    """The training or test images and their labels."""
    return (dataset.x_train, dataset.y_train) if part == "train" else (dataset.x_test, dataset.y_test)


def places(labels: Labels, digit: int | None) -> npt.NDArray[np.int64]:
    """The indices of the images of a class, in order.

    Args:
        digit: The class; `None` for all.
    """
    return np.arange(labels.size) if digit is None else np.flatnonzero(labels == digit)


def counts(labels: Labels) -> list[int]:
    """The number of images of each of the ten classes."""
    return [int(count) for count in np.bincount(labels, minlength=CLASSES)]


def averages(images: Images, labels: Labels) -> npt.NDArray[np.float32]:
    """The mean image of each class: `(10, 28, 28)`, 0 to 255."""
    return np.stack([images[labels == digit].mean(axis=0, dtype=np.float32) for digit in range(CLASSES)])


@dataclass(frozen=True)
class Step:
    """The result of a preprocessing step.

    Attributes:
        name: A key of `LINES`.
        line: The line of the script, or the name of the array.
        shape: Shape of all training images or labels.
        dtype: NumPy's name.
        least: The smallest value.
        most: The largest value.
        megabytes: Size in memory, in 10⁶ bytes.
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

    Each step is run on a few images, since all images as `float32` take 188 MB; `shape` has the full length.
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
