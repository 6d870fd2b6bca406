"""Images with what one or two networks say of them, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from explainer.evaluation.scores import Evaluation, Indices
from explainer.mnist import Images
from explainer.text import Text
from explainer.tracing import Array
from explainer.ui.components.payload import Scene
from explainer.ui.pictures.mosaic import Pages

TEXT = "component.answered"


@dataclass(frozen=True)
class Sheet:
    """A page of images.

    Attributes:
        found: The indices of all images, on all pages, in order.
        page: The page, from 0; of one that is not there, the last is shown.
    """

    found: Indices
    page: int
    a_page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-len(self.found) // self.a_page))

    @property
    def shown(self) -> int:
        """The page that is shown."""
        return min(self.page, self.pages - 1)

    @property
    def places(self) -> Indices:
        """The indices of the images on it."""
        return self.found[self.shown * self.a_page : (self.shown + 1) * self.a_page]


class Answer(TypedDict):
    """What a network says: its letter, empty if there is one network only, the digit, and whether that is right."""

    letter: str
    digit: int
    right: bool


class Card(TypedDict):
    """An image: its name, its label, what is said of it, and the addresses of what is known of how that came about."""

    name: str
    title: str
    label: int
    answers: list[Answer]
    walkthrough: str
    ledger: str
    attribution: str


class Meta(TypedDict):
    """The images of the page; `paging` is null where there is one page."""

    identity: str
    cards: list[Card]
    paging: Pages | None
    text: dict[str, str]


class Arrays(TypedDict):
    """`(images, 28, 28)`, 0 to 255, and `(images, networks, 10)`, 0 to 1."""

    images: npt.NDArray[np.uint8]
    probabilities: npt.NDArray[np.float32]


def scene(
    images: Images,
    evaluations: Sequence[Evaluation],
    sheet: Sheet,
    addresses: Callable[[int, int, int], tuple[str, str, str]],
    text: Text,
    *,
    naming: str = "",
) -> Scene:
    """Describes a page of images for its component.

    Args:
        images: All images, `(n, 28, 28)`, 0 to 255.
        evaluations: What each network says of all of them; the first one's decides where the links lead.
        addresses: From an image's index, its label and its answer to its walkthrough, its ledger, and where
            the first network looked.
        naming: What they are called by, if not as test images: `own` or `class`, which are counted from 1.
    """
    places = sheet.places
    first = evaluations[0]
    letters = "AB" if len(evaluations) > 1 else [""]
    said = list(zip(letters, evaluations, strict=True))
    meta: Meta = {
        "identity": f"answered {text.language} {len(evaluations)}",
        "cards": [
            _card(index, int(first.labels[index]), said, addresses, text, naming=naming) for index in places.tolist()
        ],
        "paging": _pages(sheet, text),
        "text": text.table(TEXT),
    }
    probabilities: list[Array] = [evaluation.predictions.probabilities[places] for evaluation in evaluations]
    arrays: Arrays = {"images": images[places], "probabilities": np.stack(probabilities, axis=1)}
    return meta, arrays


def _card(
    index: int,
    label: int,
    said: Sequence[tuple[str, Evaluation]],
    addresses: Callable[[int, int, int], tuple[str, str, str]],
    text: Text,
    *,
    naming: str,
) -> Card:
    named = {"index": index, "number": index + 1, "label": label}
    ending = f"_{naming}" if naming else ""
    answers = [_answer(letter, evaluation, index) for letter, evaluation in said]
    walkthrough, ledger, attribution = addresses(index, label, answers[0]["digit"])
    return {
        "name": text(f"{TEXT}.name{ending}", **named),
        "title": text(f"{TEXT}.title{ending}", **named),
        "label": label,
        "answers": answers,
        "walkthrough": walkthrough,
        "ledger": ledger,
        "attribution": attribution,
    }


def _answer(letter: str, evaluation: Evaluation, index: int) -> Answer:
    digit = int(evaluation.predictions.answers[index])
    return {"letter": letter, "digit": digit, "right": bool(evaluation.is_right[index])}


def _pages(sheet: Sheet, text: Text) -> Pages | None:
    if sheet.pages == 1:
        return None
    first = sheet.shown * sheet.a_page + 1
    words = text(f"{TEXT}.range", first=first, last=first + len(sheet.places) - 1, count=len(sheet.found))
    return {"page": sheet.shown, "pages": sheet.pages, "words": words}
