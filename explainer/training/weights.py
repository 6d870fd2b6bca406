"""Learned weights, read from checkpoints without building a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import h5py
import numpy as np
import numpy.typing as npt

from explainer.errors import ExplainerError
from explainer.network import NetworkConfig
from explainer.network.layers import WEIGHTED
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


def read_weights(path: Path, config: NetworkConfig) -> Weights:
    """Reads a `.weights.h5` file that Keras wrote for `keras_model(config)`.

    Args:
        path: The file; an optimizer's state in it is ignored.
        config: The network.

    Returns:
        Kernel and bias of each convolution and dense stage, read-only.

    Raises:
        ExplainerError: `weights_unreadable`, `weights_do_not_fit` or `weights_not_finite`.
    """
    try:
        with h5py.File(path, "r") as file:
            arrays = [np.asarray(file[f"layers/{group}/vars/{index}"]) for group in _groups(config) for index in (0, 1)]
            count = sum(len(group["vars"]) for group in file["layers"].values())
    except KeyError as error:
        raise _does_not_fit(path, error) from error
    except (OSError, RuntimeError, ValueError, AttributeError, TypeError) as error:
        raise ExplainerError(
            "weights_unreadable",
            f"Expected weights in {path.name}; received {error}.",
            file=path.name,
        ) from error
    if count != len(arrays):
        raise _does_not_fit(path, f"{count} arrays")
    return as_weights(config, _floating(path, arrays))


def _groups(config: NetworkConfig) -> Iterator[str]:
    """Keras's names in the file: a layer's class, numbered from the second of its kind on."""
    seen: Counter[str] = Counter()
    for layer in config.layers:
        if layer.kind in WEIGHTED:
            number = seen[layer.kind]
            yield f"{layer.kind}_{number}" if number else layer.kind
            seen[layer.kind] += 1


def _floating(path: Path, arrays: list[npt.NDArray[Any]]) -> list[npt.NDArray[Any]]:
    if any(array.dtype.kind != "f" for array in arrays):
        raise _does_not_fit(path, "other numbers than floating-point ones")
    return arrays


def _does_not_fit(path: Path, received: object) -> ExplainerError:
    return ExplainerError("weights_do_not_fit", f"Expected the network's weights in {path.name}; received {received}.")
