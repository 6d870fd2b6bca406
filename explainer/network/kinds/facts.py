"""What is known of a layer, its size, its weights and its numbers, as data."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Exact = npt.NDArray[np.float64]
AnyArray = npt.NDArray[Any]
Value = str | int | float

Rule = Literal["sum", "products", "scaled", "function", "largest", "mean", "same", "pixel", "share"]
"""How a number comes about: inputs times weights and a bias (a dense unit), or channel sums and a bias (a convolution
cell); a window's products (one channel's sum); one number times a factor and a bias; a function of one number; the
largest or the mean of several; handed on unchanged; given, as a pixel; or a share of a whole, as a probability."""

Signs = Literal["pixels", "positive", "any", "kept"]
"""What numbers a kind can return: pixels; never negative ones; any; or such as it was given."""

SizeKind = Literal["fits", "steps", "divides", "same", "same_steps", "flatten", "channels", "units", "unchanged"]


@dataclass(frozen=True)
class Setting:
    """What the project knows of a field of a layer, beside its bounds.

    Attributes:
        name: What it is called in `page.build.<name>` and `setting.<name>` of the catalogue.
        link: What stands before its value in a link after the `-`; `None` for the number right after the kind's word.
        steps: What the form's slider offers; of none, its few choices stand side by side.
        is_square: Whether 3 is read as 3×3, and is `(3, 3)` in Keras code.
        is_share: Whether it is read as a percentage.
        twins: Values of which a twin may have another; none if it is no experiment of its own.
    """

    name: str
    link: str | None = ""
    steps: tuple[Value, ...] = ()
    is_square: bool = False
    is_share: bool = False
    twins: tuple[Value, ...] = ()


@dataclass(frozen=True)
class SizeRule:
    """How one axis of a layer's output comes about; rows and columns are always alike.

    Attributes:
        kind: `"fits"`: size − window + 1; `"steps"`: (size − window) ÷ strides + 1; `"divides"`: size ÷ window, where
            the window moves by its own size; all three rounded down. `"same_steps"`: size ÷ strides, rounded up;
            `"same"`: as before, with strides 1. `"flatten"`: rows × columns × maps; `"channels"`: one number a map;
            `"units"`: as many as was chosen; `"unchanged"`: as before.
        places: What comes out; 0 or less where the window does not fit.
        size: Cells of the input along the axis (of those that slide).
        remainder: Cells at the end that no window reaches (`"steps"` and `"divides"`).
        factors: What is multiplied (`"flatten"`).
    """

    kind: SizeKind
    places: int
    size: int = 0
    window: int = 1
    strides: int = 1
    remainder: int = 0
    factors: tuple[int, ...] = ()


@dataclass(frozen=True)
class WeightRule:
    """(the product of `factors` + `biases`) × `outputs`.

    Attributes:
        factors: Kernel height, kernel width and maps in; the numbers in; or the numbers a map.
        biases: 1, or 0 for a kind whose numbers are all counted by `factors`.
        outputs: Maps out, or units.
    """

    factors: tuple[int, ...]
    biases: int
    outputs: int

    @property
    def parameters(self) -> int:
        """What comes out."""
        return (int(np.prod(self.factors)) + self.biases) * self.outputs


@dataclass(frozen=True)
class TooLarge:
    """Why a window cannot slide over a map.

    Attributes:
        limit: The largest that fits with padding `"valid"`; any size fits with `"same"`.
    """

    field: str
    value: int
    limit: int


@dataclass(frozen=True, eq=False)
class LayerWeights(Mapping[str, npt.NDArray[np.float32]]):
    """What one layer has learned, by role in Keras's order; read-only `float32`.

    Attributes:
        arrays: By role, e.g. `kernel` `(kernel_size, kernel_size, channels, filters)` or `(inputs, units)`, and `bias`
            `(filters,)` or `(units,)`.
    """

    arrays: Mapping[str, npt.NDArray[np.float32]]

    def __getitem__(self, role: str) -> npt.NDArray[np.float32]:
        return self.arrays[role]

    def __iter__(self) -> Iterator[str]:
        return iter(self.arrays)

    def __len__(self) -> int:
        return len(self.arrays)

    @property
    def kernel(self) -> npt.NDArray[np.float32]:
        """The weights that inputs are multiplied by."""
        return self.arrays["kernel"]

    @property
    def bias(self) -> npt.NDArray[np.float32]:
        """What is added to each map or unit."""
        return self.arrays["bias"]


@dataclass(frozen=True, eq=False)
class Operation:
    """What a layer does to all its numbers at once, for whoever computes without Keras: the browser.

    Attributes:
        name: Which of the operations of `assets/components/common/operations.js`; those of a `Rule` bear its name.
        numbers: What it needs to know, such as `window`, `strides`, `top` and `left`.
        arrays: What it multiplies by or adds, `float32`, by role.
        function: The name of the function that it applies; `""` if it applies none.
    """

    name: str
    numbers: Mapping[str, float]
    arrays: Mapping[str, npt.NDArray[np.float32]]
    function: str = ""


@dataclass(frozen=True, eq=False)
class CellParts:
    """How one number of an output comes about: Σ terms + bias.

    Attributes:
        rule: The rule by which its parts make it.
        values: `(parts,)`, the numbers it comes from.
        origin: Where a part stands in the stage before, by its place among the parts; `None` for padding, which is 0
            and comes from nowhere. Of `shares`, the input channel alone.
        factors: `(parts,)`, what each is multiplied by.
        terms: `(parts,)`, what each contributes; values × factors but for a function.
        bias: What is added besides; `None` where nothing is.
        are_shares: Whether the parts are the shares that input channels have in this very number.
    """

    rule: Rule
    values: Exact
    origin: Callable[[int], tuple[int, ...] | None]
    factors: Exact
    terms: Exact
    bias: float | None = None
    are_shares: bool = False


@dataclass(frozen=True, eq=False)
class LayerStep:
    """What is known of one layer in one step of training. Arrays have the images of the batch as their first axis.

    Attributes:
        inputs: What the layer was given, `(images, …)`.
        upstream_gradient: The gradient of each image's loss with respect to the layer's outputs, `(images, …)`.
        weights: `None` if the layer has none.
        mask: 1 where a number was kept and 0 where it was dropped, in the shape of `inputs`; `None` if none can be.
    """

    inputs: Exact
    upstream_gradient: Exact
    weights: LayerWeights | None = None
    mask: Exact | None = None


class UnsupportedArgumentError(Exception):
    """A layer of a file has an argument that no layer of its kind has here.

    Attributes:
        argument: Its name in Keras.
        received: Its value in the file.
        supported: The values that it may have, as a reader of Keras would write them.
    """

    def __init__(self, argument: str, received: object, supported: str) -> None:
        super().__init__(f"Expected {argument} {supported}; received {received!r}.")
        self.argument = argument
        self.received = received
        self.supported = supported


def parts_of_one(rule: Rule, value: float, index: tuple[int, ...], *, term: float | None = None) -> CellParts:
    """The parts of a number that comes from a single one.

    Args:
        value: The number it comes from.
        index: Where that stands in the stage before.
        term: What it contributes; by default itself.
    """
    terms = np.array([value if term is None else term], dtype=np.float64)
    return CellParts(rule, np.array([value], dtype=np.float64), lambda _: index, np.ones(1), terms)
