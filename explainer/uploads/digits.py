"""Reads the arrays of drawn digits out of a `.npz` file, in the process that opens uploads."""

import codecs
import io
import math
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from explainer.uploads.refusals import EMPTY, NO_DIGITS, TOO_MANY, RefusedError

LOADED = codecs.lookup("cp437")
"""Of an archive's names; once the limits are set, no file can be opened any more."""


def read(content: bytes, details: Mapping[str, Any]) -> Iterator[npt.NDArray[Any]]:
    """The arrays `x_train` and `y_train` of a `.npz` file; what else is in it is not read.

    Args:
        details: `most`, digits, and `side`, rows and columns of each.

    Yields:
        Little-endian `int32`, `(1,)`: how many there are, n, 1 or more. Then `uint8`, `(most, side, side)`, and
        `uint8`, `(most,)`, 0 to 9; behind the first n all is 0.

    Raises:
        RefusedError: With `NO_DIGITS`, `TOO_MANY` or `EMPTY`.
    """
    most, side = details["most"], details["side"]
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise RefusedError(NO_DIGITS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        labels = _whole_numbers(archive, "y_train", (), most)
        images = _whole_numbers(archive, "x_train", (side, side), most)
    if len(images) != len(labels) or (labels > 9).any():
        raise RefusedError(NO_DIGITS)
    if not len(labels):
        raise RefusedError(EMPTY)
    yield np.array([len(labels)], dtype="<i4")
    for array in (images, labels):
        answer = np.zeros((most, *array.shape[1:]), dtype=np.uint8)
        answer[: len(array)] = array
        yield answer


def _whole_numbers(archive: zipfile.ZipFile, name: str, shape: tuple[int, ...], most: int) -> npt.NDArray[np.uint8]:
    """An array of bytes in an archive, `(n, *shape)`; of anything else no more than what describes it is read."""
    if f"{name}.npy" not in archive.namelist():
        raise RefusedError(NO_DIGITS)
    with archive.open(f"{name}.npy") as file:
        if np.lib.format.read_magic(file) != (1, 0):
            raise RefusedError(NO_DIGITS)
        found, is_in_columns, kind = np.lib.format.read_array_header_1_0(file)
        # No other kind is read: what is pickled stays so.
        if kind != np.uint8 or is_in_columns or found[1:] != shape or not found or found[0] < 0:
            raise RefusedError(NO_DIGITS)
        if found[0] > most:
            raise RefusedError(TOO_MANY)
        size = math.prod(found)
        numbers = file.read(size)
    return np.frombuffer(numbers, np.uint8, size).reshape(found)
