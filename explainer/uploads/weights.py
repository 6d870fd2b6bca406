"""Reads a `.weights.h5` file, in the process that opens uploads."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from h5py import h5d, h5f, h5g, h5l, h5o, h5s, h5t

from explainer.uploads.refusals import DOES_NOT_FIT, NOT_PLAIN, RefusedError

NUMBERS = (h5t.IEEE_F32LE, h5t.IEEE_F64LE, h5t.IEEE_F16LE, h5t.IEEE_F32BE, h5t.IEEE_F64BE, h5t.IEEE_F16BE)
"""The numbers that are taken: floats of 4, 8 and 2 bytes, and none of the other layouts of bits that HDF5 knows."""


def read(content: bytes, details: Mapping[str, Any]) -> Iterator[npt.NDArray[np.float32]]:
    """The arrays of a `.weights.h5` file; all are checked before one is read.

    Args:
        details: `arrays`, the place `layers/LAYER/vars/INDEX` and the shape of each, in the order wanted.

    Yields:
        Each as little-endian `float32`, in C order.

    Raises:
        RefusedError: With `DOES_NOT_FIT` or `NOT_PLAIN`.
    """
    wanted = [(place.encode().split(b"/"), tuple(shape)) for place, shape in details["arrays"]]
    file = h5f.open_file_image(content)
    _check_names(file, [path[1] for path, _ in wanted])
    datasets = [_checked(file, path, shape, len(content)) for path, shape in wanted]
    for dataset in datasets:
        array = np.empty(dataset.shape, dtype="<f4")
        dataset.read(h5s.ALL, h5s.ALL, array)
        yield array


def _check_names(file: Any, wanted: Sequence[bytes]) -> None:
    """Refuses a file in which other layers have arrays than the wanted ones, or more of them."""
    layers = _group(_found(file, [b"layers"]))
    counts = Counter({name: _arrays(_group(_found(layers, [name]))) for name in layers})
    if +counts != Counter(wanted):
        raise RefusedError(DOES_NOT_FIT)


def _arrays(layer: Any) -> int:
    return len(_group(_found(layer, [b"vars"]))) if layer.links.exists(b"vars") else 0


def _checked(file: Any, path: Sequence[bytes], shape: tuple[int, ...], file_bytes: int) -> Any:
    """A data set whose numbers lie as plain floats in one piece of the file, in the shape that was asked for."""
    dataset = _found(file, path)
    if not isinstance(dataset, h5d.DatasetID) or dataset.shape != shape:
        raise RefusedError(DOES_NOT_FIT)
    kind = dataset.get_type()
    if not any(kind.equal(number) for number in NUMBERS):
        raise RefusedError(DOES_NOT_FIT)
    if not _is_plain(dataset, math.prod(shape) * kind.get_size(), file_bytes):
        raise RefusedError(NOT_PLAIN)
    return dataset


def _is_plain(dataset: Any, wanted_bytes: int, file_bytes: int) -> bool:
    made = dataset.get_create_plist()
    return bool(
        made.get_layout() == h5d.CONTIGUOUS
        and made.get_nfilters() == 0
        and made.get_external_count() == 0
        and dataset.get_space_status() == h5d.SPACE_STATUS_ALLOCATED
        and dataset.get_storage_size() == wanted_bytes
        and dataset.get_offset() is not None
        and dataset.get_offset() + wanted_bytes <= file_bytes
    )


def _found(group: Any, path: Sequence[bytes]) -> Any:
    """What lies below a group, if every step to it is a plain link: others may lead to other files."""
    for step in path:
        links = _group(group).links
        if not links.exists(step) or links.get_info(step).type != h5l.TYPE_HARD:
            raise RefusedError(DOES_NOT_FIT)
        group = h5o.open(group, step)
    return group


def _group(found: Any) -> Any:
    if not isinstance(found, h5g.GroupID | h5f.FileID):
        raise RefusedError(DOES_NOT_FIT)
    return found
