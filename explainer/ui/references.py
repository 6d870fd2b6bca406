"""What a choice refers to, each as a word in a link: models, images, the way of a score, models that are compared."""

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
    """Which weights are in use. In a link it is a word such as `bundled` or `0123456789abcdef01234567@3`.

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
    """Which image is in use. In a link it is a word such as `test-18`, `drawing-latest` or `drawing-0123456789ab`.

    Attributes:
        source: `"test"`, `"train"` or `"drawing"`.
        key: The image's index, from 0, or the drawing's id; `LATEST` for what the visitor has drawn last.
        drawn: Of a drawing, `(28, 28)`, 0 to 1, so that a link holds it; `None` if only this server knows it. It does
            not count when references are compared: while somebody draws, the image in use stays the latest drawing.

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
"""What a visitor sees first. The bundled model hesitates between 3 and 8, so there is more to see."""


_PAIRS = {f"{one}-{other}": (one, other) for one, other in itertools.permutations(range(CLASSES), 2)}


@dataclass(frozen=True)
class LedgerPath(LinkWord, link="{classes=strongest}|{classes}[.{choices}]"):
    """Which way a score is followed back to the pixels. In a link it is a word such as `strongest` or `7-9.13.65`.

    Attributes:
        classes: The two classes that are compared; `None` for the prediction and the runner-up.
        choices: Which part is followed at each step, in order; where they end, the strongest.
    """

    classes: Annotated[tuple[int, int] | None, one_of(_PAIRS | {STRONGEST: None})] = None
    choices: Annotated[tuple[int, ...], many(number("[0-9]{1,6}"), ".", least=1, most=32)] = ()


@dataclass(frozen=True)
class Compared(LinkWord, link="{models}"):
    """Which models are compared. In a link they are a word such as `bundled,0123456789abcdef01234567@3`.

    Attributes:
        models: Up to five, each once; the first is called A.

    Raises:
        ValueError: If one is there twice.
    """

    models: Annotated[tuple[ModelReference, ...], many(value_of(ModelReference), ",", least=1, most=MOST_COMPARED)] = ()

    def __post_init__(self) -> None:
        if len({*self.models}) < len(self.models):
            raise ValueError(f"Expected each model once; received {self.models}.")
