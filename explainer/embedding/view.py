"""Which map of the images is looked at, and how a link writes it."""

from dataclasses import dataclass
from typing import Annotated, Literal

from explainer.link_words import LinkWord, number, one_of

WAYS = ("pca", "tsne")
"""How numbers become two: `explainer.embedding.axes` and `explainer.embedding.tsne`."""

SPACES = ("vectors", "pixels")
"""What an image is taken by: the numbers before the ten scores, or its pixels."""


@dataclass(frozen=True)
class EmbeddingView(LinkWord, link="{way}[-{space}][-{opened}]"):
    """What is looked at. In a link it is a word such as `tsne-pixels-1014`.

    Attributes:
        way: One of `WAYS`.
        space: One of `SPACES`.
        opened: Index of the test image whose point is open; `None` for that of the image in use.
    """

    way: Literal["pca", "tsne"] = "pca"
    space: Annotated[Literal["vectors", "pixels"], one_of(("pixels",))] = "vectors"
    opened: Annotated[int | None, number("[0-9]{1,4}")] = None
