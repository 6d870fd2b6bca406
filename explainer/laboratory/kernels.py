"""Kernels to choose from in the lab."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

Kernel = tuple[float, ...]
"""Weights row by row."""


def _identity(size: int) -> Kernel | None:
    middle = (size - 1) // 2
    return tuple(float(row == column == middle) for row, column in _places(size))


def _vertical(size: int) -> Kernel | None:
    """Bright on the left, dark on the right."""
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
    """The middle against the rest of its row and column; all weights together are 1."""
    if size == 1:
        return None
    middle = (size - 1) // 2
    arms = 2 * (size - 1)
    return tuple(
        1.0 + arms if row == column == middle else 0.0 - (middle in (row, column)) for row, column in _places(size)
    )


def _emboss(size: int) -> Kernel | None:
    """Light from the lower right; the middle stays."""
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
"""Kernels to choose from, from a size; `None` where there is none of that size."""


def kernels(size: int) -> dict[str, Kernel | None]:
    """Every preset at a size, by its name.

    Args:
        size: Height and width, 1 to 7.
    """
    return {name: kernel(size) for name, kernel in PRESETS.items()}
