"""What a choice refers to, each as a word in a link: models, images, the way of a score, models that are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, Self

from explainer.drawing import pack, unpack
from explainer.mnist import TEST_IMAGES, TRAINING_IMAGES
from explainer.strokes import Picture

BUNDLED = "bundled"
LATEST = "latest"
STRONGEST = "strongest"
MOST_COMPARED = 5

_MODEL = re.compile(r"(bundled|[0-9a-f]{24})(?:@([0-9]{1,3}))?")
_IMAGE = re.compile(r"(?:(test|train)-([0-9]{1,5})|(drawing)-([0-9a-f]{12}|latest)(?:\.([A-Za-z0-9_-]{1,1100}))?)")
_TRAIL = re.compile(r"([0-9])-([0-9])((?:\.[0-9]{1,6}){0,32})")


@dataclass(frozen=True)
class ModelReference:
    """Which weights are in use.

    Attributes:
        run: A run's id, or `"bundled"`.
        epoch: The epoch, 0 before training; `None` for the last.
    """

    run: str = BUNDLED
    epoch: int | None = None

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """Reads `bundled`, a run's id, or either with `@EPOCH`."""
        match = _MODEL.fullmatch(value)
        if match is None:
            return None
        return cls(match[1], None if match[2] is None else int(match[2]))

    def __str__(self) -> str:
        return self.run if self.epoch is None else f"{self.run}@{self.epoch}"


BUNDLED_MODEL = ModelReference()


@dataclass(frozen=True)
class ImageReference:
    """Which image is in use.

    Attributes:
        source: `"test"`, `"train"` or `"drawing"`.
        key: The image's index, from 0, or the drawing's id; `LATEST` for what the visitor has drawn last.
        drawn: Of a drawing, `(28, 28)`, 0 to 1, so that a link holds it; `None` if only this server knows it. It does
            not count when references are compared: while somebody draws, the image in use stays the latest drawing.
    """

    source: Literal["test", "train", "drawing"] = "test"
    key: int | str = 0
    drawn: Picture | None = field(default=None, compare=False, repr=False)

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """Reads `test-18`, `train-5`, `drawing-latest` or `drawing-` and twelve hexadecimal digits.

        After a drawing may stand a full stop and its pixels, see `drawing.pack`.
        """
        match = _IMAGE.fullmatch(value)
        if match is None:
            return None
        if match[3]:
            drawn = unpack(match[5]) if match[5] else None
            return None if match[5] and drawn is None else cls("drawing", match[4], drawn)
        index = int(match[2])
        if match[1] == "test":
            return cls("test", index) if index < TEST_IMAGES else None
        return cls("train", index) if index < TRAINING_IMAGES else None

    def __str__(self) -> str:
        pixels = "" if self.drawn is None else f".{pack(self.drawn)}"
        return f"{self.source}-{self.key}{pixels}"


FIRST_TEST_IMAGE = ImageReference()


@dataclass(frozen=True)
class Trail:
    """Which way a score is followed back to the pixels.

    Attributes:
        classes: The two classes that are compared; `None` for the prediction and the runner-up.
        choices: Which part is followed at each step, in order; where they end, the strongest.
    """

    classes: tuple[int, int] | None = None
    choices: tuple[int, ...] = ()

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """Reads `strongest`, or two classes and the parts, such as `7-9.13.65`."""
        if value == STRONGEST:
            return cls()
        match = _TRAIL.fullmatch(value)
        if match is None or match[1] == match[2] or not value.isascii():
            return None
        return cls((int(match[1]), int(match[2])), tuple(int(part) for part in match[3].split(".")[1:]))

    def __str__(self) -> str:
        if self.classes is None:
            return STRONGEST
        return ".".join(map(str, (f"{self.classes[0]}-{self.classes[1]}", *self.choices)))


@dataclass(frozen=True)
class Compared:
    """Which models are compared.

    Attributes:
        models: Up to five, each once; the first is called A.
    """

    models: tuple[ModelReference, ...] = ()

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """Reads one to five models, as in `bundled,0123456789abcdef01234567@3`."""
        models = [ModelReference.parse(part) for part in value.split(",")]
        known = tuple(model for model in models if model is not None)
        if len(known) != len(models) or len(set(known)) != len(models) or len(models) > MOST_COMPARED:
            return None
        return cls(known)

    def __str__(self) -> str:
        return ",".join(map(str, self.models))
