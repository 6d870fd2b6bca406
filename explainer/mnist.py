"""The bundled MNIST data set, and the article's three preprocessing steps.

MNIST is by Yann LeCun, Corinna Cortes and Christopher J. C. Burges (CC BY-SA 3.0). The bundled file has the same
images in the same order as `keras.datasets.mnist`, so nothing is downloaded.
"""

import functools
import hashlib
import io
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from explainer.errors import ExplainerError

CLASSES = 10
IMAGE_SIZE = 28
TRAINING_IMAGES = 60_000
TEST_IMAGES = 10_000
DEFAULT_PATH = Path(__file__).resolve().parent.parent / "assets" / "mnist.npz"
SHA256 = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"
ARRAYS = ("x_train", "y_train", "x_test", "y_test")

LOADING_SOURCE = "(x_train, y_train), (x_test, y_test) = mnist.load_data()"
"""The article's line for `load`, in Keras."""
CHANNEL_SOURCE = (
    f"x_train = x_train.reshape({TRAINING_IMAGES}, {IMAGE_SIZE}, {IMAGE_SIZE}, 1)",
    f"x_test = x_test.reshape({TEST_IMAGES}, {IMAGE_SIZE}, {IMAGE_SIZE}, 1)",
)
"""The article's lines for `add_channel`."""
FLOAT_SOURCE = tuple(f"x_{part} = x_{part}.astype('float32')" for part in ("train", "test"))
SCALE_SOURCE = tuple(f"{line} / 255" for line in FLOAT_SOURCE)
"""The article's lines for `scale`."""
LABELS_SOURCE = tuple(f"y_{part} = to_categorical(y_{part}, {CLASSES})" for part in ("train", "test"))
"""The article's lines for `one_hot`."""

Images = npt.NDArray[np.uint8]
"""`(n, 28, 28)`, 0 to 255."""
Labels = npt.NDArray[np.uint8]
"""`(n,)`, 0 to 9."""


@dataclass(frozen=True)
class Dataset:
    """MNIST as read-only `uint8` arrays.

    Attributes:
        x_train: `(60000, 28, 28)`, 0 (background) to 255 (ink).
        y_train: `(60000,)`, 0 to 9.
        x_test: `(10000, 28, 28)`, 0 to 255.
        y_test: `(10000,)`, 0 to 9.
    """

    x_train: Images
    y_train: Labels
    x_test: Images
    y_test: Labels


_reading = threading.Lock()


def load(path: Path = DEFAULT_PATH) -> Dataset:
    """Reads the data set, 55 MB, once per process; later calls return the same arrays.

    Args:
        path: An `.npz` file with the arrays `x_train`, `y_train`, `x_test` and `y_test`.

    Raises:
        ExplainerError: `mnist_missing` if the file cannot be read; `mnist_altered` if its checksum is wrong.
    """
    with _reading:
        return _load(path)


# Called with the lock and a positional argument, so that simultaneous visitors share one copy.
@functools.lru_cache(maxsize=2)
def _load(path: Path) -> Dataset:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ExplainerError(
            "mnist_missing",
            f"Expected the data set at {path}; received {error.strerror or error}.",
            file=path.name,
            folder=path.parent.name,
        ) from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != SHA256:
        raise ExplainerError(
            "mnist_altered",
            f"Expected {path} with SHA-256 {SHA256}; received {digest} ({len(content):,} bytes).",
            file=path.name,
            folder=path.parent.name,
            expected=SHA256[:12],
            received=digest[:12],
            size=len(content),
        )
    return _read_arrays(content)


def _read_arrays(content: bytes) -> Dataset:
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in ARRAYS}
    for array in arrays.values():
        array.flags.writeable = False
    return Dataset(**arrays)


def add_channel(images: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Step 1: adds the channel axis, since each pixel has one value and not three (red, green, blue).

    Args:
        images: `(n, 28, 28)` of any dtype.

    Returns:
        A view, `(n, 28, 28, 1)`.
    """
    return images.reshape(*images.shape, 1)


def scale(images: Images) -> npt.NDArray[np.float32]:
    """Step 2: scales pixels from 0–255 to 0–1, as `float32`.

    Args:
        images: `uint8` of any shape, 0 to 255.
    """
    return np.divide(images, np.float32(255), dtype=np.float32)


def unscale(images: npt.NDArray[np.floating]) -> Images:
    """The inverse of `scale`, rounded to `uint8`.

    Args:
        images: Of any shape, 0 to 1.
    """
    stored: Images = np.rint(images * 255).astype(np.uint8)
    return stored


def one_hot(labels: Labels) -> npt.NDArray[np.float32]:
    """Step 3: converts labels to one-hot vectors.

    Returns:
        `float32`, `(n, 10)`.
    """
    return np.eye(CLASSES, dtype=np.float32)[labels]
