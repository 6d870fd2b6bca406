"""How a gradient comes about: maps side by side with what stands between them, lines that add up, and the images."""

from collections.abc import Sequence
from typing import Literal, TypedDict

import numpy as np
import numpy.typing as npt

from explainer.mnist import Images
from explainer.tracing import Array
from explainer.ui.numbers import closed_parts, decimal
from explainer.ui.pictures.cells import Cells
from explainer.ui.pictures.image_bars import ImageBars


class Panel(TypedDict):
    """A map or a row of numbers.

    Attributes:
        operator: What stands before it: `×`, `=`, `←` or nothing.
        focus: The cell that is looked at, by its place; `None` for none.
        action: What a click on a cell is told as; `""` for nothing.
        is_gradient: Whether its colours say how the loss would change.
        linked: Whether its cells are the same places as those of the other linked ones.
    """

    title: str
    note: str
    operator: str
    cells: Cells
    focus: int | None
    action: str
    is_gradient: bool
    linked: bool


class Line(TypedDict):
    """A part of a sum, or the sum.

    Attributes:
        value: The number in words; `sign` is its sign.
        share: How long its bar is, of the longest, -1 to 1; `None` for none.
    """

    name: str
    value: str
    sign: int
    share: float | None
    kind: Literal["part", "total"]


class Section(TypedDict):
    """Panels, and the lines beside them."""

    title: str
    lead: str
    panels: list[Panel]
    lines_title: str
    lines: list[Line]


class Meta(TypedDict):
    """What is shown, from above; `bars` comes last.

    Attributes:
        decimals: Of the numbers that are pointed at.
        result: What the images' numbers come to, in words.
    """

    identity: str
    sections: list[Section]
    bars: ImageBars
    result: list[Line]
    note: str
    decimals: int
    text: dict[str, str]


class Arrays(TypedDict):
    """`numbers` and `closed` `(numbers,)`, laid out by `Cells`; `images` `(bars, 28, 28)`."""

    numbers: Array
    closed: npt.NDArray[np.uint8]
    images: Images


def sum_lines(
    names: Sequence[str], values: Sequence[float], total: float, total_name: str, decimals: int
) -> list[Line]:
    """The parts of a sum and their total, rounded so that they add up as shown.

    Args:
        values: Their sum is the total but for rounding.
        total: The sum, rounded already.
    """
    largest = max((abs(value) for value in values), default=0.0)
    parts = closed_parts(total, values, decimals)
    lines: list[Line] = [
        {
            "name": name,
            "value": decimal(shown, decimals, signed=True, exact=value),
            "sign": int(np.sign(shown)),
            "share": value / largest if largest > 0 else 0.0,
            "kind": "part",
        }
        for name, shown, value in zip(names, parts, values, strict=True)
    ]
    return [*lines, total_line(total_name, total, decimals)]


def total_line(name: str, value: float, decimals: int) -> Line:
    """A number that nothing is added to."""
    shown = decimal(value, decimals, signed=True)
    return {"name": name, "value": shown, "sign": int(np.sign(value)), "share": None, "kind": "total"}
