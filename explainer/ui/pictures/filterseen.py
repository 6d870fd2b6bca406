"""What excites a filter: nine patches of test images, and its mean map for each digit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.filters.ablation import Ablation
from explainer.filters.redundancy import redundancy
from explainer.filters.responses import Patch, Responses
from explainer.mnist import CLASSES, Dataset
from explainer.text import Text
from explainer.ui.components.payload import Scene
from explainer.ui.pictures.filterworth import class_words
from explainer.ui.pictures.scales import Scale, limit_of

TEXT = "page.filters"


class Seen(TypedDict):
    """A patch: where its image is followed, the pixels seen, what the layer returns there, what a visitor hears."""

    address: str
    top: int
    left: int
    height: int
    width: int
    value: float
    label: str
    spoken: str


class Digit(TypedDict):
    """A class: its mean number, and how many more are right with the filter switched off, also in words."""

    mean: float
    change: int
    words: str


class Meta(TypedDict):
    """What is shown; `note` and `classes_note` stand beside the two titles."""

    identity: str
    patches: list[Seen]
    digits: list[Digit]
    scale: Scale
    note: str
    classes_note: str
    text: dict[str, str]


class Arrays(TypedDict):
    """The images of the patches `(patches, 28, 28)`, and the mean maps `(10, height, width)`."""

    images: NDArray[np.uint8]
    maps: NDArray[np.float32]


@dataclass(frozen=True)
class Known:
    """What is known of the filters of a layer.

    Attributes:
        worth: What each of them is worth; `None` while it is computed.
    """

    responses: Responses
    worth: Ablation | None
    is_worth_computed: bool = True


def scene(known: Known, index: int, dataset: Dataset, address_of: Callable[[int], str], text: Text) -> Scene:
    """Describes what excites a filter for its component.

    Args:
        address_of: Where a test image is followed.
    """
    responses, labels = known.responses, dataset.y_test
    is_silent = index in redundancy(responses).silent
    patches = () if is_silent else responses.patches[index]
    maps = np.ascontiguousarray(responses.class_maps[..., index])
    means = responses.class_means[:, index]
    has_negative = bool((maps < 0).any())
    offs = class_words(text, known.worth, index, is_computed=known.is_worth_computed)
    meta: Meta = {
        "identity": text.language,
        "patches": [_seen(patch, int(labels[patch.image]), address_of(patch.image), text) for patch in patches],
        "digits": [
            {"mean": float(means[digit]), "change": offs[digit][0], "words": offs[digit][1]} for digit in range(CLASSES)
        ],
        "scale": Scale(kind="diverging" if has_negative else "sequential", limit=limit_of(maps)),
        "note": text(f"{TEXT}.silent_here" if is_silent else f"{TEXT}.patches_note", windows=responses.windows),
        "classes_note": text(f"{TEXT}.classes_note"),
        "text": text.table("component.filterseen"),
    }
    arrays: Arrays = {
        "images": dataset.x_test[np.array([patch.image for patch in patches], dtype=np.intp)],
        "maps": maps,
    }
    return meta, arrays


def _seen(patch: Patch, label: int, address: str, text: Text) -> Seen:
    area = patch.area
    return {
        "address": address,
        "top": area.top,
        "left": area.left,
        "height": area.height,
        "width": area.width,
        "value": patch.value,
        "label": text(f"{TEXT}.label", label=label),
        "spoken": text(f"{TEXT}.patch", image=patch.image, label=label, value=f"{patch.value:.3f}"),
    }
