"""Payloads of components, as bytes: a JSON header, followed by arrays.

Streamlit sends bytes to a component only if they are all of its data, so header and arrays are in one payload. Its
JavaScript counterpart is `unpack` in `assets/components/common/payload.js`.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

ALIGNMENT = 4
DTYPES = ("float32", "int32", "uint8")
STEPS = 254
"""The number of steps of an 8-bit array: even, so that a symmetric range has a level for zero."""


@dataclass(frozen=True)
class Quantized:
    """An array in 8 bits, for pictures that show colours but no values.

    Attributes:
        levels: uint8, any shape; level 0 means `low`, level 254 means `high`.
    """

    levels: NDArray[np.uint8]
    low: float
    high: float


Arrays = dict[str, NDArray[Any] | Quantized]
"""A component's arrays by name."""

Scene = tuple[Mapping[str, Any], Mapping[str, Any]]
"""The data of a component: header and arrays."""


def quantize(array: NDArray[Any]) -> Quantized:
    """Reduces an array to 8 bits.

    The range ends at 0 if all values have the same sign, and is symmetric about 0 otherwise. Zero therefore always has
    its own level, so a map of zeros stays exactly zero.

    Args:
        array: Finite numbers, any shape.

    Returns:
        The array in 254 steps between the ends of its range, each off by half a step at most.

    Raises:
        ValueError: If a value is not finite.
    """
    values = np.asarray(array, dtype=np.float64)
    if not np.isfinite(values).all():
        raise ValueError("Expected finite numbers; received NaN or infinity.")
    limit = float(np.abs(values).max(initial=0.0))
    low = -limit if (values < 0).any() else 0.0
    high = limit if (values > 0).any() else 0.0
    step = (high - low) / STEPS
    levels = np.zeros(values.shape) if step == 0 else np.rint((values - low) / step)
    return Quantized(levels.clip(0, STEPS).astype(np.uint8), low, high)


def pack(meta: Mapping[str, object], arrays: Mapping[str, object]) -> bytes:
    """Packs a component's data.

    The layout: 4 bytes with the header's length (little-endian), the header as UTF-8 JSON padded with spaces, then
    the arrays back to back; every array starts at a multiple of 4 bytes. The header holds `meta` and, by name, each
    array's dtype, shape, offset after the header and, if it was quantized, its range.

    Args:
        meta: Values that JSON can represent. NumPy numbers become Python's; NaN and infinity become null.
        arrays: NumPy's or `Quantized`; float32, int32 or uint8; float64 and int64 are narrowed.

    Returns:
        The payload.

    Raises:
        TypeError: If an entry of `arrays` is no array or has another dtype, or if JSON cannot represent `meta`.
    """
    entries: dict[str, dict[str, object]] = {}
    blocks: list[bytes] = []
    offset = 0
    for name, array in arrays.items():
        stored = _stored(name, array.levels if isinstance(array, Quantized) else array)
        entry: dict[str, object] = {"dtype": stored.dtype.name, "shape": list(stored.shape), "offset": offset}
        if isinstance(array, Quantized):
            entry |= {"low": array.low, "high": array.high}
        entries[name] = entry
        block = stored.tobytes()
        block += bytes(-len(block) % ALIGNMENT)
        blocks.append(block)
        offset += len(block)
    header = json.dumps(
        {"meta": _plain(meta), "arrays": entries}, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode()
    header += b" " * (-len(header) % ALIGNMENT)
    return b"".join([len(header).to_bytes(4, "little"), header, *blocks])


def _stored(name: str, array: object) -> NDArray[Any]:
    """Converts an array to one of `DTYPES`, for which JavaScript has typed arrays."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"Expected {name} to be an array; received {type(array).__name__}.")
    narrowed = {"float64": "float32", "int64": "int32"}.get(array.dtype.name, array.dtype.name)
    if narrowed not in DTYPES:
        raise TypeError(f"Expected {name} to be one of {', '.join(DTYPES)}; received {array.dtype.name}.")
    return np.ascontiguousarray(array, dtype=np.dtype(narrowed).newbyteorder("<"))


def _plain(value: object) -> object:
    """Converts NumPy's numbers to Python's, and NaN and infinity to `None`."""
    match value:
        case Mapping():
            return {str(key): _plain(entry) for key, entry in value.items()}
        case np.generic() | np.ndarray():
            return _plain(value.tolist())
        case float():
            return value if math.isfinite(value) else None
        case str() | int() | None:
            return value
        case Sequence():
            return [_plain(entry) for entry in value]
    raise TypeError(f"Expected a value that JSON can represent; received {type(value).__name__}.")
