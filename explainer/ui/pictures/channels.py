"""A colour image and its three channels."""

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer import colours
from explainer.text import Text
from explainer.ui.components.payload import Scene

TEXT = "component.channels"


class Meta(TypedDict):
    """The payload's header."""

    identity: str
    text: dict[str, str]


class Arrays(TypedDict):
    """The image `(28, 28, 3)`, 0 to 255."""

    picture: NDArray[np.uint8]


def scene(text: Text) -> Scene:
    """Builds the component's payload."""
    meta: Meta = {"identity": f"channels {text.language}", "text": text.table(TEXT)}
    arrays: Arrays = {"picture": colours.picture()}
    return meta, arrays
