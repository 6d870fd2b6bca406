"""What is looked at of where a network looked, and how a link writes it."""

from dataclasses import dataclass
from typing import Annotated

from explainer.attribution.occlusion import SIZES
from explainer.link_words import LinkWord, many, number, one_of
from explainer.mnist import CLASSES, IMAGE_SIZE

PREDICTED = "predicted"


@dataclass(frozen=True)
class AttributionView(LinkWord, link="{digit}-{size}[-{place}]"):
    """What is looked at. In a link it is a word such as `predicted-5` or `7-3-12-9`.

    Attributes:
        digit: The class whose score it is about; `None` for the predicted one.
        size: Side of the square that covers, one of `SIZES`.
        place: Row and column of its middle, 0 to 27; `None` for where the score loses most.
    """

    digit: Annotated[int | None, one_of({PREDICTED: None} | {str(digit): digit for digit in range(CLASSES)})] = None
    size: Annotated[int, one_of(SIZES)] = SIZES[1]
    place: Annotated[tuple[int, int] | None, many(number("[0-9]{1,2}", range(IMAGE_SIZE)), "-", least=2, most=2)] = None
