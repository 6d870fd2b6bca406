"""Snapshots of a network during training: its first kernels, and its prediction for one image.

The worker writes `live.json` at most twice per second; pages read it at any time.
"""

import base64
import contextlib
import time
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from explainer.mnist import CLASSES, IMAGE_SIZE
from explainer.network import NetworkConfig
from explainer.training.store.files import write_atomically
from explainer.training.store.paths import RunPaths
from explainer.training.store.records import Watched

SECONDS = 0.5
MOST_KERNELS = 64

Array = npt.NDArray[np.float32]


class Snapshot(BaseModel):
    """The state of the network at one batch.

    Attributes:
        epoch: The current epoch, from 1; 0 before training.
        shape: Shape of `kernels`: filters, height, width; empty without a convolution.
        packed: The first 64 kernels of the first convolution, as base64 of little-endian `float32`.
        probabilities: The prediction for the watched image; empty if there is none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")

    epoch: Annotated[int, Field(ge=0)]
    batch: Annotated[int, Field(ge=0)] = 0
    shape: tuple[int, ...] = ()
    packed: str = ""
    probabilities: tuple[float, ...] = ()

    @property
    def kernels(self) -> Array:
        """`(filters, height, width)`, `float32`; zero filters without a convolution."""
        shape = self.shape or (0, 0, 0)
        return np.frombuffer(base64.b64decode(self.packed), "<f4").reshape(shape).astype(np.float32)


def read_snapshot(run: RunPaths) -> Snapshot | None:
    """Reads the newest snapshot of a run; `None` if it is missing or invalid."""
    try:
        snapshot = Snapshot.model_validate_json(run.live_path.read_bytes())
        sizes = snapshot.kernels.ndim, len(snapshot.probabilities)
    except (OSError, ValidationError, ValueError):
        return None
    return snapshot if sizes[0] == 3 and sizes[1] in (0, CLASSES) else None


def first_kernels(kernel: npt.NDArray[Any]) -> Array:
    """The first convolution's kernels in the form that pages show. Its input is the image, so each has one channel.

    Args:
        kernel: Keras's array, `(height, width, 1, filters)`.

    Returns:
        `(filters, height, width)`, at most 64 filters.
    """
    return np.moveaxis(np.asarray(kernel, np.float32)[:, :, 0, :MOST_KERNELS], -1, 0)


def watched_image(pixels: npt.NDArray[Any], image: str, label: int | None) -> Watched:
    """Converts an image for a request.

    Args:
        pixels: `(28, 28)`, 0 to 1.
        image: Its name in links.
        label: The digit that it shows; `None` if it has no label.
    """
    content = np.rint(np.asarray(pixels, np.float64) * 255).astype(np.uint8).tobytes().hex()
    return Watched(image=image, label=label, pixels=content)


def pixels_of(watched: Watched) -> Array:
    """The pixels of a request's image, `(28, 28)`, `float32`, 0 to 1."""
    content = np.frombuffer(bytes.fromhex(watched.pixels), np.uint8).reshape(IMAGE_SIZE, IMAGE_SIZE)
    return content.astype(np.float32) / np.float32(255)


class Snapshots:
    """Writes snapshots of a model that is being trained.

    Args:
        model: `keras_model(config)`.
        watched: The image to watch, if any.
    """

    def __init__(self, run: RunPaths, model: Any, config: NetworkConfig, watched: Watched | None) -> None:
        self._path = run.live_path
        self._model = model
        names = [layer.name for layer in config.convolutions]
        self._convolution = model.get_layer(names[0]) if names else None
        self._image = None if watched is None else pixels_of(watched)[None, :, :, None]
        self._last = -SECONDS
        self.is_idle = self._convolution is None and self._image is None

    def write_if_due(self, epoch: int, batch: int) -> None:
        """Writes a snapshot unless the last one is younger than half a second."""
        now = time.perf_counter()
        if not self.is_idle and now - self._last >= SECONDS:
            self._last = now
            self.write(epoch, batch)

    def write(self, epoch: int, batch: int) -> None:
        """Writes a snapshot. Write errors are ignored, since nothing depends on it."""
        if self.is_idle:
            return
        kernels = self._kernels()
        snapshot = Snapshot(
            epoch=epoch,
            batch=batch,
            shape=() if kernels is None else kernels.shape,
            packed="" if kernels is None else base64.b64encode(kernels.astype("<f4").tobytes()).decode(),
            probabilities=self._probabilities(),
        )
        with contextlib.suppress(OSError):
            write_atomically(self._path, snapshot.model_dump_json())

    def _kernels(self) -> Array | None:
        if self._convolution is None:
            return None
        return first_kernels(self._convolution.kernel.numpy())

    def _probabilities(self) -> tuple[float, ...]:
        if self._image is None:
            return ()
        answer = np.asarray(self._model(self._image, training=False))
        return tuple(float(value) for value in answer[0])
