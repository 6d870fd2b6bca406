"""The images of a batch with a bar each: how large a loss is, or how an image pulls a weight."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from explainer.mnist import Images
from explainer.ui.numbers import closed_parts, decimal

MOST = 32
"""Images that have a bar; of more, those with the largest."""


class ImageBar(TypedDict):
    """An image of the batch.

    Attributes:
        place: Its place in the batch; the array of images has it at the place of the bar.
        value: The number in words; `share`: of the largest, -1 to 1.
    """

    place: int
    name: str
    value: str
    share: float


class ImageBars(TypedDict):
    """The images that have a bar, in order.

    Attributes:
        more: Shows on a phone those that are not among the first, `{count}` of them.
        chosen: The place in the batch of the one that is watched.
        others: What the other images add up to, in words; `None` if all have a bar.
        up: What a bar upwards means, in words; `down` likewise, `""` where there are none.
    """

    title: str
    lead: str
    bars: list[ImageBar]
    chosen: int
    others: str | None
    more: str
    total: str
    up: str
    down: str


def image_bars(
    values: npt.NDArray[np.floating],
    total: float,
    decimals: int,
    names: Sequence[str],
    *,
    watched: int,
    signed: bool = False,
) -> tuple[list[ImageBar], str | None, list[float]]:
    """Rounds the images' numbers so that they add up as shown, and makes bars of those of the largest size.

    Args:
        values: `(images,)`, their sum is the total but for rounding.
        total: What they add up to, rounded already.
        names: What each image is called.
        watched: The place of an image that has a bar in any case.
        signed: Whether they have signs: then the smallest number comes first, else the largest.

    Returns:
        The bars, the sum of the images without one, and all numbers as shown.
    """
    shown = closed_parts(total, [float(value) for value in values], decimals)
    kept = set(np.argsort(-np.abs(values), kind="stable")[:MOST].tolist()) | {watched}
    places = sorted(kept, key=lambda place: (float(values[place]) * (1 if signed else -1), place))
    largest = float(np.abs(values).max(initial=0.0))
    bars: list[ImageBar] = [
        {
            "place": place,
            "name": names[place],
            "value": decimal(shown[place], decimals, signed=signed, exact=float(values[place])),
            "share": float(values[place]) / largest if largest > 0 else 0.0,
        }
        for place in places
    ]
    rest = [number for place, number in enumerate(shown) if place not in kept]
    return bars, decimal(sum(rest), decimals, signed=signed) if rest else None, shown


def thumbnails(images: Images, bars: Sequence[ImageBar]) -> Images:
    """The images of the bars, in their order."""
    return np.ascontiguousarray(images[[bar["place"] for bar in bars]])
