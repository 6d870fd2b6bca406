"""Files as somebody might make them who means harm, the same ones each time: weights in every layout, and mutations."""

import io
import json
import math
import random
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import h5py
import numpy as np

from explainer.network import NetworkConfig, network
from explainer.training.models.configuration import RunConfiguration
from explainer.training.models.weights import stored_arrays
from explainer.training.recipes.recipe import QUICK_LOOK
from tests.oracles.keras_files import Way, saved, with_entries

NETWORK = network("c4-k7-s3_max7")
STORED = stored_arrays(NETWORK)
KERNEL, KERNEL_SHAPE = STORED[0]
FAR_TOO_MANY = 10**8
SIZES = (0, 1, 2**16 - 1, 2**31 - 1, 2**32 - 1, 2**40, 2**63 - 1, 2**64 - 1)
"""What lengths in a file are replaced with."""

Layout = Callable[[h5py.File], None]


def configuration_of(network: NetworkConfig) -> bytes:
    """An honest configuration."""
    return RunConfiguration(network=network, recipe=QUICK_LOOK, seed=1).model_dump_json().encode()


def plain(network: NetworkConfig) -> bytes:
    """An honest weights file.

    Args:
        network: Whose numbers, drawn at random.
    """
    numbers = np.random.default_rng(7)
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for place, shape in stored_arrays(network):
            file[place] = numbers.normal(0, 0.1, shape).astype("f4")
    return content.getvalue()


def _plain(file: h5py.File) -> None:
    with h5py.File(io.BytesIO(plain(NETWORK))) as honest:
        honest.copy("layers", file)


def _all_in(**how: Any) -> Layout:
    def write(file: h5py.File) -> None:
        for place, shape in STORED:
            file.create_dataset(place, data=np.ones(shape, "f4"), chunks=shape, **how)

    return write


def _with_kernel(**how: Any) -> Layout:
    def write(file: h5py.File) -> None:
        _plain(file)
        del file[KERNEL]
        file.create_dataset(KERNEL, **how)

    return write


def _compound(file: h5py.File) -> None:
    """In the place of a group, a table of which h5py reads all to tell its length."""
    _plain(file)
    kind = [("first", "f8"), ("second", "f8", (16,))]
    file.create_dataset("layers/dense_1/vars", (FAR_TOO_MANY,), kind, chunks=(10_000,), compression="gzip")


def _virtual(file: h5py.File) -> None:
    _plain(file)
    del file[KERNEL]
    layout = h5py.VirtualLayout(KERNEL_SHAPE, "f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", KERNEL, KERNEL_SHAPE)
    file.create_virtual_dataset(KERNEL, layout)


LAYOUTS: Mapping[str, Layout] = {
    "contiguous": _plain,
    "chunked": _all_in(),
    "gzip + shuffle + fletcher32": _all_in(compression="gzip", shuffle=True, fletcher32=True),
    "compound": _compound,
    "long double": _with_kernel(shape=(FAR_TOO_MANY,), dtype=np.longdouble, chunks=(10_000,), compression="gzip"),
    "virtual": _virtual,
    "external": _with_kernel(
        shape=KERNEL_SHAPE, dtype="f4", external=[("/etc/passwd", 0, 4 * math.prod(KERNEL_SHAPE))]
    ),
    "never written": _with_kernel(shape=KERNEL_SHAPE, dtype="f4"),
    "10¹³ rows, never written": _with_kernel(shape=(10**13,), dtype="f4"),
}
"""How the same weights, or what takes their place, are laid out in a file."""


def weights_file(layout: str) -> bytes:
    """A weights file for `NETWORK`.

    Args:
        layout: One of `LAYOUTS`.
    """
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        LAYOUTS[layout](file)
    return content.getvalue()


def zero_chunk() -> bytes:
    """A weights file whose first chunk is said to have no bytes: HDF5 1.14.6 ends its process when it reads that."""
    content = weights_file("gzip + shuffle + fletcher32")
    with h5py.File(io.BytesIO(content)) as file:
        size = file[KERNEL].id.get_chunk_info(0).size
    # The chunk's entry in its index: its size, that no filter was left out, and where it begins.
    entry = struct.pack("<II", size, 0) + bytes(8 * (len(KERNEL_SHAPE) + 1))
    return content.replace(entry, bytes(4) + entry[4:], 1)


