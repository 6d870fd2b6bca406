"""What caches and visitors' computations know a network's weights by, so that none takes one model for another."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from explainer.network import LOGITS, NetworkConfig, Stage
from explainer.tracing import Weights
from explainer.training.models.weights import Checkpoints, load_weights

ModelKey = tuple[str, str, int, int]
"""Whose weights they are, architecture, epoch, and what tells the weights from others of that epoch."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Learned:
    """A network with what it has learned by an epoch.

    Attributes:
        owner: Whose weights they are: a run's id, the bundle's name, or a word for weights of nobody.
        epoch: After which epoch, 0 before training.
    """

    owner: str
    epoch: int
    config: NetworkConfig
    weights: Weights

    @cached_property
    def key(self) -> ModelKey:
        """What tells it from all others: an epoch may have been trained again, so its number is not enough."""
        # The last layer's weights are enough to tell, and few.
        return self.owner, self.config.fingerprint, self.epoch, zlib.crc32(self.weights[LOGITS].kernel.tobytes())


@dataclass(frozen=True, eq=False, kw_only=True)
class Stored:
    """The same while its weights are still in their file: for what has to wait, or is asked for rarely.

    Attributes:
        owner: Whose weights they are.
        epoch: After which epoch, 0 before training.
    """

    owner: str
    epoch: int
    config: NetworkConfig
    source: Checkpoints

    @property
    def key(self) -> ModelKey:
        """As of `Learned`; what tells an epoch that was trained again is when its weights were written."""
        try:
            written = self.source.checkpoint_path(self.epoch).stat().st_mtime_ns
        except OSError:
            written = 0
        return self.owner, self.config.fingerprint, self.epoch, written

    def load(self) -> Learned:
        """Reads the weights, some milliseconds.

        Raises:
            ExplainerError: If there are no usable weights of that epoch.
        """
        weights = load_weights(self.source, self.epoch)
        return Learned(owner=self.owner, epoch=self.epoch, config=self.config, weights=weights)


BY_KEY: dict[str | type[Any], Callable[[Any], object]] = {
    NetworkConfig: lambda config: config.fingerprint,
    # Within a network.
    Stage: lambda stage: stage.name,
    Learned: lambda model: model.key,
    Stored: lambda model: model.key,
}
"""How Streamlit's caches are to tell arguments of these types apart."""
