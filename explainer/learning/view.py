"""What is looked at of a step of training, and how links write it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from explainer.link_words import LinkWord, Value, many, number, one_of
from explainer.mnist import CLASSES

VIEWS = ("whole", "why", "update", "gates", "play")
"""What can be looked at: the whole way back, why one weight has its gradient, what the optimizer makes of it, how
gradients pass a layer, and many steps in a row."""

FIRST = ("mistake", "any", "own")
"""Which image comes first in a batch: one that the network gets wrong, any, or the image in use."""


@dataclass(frozen=True)
class BatchChoice(LinkWord, link="{size}-{number}[-{first}[{label}]][.{watched}]"):
    """Which images the step is taken with. In a link it is a word such as `8-3`, `recipe-0.5` or `1-0-own7`.

    Attributes:
        size: How many images; `None` for the recipe's batch size.
        number: Which batch, from 0.
        first: One of `FIRST`.
        label: Which digit the image in use shows, if nobody has said so yet.
        watched: The place of the image that is watched, from 0.
    """

    size: Annotated[int | None, one_of({"1": 1, "8": 8, "recipe": None})] = None
    number: Annotated[int, number("[0-9]{1,5}")] = 0
    first: Literal["mistake", "any", "own"] = "mistake"
    label: Annotated[int | None, one_of({str(digit): digit for digit in range(CLASSES)})] = None
    watched: Annotated[int, number("[0-9]{1,4}")] = 0


@dataclass(frozen=True)
class PlayedSteps(LinkWord, link="{steps}-{first}"):
    """How many steps the model has taken since its epoch. In a link it is a word such as `60-3`.

    Attributes:
        steps: At least one.
        first: The number of the batch of the first of them.
    """

    steps: Annotated[int, number("[0-9]{1,3}", range(1, 101))] = 1
    first: Annotated[int, number("[0-9]{1,5}")] = 0


@dataclass(frozen=True)
class WeightPlace(LinkWord, link="{role}-{index}"):
    """One weight of a layer. In a link it is a word such as `kernel-2.0.0.48` or `bias-3`.

    Attributes:
        role: Which of the layer's weights.
        index: Its place in that array.
    """

    role: Annotated[str, Value("[a-z_]{1,30}")] = "kernel"
    index: Annotated[tuple[int, ...], many(number("[0-9]{1,6}"), ".", least=1, most=4)] = (0,)
