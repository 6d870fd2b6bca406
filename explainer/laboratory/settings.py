"""The settings of the Lab page: a convolution or a pooling, the shift of a digit, and an optimizer's update."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, Self, TypeVar

import numpy as np
from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator

from explainer.frozen_model import FrozenModel
from explainer.laboratory.kernels import PRESETS, Kernel
from explainer.link_words import LinkWord, Value, many, number, one_of
from explainer.mnist import IMAGE_SIZE
from explainer.optimizers import VARIANTS

GRID_SIZES = (3, 4, 5, 6, 7, 8)
"""Sizes of the editable grid."""

SIZES = (*GRID_SIZES, IMAGE_SIZE)
"""Sizes of the input: the grid's, or the digit's."""

LARGEST_CELL = 9
LARGEST_WEIGHT = 9.999
"""Weights are kept to three decimals."""

LONGEST_ANSWER = 2_000
"""Maximum length of a setting sent by the browser."""

LARGEST_KERNEL = 7
LARGEST_SHIFT = 4

THOUSANDTHS = Value("-?[0-9]{1,4}", lambda text: int(text) / 1000, lambda weight: str(round(weight * 1000)))
"""Encoding of a weight in a link."""

SAMPLE = (
    (0, 0, 0, 0, 0, 0),
    (0, 2, 2, 2, 2, 0),
    (0, 0, 0, 1, 2, 0),
    (0, 0, 0, 2, 1, 0),
    (0, 0, 1, 2, 0, 0),
    (0, 0, 2, 1, 0, 0),
)
"""Initial content of the grid: a small 7."""

LEARNED = "learned"
"""The preset that uses a filter of the current network."""

PresetName = Literal["identity", "vertical", "horizontal", "blur", "sharpen", "emboss", "learned"]
Around = Literal["none", "ring1", "ring2", "same"]


class Setting(LinkWord, FrozenModel):
    """Settings of both experiments, convolution and pooling.

    Attributes:
        size: Cells along an axis of the input; 28 for the current image.
        cells: The grid row by row, 0 to 9; empty for the sample, and for the image.
        row: Row of the selected output cell, from 0.
        column: Its column, from 0.
    """

    size: Annotated[int, one_of({"digit": IMAGE_SIZE} | {f"g{size}": size for size in GRID_SIZES})] = 6
    cells: Annotated[
        tuple[Annotated[int, Field(ge=0, le=LARGEST_CELL)], ...],
        many(number("[0-9]"), "", least=9, most=GRID_SIZES[-1] ** 2),
    ] = ()
    row: Annotated[int, Field(ge=0, lt=64)] = 0
    column: Annotated[int, Field(ge=0, lt=64)] = 0

    @field_validator("size")
    @classmethod
    def _is_offered(cls, size: int) -> int:
        if size not in SIZES:
            raise ValueError(f"Expected one of {SIZES}; received {size}.")
        return size

    @field_validator("cells")
    @classmethod
    def _without_the_sample(cls, cells: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        return () if cells == sample(info.data.get("size", 0)) else cells

    @property
    def grid(self) -> tuple[int, ...]:
        """The cells of the grid, row by row; empty for the image."""
        return () if self.size == IMAGE_SIZE else self.cells or sample(self.size)

    @model_validator(mode="after")
    def _grid_is_square(self) -> Self:
        if self.cells and (self.size == IMAGE_SIZE or len(self.cells) != self.size**2):
            raise ValueError(f"Expected {self.size}² cells of a grid; received {len(self.cells)}.")
        return self


class ConvolutionSetting(
    Setting,
    link="{size}[x{cells}]_k{kernel_size}-[{preset=learned}{filter}|{preset=w}{weights}|{preset}]"
    "[_{padding}][_s{strides}][_d{dilation}][_at{row}.{column}]",
):
    """A convolution to try. In a link it is a word such as `g6_k3-vertical_ring1_s2_at1.2`.

    Attributes:
        kernel_size: Height and width of the kernel, 1 to 7 cells.
        preset: A key of `kernels.PRESETS`, or `LEARNED`; `None` for custom weights.
        filter: Index of the network's filter, for `LEARNED`.
        weights: Custom weights, row by row, rounded to three decimals; empty with a preset.
        padding: `"none"`, one or two rings of zeros, or Keras's `"same"`.
        strides: Step of the window, 1 to 3 cells.
        dilation: Distance between the window's cells, 1 to 3.
    """

    kernel_size: Annotated[int, Field(ge=1, le=LARGEST_KERNEL)] = 3
    preset: Annotated[PresetName | None, one_of({"w": None} | {name: name for name in (*PRESETS, LEARNED)})] = (
        "vertical"
    )
    filter: Annotated[int, Field(ge=0, lt=256)] = 0
    weights: Annotated[
        tuple[Annotated[float, Field(ge=-LARGEST_WEIGHT, le=LARGEST_WEIGHT)], ...],
        many(THOUSANDTHS, ".", least=1, most=LARGEST_KERNEL**2),
    ] = ()
    padding: Annotated[Around, one_of(("ring1", "ring2", "same"))] = "none"
    strides: Annotated[int, Field(ge=1, le=3), one_of((2, 3))] = 1
    dilation: Annotated[int, Field(ge=1, le=3), one_of((2, 3))] = 1

    @field_validator("weights")
    @classmethod
    def _to_thousandths(cls, weights: Kernel) -> Kernel:
        return tuple(round(weight, 3) + 0.0 for weight in weights)

    @model_validator(mode="after")
    def _has_one_kernel(self) -> Self:
        expected = self.kernel_size**2 if self.preset is None else 0
        if len(self.weights) != expected:
            raise ValueError(f"Expected {expected} weights; received {len(self.weights)}.")
        return self


class PoolingSetting(Setting, link="{size}[x{cells}]_{rule}{pool_size}[_{padding}][_s{strides}][_at{row}.{column}]"):
    """A pooling to try. In a link it is a word such as `g6_max2_s1`.

    Attributes:
        rule: `"max"` or `"average"`.
        pool_size: Height and width of the window, 1 to 7 cells.
        strides: Step of the window, 1 to 3 cells; `None` means `pool_size`, as in Keras.
        padding: `"none"` or `"same"`; padded cells are ignored.
    """

    rule: Literal["max", "average"] = "max"
    pool_size: Annotated[int, Field(ge=1, le=LARGEST_KERNEL)] = 2
    strides: Annotated[int, Field(ge=1, le=3), one_of((1, 2, 3))] | None = None
    padding: Annotated[Literal["none", "same"], one_of(("same",))] = "none"


AnySetting = TypeVar("AnySetting", bound=Setting)


_STEPS = one_of(range(-LARGEST_SHIFT, LARGEST_SHIFT + 1))


@dataclass(frozen=True)
class Shift(LinkWord, link="{down}.{right}"):
    """The shift of the digit, in pixels. In a link it is a word such as `0.1` or `-1.0`.

    Attributes:
        down: -4 (up) to 4.
        right: -4 (left) to 4.
    """

    down: Annotated[int, _STEPS] = 0
    right: Annotated[int, _STEPS] = 0


if TYPE_CHECKING:
    OptimizerChoice = str
else:
    OptimizerChoice = Literal[tuple(VARIANTS)]
FIRST = next(iter(VARIANTS))
RATES = (0.1, 0.3, 1.0)
"""Learning rates that a visitor can choose."""
UPDATES = 60


@dataclass(frozen=True)
class Update(LinkWord, link="{optimizer}-{rate}-{number}"):
    """A state on an optimizer's path down the loss surface. In a link it is a word such as `adam-0.3-60`.

    Attributes:
        optimizer: The optimizer whose values are shown.
        rate: The learning rate of all optimizers, one of `RATES`.
        number: Number of updates so far, up to `UPDATES`.
    """

    optimizer: OptimizerChoice = FIRST
    rate: Annotated[float, one_of({f"{rate:g}": rate for rate in RATES})] = RATES[1]
    number: Annotated[int, one_of(range(UPDATES + 1))] = 0


def sample(size: int) -> tuple[int, ...]:
    """The grid's initial cells, row by row: the sample, cropped, or padded with zeros to the right and below.

    Args:
        size: One of `GRID_SIZES`.
    """
    sides = len(SAMPLE)
    return tuple(SAMPLE[row][column] if max(row, column) < sides else 0 for row, column in np.ndindex(size, size))


def answered(setting: type[AnySetting], answer: object) -> AnySetting | None:
    """Parses a setting that the browser sent as JSON; `None` if it is invalid."""
    if not isinstance(answer, str) or len(answer) > LONGEST_ANSWER:
        return None
    try:
        return setting.model_validate_json(answer)
    except ValidationError:
        return None
