"""Networks with weights, with keys that identify them in caches and background jobs."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from explainer.network import LOGITS, NetworkConfig, Stage
from explainer.tracing import Weights
from explainer.training.models.weights import Checkpoints, load_weights

ModelKey = tuple[str, str, int, int]
"""Owner of the weights, fingerprint of the architecture, epoch, and a checksum or time stamp of the weights."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Learned:
    """A network with its weights after an epoch.

    Attributes:
        owner: Owner of the weights: a run's id, the bundle's name, or another word for weights of neither.
        epoch: The epoch, 0 before training.
    """

    owner: str
    epoch: int
    config: NetworkConfig
    weights: Weights

    @cached_property
    def key(self) -> ModelKey:
        """The cache key. It contains a checksum, since an epoch may have been trained again with other weights."""
        # The weights of the last layer suffice, and they are few.
        return self.owner, self.config.fingerprint, self.epoch, zlib.crc32(self.weights[LOGITS].kernel.tobytes())


@dataclass(frozen=True, eq=False, kw_only=True)
class Stored:
    """A network with its weights still in their file: for computations that wait, or are rarely requested.

    Attributes:
        owner: As in `Learned`.
        epoch: The epoch, 0 before training.
    """

    owner: str
    epoch: int
    config: NetworkConfig
    source: Checkpoints

    @property
    def key(self) -> ModelKey:
        """The cache key, with the file's modification time, since an epoch may have been trained again."""
        try:
            written = self.source.checkpoint_path(self.epoch).stat().st_mtime_ns
        except OSError:
            written = 0
        return self.owner, self.config.fingerprint, self.epoch, written

    def load(self) -> Learned:
        """Reads the weights, which takes some milliseconds.

        Raises:
            ExplainerError: If the epoch has no usable weights.
        """
        weights = load_weights(self.source, self.epoch)
        return Learned(owner=self.owner, epoch=self.epoch, config=self.config, weights=weights)


BY_KEY: dict[str | type[Any], Callable[[Any], object]] = {
    NetworkConfig: lambda config: config.fingerprint,
    # Unique within a network only.
    Stage: lambda stage: stage.name,
    Learned: lambda model: model.key,
    Stored: lambda model: model.key,
}
"""Hash functions by type, the `hash_funcs` of Streamlit's caches."""
