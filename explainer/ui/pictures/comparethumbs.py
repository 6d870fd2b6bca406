"""The images that only one of two networks gets right."""

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer import mnist
from explainer.evaluation.pairs import Agreement
from explainer.text import Text

TEXT = "page.compare"
MOST_THUMBNAILS = 24


class Thumbnail(TypedDict):
    """A test image: its index, its accessible name, and `short`: the label and the wrong prediction, e.g. `4 → 9`."""

    image: int
    label: str
    short: str


class Group(TypedDict):
    """The first images that only the network `letter` classifies correctly."""

    letter: str
    title: str
    items: list[Thumbnail]


class Meta(TypedDict):
    """The payload's header; `chosen` is the index of the image in use, `None` if it is not a test image."""

    identity: str
    groups: list[Group]
    chosen: int | None


class Arrays(TypedDict):
    """The images of all groups, one after another, `(images, 28, 28)`."""

    images: NDArray[np.uint8]


def scene(
    text: Text,
    letters: tuple[str, str],
    result: Agreement,
    found: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    chosen: int | None,
) -> tuple[Meta, Arrays] | None:
    """Builds the component's payload; `None` if there are no such images.

    Args:
        found: Both networks' predictions for the test images, `(10000,)`.
        chosen: See `Meta`.
    """
    dataset = mnist.load()
    groups: list[Group] = []
    for winner, indices in enumerate((result.groups["only_first"], result.groups["only_second"])):
        if not len(indices):
            continue
        shown = indices[:MOST_THUMBNAILS].tolist()
        title = "only_shown" if len(shown) == len(indices) else "only_some"
        words = {"winner": letters[winner], "count": len(indices), "shown": len(shown)}
        items = [
            _thumbnail(text, index, int(dataset.y_test[index]), int(found[1 - winner][index]), letters[1 - winner])
            for index in shown
        ]
        groups.append({"letter": letters[winner], "title": text(f"{TEXT}.{title}", **words), "items": items})
    if not groups:
        return None
    meta: Meta = {"identity": text.language, "groups": groups, "chosen": chosen}
    arrays: Arrays = {"images": dataset.x_test[[item["image"] for group in groups for item in group["items"]]]}
    return meta, arrays


def note(text: Text, meta: Meta) -> str:
    """Explains the caption of the images, with the first image's as the example.

    Args:
        meta: The meta that `scene` returns.
    """
    return text(f"{TEXT}.thumbs_note", shown=meta["groups"][0]["items"][0]["short"])


def _thumbnail(text: Text, index: int, label: int, answer: int, loser: str) -> Thumbnail:
    words = {"index": index, "label": label, "loser": loser, "answer": answer}
    return {"image": index, "label": text(f"{TEXT}.thumbnail", **words), "short": f"{label} → {answer}"}
