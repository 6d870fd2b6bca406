"""Files of digits as somebody might make them who means harm, or by mistake; the same ones each time."""

import gzip
import io
import random
import struct
import warnings
import zipfile
from typing import Any

import numpy as np
import numpy.typing as npt

from explainer import mnist
from explainer.own_digits import MAX_MEGABYTES, MOST
from tests.oracles.damaging import Kinds, in_turn, mutated, truncated

Array = npt.NDArray[Any]
IMAGES, LABELS = "x_train.npy", "y_train.npy"
ENDS_PYTHON = b"cos\n_exit\n(I0\ntR."
"""A pickle that ends whoever loads it, as if all were well."""
LOCAL, CENTRAL = (b"PK\x03\x04", 6), (b"PK\x01\x02", 8)
"""Where an archive says of a file how it is packed: after which mark, and how far behind it."""


def digits(index: int) -> tuple[str, bytes]:
    """A hostile or odd file, or now and then a good one.

    Args:
        index: Which one, from 0; the kinds take turns.

    Returns:
        What it is, and its content.
    """
    name, content = in_turn(KINDS, index)
    return f"digits: {name}", content


def _set(chance: random.Random, count: int | None = None) -> tuple[Array, Array]:
    """Some digits and their labels."""
    dataset, start = mnist.load(), chance.randrange(8_000)
    chosen = slice(start, start + (chance.randrange(1, 30) if count is None else count))
    return dataset.x_test[chosen], dataset.y_test[chosen]


def _npy(array: Array) -> bytes:
    content = io.BytesIO()
    np.lib.format.write_array(content, np.asanyarray(array))
    return content.getvalue()


def _claiming(shape: str, kind: str = "|u1", numbers: bytes = b"", order: bool = False) -> bytes:
    """An array whose header says whatever it is told to."""
    header = f"{{'descr': '{kind}', 'fortran_order': {order}, 'shape': {shape}, }}"
    return _headed(header.encode(), numbers)


def _headed(header: bytes, numbers: bytes = b"", version: tuple[int, int] = (1, 0)) -> bytes:
    length = struct.pack("<H" if version == (1, 0) else "<I", len(header) + 1)
    return b"\x93NUMPY" + bytes(version) + length + header + b"\n" + numbers


def _archive(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(content, "w", method) as archive:
        # One name may stand in it twice.
        warnings.simplefilter("ignore", UserWarning)
        for name, numbers in files:
            # Its own idea of the time would be another each time.
            described = zipfile.ZipInfo(name)
            described.compress_type = method
            archive.writestr(described, numbers)
    return content.getvalue()


def _file(images: Array, labels: Array, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    return _archive((IMAGES, _npy(images)), (LABELS, _npy(labels)), method=method)


def _good(chance: random.Random) -> bytes:
    return _file(*_set(chance), method=chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))


def _truncated(chance: random.Random) -> bytes:
    return truncated(_good(chance), chance)


def _mutated(chance: random.Random) -> bytes:
    return mutated(_good(chance), chance)


def _no_archive(chance: random.Random) -> bytes:
    others = (
        b"",
        chance.randbytes(chance.randrange(1, 5_000)),
        _npy(_set(chance)[0]),
        gzip.compress(_good(chance), mtime=0),
        b"PK\x03\x04" + bytes(1_000),
        b"PK\x05\x06" + bytes(18),
        b"\x89PNG\r\n\x1a\n" + chance.randbytes(300),
    )
    return chance.choice(others)


def _other_numbers(chance: random.Random) -> bytes:
    images, labels = _set(chance)
    kind = chance.choice(("<f4", "<f8", "|b1", "<i8", ">u2", "<c8", "|S1", "<U1", "|i1", "<M8[s]", "|V1"))
    return _file(images.astype(kind), labels) if chance.random() < 0.5 else _file(images, labels.astype(kind))


def _objects(chance: random.Random) -> bytes:
    images, labels = _set(chance)
    pickled = _claiming(f"({len(labels)},)", "|O", ENDS_PYTHON)
    if chance.random() < 0.5:
        return _archive((IMAGES, _npy(images)), (LABELS, pickled))
    return _archive((IMAGES, _claiming(f"({len(labels)}, 28, 28)", "|O", ENDS_PYTHON)), (LABELS, _npy(labels)))


def _bomb(chance: random.Random) -> bytes:
    """A thousand times as much as its bytes, in an array that is read, behind one, or beside them."""
    images, labels = _set(chance)
    zeros, count = bytes(60_000_000), chance.choice((1, MOST, 70_000))
    method = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    many = _claiming(f"({count}, 28, 28)", numbers=zeros)
    files = (
        ((IMAGES, many), (LABELS, _npy(np.zeros(count, np.uint8)))),
        ((IMAGES, _npy(images)), (LABELS, _claiming(f"({len(labels)},)", numbers=zeros))),
        ((IMAGES, _npy(images)), (LABELS, _npy(labels)), ("x_test.npy", zeros)),
        ((IMAGES, _headed(zeros, version=(2, 0))), (LABELS, _npy(labels))),
    )
    return _archive(*chance.choice(files), method=method)


def _huge(chance: random.Random) -> bytes:
    """Claims more than it has, or than fits into any memory."""
    _, labels = _set(chance)
    count = chance.choice((MOST, MOST + 1, 2**31 - 1, 2**31, 2**62, 2**63, 10**30, -1, -(2**63)))
    labelled = _npy(labels) if chance.random() < 0.5 else _claiming(f"({count},)")
    return _archive((IMAGES, _claiming(f"({count}, 28, 28)")), (LABELS, labelled))


def _other_shape(chance: random.Random) -> bytes:
    images, labels = _set(chance, 4)
    shapes: tuple[Array, ...] = (
        images.reshape(4, 784),
        images[..., np.newaxis],
        images[0],
        images[:, :, :27],
        np.zeros((), np.uint8),
        np.asfortranarray(images),
        np.zeros((0, 28, 28), np.uint8),
    )
    return _file(chance.choice(shapes), chance.choice((labels, labels[:, np.newaxis], labels[0])))


def _other_labels(chance: random.Random) -> bytes:
    images, labels = _set(chance)
    wrong = labels.copy()
    wrong[chance.randrange(len(labels))] = chance.choice((10, 11, 127, 128, 255))
    return _file(images, wrong)


def _other_lengths(chance: random.Random) -> bytes:
    images, labels = _set(chance, 12)
    less = chance.randrange(12)
    return _file(images[:less], labels) if chance.random() < 0.5 else _file(images, labels[:less])


def _count(chance: random.Random) -> bytes:
    return _file(*_set(chance, chance.choice((0, MOST, MOST + 1, 1_000))))


def _header(chance: random.Random) -> bytes:
    """What says of the numbers which they are is no such thing."""
    images, labels = _set(chance)
    said = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {images.shape}, }}".encode()
    others = (
        _headed(chance.randbytes(chance.randrange(0, 300)), images.tobytes()),
        _headed(b"(" * 60_000),
        _headed(b"{'descr': '|u1', 'fortran_order': False, 'shape': (" + b"9" * 60_000 + b", 28, 28)}"),
        _headed(b"__import__('os')._exit(0)", images.tobytes()),
        _headed(said, images.tobytes(), chance.choice(((2, 0), (3, 0), (9, 9)))),
        _headed(said)[: chance.randrange(80)],
        b"",
    )
    return _archive((IMAGES, chance.choice(others)), (LABELS, _npy(labels)))


