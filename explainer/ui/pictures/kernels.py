"""What a network looks like while it learns."""

from typing import NotRequired, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.text import Text
from explainer.training.store import records
from explainer.training.store.status import RunStatus
from explainer.training.worker.snapshots import Snapshot, pixels_of
from explainer.ui.components.payload import Scene

TEXT = "component.kernels"


class Size(TypedDict):
    """How many filters the first convolution has, how many kernels are shown, and how large they are."""

    filters: int
    shown: int
    height: int
    width: int


class Watched(TypedDict):
    """The image that is answered: what it is called, and its digit, if anybody has said."""

    name: str
    label: int | None


class Meta(TypedDict):
    """A moment of a training: the steps of an epoch, its kernels, and the image that is answered, if there are such."""

    identity: str
    language: str
    text: dict[str, str]
    epoch: int
    batch: int
    kernels: Size | None
    watched: Watched | None


class Arrays(TypedDict):
    """The numbers of that moment.

    Attributes:
        kernels: `(kernels, height, width)`.
        start: The same before training.
        pixels: Of the image, `(28, 28)`.
        probabilities: Its answer, `(10,)`.
    """

    kernels: NotRequired[NDArray[np.float32]]
    start: NotRequired[NDArray[np.float32]]
    pixels: NotRequired[NDArray[np.float32]]
    probabilities: NotRequired[NDArray[np.float32]]


def learning_scene(
    status: RunStatus, snapshot: Snapshot, start: NDArray[np.float32] | None, text: Text, *, language: str
) -> Scene | None:
    """Describes a moment of a training for the `kernels` component.

    Args:
        status: The run; its request could be read.
        start: The kernels before training, as `snapshot.kernels` has them; `None` if they cannot be had.

    Returns:
        The payload's meta and arrays, see `Meta` and `Arrays`; `None` if there is nothing to show.
    """
    request = status.request
    kernels = snapshot.kernels
    watched = request.watched if request and snapshot.probabilities else None
    if request is None or (not len(kernels) and watched is None):
        return None
    meta: Meta = {
        "identity": f"{status.run_id} {language}",
        "language": language,
        "text": text.table(TEXT),
        "epoch": snapshot.epoch,
        "batch": snapshot.batch,
        "kernels": None if not len(kernels) else _size(kernels, request.config.convolutions[0].channels),
        "watched": None if watched is None else {"name": _name(watched, text), "label": watched.label},
    }
    arrays: Arrays = {}
    if len(kernels):
        arrays["kernels"] = kernels
        if start is not None and start.shape == kernels.shape:
            arrays["start"] = start
    if watched is not None:
        arrays["pixels"] = pixels_of(watched)
        arrays["probabilities"] = np.array(snapshot.probabilities, np.float32)
    return meta, arrays


def _size(kernels: NDArray[np.float32], filters: int) -> Size:
    shown, height, width = kernels.shape
    return {"filters": filters, "shown": shown, "height": height, "width": width}


def _name(watched: records.Watched, text: Text) -> str:
    """What the image is called, e.g. "test image 18"."""
    source, _, key = watched.image.partition("-")
    identifier = f"{TEXT}.{source}"
    return text(identifier, key=key) if identifier in text else watched.image
