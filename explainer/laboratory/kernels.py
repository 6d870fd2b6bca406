"""The preset kernels of the Lab page."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

Kernel = tuple[float, ...]
"""Weights row by row."""


def _identity(size: int) -> Kernel | None:
    middle = (size - 1) // 2
    return tuple(float(row == column == middle) for row, column in _places(size))


def _vertical(size: int) -> Kernel | None:
    """Positive weights on the left, negative on the right."""
    if size == 1:
        return None
    return tuple(float((2 * column < size - 1) - (2 * column > size - 1)) for _, column in _places(size))


def _horizontal(size: int) -> Kernel | None:
    if size == 1:
        return None
    return tuple(float((2 * row < size - 1) - (2 * row > size - 1)) for row, _ in _places(size))


def _blur(size: int) -> Kernel | None:
    return (1 / size**2,) * size**2


def _sharpen(size: int) -> Kernel | None:
    """The middle minus the rest of its row and column; the weights sum to 1."""
    if size == 1:
        return None
    middle = (size - 1) // 2
    arms = 2 * (size - 1)
    return tuple(
        1.0 + arms if row == column == middle else 0.0 - (middle in (row, column)) for row, column in _places(size)
    )


def _emboss(size: int) -> Kernel | None:
    """Weights that increase towards the lower right; the middle weight is 1."""
    if size == 1:
        return None
    return tuple(float(row + column - (size - 1)) or float(row == column) for row, column in _places(size))


def _places(size: int) -> list[tuple[int, int]]:
    return [(row, column) for row in range(size) for column in range(size)]


PRESETS: Mapping[str, Callable[[int], Kernel | None]] = MappingProxyType(
    {
        "identity": _identity,
        "vertical": _vertical,
        "horizontal": _horizontal,
        "blur": _blur,
        "sharpen": _sharpen,
        "emboss": _emboss,
    }
)
"""Functions from a size to a kernel; `None` if the preset has none of that size."""


def kernels(size: int) -> dict[str, Kernel | None]:
    """Every preset at a size, by its name.

    Args:
        size: Height and width, 1 to 7.
    """
    return {name: kernel(size) for name, kernel in PRESETS.items()}
