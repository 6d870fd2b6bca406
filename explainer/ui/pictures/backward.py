"""Backpropagation through the network: each stage's output, and the gradient of the loss with respect to it."""

from typing import TypedDict

import numpy as np
import numpy.typing as npt

from explainer.mnist import Images
from explainer.tracing import Array
from explainer.ui.pictures.cells import Cells
from explainer.ui.pictures.image_bars import ImageBars


class Column(TypedDict):
    """A stage.

    Attributes:
        place: Its index among all stages.
        map: The shown map's name; `""` for a flat stage.
        forward: Its output for the watched image.
        backward: The gradient of the loss with respect to that output.
        what: In a few words, how the gradient is passed to the stage before.
        amount: The sum of the gradients' absolute values, in words; `mean` is their mean.
        side: The side of a square with the amount as its area, relative to the largest square, 0 to 1.
        passed: The same for the part that the stage passes back; `None` unless the stage blocks gradients.
        closed: The share of blocked gradients for this image and for all, in words; `None` if it blocks none.
        closed_share: The share of blocked gradients for this image, 0 to 1.
    """

    place: int
    stage: str
    name: str
    size: str
    map: str
    forward: Cells
    backward: Cells
    what: str
    amount: str
    mean: str
    side: float
    passed: float | None
    closed: str | None
    closed_share: float


class Answer(TypedDict):
    """The prediction for the watched image and its loss, in words."""

    title: str
    read: str


class Meta(TypedDict):
    """The payload's header; `columns` has the stages from the last to the first.

    Attributes:
        chosen: The stage whose weight is examined.
    """

    identity: str
    bars: ImageBars
    columns: list[Column]
    answer: Answer
    chosen: str
    text: dict[str, str]


class Arrays(TypedDict):
    """`numbers` and `closed`, `(numbers,)`, see `Cells`; `images` `(bars, 28, 28)` and `watched` `(28, 28)`."""

    numbers: Array
    closed: npt.NDArray[np.uint8]
    images: Images
    watched: Images
