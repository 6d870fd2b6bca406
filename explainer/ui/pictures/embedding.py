"""The test images as digits on a plane."""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from explainer.evaluation.scores import Evaluation
from explainer.mnist import CLASSES
from explainer.text import Text
from explainer.tracing import Array
from explainer.ui.components.payload import Scene

TEXT = "component.embedding"


@dataclass(frozen=True)
class Plane:
    """A map of all test images, with the image in use on it.

    Attributes:
        name: What tells it from all others.
        positions: `(n, 2)`, finite, to the right and up.
        own: Where the image in use lies, `(2,)`.
        opened: Index of the image whose point is open; `None` for none.
    """

    name: str
    positions: Array
    own: Array
    own_name: str
    opened: int | None


class Own(TypedDict):
    """The image in use: its place, from 0 to 1, and its name."""

    place: tuple[float, float]
    name: str


class Group(TypedDict):
    """The images of a label: how many, and the middle of them; null if there are none."""

    label: int
    images: int
    middle: tuple[float, float] | None


class Meta(TypedDict):
    """The map; `opened` is an image's index."""

    identity: str
    opened: int | None
    own: Own | None
    groups: list[Group]
    mistakes: int
    text: dict[str, str]


class Arrays(TypedDict):
    """Positions `(n, 2)`, from 0 to 1, to the right and down; labels and predictions `(n,)`, 0 to 9."""

    positions: npt.NDArray[np.float32]
    labels: npt.NDArray[np.uint8]
    answers: npt.NDArray[np.uint8]


def scene(plane: Plane, evaluation: Evaluation, text: Text) -> Scene:
    """Describes a map for its component.

    Args:
        plane: The map.
        evaluation: Labels of its images, and what the model says.
    """
    placed = within_square(np.vstack([plane.positions, plane.own]))
    positions, own = placed[:-1], placed[-1]
    meta: Meta = {
        "identity": f"embedding {text.language} {plane.name}",
        "opened": plane.opened,
        "own": {"place": _pair(own), "name": plane.own_name},
        "groups": [_group(label, positions[evaluation.labels == label]) for label in range(CLASSES)],
        "mistakes": evaluation.wrong,
        "text": text.table(TEXT),
    }
    arrays: Arrays = {"positions": positions, "labels": evaluation.labels, "answers": evaluation.predictions.answers}
    return meta, arrays


def within_square(positions: Array) -> Array:
    """The same points in a square from 0 to 1, as far apart as before in both directions; the second axis points down.

    Args:
        positions: `(n, 2)`, finite; the second axis points up.
    """
    low, high = positions.min(axis=0), positions.max(axis=0)
    side = float((high - low).max()) or 1.0
    centred = (positions - (low + high) / 2) / side
    return np.asarray(0.5 + centred * np.array([1, -1]), dtype=np.float32)


def _group(label: int, positions: Array) -> Group:
    middle = _pair(np.median(positions, axis=0)) if len(positions) else None
    return {"label": label, "images": len(positions), "middle": middle}


def _pair(place: Array) -> tuple[float, float]:
    return float(place[0]), float(place[1])
