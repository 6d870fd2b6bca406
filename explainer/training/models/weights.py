"""Learned weights, read from checkpoints without building a model."""

import hashlib
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import h5py
import numpy.typing as npt

from explainer.errors import ExplainerError
from explainer.network import NetworkConfig
from explainer.network.kinds import Shape
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

    def sha256(self, epoch: int) -> str | None:
        """What an epoch's file is known by; `None` if nobody has written that down."""
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
        The weights of every stage that has some, read-only.

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
        path = source.checkpoint_path(chosen)
        if (sha256 := source.sha256(chosen)) is not None:
            _check(path, sha256)
        return read_weights(path, source.config)
    except ExplainerError as error:
        raise source.unusable(chosen, error) from error


def digest(path: Path) -> str:
    """What a file is known by: the SHA-256 of its bytes, as 64 hexadecimal digits.

    Raises:
        OSError: If it cannot be read.
    """
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _check(path: Path, sha256: str) -> None:
    """Makes sure that a file is the one that it is known to be."""
    try:
        found = digest(path)
    except OSError as error:
        raise ExplainerError("weights_unreadable", str(error), file=path.name) from error
    if found != sha256:
        raise ExplainerError("weights_unreadable", f"Expected SHA-256 {sha256}; received {found}.", file=path.name)


def read_weights(path: Path, config: NetworkConfig) -> Weights:
    """Reads a `.weights.h5` file that Keras, or `write_weights`, wrote here for `keras_model(config)`.

    Not for files that anybody may have made: see `explainer.training.models.brought_in.weights_of`.

    Args:
        path: The file; an optimizer's state in it is ignored.

    Returns:
        The weights of every stage that has some, read-only.

    Raises:
        ExplainerError: `weights_unreadable`, `weights_do_not_fit` or `weights_not_finite`.
    """
    return as_weights(config, _arrays(path, config))


def write_weights(path: Path, config: NetworkConfig, weights: Weights) -> None:
    """Writes a `.weights.h5` file as Keras reads it for `keras_model(config)`, without an optimizer's state.

    Args:
        path: The file; an older one is replaced.

    Raises:
        OSError: If it cannot be written.
    """
    # In memory first: on a full disk HDF5 raises other errors than the system's, and some only when it closes the file.
    path.write_bytes(_file(config, [array for layer in weights.values() for array in layer.values()]))


def without_optimizer(path: Path, config: NetworkConfig) -> bytes:
    """A checkpoint as it is taken home: the network's own numbers, also those of a training that diverged.

    Returns:
        The content of a `.weights.h5` file.

    Raises:
        ExplainerError: `weights_unreadable` or `weights_do_not_fit`.
    """
    return _file(config, _arrays(path, config))


def stored_arrays(config: NetworkConfig) -> list[tuple[str, Shape]]:
    """Where in a `.weights.h5` file each weight of `keras_model(config)` is, and its shape.

    Keras names a group after a layer's class, numbered from the second of its kind on.
    """
    seen: Counter[str] = Counter()
    stored = []
    for layer in config.built:
        if layer.settings.roles:
            number = seen[layer.kind]
            group = f"{layer.kind}_{number}" if number else layer.kind
            stored += [(f"layers/{group}/vars/{index}", shape) for index, shape in enumerate(layer.weight_shapes)]
            seen[layer.kind] += 1
    return stored


def _arrays(path: Path, config: NetworkConfig) -> list[npt.NDArray[Any]]:
    """The weights of each layer, in Keras's order; shapes are looked at before anything is read."""
    stored = stored_arrays(config)
    try:
        with h5py.File(path, "r") as file:
            shapes = [(place, file[place].shape) for place, _ in stored]
            count = sum(len(group["vars"]) for group in file["layers"].values())
            if shapes != stored or count != len(stored):
                raise _does_not_fit(path.name, f"{shapes} among {count}")
            return [file[place][...] for place, _ in stored]
    except KeyError as error:
        raise _does_not_fit(path.name, error) from error
    except (OSError, RuntimeError, ValueError, AttributeError, TypeError) as error:
        raise ExplainerError(
            "weights_unreadable", f"Expected weights in {path.name}; received {error}.", file=path.name
        ) from error


def _file(config: NetworkConfig, arrays: Sequence[npt.NDArray[Any]]) -> bytes:
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for (place, _), array in zip(stored_arrays(config), arrays, strict=True):
            file[place] = array
    return content.getvalue()


def _does_not_fit(name: str, received: object) -> ExplainerError:
    return ExplainerError("weights_do_not_fit", f"Expected the network's weights in {name}; received {received}.")
