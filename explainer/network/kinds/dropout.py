"""`Dropout`: some numbers become 0 while training, none when the network answers."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from explainer.network.kinds.facts import Setting, Signs
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
