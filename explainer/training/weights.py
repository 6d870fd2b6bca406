"""Learned weights, read from checkpoints without building a model."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import h5py
import numpy as np
import numpy.typing as npt

from explainer.errors import ExplainerError
from explainer.network import NetworkConfig
from explainer.network.architecture import MAX_PARAMETERS
from explainer.tracing import Weights, as_weights


class Checkpoints(Protocol):
    """What has weights by epoch: a run, or the bundled model."""

    @property
    def config(self) -> NetworkConfig:
        """The network."""
        ...

    def checkpoints(self) -> tuple[int, ...]:
        """The epochs whose weights can be used, in order; 0 is before training."""
        ...

    def checkpoint_path(self, epoch: int) -> Path:
        """The `.weights.h5` file of an epoch."""
        ...

    def unusable(self, epoch: int, error: ExplainerError) -> ExplainerError:
        """What to say of an epoch's weights that cannot be had."""
        ...


def load_weights(source: Checkpoints, epoch: int | None = None) -> Weights:
    """Reads what was learned by the end of an epoch; about 4 ms for the article's network.

    Args:
        source: A run or the bundle.
        epoch: 0 for before training; `None` for the last one there is.

    Returns:
        Kernel and bias of each convolution and dense stage, read-only.

    Raises:
        ExplainerError: `weights_missing` if the epoch has no checkpoint (detail `epoch`), `weights_unreadable` if
            its file is damaged, `weights_do_not_fit` if it is of another network, `weights_not_finite` if its training
            had diverged by then, `run_unreadable`; of the bundle `bundle_missing` or `bundle_altered` (detail `file`).
    """
    epochs = source.checkpoints()
    chosen = epochs[-1] if epoch is None and epochs else epoch
    if chosen is None or chosen not in epochs:
        error = ExplainerError(
            "weights_missing", f"Expected one of the epochs {epochs}; received {epoch}.", epoch=epoch
        )
        raise error if chosen is None else source.unusable(chosen, error)
    try:
        return read_weights(source.checkpoint_path(chosen), source.config)
    except ExplainerError as error:
        raise source.unusable(chosen, error) from error


def read_weights(source: Path | BinaryIO, config: NetworkConfig) -> Weights:
    """Reads a `.weights.h5` file that Keras wrote for `keras_model(config)`.

    The file may come from anybody: its arrays are read as numbers, if they are of this network's size and within the
    file itself, and nothing else in it is looked at.

    Args:
        source: The file; an optimizer's state in it is ignored.
        config: The network.

    Returns:
        Kernel and bias of each convolution and dense stage, read-only.

    Raises:
        ExplainerError: `weights_unreadable`, `weights_do_not_fit` or `weights_not_finite`.
    """
    name = Path(source.name).name
    try:
        with h5py.File(source, "r") as file:
            arrays = [
                _array(file, f"layers/{group}/vars/{index}")
                for group, count in _groups(config)
                for index in range(count)
            ]
            count = sum(len(group["vars"]) for group in file["layers"].values())
    except (KeyError, _MisfitError) as error:
        raise _does_not_fit(name, error) from error
    except (OSError, RuntimeError, ValueError, AttributeError, TypeError) as error:
        raise ExplainerError(
            "weights_unreadable", f"Expected weights in {name}; received {error}.", file=name
        ) from error
    if count != len(arrays):
        raise _does_not_fit(name, f"{count} arrays")
    return as_weights(config, arrays)


def write_weights(path: Path, config: NetworkConfig, weights: Weights) -> None:
    """Writes a `.weights.h5` file as Keras reads it for `keras_model(config)`, without an optimizer's state.

    Args:
        path: The file; an older one is replaced.
        config: The network.
        weights: Its weights.

    Raises:
        OSError: If it cannot be written.
    """
    # In memory first: on a full disk HDF5 raises other errors than the system's, and some only when it closes the file.
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for (group, _), layer in zip(_groups(config), weights.values(), strict=True):
            for index, array in enumerate(layer.values()):
                file[f"layers/{group}/vars/{index}"] = array
    path.write_bytes(content.getvalue())


class _MisfitError(Exception):
    """An array that no network of ours has."""


def _array(file: h5py.File, place: str) -> npt.NDArray[Any]:
    """Reads an array, unless it is no plain one: others may lie in other files, or be of any size."""
    dataset = file[place]
    is_plain = dataset.file == file and not dataset.is_virtual and dataset.external is None
    if not is_plain or dataset.dtype.kind != "f" or dataset.size > MAX_PARAMETERS:
        raise _MisfitError(f"{place} of {dataset.size} {dataset.dtype} numbers")
    return np.asarray(dataset)


def _groups(config: NetworkConfig) -> Iterator[tuple[str, int]]:
    """Keras's names in the file (a class, numbered from the second of its kind on), each with its number of arrays."""
    seen: Counter[str] = Counter()
    for layer in config.built:
        if layer.settings.roles:
            number = seen[layer.kind]
            yield f"{layer.kind}_{number}" if number else layer.kind, len(layer.settings.roles)
            seen[layer.kind] += 1


def _does_not_fit(name: str, received: object) -> ExplainerError:
    return ExplainerError("weights_do_not_fit", f"Expected the network's weights in {name}; received {received}.")
