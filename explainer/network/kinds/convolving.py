"""The base class of convolutions."""

from typing import ClassVar

import numpy as np

from explainer.network.kinds.facts import AnyArray, CellParts, LayerStep, LayerWeights, Rule, SizeRule
from explainer.network.kinds.kind import Kind
from explainer.network.kinds.sliding import sliding_size
from explainer.network.kinds.windows import Shape, Window


class ConvolutionKind(Kind):
    """A convolution with a kernel and a bias per output map."""

    picture: ClassVar[str] = "convolution"
    roles: ClassVar[tuple[str, ...]] = ("kernel", "bias")
    rule: ClassVar[Rule] = "sum"
    is_affine: ClassVar[bool] = True

    @property
    def window(self) -> Window:
        """The kernels' window."""
        raise NotImplementedError

    def size_rule(self, input_shape: Shape) -> SizeRule:
        """The number of positions of the kernel."""
        return sliding_size(self.window, input_shape[0], strides_by_default=1)

    def share(self, inputs: AnyArray, weights: LayerWeights, index: tuple[int, ...], channel: int) -> CellParts:
        """The products of the window on one input channel.

        Raises:
            ValueError: If the output map does not depend on that channel.
        """
        row, column, place = index
        source = self.source_map(place)
        if source not in (None, channel):
            raise ValueError(f"Expected channel {source} for {index}; received {channel}.")
        cut = self.window.cut(inputs[..., channel : channel + 1], row, column)
        kernel = self.map_kernels(weights)[..., channel if source is None else 0, place].astype(np.float64)
        values = cut.values[..., 0]
        return CellParts("products", values.ravel(), cut.origin(channel), kernel.ravel(), (values * kernel).ravel())

    def weight_gradient_parts(self, step: LayerStep, image: int, role: str, index: tuple[int, ...]) -> CellParts:
        """For each position: the input under the weight (1 for the bias) times the gradient."""
        place = self.output_map(role, index)
        upstream = step.upstream_gradient[image][..., place]
        seen = np.ones_like(upstream)
        if role == "kernel":
            seen = self.window.seen_by(step.inputs[image][..., index[2]], index[0], index[1])
        width = upstream.shape[1]
        return CellParts(
            "products",
            seen.ravel(),
            lambda stop: (*divmod(stop, width), place),
            upstream.ravel(),
            (seen * upstream).ravel(),
        )
