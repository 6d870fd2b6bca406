"""Images with the predictions of one or two networks, in pages."""

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
        page: The requested page, from 0; beyond the last page, the last page is shown.
        page_size: The number of images per page.
    """

    found: Indices
    page: int
    page_size: int

    @property
    def pages(self) -> int:
        """The number of pages, at least 1."""
        return max(1, -(-len(self.found) // self.page_size))

    @property
    def shown(self) -> int:
        """The index of the page that is shown."""
        return min(self.page, self.pages - 1)

    @property
    def places(self) -> Indices:
        """The indices of the images on the page that is shown."""
        return self.found[self.shown * self.page_size : (self.shown + 1) * self.page_size]


class Answer(TypedDict):
    """A network's prediction; `letter` names the network and is `""` if there is only one."""

    letter: str
    digit: int
    right: bool


class Card(TypedDict):
    """An image with its label, the predictions, and the addresses of the pages that explain the first prediction."""

    name: str
    title: str
    label: int
    answers: list[Answer]
    walkthrough: str
    ledger: str
    attribution: str


class Meta(TypedDict):
    """The payload's header; `paging` is `None` if there is only one page."""

    identity: str
    cards: list[Card]
    paging: Pages | None
    text: dict[str, str]


class Arrays(TypedDict):
    """Images `(images, 28, 28)`, 0 to 255; probabilities `(images, networks, 10)`, 0 to 1."""

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
    """Builds the component's payload.

    Args:
        images: All images, `(n, 28, 28)`, 0 to 255.
        evaluations: The evaluation of all images by each network; the links follow the first one's predictions.
        addresses: Maps an image's index, label and first prediction to the addresses of its walkthrough, its ledger
            and its attribution.
        naming: Which text names the images: `"own"` or `"class"` (numbered from 1), or `""` for test images.
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
    first = sheet.shown * sheet.page_size + 1
    words = text(f"{TEXT}.range", first=first, last=first + len(sheet.places) - 1, count=len(sheet.found))
    return {"page": sheet.shown, "pages": sheet.pages, "words": words}