def mutated(content: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """A file with one to three things changed in it."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 3)):
        chance.choice(MUTATIONS)(changed, others, chance)
    return bytes(changed)


def _flip(content: bytearray, _: Sequence[bytes], chance: random.Random) -> None:
    for _flip in range(min(len(content), chance.randint(1, 16))):
        content[chance.randrange(len(content))] = chance.randrange(256)


def _truncate(content: bytearray, _: Sequence[bytes], chance: random.Random) -> None:
    del content[chance.randrange(len(content) + 1) :]


def _inflate(content: bytearray, _: Sequence[bytes], chance: random.Random) -> None:
    """Replaces what may be a length, a size or an address."""
    width = chance.choice((2, 4, 8))
    places = [
        place
        for place in range(0, len(content) - width, 2)
        if 0 < int.from_bytes(content[place : place + width], "little") <= max(len(content), 4096)
    ]
    if places:
        place = chance.choice(places)
        old = int.from_bytes(content[place : place + width], "little")
        new = chance.choice((*SIZES, old * 2, old + 1, old - 1)) % 256**width
        content[place : place + width] = new.to_bytes(width, "little")


def _splice(content: bytearray, others: Sequence[bytes], chance: random.Random) -> None:
    source = chance.choice(others)
    length = chance.choice((8, 64, 512, 2048))
    begin, place = chance.randrange(len(source)), chance.randrange(len(content) + 1)
    part = source[begin : begin + length]
    content[place : place + (len(part) if chance.random() < 0.7 else 0)] = part


MUTATIONS = (_flip, _flip, _truncate, _inflate, _inflate, _splice)


def weights(index: int, originals: Mapping[str, bytes]) -> tuple[str, bytes]:
    """One of the mutated weights files: its layout and its content.

    Args:
        index: Which; the same each time.
        originals: `weights_file` of each layout.
    """
    layout = list(originals)[index % len(originals)]
    return layout, mutated(originals[layout], list(originals.values()), random.Random(index))


def configuration(index: int) -> bytes:
    """One of the mutated configurations: mostly JSON with other values, sometimes bytes that are none.

    Args:
        index: Which; the same each time.
    """
    chance = random.Random(index)
    data = json.loads(configuration_of(NETWORK))
    for _ in range(chance.randint(1, 3)):
        _change(data, chance, VALUES)
    content = json.dumps(data, allow_nan=True).encode()
    return content if chance.random() < 0.7 else mutated(content, [content], chance)


def keras_originals() -> dict[str, bytes]:
    """What Keras saves of `NETWORK` in several ways."""
    ways = {
        "sequential": Way(has_own_functions=True, is_compiled=True),
        "functional": Way(is_functional=True, rescales=True, is_packed=True),
        "scores": Way(is_functional=True, has_softmax=False),
    }
    files = {name: saved(NETWORK, way).weights for name, way in ways.items()}
    return {**files, "to_json": saved(NETWORK, Way(is_apart=True)).description}


def keras_file(index: int, originals: Mapping[str, bytes]) -> tuple[str, bytes]:
    """One of the mutated files of Keras's models: what it was made of, and its content.

    Args:
        index: Which; the same each time.
        originals: `keras_originals`.
    """
    chance, others = random.Random(index), list(originals.values())
    name = list(originals)[index % len(originals)]
    original = originals[name]
    if chance.random() < 0.3:
        return f"keras: {name}, bytes", mutated(original, others, chance)
    if name == "to_json":
        return f"keras: {name}", _changed_json(original, chance)
    if chance.random() < 0.1:
        bomb = chance.choice(list(BOMBS))
        return f"keras: {bomb}", with_entries(original, BOMBS[bomb]())
    entry = chance.choice(("config.json", "config.json", "config.json", "metadata.json", "model.weights.h5"))
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        content = archive.read(entry)
    is_weights = entry == "model.weights.h5"
    changed = mutated(content, [content], chance) if is_weights else _changed_json(content, chance)
    return f"keras: {name}, {entry}", with_entries(original, {entry: None if chance.random() < 0.02 else changed})


def _changed_json(content: bytes, chance: random.Random) -> bytes:
    data = json.loads(content)
    for _ in range(chance.randint(1, 3)):
        _change(data, chance, VALUES + KERAS_VALUES)
    changed = json.dumps(data, allow_nan=True).encode()
    return changed if chance.random() < 0.9 else mutated(changed, [changed], chance)


def _nested(depth: int) -> bytes:
    return b'{"class_name": "Sequential", "config": ' + b'{"layers": [' * depth + b"]}" * depth + b"}"


def _many_layers() -> bytes:
    layer = {"class_name": "Dropout", "module": "keras.layers", "registered_name": None, "config": {"rate": 0.5}}
    return json.dumps({"class_name": "Sequential", "config": {"name": "many", "layers": [layer] * 9_000}}).encode()


BOMBS: Mapping[str, Callable[[], Mapping[str, bytes]]] = {
    "100 MB of zeros as weights": lambda: {"model.weights.h5": bytes(100_000_000)},
    "100 MB of spaces as JSON": lambda: {"config.json": b" " * 100_000_000},
    "100,000 brackets": lambda: {"config.json": _nested(100_000)},
    "50 brackets": lambda: {"config.json": _nested(50)},
    "a number of 100,000 digits": lambda: {"config.json": b'{"class_name": ' + b"9" * 100_000 + b"}"},
    "9,000 layers": lambda: {"config.json": _many_layers()},
    "500,000 lists": lambda: {"config.json": b'{"config": [' + b"[]," * 349_000 + b"[]]}"},
    "10,000 files": lambda: {f"assets/{number}": b"" for number in range(10_000)},
}
"""Small archives that ask for much."""


def _change(data: Any, chance: random.Random, values: Sequence[Any]) -> None:
    """Replaces, removes, repeats or adds something somewhere."""
    while isinstance(data, dict | list) and data:
        key = chance.choice(list(data) if isinstance(data, dict) else range(len(data)))
        if isinstance(data[key], dict | list) and data[key] and chance.random() < 0.75:
            data = data[key]
            continue
        what = chance.randrange(4)
        if what == 0:
            del data[key]
        elif what == 1 and isinstance(data, list):
            data.extend([data[key]] * chance.choice((1, 3, 1000)))
        elif what == 1:
            data[chance.choice(("__class__", "x" * 1000, "name", "</script>", "\ud800"))] = data[key]
        else:
            data[key] = chance.choice(values)
        return


VALUES: tuple[Any, ...] = (
    *(
        0,
        -1,
        1,
        7,
        1024,
        2**31,
        2**63,
        2**64,
        10**400,
        0.5,
        -0.0,
        1e308,
        1e-320,
        float("nan"),
        float("inf"),
        float("-inf"),
    ),
    *(
        None,
        True,
        "",
        "relu",
        "max",
        "\0",
        "`$x$` [a](javascript:1)",
        "9" * 5000,
        "\u202e",
        [],
        {},
        [[[[]]]],
        {"a": {}},
    ),
)
"""What takes the place of a value."""

KERAS_VALUES: tuple[Any, ...] = (
    *("Lambda", "Add", "Sequential", "Functional", "InputLayer", "Rescaling", "ReLU", "Softmax", "Dense", "Conv2D"),
    *("softmax", "gelu", "channels_first", "same", "float16", "conv2d", "dense_1"),
    *([28, 28, 1], [None, 28, 28, 1], [None, None, None, 1], [1, 2], [3, 3], [0, 0], [2**31, 2**31]),
    {"class_name": "__lambda__", "config": {"value": "4wEAAAAAAAAA"}},
    {"class_name": "function", "config": "os.system", "module": "builtins", "registered_name": "function"},
    {"class_name": "ReLU", "config": {"negative_slope": [], "max_value": {}}, "module": "keras.layers"},
    {"class_name": "DTypePolicy", "config": {"name": ["float32"]}, "module": "keras"},
    {"class_name": "__keras_tensor__", "config": {"keras_history": ["input_layer", 0, 0]}},
)
"""The same in what Keras writes."""
