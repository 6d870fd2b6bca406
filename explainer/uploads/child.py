"""What runs in the process that opens an upload: `python -P child.py`, with the task and the file on its input.

It loads nothing of the project. Before it reads the file it gives up what it does not need: memory beyond the task's,
processor time, and the right to write or open files and to start processes, as far as the system has such limits.
`guard.py` watches memory and time from outside on every system, and needs no more than the exit code.
"""

from __future__ import annotations

import codecs
import io
import json
import math
import os
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from h5py import h5d, h5f, h5g, h5l, h5o, h5s, h5t

# All that Pillow would load on demand: once the limits are set, no file can be opened any more.
from PIL import (
    ExifTags,
    Image,
    ImageFile,
    ImagePalette,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

if sys.platform != "win32":
    import resource

DAMAGED = 1
"""Exit code: whatever a library says of a file that it cannot read."""
DOES_NOT_FIT = 3
"""Exit code: the file holds other arrays than were asked for."""
NOT_PLAIN = 4
"""Exit code: the arrays are compressed, in pieces, in another file, or were never written."""
TOO_MUCH = 5
"""Exit code: there was not enough memory."""
NOT_A_PICTURE = 6
"""Exit code: the file is none of the kinds of picture that are read."""
GIGANTIC = 7
"""Exit code: the picture has more pixels than are read."""
NO_DIGITS = 8
"""Exit code: the file is no archive of the two arrays, or they are of another kind, or do not belong together."""
TOO_MANY = 9
"""Exit code: there are more digits than are read."""
EMPTY = 10
"""Exit code: there are none."""

NUMBERS = (h5t.IEEE_F32LE, h5t.IEEE_F64LE, h5t.IEEE_F16LE, h5t.IEEE_F32BE, h5t.IEEE_F64BE, h5t.IEEE_F16BE)
"""The numbers that are taken: floats of 4, 8 and 2 bytes, and none of the other layouts of bits that HDF5 knows."""

PLUGINS = (PngImagePlugin.PngImageFile, JpegImagePlugin.JpegImageFile, WebPImagePlugin.WebPImageFile)
STARTS = (b"\x89PNG", b"\xff\xd8", b"RIFF")
"""How a file of each begins, however it may go on."""
LOADED = (ImagePalette, TiffImagePlugin, codecs.lookup("cp437"))
"""Of a palette's colours, of what a camera notes, and of an archive's names."""

ADDRESS_SPACE = Path("/proc/self/statm")


class RefusedError(Exception):
    """The file is not what was asked for.

    Args:
        code: The exit code that says why.
    """

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def main() -> None:
    """Reads the task, then the file, and writes what was asked for."""
    task = json.loads(sys.stdin.buffer.readline())
    Image.preinit()
    limit(task["memory_bytes"], task["processor_seconds"])
    content = sys.stdin.buffer.read()
    for array in READERS[task["reader"]](content, task["details"]):
        sys.stdout.buffer.write(array.data)
    sys.stdout.buffer.flush()


def limit(memory_bytes: int, processor_seconds: int) -> None:
    """Gives up what is not needed, for good.

    Args:
        memory_bytes: How much more memory it may ask for, where its address space is known and can be limited (Linux).
        processor_seconds: How long it may compute, in all.
    """
    if sys.platform == "win32":
        return
    limits = {"CPU": processor_seconds, "CORE": 0, "FSIZE": 0, "NOFILE": 3, "NPROC": 0}
    if ADDRESS_SPACE.exists():
        taken = int(ADDRESS_SPACE.read_text().split()[0]) * resource.getpagesize()
        limits["AS"] = taken + memory_bytes
    for name, value in limits.items():
        # Not every system has each of them, or lets it be lowered.
        with suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def weights(content: bytes, details: Mapping[str, Any]) -> Iterator[npt.NDArray[np.float32]]:
    """The arrays of a `.weights.h5` file; all are checked before one is read.

    Args:
        content: The file.
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


def picture(content: bytes, details: Mapping[str, Any]) -> Iterator[npt.NDArray[Any]]:
    """The brightness of a PNG, JPEG or WebP, upright, no larger than the side that is asked for.

    Of several pictures in one file it is the first; what shows through is filled with black behind light ink, and with
    white behind dark ink.

    Args:
        content: The file.
        details: `side`, in pixels, and `most_pixels`.

    Yields:
        Seven little-endian `int32`: height and width of the answer, width and height of the file's picture, and 1 or
        0 for whether it had to be turned, shows through, and moves. Then `uint8`, `(side, side)`, 0 (black) to 255, the
        picture in the upper left corner.

    Raises:
        RefusedError: With `NOT_A_PICTURE` or `GIGANTIC`.
    """
    side = details["side"]
    file = _opened(content, details["most_pixels"])
    size, orientation = file.size, file.getexif().get(ExifTags.Base.Orientation, 1)
    # A JPEG may be read at a half, a quarter or an eighth of its size, which saves most of the memory and time.
    file.draft(None, (side, side))
    layered = _layered(file)
    small = layered.reduce(max(1, max(layered.size) // side))
    if orientation in TURNS:
        small = small.transpose(TURNS[orientation])
    small.thumbnail((side, side), Image.Resampling.BOX)
    found, shows_through = _filled(small)
    moves = getattr(file, "is_animated", False) and not isinstance(file, MpoImagePlugin.MpoImageFile)
    facts = (*found.shape, *size, orientation in TURNS, shows_through, moves)
    yield np.array(facts, dtype="<i4")
    answer = np.zeros((side, side), dtype=np.uint8)
    answer[: found.shape[0], : found.shape[1]] = found
    yield answer


def digits(content: bytes, details: Mapping[str, Any]) -> Iterator[npt.NDArray[Any]]:
    """The arrays `x_train` and `y_train` of a `.npz` file; what else is in it is not read.

    Args:
        content: The file.
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


TURNS: Mapping[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright again, by EXIF's number for how the camera was held."""

READERS: Mapping[str, Callable[[bytes, Mapping[str, Any]], Iterator[npt.NDArray[Any]]]] = {
    "weights": weights,
    "picture": picture,
    "digits": digits,
}
"""What can be read, by the task's name for it."""


def _opened(content: bytes, most_pixels: int) -> ImageFile.ImageFile:
    # Another limit than Pillow's own, and one that is checked before a pixel is read.
    Image.MAX_IMAGE_PIXELS = None
    # They say "not mine" themselves; what else they raise means a damaged file.
    try:
        file = Image.open(io.BytesIO(content), formats=[plugin.format for plugin in PLUGINS])
    except UnidentifiedImageError as error:
        is_known = any(content.startswith(start) for start in STARTS)
        raise RefusedError(DAMAGED if is_known else NOT_A_PICTURE) from error
    if math.prod(file.size) > most_pixels:
        raise RefusedError(GIGANTIC)
    return file


def _layered(file: ImageFile.ImageFile) -> Image.Image:
    """A picture's brightness, or its colours with their opacity where something shows through."""
    if file.mode.startswith("I"):
        return Image.fromarray((np.asarray(file) >> 8).astype(np.uint8))
    if not file.has_transparency_data:
        return file.convert("L")
    file.load()
    return file if file.mode == "RGBA" else file.convert("RGBA")


def _filled(small: Image.Image) -> tuple[npt.NDArray[np.uint8], bool]:
    """The brightness with what shows through filled, and whether anything does."""
    brightness = np.asarray(small.convert("L"))
    if small.mode == "L":
        return brightness, False
    opacity = np.asarray(small.getchannel("A")) / 255
    is_light = (brightness * opacity).sum() > 127.5 * opacity.sum()
    filled = brightness * opacity + (0 if is_light else 255) * (1 - opacity)
    return np.rint(filled).astype(np.uint8), bool(opacity.min() < 1)


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


def _exit_code() -> int:
    try:
        main()
    except RefusedError as refusal:
        return refusal.code
    except MemoryError:
        return TOO_MUCH
    except Exception:  # noqa: BLE001 (of a damaged file a library may say anything)
        return DAMAGED
    return 0


if __name__ == "__main__":
    # Not by way of the interpreter's own end: it, or a library's, might stumble over what the file has done to it.
    os._exit(_exit_code())
