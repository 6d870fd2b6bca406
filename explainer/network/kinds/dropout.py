"""`Dropout`: sets random values to 0 in training; the identity at inference."""

from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from explainer.network.kinds.facts import CellParts, LayerStep, Setting, Signs
from explainer.network.kinds.kind import Kind


class Dropout(Kind):
    """Drops random values in training.

    Attributes:
        rate: Fraction of the values that are dropped, above 0 and up to 0.9.
    """

    kind: Literal["dropout"] = "dropout"
    rate: Annotated[
        float,
        Field(gt=0.0, le=0.9),
        Setting("rate", link=None, steps=tuple(step / 20 for step in range(19)), is_share=True),
    ]

    keras_name: ClassVar[str] = "Dropout"
    family: ClassVar[str] = "dropout"
    picture: ClassVar[str] = "dropout"
    has_strip: ClassVar[bool] = False
    positional: ClassVar[tuple[str, ...]] = ("rate",)
    word: ClassVar[str] = "drop"
    is_identity: ClassVar[bool] = True
    is_affine: ClassVar[bool] = True

    @classmethod
    def start(cls) -> Self:
        """A layer with rate 0.25."""
        return cls(rate=0.25)

    @property
    def dropped_share(self) -> float:
        """`rate`."""
        return self.rate

    @property
    def signs(self) -> Signs:
        """The same as its inputs'."""
        return "kept"

    def gradient_parts(self, step: LayerStep, index: tuple[int, ...]) -> CellParts:
        """0 for dropped values; the others are scaled by 1 ÷ (1 − rate), as in the forward pass."""
        assert step.mask is not None
        value = step.upstream_gradient[index].reshape(1)
        factor = step.mask[index].reshape(1) / (1.0 - self.rate)
        return CellParts("scaled", np.asarray(value), lambda _: index[1:], factor, value * factor)
