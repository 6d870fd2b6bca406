"""References to models, images, ledger paths and compared models, each written as one word in a link."""

import itertools
from dataclasses import dataclass, field
from typing import Annotated, Literal

from explainer.drawing import pack, unpack
from explainer.link_words import LinkWord, Value, many, number, one_of, value_of
from explainer.mnist import CLASSES, TEST_IMAGES, TRAINING_IMAGES
from explainer.strokes import Picture

BUNDLED = "bundled"
LATEST = "latest"
STRONGEST = "strongest"
MOST_COMPARED = 5

RUN_ID = Value("[0-9a-f]{24}")
_COUNTS = {"test": TEST_IMAGES, "train": TRAINING_IMAGES}


@dataclass(frozen=True)
class ModelReference(LinkWord, link="{run}[@{epoch}]"):
    """A reference to a model's weights. In a link it is a word such as `bundled` or `0123456789abcdef01234567@3`.

    Attributes:
        run: A run's id, or `"bundled"`.
        epoch: The epoch, 0 before training; `None` for the last.
    """

    run: Annotated[str, Value(f"{BUNDLED}|{RUN_ID.pattern}")] = BUNDLED
    epoch: Annotated[int | None, number("[0-9]{1,3}")] = None


BUNDLED_MODEL = ModelReference()


def _unpacked(word: str) -> Picture:
    picture = unpack(word)
    if picture is None:
        raise ValueError(f"Expected the pixels of a drawing; received {word!r}.")
    return picture


def _key(word: str) -> int | str:
    return int(word) if len(word) < len(LATEST) else word


@dataclass(frozen=True)
class ImageReference(LinkWord, link="{source=drawing}-{key}[.{drawn}]|{source}-{key}"):
    """A reference to an image. In a link it is a word such as `test-18`, `drawing-latest` or `drawing-0123456789ab`.

    Attributes:
        source: `"test"`, `"train"` or `"drawing"`.
        key: The image's index, from 0, or the drawing's id; `LATEST` for the visitor's latest drawing.
        drawn: A drawing's pixels, `(28, 28)`, 0 to 1, so that the link contains them; `None` if only this server has
            them. Comparisons of references ignore the pixels: while somebody draws, the image in use stays the same.

    Raises:
        ValueError: If there is no such image of the data set.
    """

    source: Literal["test", "train", "drawing"] = "test"
    key: Annotated[int | str, Value(f"[0-9]{{1,5}}|{LATEST}|[0-9a-f]{{12}}", _key)] = 0
    drawn: Annotated[Picture | None, Value("[A-Za-z0-9_-]{1,1100}", _unpacked, pack)] = field(
        default=None, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        is_there = isinstance(self.key, str) if self.source == "drawing" else self.key in range(_COUNTS[self.source])
        if not is_there:
            raise ValueError(f"Expected an index or a drawing's id; received {self.source} {self.key}.")


FIRST_TEST_IMAGE = ImageReference()
START_IMAGE = ImageReference("test", 18)
"""The image of a first visit. The bundled model is uncertain here, between 3 and 8, so there is more to see."""


_PAIRS = {f"{one}-{other}": (one, other) for one, other in itertools.permutations(range(CLASSES), 2)}


@dataclass(frozen=True)
class LedgerPath(LinkWord, link="{classes=strongest}|{classes}[.{choices}]"):
    """A path from a score back to the pixels. In a link it is a word such as `strongest` or `7-9.13.65`.

    Attributes:
        classes: The two classes that are compared; `None` for the prediction and the runner-up.
        choices: The part that is followed at each step, in order; further steps follow the strongest part.
    """

    classes: Annotated[tuple[int, int] | None, one_of(_PAIRS | {STRONGEST: None})] = None
    choices: Annotated[tuple[int, ...], many(number("[0-9]{1,6}"), ".", least=1, most=32)] = ()


@dataclass(frozen=True)
class Compared(LinkWord, link="{models}"):
    """The models to compare. In a link they are a word such as `bundled,0123456789abcdef01234567@3`.

    Attributes:
        models: Up to five different models; the first is called A.

    Raises:
        ValueError: If a model occurs twice.
    """

    models: Annotated[tuple[ModelReference, ...], many(value_of(ModelReference), ",", least=1, most=MOST_COMPARED)] = ()

    def __post_init__(self) -> None:
        if len({*self.models}) < len(self.models):
            raise ValueError(f"Expected each model once; received {self.models}.")
