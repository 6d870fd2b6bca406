"""The view of the page "One step of learning", as parts of a link: the batch, the steps taken, the chosen weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from explainer.link_words import LinkWord, Value, many, number, one_of
from explainer.mnist import CLASSES

VIEWS = ("whole", "why", "update", "gates", "play")
"""The views: backpropagation as a whole, the gradient of one weight, its update, gradients through one layer, and many
steps in a row."""

FIRST = ("mistake", "any", "own")
"""The first image of a batch: a misclassified one, any, or the current image."""


@dataclass(frozen=True)
class BatchChoice(LinkWord, link="{size}-{number}[-{first}[{label}]][.{watched}]"):
    """The batch of a step. In a link it is a word such as `8-3`, `recipe-0.5` or `1-0-own7`.

    Attributes:
        size: Number of images; `None` for the recipe's batch size.
        number: Index of the batch, from 0.
        first: One of `FIRST`.
        label: Label of the current image, if it has none yet.
        watched: Index of the watched image in the batch.
    """

    size: Annotated[int | None, one_of({"1": 1, "8": 8, "recipe": None})] = None
    number: Annotated[int, number("[0-9]{1,5}")] = 0
    first: Literal["mistake", "any", "own"] = "mistake"
    label: Annotated[int | None, one_of({str(digit): digit for digit in range(CLASSES)})] = None
    watched: Annotated[int, number("[0-9]{1,4}")] = 0


@dataclass(frozen=True)
class PlayedSteps(LinkWord, link="{steps}-{first}"):
    """Steps taken after the model's epoch. In a link it is a word such as `60-3`.

    Attributes:
        steps: 1 to 100.
        first: Index of the first step's batch.
    """

    steps: Annotated[int, number("[0-9]{1,3}", range(1, 101))] = 1
    first: Annotated[int, number("[0-9]{1,5}")] = 0


@dataclass(frozen=True)
class WeightPlace(LinkWord, link="{role}-{index}"):
    """One weight of a layer. In a link it is a word such as `kernel-2.0.0.48` or `bias-3`."""

    role: Annotated[str, Value("[a-z_]{1,30}")] = "kernel"
    index: Annotated[tuple[int, ...], many(number("[0-9]{1,6}"), ".", least=1, most=4)] = (0,)
