"""`Dropout`: some numbers become 0 while training, none when the network answers."""

from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from explainer.network.kinds.facts import CellParts, LayerStep, Setting, Signs
from explainer.network.kinds.kind import Kind


class Dropout(Kind):
    """Drops numbers by chance while training.

    Attributes:
        rate: Share of the numbers dropped, above 0 and up to 0.9.
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
        """A quarter."""
        return cls(rate=0.25)

    @property
    def dropped_share(self) -> float:
        """The rate."""
        return self.rate

    @property
    def signs(self) -> Signs:
        """Such as it was given."""
        return "kept"

    def gradient_parts(self, step: LayerStep, index: tuple[int, ...]) -> CellParts:
        """What was dropped passes nothing back; the rest is scaled up as it was on the way forward."""
        assert step.mask is not None
        value = step.upstream_gradient[index].reshape(1)
        factor = step.mask[index].reshape(1) / (1.0 - self.rate)
        return CellParts("scaled", np.asarray(value), lambda _: index[1:], factor, value * factor)
