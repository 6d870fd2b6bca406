"""`Flatten`: reshapes the maps into one vector."""

import math
from typing import ClassVar, Literal

import numpy as np

from explainer.network.kinds.facts import AnyArray, CellParts, LayerStep, LayerWeights, Signs, SizeRule, parts_of_one
from explainer.network.kinds.kind import Kind
from explainer.network.kinds.windows import PartShape, Shape


class Flatten(Kind):
    """Flattens in C order: row by row, and at each position through all maps."""

    kind: Literal["flatten"] = "flatten"

    keras_name: ClassVar[str] = "Flatten"
    family: ClassVar[str] = "flatten"
    is_numbered: ClassVar[bool] = False
    picture: ClassVar[str] = "flatten"
    has_strip: ClassVar[bool] = False
    is_affine: ClassVar[bool] = True

    @property
    def signs(self) -> Signs:
        """The same as its inputs'."""
        return "kept"

    def output_shape(self, input_shape: PartShape) -> PartShape:
        """`(rows × columns × maps,)`."""
        known = [size for size in input_shape if size is not None]
        return (math.prod(known) if len(known) == len(input_shape) else None,)

    def size_rule(self, input_shape: Shape) -> SizeRule:
        """Rows × columns × maps."""
        return SizeRule("flatten", math.prod(input_shape), factors=input_shape)

    def parts(self, inputs: AnyArray, weights: LayerWeights | None, index: tuple[int, ...]) -> CellParts:
        """The copied cell."""
        del weights
        place = tuple(int(axis) for axis in np.unravel_index(index[0], inputs.shape))
        return parts_of_one("same", float(inputs[place]), place)

    def gradient_parts(self, step: LayerStep, index: tuple[int, ...]) -> CellParts:
        """The gradient of the cell's copy."""
        place = int(np.ravel_multi_index(index[1:], step.inputs.shape[1:]))
        return parts_of_one("same", float(step.upstream_gradient[index[0], place]), (place,))
