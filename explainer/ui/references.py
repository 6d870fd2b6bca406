"""References in links, each written as one word: models, images, the path of a score, compared models."""

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
    """A model after some epoch. Written in a link as, e.g., `bundled` or `0123456789abcdef01234567@3`.

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
    """An image. Written in a link as, e.g., `test-18`, `drawing-latest` or `drawing-0123456789ab`.

    Attributes:
        source: `"test"`, `"train"` or `"drawing"`.
        key: The image's index, from 0, or the drawing's id; `LATEST` for the visitor's latest drawing.
        drawn: The drawing's pixels, `(28, 28)`, 0 to 1, if the link contains them; `None` if only this server has them.
            Comparisons of references ignore it: while somebody draws, the image in use stays the latest drawing.

    Raises:
        ValueError: If the data set has no such image.
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
"""The image of a new visitor. The bundled model wavers between 3 and 8, which makes it instructive."""


_PAIRS = {f"{one}-{other}": (one, other) for one, other in itertools.permutations(range(CLASSES), 2)}


@dataclass(frozen=True)
class LedgerPath(LinkWord, link="{classes=strongest}|{classes}[.{choices}]"):
    """A path along which a score is traced back to the pixels. Written in a link as, e.g., `strongest` or `7-9.13.65`.

    Attributes:
        classes: The two compared classes; `None` for the prediction and the runner-up.
        choices: The part followed at each step, in order. At further steps, the strongest part is followed.
    """

    classes: Annotated[tuple[int, int] | None, one_of(_PAIRS | {STRONGEST: None})] = None
    choices: Annotated[tuple[int, ...], many(number("[0-9]{1,6}"), ".", least=1, most=32)] = ()


@dataclass(frozen=True)
class Compared(LinkWord, link="{models}"):
    """The compared models. Written in a link as, e.g., `bundled,0123456789abcdef01234567@3`.

    Attributes:
        models: Up to five different models; the first is called A.

    Raises:
        ValueError: If a model is repeated.
    """

    models: Annotated[tuple[ModelReference, ...], many(value_of(ModelReference), ",", least=1, most=MOST_COMPARED)] = ()

    def __post_init__(self) -> None:
        if len({*self.models}) < len(self.models):
            raise ValueError(f"Expected each model once; received {self.models}.")
