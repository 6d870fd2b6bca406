"""Data classes that describe a layer: its settings, sizes, weights, and the computation of its values."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Exact = npt.NDArray[np.float64]
AnyArray = npt.NDArray[Any]
Value = str | int | float

Rule = Literal["sum", "products", "scaled", "function", "largest", "mean", "same", "pixel", "share"]
"""How an output value is computed. `"sum"`: inputs times weights plus a bias (a dense unit), or channel sums plus a
bias (a convolution). `"products"`: a window's products (one channel's sum). `"scaled"`: one value times a factor plus a
bias. `"function"`: a function of one value. `"largest"`, `"mean"`: of several values. `"same"`: copied. `"pixel"`: an
input pixel. `"share"`: a share of a whole (a probability)."""

Signs = Literal["pixels", "positive", "any", "kept"]
"""The range of a layer's output: pixels, non-negative values, any values, or the same range as its input (`"kept"`)."""

SizeKind = Literal["fits", "steps", "divides", "same", "same_steps", "flatten", "channels", "units", "unchanged"]


@dataclass(frozen=True)
class Setting:
    """Metadata of a layer's field, besides its bounds.

    Attributes:
        name: Its name in the text ids `page.build.<name>` and `setting.<name>`.
        link: Prefix of its value in a link, after the `-`; `None` if the value follows the kind's `word` directly.
        steps: Values of the form's slider; if empty, the form shows radio buttons.
        is_square: Whether 3 is displayed as 3×3, and written as `(3, 3)` in Keras code.
        is_share: Whether it is displayed as a percentage.
        twins: Values that may be tried in a twin, a run with one setting changed; empty if it is not offered there.
    """

    name: str
    link: str | None = ""
    steps: tuple[Value, ...] = ()
    is_square: bool = False
    is_share: bool = False
    twins: tuple[Value, ...] = ()


@dataclass(frozen=True)
class SizeRule:
    """The computation of a layer's output size along one axis; rows and columns are always equal.

    Attributes:
        kind: `"fits"`: size − window + 1; `"steps"`: (size − window) ÷ strides + 1; `"divides"`: size ÷ window, if the
            strides equal the window; all three rounded down. `"same_steps"`: size ÷ strides, rounded up; `"same"`: the
            input size, for strides 1. `"flatten"`: rows × columns × maps; `"channels"`: one value per map; `"units"`:
            the number of units; `"unchanged"`: the input size.
        places: The output size; 0 or less if the window does not fit.
        size: Cells of the input along the axis (for sliding windows).
        remainder: Cells at the end that no window reaches (`"steps"` and `"divides"`).
        factors: The factors of the product (`"flatten"`).
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
    """The computation of a layer's number of parameters: (the product of `factors` + `biases`) × `outputs`.

    Attributes:
        factors: Kernel height, kernel width and input maps; the number of inputs; or the number of weights per map.
        biases: 1, or 0 if `factors` counts all weights.
        outputs: Output maps, or units.
    """

    factors: tuple[int, ...]
    biases: int
    outputs: int

    @property
    def parameters(self) -> int:
        """The number of parameters."""
        return (int(np.prod(self.factors)) + self.biases) * self.outputs


@dataclass(frozen=True)
class TooLarge:
    """A window size that is larger than the input map.

    Attributes:
        limit: The largest size that fits with padding `"valid"`; any size fits with `"same"`.
    """

    field: str
    value: int
    limit: int


@dataclass(frozen=True, eq=False)
class LayerWeights(Mapping[str, npt.NDArray[np.float32]]):
    """The weights of one layer by role, in Keras's order; read-only `float32`.

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
        """The kernel."""
        return self.arrays["kernel"]

    @property
    def bias(self) -> npt.NDArray[np.float32]:
        """The bias of each map or unit."""
        return self.arrays["bias"]


@dataclass(frozen=True, eq=False)
class Operation:
    """A layer's computation as an instruction for the browser, which has no Keras.

    Attributes:
        name: An operation of `assets/components/common/operations.js`; by default the name of the layer's `Rule`.
        numbers: Its parameters, such as `window`, `strides`, `top` and `left`.
        arrays: Its weights by role, `float32`.
        function: The activation function that it applies, or `""`.
    """

    name: str
    numbers: Mapping[str, float]
    arrays: Mapping[str, npt.NDArray[np.float32]]
    function: str = ""


@dataclass(frozen=True, eq=False)
class CellParts:
    """The computation of one output value: Σ terms + bias.

    Attributes:
        values: The input values, `(parts,)`.
        origin: Returns the index in the previous stage's output for a part's index; `None` for padding, which is 0. If
            `are_shares`, it returns only the input channel.
        factors: The factor of each value, `(parts,)`.
        terms: The contribution of each part, `(parts,)`: values × factors, except for a function.
        bias: `None` if there is none.
        are_shares: Whether each part is the whole contribution of one input channel.
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
    """One layer in one training step. The first axis of arrays is the batch.

    Attributes:
        inputs: The layer's inputs, `(images, …)`.
        upstream_gradient: The gradient of each image's loss with respect to the layer's outputs, `(images, …)`.
        weights: `None` if the layer has none.
        mask: The dropout mask in the shape of `inputs`, 1 where a value was kept; `None` without dropout.
    """

    inputs: Exact
    upstream_gradient: Exact
    weights: LayerWeights | None = None
    mask: Exact | None = None


class UnsupportedArgumentError(Exception):
    """An imported layer has an argument with an unsupported value.

    Attributes:
        argument: The argument's name in Keras.
        received: Its value in the file.
        supported: The supported values, in Keras's notation.
    """

    def __init__(self, argument: str, received: object, supported: str) -> None:
        super().__init__(f"Expected {argument} {supported}; received {received!r}.")
        self.argument = argument
        self.received = received
        self.supported = supported


def parts_of_one(rule: Rule, value: float, index: tuple[int, ...], *, term: float | None = None) -> CellParts:
    """Returns the parts of an output value that is computed from a single input value.

    Args:
        value: The input value.
        index: Its index in the previous stage's output.
        term: Its contribution; by default `value`.
    """
    terms = np.array([value if term is None else term], dtype=np.float64)
    return CellParts(rule, np.array([value], dtype=np.float64), lambda _: index, np.ones(1), terms)
