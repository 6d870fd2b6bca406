"""Weights with their cache keys, so that caches and background jobs never confuse two models."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from explainer.network import LOGITS, NetworkConfig, Stage
from explainer.tracing import Weights
from explainer.training.models.weights import Checkpoints, load_weights

ModelKey = tuple[str, str, int, int]
"""Owner, architecture, epoch, and a value that differs if the epoch was trained again."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Learned:
    """A network with the weights of an epoch.

    Attributes:
        owner: A run's id, the bundle's name, or another name for weights that belong to no run.
        epoch: The epoch; 0 is before training.
    """

    owner: str
    epoch: int
    config: NetworkConfig
    weights: Weights

    @cached_property
    def key(self) -> ModelKey:
        """The cache key. It includes a checksum, since an epoch may have been trained again."""
        # The last layer's weights are few and differ after any further training.
        return self.owner, self.config.fingerprint, self.epoch, zlib.crc32(self.weights[LOGITS].kernel.tobytes())


@dataclass(frozen=True, eq=False, kw_only=True)
class Stored:
    """A reference to weights in a file, for computations that start later or are rare.

    Attributes:
        owner: See `Learned`.
        epoch: The epoch; 0 is before training.
    """

    owner: str
    epoch: int
    config: NetworkConfig
    source: Checkpoints

    @property
    def key(self) -> ModelKey:
        """The cache key. It includes the file's modification time, since an epoch may have been trained again."""
        try:
            written = self.source.checkpoint_path(self.epoch).stat().st_mtime_ns
        except OSError:
            written = 0
        return self.owner, self.config.fingerprint, self.epoch, written

    def load(self) -> Learned:
        """Reads the weights, which takes some milliseconds.

        Raises:
            ExplainerError: If there are no usable weights of that epoch.
        """
        weights = load_weights(self.source, self.epoch)
        return Learned(owner=self.owner, epoch=self.epoch, config=self.config, weights=weights)


BY_KEY: dict[str | type[Any], Callable[[Any], object]] = {
    NetworkConfig: lambda config: config.fingerprint,
    # Unique within a network.
    Stage: lambda stage: stage.name,
    Learned: lambda model: model.key,
    Stored: lambda model: model.key,
}
"""Hash functions of Streamlit's caches for arguments of these types."""
