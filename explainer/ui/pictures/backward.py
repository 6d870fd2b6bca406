"""A step of training from the loss back to the pixels: each stage's numbers, and what the loss makes of them."""

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
        place: Its place among all stages.
        map: Which of its maps is shown, in words; `""` of a row of numbers.
        forward: What it returned for the watched image; `backward`: the gradient with respect to that.
        what: How its gradient goes on to the stage before it, in a few words.
        amount: All gradients without their signs added up, in words; `mean` likewise.
        side: Side of the square whose area is the amount, of the largest square's, 0 to 1.
        passed: Of a stage that shuts some off, side of the square of what it passes on; `None` for others.
        closed: The share that it shuts off, in words, for this image and for all; `None` likewise.
        closed_share: The same for this image, 0 to 1.
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
    """What the network said of the watched image, and its loss, in words."""

    title: str
    read: str


class Meta(TypedDict):
    """The stages from the last to the first.

    Attributes:
        chosen: The stage with the weight that is looked at.
    """

    identity: str
    bars: ImageBars
    columns: list[Column]
    answer: Answer
    chosen: str
    text: dict[str, str]


class Arrays(TypedDict):
    """`numbers` and `closed` `(numbers,)`, laid out by `Cells`; `images` `(bars, 28, 28)` and `watched` `(28, 28)`."""

    numbers: Array
    closed: npt.NDArray[np.uint8]
    images: Images
    watched: Images
