"""An image as the numbers that it is, before and after they are divided by 255."""

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer import mnist
from explainer.text import Text
from explainer.tracing import Array
from explainer.ui.components.payload import Scene

TEXT = "component.pixelgrid"


class Meta(TypedDict):
    """`stored` says whether the numbers are whole ones divided by 255; of a drawing they may be anything between."""

    identity: str
    stored: bool
    label: int | None
    one_hot: list[int] | None
    text: dict[str, str]


class Arrays(TypedDict):
    """`(28, 28)`, 0 to 1."""

    pixels: NDArray[np.float32]


def scene(pixels: Array, label: int | None, text: Text) -> Scene:
    """Describes an image for its component.

    Args:
        pixels: `(28, 28)`, 0 to 1.
        label: The digit that it is said to show; `None` for a drawing.
    """
    written = None if label is None else mnist.one_hot(np.array([label], np.uint8))[0]
    meta: Meta = {
        "identity": f"pixelgrid {text.language}",
        "stored": bool(np.array_equal(mnist.scale(mnist.unscale(pixels)), pixels)),
        "label": label,
        "one_hot": None if written is None else [int(number) for number in written],
        "text": text.table(TEXT),
    }
    arrays: Arrays = {"pixels": pixels}
    return meta, arrays
