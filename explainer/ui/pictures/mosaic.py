"""Many images of the data set side by side, of which one may be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from explainer.survey import IMAGES_PER_PAGE
from explainer.text import Text
from explainer.tracing import Array
from explainer.ui.components.payload import Scene

TEXT = "component.mosaic"


@dataclass(frozen=True)
class Paging:
    """Where among all that were found the images stand.

    Attributes:
        page: The page, from 0.
        found: How many images there are on all pages.
    """

    page: int
    found: int


class Pages(TypedDict):
    """The page that is shown, how many there are, and which images are on it."""

    page: int
    pages: int
    words: str


class Meta(TypedDict):
    """Each image's name, what stands below it, and which is chosen; `paging` is null where there is one page."""

    identity: str
    names: Sequence[str]
    captions: Sequence[str]
    chosen: int | None
    hint: str
    paging: Pages | None
    text: dict[str, str]


class Arrays(TypedDict):
    """`(images, 28, 28)`, 0 to 255."""

    images: npt.NDArray[np.uint8]


def scene(
    images: npt.NDArray[np.uint8],
    labels: npt.NDArray[np.uint8],
    places: npt.NDArray[np.int64],
    in_use: int | None,
    paging: Paging,
    text: Text,
) -> Scene:
    """Describes a page of images for its component.

    Args:
        labels: Their labels.
        places: Their indices in the data set.
        in_use: Index of the image in use, if it is of the same part.
    """
    named = zip(places, labels, strict=True)
    here = [] if in_use is None else np.flatnonzero(places == in_use).tolist()
    meta: Meta = {
        "identity": f"mosaic {text.language}",
        "names": [text(f"{TEXT}.name", index=index, label=label) for index, label in named],
        "captions": [],
        "chosen": here[0] if here else None,
        "hint": text(f"{TEXT}.hint"),
        "paging": _pages(paging, len(places), text),
        "text": text.table(TEXT),
    }
    arrays: Arrays = {"images": images}
    return meta, arrays


def _pages(paging: Paging, shown: int, text: Text) -> Pages:
    first = paging.page * IMAGES_PER_PAGE + 1
    words = text(f"{TEXT}.range", first=first, last=first + shown - 1, count=paging.found)
    return {"page": paging.page, "pages": -(-paging.found // IMAGES_PER_PAGE), "words": words}


def averages(images: Array, digit: int | None, text: Text) -> Scene:
    """Describes the average images of the classes for the same component.

    Args:
        images: `(10, 28, 28)`, 0 to 255.
    """
    meta: Meta = {
        "identity": f"averages {text.language}",
        "names": [text(f"{TEXT}.average", label=label) for label in range(len(images))],
        "captions": [str(label) for label in range(len(images))],
        "chosen": digit,
        "hint": text(f"{TEXT}.hint_averages"),
        "paging": None,
        "text": text.table(TEXT),
    }
    arrays: Arrays = {"images": np.rint(images).astype(np.uint8)}
    return meta, arrays


def few(
    name: str,
    images: npt.NDArray[np.uint8],
    names: Sequence[str],
    captions: Sequence[str],
    chosen: int | None,
    text: Text,
) -> Scene:
    """Describes some images that are not a page of the data set for the same component.

    Args:
        name: What they are: the catalogue says what they are called, and what a click does (`hint_NAME`).
        images: `(n, 28, 28)`.
        names: What each is called.
        captions: What stands below each.
        chosen: The place of the one that is looked at.
    """
    meta: Meta = {
        "identity": f"{name} {text.language}",
        "names": names,
        "captions": captions,
        "chosen": chosen,
        "hint": text(f"{TEXT}.hint_{name}"),
        "paging": None,
        "text": text.table(TEXT) | {"averages": text(f"{TEXT}.{name}")},
    }
    arrays: Arrays = {"images": images}
    return meta, arrays
