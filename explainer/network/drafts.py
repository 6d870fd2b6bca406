"""A network that somebody is still working on: every field in its range, but perhaps not fitting together."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Self

from explainer.network.config import (
    MAX_BLOCKS,
    MAX_DENSE,
    MAX_MULTIPLY_ADDS,
    MAX_PARAMETERS,
    ConvolutionBlock,
    DenseLayer,
    NetworkConfig,
)
from explainer.network.planning import Misfit, Plan, plan

LIMITS = {"parameters": MAX_PARAMETERS, "multiply_adds": MAX_MULTIPLY_ADDS}


@dataclass(frozen=True)
class Excess:
    """A network that fits together but is larger than allowed.

    Attributes:
        what: `"parameters"` or `"multiply_adds"`.
        limit: How many are allowed.
        received: How many it has.
    """

    what: str
    limit: int
    received: int


@dataclass(frozen=True)
class Draft:
    """A network as it stands in the form.

    Attributes:
        blocks: 0 to 3 convolution blocks, in order.
        dense: 0 to 2 dense layers.

    Raises:
        ValueError: For more blocks or dense layers than that.
    """

    blocks: tuple[ConvolutionBlock, ...] = ()
    dense: tuple[DenseLayer, ...] = ()

    def __post_init__(self) -> None:
        if len(self.blocks) > MAX_BLOCKS or len(self.dense) > MAX_DENSE:
            raise ValueError(
                f"Expected at most {MAX_BLOCKS} blocks and {MAX_DENSE} dense layers; "
                f"received {len(self.blocks)} and {len(self.dense)}."
            )

    @classmethod
    def of(cls, config: NetworkConfig) -> Self:
        """The draft that is this network."""
        return cls(config.blocks, config.dense)

    @functools.cached_property
    def plan(self) -> Plan:
        """Its layers, up to the first that cannot be built."""
        return plan(self.blocks, self.dense)

    @property
    def misfit(self) -> Misfit | None:
        """The window that is larger than its map, or `None`."""
        return self.plan.misfit

    @property
    def parameters(self) -> int:
        """Trainable parameters of the layers that can be built."""
        return sum(layer.parameters for layer in self.plan.layers)

    @property
    def multiply_adds(self) -> int:
        """Multiply-adds for one image of the layers that can be built."""
        return sum(layer.multiply_adds for layer in self.plan.layers)

    @property
    def excess(self) -> Excess | None:
        """In what it is larger than allowed, or `None`; a misfit is to be mended first."""
        if self.misfit is not None:
            return None
        for what, limit in LIMITS.items():
            if getattr(self, what) > limit:
                return Excess(what, limit, getattr(self, what))
        return None

    @functools.cached_property
    def config(self) -> NetworkConfig | None:
        """The network, if it can be trained."""
        if self.misfit is not None or self.excess is not None:
            return None
        return NetworkConfig(blocks=self.blocks, dense=self.dense)