def _other_names(chance: random.Random) -> bytes:
    images, labels = map(_npy, _set(chance))
    files = (
        ((IMAGES, images),),
        ((LABELS, labels),),
        (("x_test.npy", images), ("y_test.npy", labels)),
        ((f"../{IMAGES}", images), (f"/{LABELS}", labels)),
        ((IMAGES.upper(), images), (LABELS, labels)),
        ((f"{IMAGES}/", b""), (LABELS, labels)),
        ((IMAGES, b""), (IMAGES, images), (LABELS, labels)),
        ((IMAGES, labels), (LABELS, images)),
        tuple((f"{number}.npy", b"") for number in range(5_000)),
    )
    return _archive(*chance.choice(files))


def _odd_archive(chance: random.Random) -> bytes:
    """Locked, packed in a way that there is not or that is rare, with something before or behind it, or in another."""
    method = chance.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    others = (
        lambda: _patched(_good(chance), 0, 1),
        lambda: _patched(_good(chance), 2, chance.choice((1, 6, 9, 97, 99))),
        lambda: _file(*_set(chance), method=method),
        lambda: chance.randbytes(1_000) + _good(chance),
        lambda: _good(chance) + chance.randbytes(chance.choice((10, 1_000, 70_000))),
        lambda: _archive(("digits.npz", _good(chance))),
        lambda: _good(chance) + _good(chance),
    )
    return chance.choice(others)()


def _patched(content: bytes, further: int, value: int) -> bytes:
    """Says something else of how each file of an archive is packed, in both places where that stands."""
    changed = bytearray(content)
    for mark, behind in (LOCAL, CENTRAL):
        place = content.find(mark)
        while place >= 0:
            struct.pack_into("<H", changed, place + behind + further, value)
            place = content.find(mark, place + 1)
    return bytes(changed)


def _too_many_bytes(chance: random.Random) -> bytes:
    return chance.randbytes(MAX_MEGABYTES * 10**6) + _good(chance)


KINDS: Kinds = {
    "good": _good,
    "truncated": _truncated,
    "mutated": _mutated,
    "no archive": _no_archive,
    "other numbers": _other_numbers,
    "objects": _objects,
    "bomb": _bomb,
    "huge": _huge,
    "other shape": _other_shape,
    "other labels": _other_labels,
    "other lengths": _other_lengths,
    "none or too many": _count,
    "header": _header,
    "other names": _other_names,
    "odd archive": _odd_archive,
    "too many bytes": _too_many_bytes,
}
"""What somebody might bring."""
